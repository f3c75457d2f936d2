"""What the branches' recurring duties and yearly plans are judged by: which meetings there were, of which groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring import duties
from storage.engine.columns import table_of
from storage.meetings.rows import Meeting, MeetingState, kinds_of
from storage.people.directory import Group, Person, PostHeld
from storage.people.posts import Post

_STATES = {
    MeetingState.PLANNED: duties.MeetingState.PLANNED,
    MeetingState.OPEN: duties.MeetingState.PLANNED,
    MeetingState.CLOSED: duties.MeetingState.HELD,
    MeetingState.PUBLISHED: duties.MeetingState.PUBLISHED,
}
# A small branch has a secretary and perhaps a deputy, but no committee.
_COMMITTEE = [Post.ORGANISATION.value, Post.PUBLICITY.value, Post.DISCIPLINE.value]


@dataclass(frozen=True)
class Facts:
    """What a branch's duties are judged by: its groups by name, whether it has a committee, its meetings, latest first."""

    groups: tuple[str, ...]
    has_committee: bool
    meetings: list[duties.Meeting]


async def facts_by_branch(
    session: AsyncSession, branch_ids: Sequence[int], first: date, last: date, zone: tzinfo | None
) -> dict[int, Facts]:
    """Of several branches, from the first to the last day, by three questions."""
    groups: dict[int, dict[int | None, str]] = {each: {} for each in branch_ids}
    ordered = select(Group).where(col(Group.branch_id).in_(branch_ids)).order_by(col(Group.id))
    for group in (await session.exec(ordered)).all():
        groups[group.branch_id][group.id] = group.name
    meetings: dict[int, list[duties.Meeting]] = {each: [] for each in branch_ids}
    row = table_of(Meeting).c
    told = (row.branch_id, row.group_id, row.kinds, row.starts_at, row.state)
    held = (
        select(*told)  # type: ignore[call-overload]  # more columns than its overloads know
        .where(
            row.branch_id.in_(branch_ids),
            row.starts_at >= datetime.combine(first, time(), zone),
            row.starts_at < datetime.combine(last + timedelta(days=1), time(), zone),
            row.state != MeetingState.CANCELLED.value,
        )
        .order_by(row.starts_at.desc())
    )
    for branch, group_id, kinds, starts_at, state in (await session.exec(held)).all():
        day, group_name = starts_at.astimezone(zone).date(), groups[branch].get(group_id)
        meetings[branch].append(duties.Meeting(kinds_of(kinds), day, _STATES[state], group_name))
    sits = (
        select(Person.branch_id)
        .join(PostHeld, col(PostHeld.person_id) == col(Person.id))
        .where(col(Person.branch_id).in_(branch_ids), col(Person.left_at).is_(None), col(PostHeld.post).in_(_COMMITTEE))
    )
    committees = set((await session.exec(sits)).all())
    return {each: Facts(tuple(groups[each].values()), each in committees, meetings[each]) for each in branch_ids}
