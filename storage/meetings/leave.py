"""Leave from a meeting: asked for, and answered by its chair."""

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.meetings.lists import expected, standing
from storage.meetings.rows import ENDED, Attendance, Leave, Refused
from storage.people.stale import touch


async def ask(tx: AsyncSession, meeting_id: int, person_id: int, reason: str) -> Attendance:
    """Ask for leave, before the end; a refused request may be asked again."""
    row = await askable(tx, meeting_id, person_id)
    row.leave, row.leave_reason, row.leave_answer = Leave.ASKED.value, reason, None
    tx.add(row)
    await touch(tx, [person_id])
    return row


async def askable(session: AsyncSession, meeting_id: int, person_id: int) -> Attendance:
    """The row of somebody who may ask for leave from this meeting now. Raises Refusal."""
    meeting = await standing(session, meeting_id)
    if meeting.state in ENDED:
        raise Refusal(Refused.OVER)
    row = await expected(session, meeting_id, person_id)
    if row.how is not None:
        raise Refusal(Refused.PRESENT)
    if row.leave in (Leave.ASKED, Leave.GRANTED):
        raise Refusal(Refused.LEAVE_WAITS if row.leave == Leave.ASKED else Refused.LEAVE_GRANTED)
    return row


async def answer(
    tx: AsyncSession, meeting_id: int, person_id: int, *, granted: bool, word: str | None, by: int
) -> Attendance:
    """The chair's answer, once; also after the end."""
    await standing(tx, meeting_id)
    row = await tx.get(Attendance, (meeting_id, person_id))
    if row is None or row.leave != Leave.ASKED:
        raise Refusal(Refused.NO_LEAVE_ASKED)
    row.leave = (Leave.GRANTED if granted else Leave.REFUSED).value
    row.leave_answer, row.leave_answered_by = word, by
    tx.add(row)
    await touch(tx, [person_id])
    return row
