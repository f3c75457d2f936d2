"""Leave from a meeting: asked for, and answered by its chair."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.meetings.lists import expected, standing
from storage.meetings.rows import ENDED, Attendance, Leave, Meeting, MeetingState, Refused
from storage.people.directory import Person
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


async def waiting_for(session: AsyncSession, person_id: int) -> list[tuple[Meeting, Attendance, str]]:
    """The requests for leave that the chair of those meetings has not answered, with who asks, the nearest meeting first."""
    query = (
        select(Meeting, Attendance, Person.name)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(
            col(Meeting.chair_id) == person_id,
            col(Meeting.state) != MeetingState.CANCELLED.value,
            col(Attendance.leave) == Leave.ASKED.value,
            col(Person.left_at).is_(None),
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.police_no))
    )
    return [(meeting, row, name) for meeting, row, name in (await session.exec(query)).all()]
