"""Which talks took place: between whom, when, of which kind. Nothing here opens a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope, Standing
from storage.people.directory import Person, Who, names_of
from storage.people.taken import MARK, is_taken
from storage.sealed.audit import AuditEntry, Event
from storage.talks.rows import Pair, Refused, Talk, TalkAddendum, TalkKind, may_see

PAGE = 8


@dataclass(frozen=True)
class Held:
    """A talk with the names of both."""

    talk: Talk
    by: str
    other: str

    @property
    def sides(self) -> tuple[tuple[int, str], ...]:
        """Both with their numbers."""
        return (self.talk.by, self.by), (self.talk.with_id, self.other)


@dataclass(frozen=True)
class Which:
    """Which talks. `by` and `about` are a person's own, `branch_id` a branch's; `person_id` is either side."""

    by: int | None = None
    about: int | None = None
    branch_id: int | None = None
    person_id: int | None = None
    kind: TalkKind | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class PairTalk:
    """A heart-to-heart talk between two of a branch."""

    pair: Pair
    by: int
    other: int
    on: date
    talk: int


async def seen(session: AsyncSession, me: Who, talk_id: int) -> Held:
    """One talk. Raises Refusal where that person may not see that it took place."""
    found = await _held(session, [col(Talk.id) == talk_id], 0, 1)
    if not found or not may_see(me, found[0].talk):
        raise Refusal(Refused.GONE)
    return found[0]


async def page(session: AsyncSession, which: Which, number: int) -> tuple[Sequence[Held], int]:
    """A page (from 0; beyond the end the last), newest first, and how many there are in all."""
    conditions = _conditions(which)
    total = (await session.exec(select(func.count()).select_from(Talk).where(*conditions))).one()
    number = min(max(number, 0), max(0, (total - 1) // PAGE))
    return await _held(session, conditions, number * PAGE, PAGE), total


async def all_of(session: AsyncSession, person_id: int) -> list[Held]:
    """Every talk in which that person was on either side."""
    return await _held(session, _conditions(Which(person_id=person_id)))


async def between(session: AsyncSession, branch_id: int, first: date, last: date) -> list[Held]:
    """Those with a branch's people from day to day, oldest first."""
    return (await _held(session, _conditions(Which(branch_id=branch_id, first=first, last=last))))[::-1]


async def _held(session: AsyncSession, conditions: list[Any], offset: int = 0, limit: int | None = None) -> list[Held]:
    holder, other = aliased(Person), aliased(Person)
    query = (
        select(Talk, holder.name, other.name)
        .join(holder, col(holder.id) == col(Talk.by))
        .join(other, col(other.id) == col(Talk.with_id))
        .where(*conditions)
        .order_by(col(Talk.held_on).desc(), col(Talk.id).desc())
    )
    rows = (await session.exec(query.offset(offset).limit(limit))).all()
    return [Held(talk, by, name) for talk, by, name in rows]


def _conditions(which: Which) -> list[Any]:
    found: list[Any] = []
    if which.by is not None:
        found.append(col(Talk.by) == which.by)
    if which.about is not None:
        found.append(col(Talk.with_id) == which.about)
    if which.branch_id is not None:
        found.append(col(Talk.branch_id) == which.branch_id)
    if which.person_id is not None:
        found.append(or_(col(Talk.by) == which.person_id, col(Talk.with_id) == which.person_id))
    if which.kind is not None:
        found.append(col(Talk.kind) == which.kind.value)
    if which.first is not None:
        found.append(col(Talk.held_on) >= which.first)
    if which.last is not None:
        found.append(col(Talk.held_on) <= which.last)
    return found


async def counts(session: AsyncSession, first: date, last: date) -> dict[int, int]:
    """Branch → how many talks its people were in, from day to day."""
    query = (
        select(Talk.branch_id, func.count())
        .where(col(Talk.held_on) >= first, col(Talk.held_on) <= last)
        .group_by(col(Talk.branch_id))
    )
    return dict((await session.exec(query)).all())


async def pairs_by_branch(
    session: AsyncSession, first: date, last: date, branch_id: int | None = None
) -> dict[int, list[PairTalk]]:
    """Branch (that one, or each) → the heart-to-heart talks between two of it, from day to day, oldest first."""
    talk = table_of(Talk).c
    told = (talk.branch_id, talk.pair, talk.by, talk.with_id, talk.held_on, talk.id)
    query = (
        select(*told)  # type: ignore[call-overload]  # more columns than its overloads know
        .where(talk.branch_id == talk.by_branch_id, talk.pair.is_not(None), talk.held_on.between(first, last))
        .order_by(talk.held_on, talk.id)
    )
    if branch_id is not None:
        query = query.where(talk.branch_id == branch_id)
    found: dict[int, list[PairTalk]] = {}
    for branch, pair, *rest in (await session.exec(query)).all():
        found.setdefault(branch, []).append(PairTalk(Pair(pair), *rest))
    return found


async def held_with(session: AsyncSession, person_id: int, kind: TalkKind, since: date) -> bool:
    """Whether that kind of talk was held with a person on that day or later."""
    query = select(Talk.id).where(
        col(Talk.with_id) == person_id, col(Talk.kind) == kind.value, col(Talk.held_on) >= since
    )
    return (await session.exec(query.limit(1))).first() is not None


async def added(session: AsyncSession, talk_id: int) -> int:
    """How many addenda a talk has."""
    query = select(func.count()).select_from(TalkAddendum).where(col(TalkAddendum.talk_id) == talk_id)
    return (await session.exec(query)).one()


async def openings(session: AsyncSession, talk: Talk, most: int = 10) -> list[tuple[datetime, str]]:
    """When and by whom its content was opened, newest first, as the audit trail has it; its holder's own looks left out."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.event == Event.TALK_READ.value, AuditEntry.subject == talk.subject)
        # Left out here rather than afterwards: no number of the holder's own looks may push another's out of sight.
        .where(col(AuditEntry.by) != talk.by)
        .order_by(col(AuditEntry.number).desc())
    )
    entries = (await session.exec(query.limit(most))).all()
    known = await names_of(session, {entry.by for entry in entries if entry.by is not None})
    return [(entry.at, known.get(entry.by or 0, "")) for entry in entries]


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """That talks were held, by whom; neither with whom nor what was said."""
    holder = aliased(Person)
    query = (
        select(Talk, holder.name, holder.police_no, is_taken("talk", col(Talk.id)))
        .join(holder, col(holder.id) == col(Talk.by))
        .where(col(Talk.held_on) >= scope.first, col(Talk.held_on) <= scope.last)
        .order_by(col(Talk.held_on), col(Talk.id))
    )
    if scope.branch_id is not None:
        query = query.where(col(Talk.branch_id) == scope.branch_id)
    if scope.person_id is not None:
        query = query.where(col(Talk.by) == scope.person_id)
    branches = await scope.branches(session)
    return [
        Entry(
            record=talk.key,
            branch_id=talk.branch_id,
            branch=branches.get(talk.branch_id, ""),
            what=f"{talk.kind}（{talk.pair}）" if talk.pair else talk.kind,
            on=talk.held_on,
            standing=Standing.DONE,
            done=talk.held_on,
            person_id=talk.by,
            person=name,
            police_no=police_no,
            note=MARK if on_paper else "",
        )
        for talk, name, police_no, on_paper in (await session.exec(query)).all()
    ]
