"""Joint meetings (联合): a theme day or a lecture that one branch calls for several. Nothing is voted on there: a branch's vote is its own.

A branch that is invited is there once its secretary has agreed. The roll holds everybody; each branch's ledger counts its own people.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Index, or_
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.engine.columns import moment, table_of
from storage.engine.refusal import Refusal
from storage.meetings.rows import Meeting, MeetingState, Refused
from storage.people.asking import BRANCH, NOW
from storage.people.directory import Branch

TOGETHER = frozenset({MeetingKind.THEME_DAY, MeetingKind.LECTURE})
"""What branches may hold together."""


class JointBranch(SQLModel, table=True):
    """A branch that is invited to another's meeting; `agreed` is None until it is answered."""

    __tablename__ = "meeting_branch"
    __table_args__ = (Index("ix_meeting_branch_branch_id", "branch_id", "agreed"),)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    branch_id: int = Field(foreign_key="branch.id", primary_key=True)
    invited_by: int = Field(foreign_key="person.id")
    invited_at: datetime = moment()
    agreed: bool | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = moment(default=None)
    reason: str | None = None


_JOINT, _MEETING = table_of(JointBranch).c, table_of(Meeting).c
ASKED = (
    select(func.count())
    .select_from(table_of(JointBranch).join(table_of(Meeting), _MEETING.id == _JOINT.meeting_id))
    .where(
        _JOINT.branch_id == BRANCH,
        _JOINT.agreed.is_(None),
        _MEETING.state == MeetingState.PLANNED.value,
        _MEETING.starts_at > NOW,
    )
    .scalar_subquery()
)
"""How many invitations wait for one's own branch."""


def invitable(meeting: Meeting) -> None:
    """Raises Refusal where no other branch can be invited."""
    if not meeting.kind_set <= TOGETHER or meeting.group_id is not None:
        raise Refusal(Refused.NOT_TOGETHER)
    if meeting.state != MeetingState.PLANNED:
        raise Refusal(Refused.NOT_PLANNED)


async def invitations(session: AsyncSession, meeting_id: int) -> list[tuple[JointBranch, str]]:
    """The branches invited to a meeting, with their names."""
    query = (
        select(JointBranch, Branch.name)
        .join(Branch, col(Branch.id) == col(JointBranch.branch_id))
        .where(col(JointBranch.meeting_id) == meeting_id)
        .order_by(col(JointBranch.branch_id))
    )
    return [(row, name) for row, name in (await session.exec(query)).all()]


async def branches_of(session: AsyncSession, meeting: Meeting) -> list[int]:
    """Whose meeting it is: the branch that called it, then those that have agreed."""
    query = select(JointBranch.branch_id).where(
        col(JointBranch.meeting_id) == meeting.number, col(JointBranch.agreed).is_(True)
    )
    return [meeting.branch_id, *sorted((await session.exec(query)).all())]


async def waiting_for(
    session: AsyncSession, branch_id: int, now: datetime
) -> Sequence[tuple[JointBranch, Meeting, str]]:
    """The invitations that wait for that branch's answer, the nearest meeting first, with who invites."""
    query = (
        select(JointBranch, Meeting, Branch.name)
        .join(Meeting, col(Meeting.id) == col(JointBranch.meeting_id))
        .join(Branch, col(Branch.id) == col(Meeting.branch_id))
        .where(
            col(JointBranch.branch_id) == branch_id,
            col(JointBranch.agreed).is_(None),
            col(Meeting.state) == MeetingState.PLANNED.value,
            col(Meeting.starts_at) > now,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return (await session.exec(query)).all()


def held_by(branch_id: int) -> ColumnElement[bool]:
    """A condition on Meeting: it is that branch's, called by it or held together with it."""
    joined = select(JointBranch.meeting_id).where(
        col(JointBranch.branch_id) == branch_id, col(JointBranch.agreed).is_(True)
    )
    return or_(col(Meeting.branch_id) == branch_id, col(Meeting.id).in_(joined))


async def within(session: AsyncSession, start: datetime, end: datetime) -> Mapping[int, Sequence[int]]:
    """Of that time: meeting → the branches that it is held together with."""
    query = (
        select(JointBranch.meeting_id, JointBranch.branch_id)
        .join(Meeting, col(Meeting.id) == col(JointBranch.meeting_id))
        .where(col(JointBranch.agreed).is_(True), col(Meeting.starts_at) >= start, col(Meeting.starts_at) < end)
        .order_by(col(JointBranch.branch_id))
    )
    found: dict[int, list[int]] = {}
    for meeting, branch in (await session.exec(query)).all():
        found.setdefault(meeting, []).append(branch)
    return found
