"""Loading a meeting for somebody: what they may see of it, and whether they conduct it."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from storage.meetings import lists
from storage.meetings.roll import Roll, roll_of
from storage.meetings.rows import Attendance, Meeting, MeetingState, Refused, may_chair, place_of
from storage.people.access import Act, may
from storage.people.directory import Branch, Who


@dataclass(frozen=True)
class View:
    """A meeting as one person sees it."""

    meeting: Meeting
    branch: str
    roll: Roll
    mine: Attendance | None
    chairs: bool

    @property
    def state(self) -> MeetingState:
        return MeetingState(self.meeting.state)


async def load(session: AsyncSession, me: Who, meeting_id: int) -> View | Refused | None:
    """The meeting, Refused.GONE, or None when it is none of that person's business."""
    meeting = await lists.find(session, meeting_id)
    if meeting is None:
        return Refused.GONE
    roll = await roll_of(session, meeting)
    mine = next((each.row for each in roll.everyone if each.person_id == me.person_id), None)
    chairs = may_chair(me, meeting)
    if mine is None and not chairs and not may(me, Act.SEE_MEETINGS, place_of(meeting)):
        return None
    branch = await session.get(Branch, meeting.branch_id)
    return View(meeting, branch.name if branch else "", roll, mine, chairs)


async def seen(context: Context, meeting_id: int) -> View | None:
    """The meeting if one may see it; None after having said why not."""
    async with context.read() as session:
        view = await load(session, context.me, meeting_id)
    if isinstance(view, View):
        return view
    await context.tell(view.value if view else NOT_ALLOWED)
    return None


async def chaired(context: Context, meeting_id: int) -> View | None:
    """The meeting if one may conduct it; None after having said why not."""
    view = await seen(context, meeting_id)
    if view is None or view.chairs:
        return view
    await context.tell("只有会议主持人和支部（党小组）负责人可以操作，有事请联系他们。")
    return None
