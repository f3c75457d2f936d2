"""What the branches' recurring duties and yearly plans are judged by: which meetings there were, of which groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import CompoundSelect, union_all
from sqlalchemy import select as select_of
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring import duties
from storage.engine.columns import ask, table_of
from storage.meetings.joint import JointBranch
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
    held: Sequence[Any] = (await ask(session, _held(branch_ids, first, last, zone))).all()
    for branch, group_id, kinds, starts_at, state in held:
        day, group_name = starts_at.astimezone(zone).date(), groups[branch].get(group_id)
        meetings[branch].append(duties.Meeting(kinds_of(kinds), day, _STATES[state], group_name))
    sits = (
        select(Person.branch_id)
        .join(PostHeld, col(PostHeld.person_id) == col(Person.id))
        .where(col(Person.branch_id).in_(branch_ids), col(Person.left_at).is_(None), col(PostHeld.post).in_(_COMMITTEE))
    )
    committees = set((await session.exec(sits)).all())
    return {each: Facts(tuple(groups[each].values()), each in committees, meetings[each]) for each in branch_ids}


def _held(branch_ids: Sequence[int], first: date, last: date, zone: tzinfo | None) -> CompoundSelect[Any]:
    """What these branches have called, and what they hold together with whoever called it."""
    row, with_ = table_of(Meeting).c, table_of(JointBranch).c
    within = (
        row.starts_at >= datetime.combine(first, time(), zone),
        row.starts_at < datetime.combine(last + timedelta(days=1), time(), zone),
        row.state != MeetingState.CANCELLED.value,
    )
    told = (row.group_id, row.kinds, row.starts_at, row.state)
    called = select_of(row.branch_id, *told).where(row.branch_id.in_(branch_ids), *within)
    joined = (
        select_of(with_.branch_id, *told)
        .join_from(table_of(JointBranch), table_of(Meeting), row.id == with_.meeting_id)
        .where(with_.branch_id.in_(branch_ids), with_.agreed.is_(True), *within)
    )
    return union_all(called, joined).order_by(row.starts_at.desc())
