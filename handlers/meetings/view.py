"""A meeting as one person sees it, and the transaction of whoever conducts it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from storage.engine.refusal import Refusal
from storage.meetings import joint, lists
from storage.meetings.lecturers import lecturer_of
from storage.meetings.roll import Roll, roll_of
from storage.meetings.rows import ENDED, Attendance, Meeting, MeetingState, may_chair, place_of
from storage.people.access import Place, may
from storage.people.directory import Branch
from storage.people.rights import Act

NOT_CHAIR = "只有会议主持人和支部（党小组）负责人可以操作，有事请联系他们。"


@dataclass(frozen=True)
class View:
    meeting: Meeting
    branch: str
    has_group: bool
    roll: Roll
    mine: Attendance | None
    chairs: bool

    @property
    def state(self) -> MeetingState:
        return MeetingState(self.meeting.state)

    @property
    def over(self) -> bool:
        return self.state in ENDED


async def seen(context: Context, meeting_id: int) -> View:
    """The meeting if one may see it. Raises Refusal."""
    me = context.me
    async with context.read() as session:
        meeting = await lists.find(session, meeting_id)
        roll = await roll_of(session, meeting)
        branch = await session.get(Branch, meeting.branch_id)
        lectures = await lecturer_of(session, meeting) == me.person_id
    place = roll.of(me.person_id)
    chairs = may_chair(me, meeting)
    if place is None and not chairs and not lectures and not may(me, Act.SEE_MEETINGS, place_of(meeting)):
        async with context.read() as session:
            others = await joint.branches_of(session, meeting)
        if not any(may(me, Act.SEE_MEETINGS, Place(branch_id=each)) for each in others):
            raise Refusal(NOT_ALLOWED)
    in_group = branch is not None and branch.chat_id is not None
    return View(meeting, branch.name if branch else "", in_group, roll, place.row if place else None, chairs)


async def chaired(context: Context, meeting_id: int) -> View:
    """The meeting if one may conduct it. Raises Refusal."""
    view = await seen(context, meeting_id)
    if not view.chairs:
        raise Refusal(NOT_CHAIR)
    return view


@asynccontextmanager
async def conducting(context: Context, meeting_id: int) -> AsyncIterator[AsyncSession]:
    """The write transaction of whoever conducts the meeting. Raises Refusal for anybody else."""
    await chaired(context, meeting_id)
    async with context.write() as tx:
        yield tx
