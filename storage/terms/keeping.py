"""Terms entered, and made longer or shorter: asked for by the branch's secretary, answered by the party-affairs staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.terms.rows import (
    BUREAU,
    CommitteeTerm,
    Refused,
    TermChange,
    check_decide,
    check_run,
)


@dataclass(frozen=True)
class Entered:
    """A committee's term as the staff write it; branch 0 is the bureau's committee."""

    branch_id: int
    begun_on: date
    years: int


async def current(session: AsyncSession, branch_id: int) -> CommitteeTerm | None:
    """The term that goes on."""
    which = col(CommitteeTerm.branch_id) == branch_id if branch_id else col(CommitteeTerm.branch_id).is_(None)
    query = select(CommitteeTerm).where(which, col(CommitteeTerm.ended_on).is_(None))
    return (await session.exec(query)).first()


async def running(session: AsyncSession, branch_id: int) -> CommitteeTerm:
    """Raises Refusal where none was entered."""
    found = await current(session, branch_id)
    if found is None:
        raise Refusal(Refused.NO_TERM)
    return found


async def enter(tx: AsyncSession, me: Who, entered: Sequence[Entered], now: datetime) -> None:
    """Each takes the place of the term that was entered for the same beginning, or ends the one before. Raises Refusal."""
    check_decide(me)
    for each in entered:
        before = await current(tx, each.branch_id)
        if before is not None and before.begun_on < each.begun_on:
            await begin(tx, me, before, each.begun_on, each.years, now)
            continue
        row = before or CommitteeTerm(
            branch_id=each.branch_id or None,
            begun_on=each.begun_on,
            years=1,
            ends_on=each.begun_on,
            by=me.person_id,
            at=now,
        )
        row.begun_on, row.years = each.begun_on, each.years
        row.ends_on, row.by, row.at = row.by_rule, me.person_id, now
        tx.add(row)
        await tx.flush()
        await _on_trail(tx, Event.TERM_ENTERED, me, each.branch_id, f"{each.begun_on:%Y-%m-%d} 起 {each.years} 年", now)


async def begin(tx: AsyncSession, me: Who, before: CommitteeTerm, on: date, years: int, now: datetime) -> CommitteeTerm:  # noqa: PLR0917
    """The next term, which ends the one before."""
    before.ended_on = on
    tx.add(before)
    row = CommitteeTerm(
        branch_id=before.branch_id,
        begun_on=on,
        years=years,
        ends_on=add_months(on, 12 * years),
        by=me.person_id,
        at=now,
    )
    tx.add(row)
    await tx.flush()
    await _on_trail(tx, Event.TERM_ENTERED, me, row.branch_id or BUREAU, f"{on:%Y-%m-%d} 起 {years} 年", now)
    return row


async def check_ask(session: AsyncSession, me: Who, branch_id: int) -> CommitteeTerm:
    """The term of which that person can ask (or, of the staff, say) that it end on another day. Raises Refusal."""
    if not may(me, Act.KEEP_TERMS):
        check_run(me, branch_id)
    term = await running(session, branch_id)
    if await waiting_change(session, term.key) is not None:
        raise Refusal(Refused.WAITING)
    return term


async def waiting_change(session: AsyncSession, term_id: int) -> TermChange | None:
    query = select(TermChange).where(col(TermChange.term_id) == term_id, col(TermChange.agreed).is_(None))
    return (await session.exec(query)).first()


async def ask(tx: AsyncSession, me: Who, branch_id: int, until: date, reason: str, now: datetime) -> TermChange:  # noqa: PLR0917
    """Asked for by the secretary it waits; said by the staff, who write down what the bureau's committee agreed to, it holds."""
    term = await check_ask(tx, me, branch_id)
    check_until(term, until)
    if not reason.strip():
        raise Refusal(Refused.BLANK)
    row = TermChange(term_id=term.key, until=until, reason=reason.strip(), by=me.person_id, at=now)
    tx.add(row)
    await tx.flush()
    if may(me, Act.KEEP_TERMS):
        await _answered(tx, me, row, term, now, agreed=True, word=None)
    return row


def check_until(term: CommitteeTerm, until: date) -> None:
    """Raises Refusal for a day on which the term cannot end."""
    if until <= term.begun_on:
        raise Refusal(Refused.BEFORE_BEGIN)
    if until == term.ends_on:
        raise Refusal(Refused.SAME_DAY)


async def answerable(session: AsyncSession, me: Who, change_id: int) -> tuple[TermChange, CommitteeTerm]:
    """A change that waits for that person's answer. Raises Refusal."""
    check_decide(me)
    row = await session.get(TermChange, change_id)
    if row is None:
        raise Refusal(Refused.GONE)
    if row.agreed is not None:
        raise Refusal(Refused.DECIDED)
    if row.by == me.person_id:
        raise Refusal(Refused.OWN)
    return row, await session.get_one(CommitteeTerm, row.term_id)


async def answer(
    tx: AsyncSession, me: Who, change_id: int, now: datetime, *, agreed: bool, word: str | None = None
) -> TermChange:
    """Raises Refusal."""
    row, term = await answerable(tx, me, change_id)
    await _answered(tx, me, row, term, now, agreed=agreed, word=word)
    return row


async def _answered(
    tx: AsyncSession, me: Who, row: TermChange, term: CommitteeTerm, now: datetime, *, agreed: bool, word: str | None
) -> None:
    row.agreed, row.decided_by, row.decided_at, row.word = agreed, me.person_id, now, word
    if agreed:
        term.ends_on = row.until
    tx.add_all([row, term])
    await tx.flush()
    note = f"{'同意' if agreed else '不同意'}届满日期改为 {row.until:%Y-%m-%d}"
    await _on_trail(tx, Event.TERM_CHANGED, me, term.branch_id or BUREAU, note, now)


async def _on_trail(tx: AsyncSession, event: Event, me: Who, branch_id: int, note: str, now: datetime) -> None:  # noqa: PLR0917
    await audit.record(tx, event, by=me.person_id, now=now, subject=f"term:{branch_id}", note=note)


def is_far(term: CommitteeTerm, until: date, months: int) -> bool:
    """Whether that is further from the day by rule than a change usually goes."""
    return not add_months(term.by_rule, -months) <= until <= add_months(term.by_rule, months)
