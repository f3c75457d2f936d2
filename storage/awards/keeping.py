"""Awards entered by the staff, or proposed by a branch's secretary and confirmed by them; withdrawn where they were a mistake."""

from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.awards.rows import Award, Given, Refused, awarded, check_given
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.sealed import audit
from storage.sealed.audit import Event


async def enter(tx: AsyncSession, me: Who, person_id: int | None, branch_id: int, given: Given, now: datetime) -> Award:  # noqa: PLR0917
    """Entered by the staff it counts; by a branch's secretary, or about oneself, it waits for (another of) the staff. Raises Refusal."""
    who, branch = await awarded(tx, me, person_id, branch_id)
    check_given(given, now.date())
    title = given.title.strip()
    if await same(tx, person_id, branch, title, given):
        raise Refusal(Refused.SAME)
    sure = may(me, Act.KEEP_AWARDS) and person_id != me.person_id
    row = Award(
        person_id=who.person_id if who else None,
        branch_id=branch,
        title=title,
        level=given.level.value,
        giver=given.giver.strip(),
        on=given.on,
        document=given.document.strip(),
        photo=given.photo,
        entered_by=me.person_id,
        entered_at=now,
        confirmed_by=me.person_id if sure else None,
        confirmed_at=now if sure else None,
    )
    tx.add(row)
    await tx.flush()
    await _on_trail(tx, Event.AWARD_ENTERED if sure else Event.AWARD_PROPOSED, me, row, now)
    return row


async def same(session: AsyncSession, person_id: int | None, branch_id: int, title: str, given: Given) -> bool:
    """Whether that award stands there already, or waits."""
    whose = col(Award.person_id) == person_id if person_id else col(Award.person_id).is_(None)
    query = select(Award.id).where(
        whose,
        col(Award.title) == title,
        col(Award.on) == given.on,
        col(Award.withdrawn_on).is_(None),
        col(Award.refused_by).is_(None),
    )
    if not person_id:
        query = query.where(col(Award.branch_id) == branch_id)
    return (await session.exec(query)).first() is not None


async def known(session: AsyncSession) -> set[tuple[int | None, int, str, date]]:
    """Person (or None) and branch (0 of a person's), title and day of all that stand there or wait."""
    query = select(Award).where(col(Award.withdrawn_on).is_(None), col(Award.refused_by).is_(None))
    rows = (await session.exec(query)).all()
    return {(row.person_id, 0 if row.person_id else row.branch_id, row.title, row.on) for row in rows}


async def answerable(session: AsyncSession, me: Who, award_id: int) -> Award:
    """A proposal that waits for that person's word. Raises Refusal."""
    row = await session.get(Award, award_id)
    if row is None:
        raise Refusal(Refused.GONE)
    if not may(me, Act.KEEP_AWARDS):
        raise Refusal(Refused.NOT_KEEPER)
    if not row.waits:
        raise Refusal(Refused.DECIDED)
    if me.person_id in (row.entered_by, row.person_id):
        raise Refusal(Refused.OWN)
    return row


async def answer(tx: AsyncSession, me: Who, award_id: int, now: datetime, *, word: str | None = None) -> Award:
    """Confirmed; or with a word, why not. Raises Refusal."""
    row = await answerable(tx, me, award_id)
    if word is None:
        row.confirmed_by, row.confirmed_at = me.person_id, now
    else:
        row.refused_by, row.word = me.person_id, word
    tx.add(row)
    await _on_trail(tx, Event.AWARD_ENTERED if word is None else Event.AWARD_REFUSED, me, row, now)
    return row


async def withdrawable(session: AsyncSession, me: Who, award_id: int) -> Award:
    """One that the staff can take away, or whoever has proposed it while it waits. Raises Refusal."""
    row = await session.get(Award, award_id)
    if row is None:
        raise Refusal(Refused.GONE)
    if row.withdrawn_on is not None or row.refused_by is not None:
        raise Refusal(Refused.WITHDRAWN)
    if not may(me, Act.KEEP_AWARDS) and not (row.waits and row.entered_by == me.person_id):
        raise Refusal(Refused.NOT_KEEPER)
    return row


async def withdraw(tx: AsyncSession, me: Who, award_id: int, now: datetime) -> Award:
    """It was a mistake; that it was entered stays on the trail. Raises Refusal."""
    row = await withdrawable(tx, me, award_id)
    row.withdrawn_on, row.withdrawn_by = now.date(), me.person_id
    tx.add(row)
    await _on_trail(tx, Event.AWARD_WITHDRAWN, me, row, now)
    return row


async def _on_trail(tx: AsyncSession, event: Event, me: Who, row: Award, now: datetime) -> None:
    note = f"{row.title}（{row.on:%Y-%m-%d}）"
    await audit.record(
        tx, event, by=me.person_id, over=row.person_id, now=now, subject=f"award:{row.number}", note=note
    )
