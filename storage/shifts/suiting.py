"""How a time suits those who are expected to a meeting, by their shifts; and which days of its week suit more."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from scoring.shifts import Suits
from scoring.votes import Bound
from scoring.working_days import working
from storage import discipline
from storage.development.lists import votable
from storage.meetings.roll import QUORUM_RULE
from storage.people.directory import Who
from storage.people.posts import Category
from storage.rules.regulations import own
from storage.shifts.rows import Shift

VOTING = {MeetingKind.COMMITTEE, MeetingKind.GENERAL}
STRICT = "acceptance_vote"
"""Where somebody's membership is to be decided, more than half of those entitled must be there."""


async def week_of(
    session: AsyncSession,
    people: Sequence[Who],
    at: datetime,
    now: datetime,
    *,
    kinds: Collection[MeetingKind],
    branch_id: int,
) -> list[Suits]:
    """The day of that moment and the other working days of its week that are still ahead; empty where no shifts of any of them are kept.

    Both moments are in the bureau's zone.
    """
    day = at.date()
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=each) for each in range(7)]
    ahead = [each for each in week if each == day or (_later(each, at, now) and working(each)[0])]
    ids = [who.person_id for who in people]
    query = select(Shift).where(col(Shift.person_id).in_(ids), col(Shift.day) >= week[0], col(Shift.day) <= week[-1])
    kept = {(row.person_id, row.day): row.free for row in (await session.exec(query)).all()}
    if not kept:
        return []
    without = await discipline.without_vote(session, ids, day)
    entitled = {who.person_id for who in people if who.category == Category.FULL_MEMBER} - without
    bound = await _bound(session, kinds, branch_id, day)
    return [
        _suits(each, ids, entitled, kept, bound.of(len(entitled)) if bound and entitled else None) for each in ahead
    ]


def _later(day: date, at: datetime, now: datetime) -> bool:
    return datetime.combine(day, at.timetz()) > now


async def _bound(session: AsyncSession, kinds: Collection[MeetingKind], branch_id: int, day: date) -> Bound | None:
    """The share of those entitled that must be there, where anything may be voted on."""
    if not VOTING & set(kinds):
        return None
    strict = MeetingKind.GENERAL in kinds and bool(await votable(session, branch_id, day))
    return own()[STRICT if strict else QUORUM_RULE].bound("quorum")


def _suits(
    day: date, ids: Collection[int], entitled: set[int], kept: dict[tuple[int, date], bool], needed: int | None
) -> Suits:
    free = {each for each in ids if kept.get((each, day), True)}
    return Suits(
        day,
        expected=len(ids),
        free=len(free),
        entitled=len(entitled),
        entitled_free=len(free & entitled),
        unknown=sum((each, day) not in kept for each in ids),
        needed=needed,
    )
