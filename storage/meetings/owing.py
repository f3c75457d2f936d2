"""Who still owes a make-up, and until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.meetings.rows import Attachment, Attendance, Meeting, MeetingState, Purpose
from storage.people.directory import Person
from storage.rules.regulations import own

RULE = "make_up"


@dataclass(frozen=True)
class Owed:
    """One missed meeting of one person; `since` is the day of the recording."""

    meeting: Meeting
    person_id: int
    name: str
    since: date
    due_on: date


def term() -> timedelta:
    """How long people have for a make-up, from the day of the recording."""
    return timedelta(days=own()[RULE].integer("days"))


async def make_ups(session: AsyncSession, recorded_since: datetime, zone: tzinfo | None) -> list[Owed]:
    """Everyone who has missed a meeting whose first recording is not older than that, and has not made it up."""
    recorded = (
        select(col(Attachment.meeting_id).label("meeting_id"), func.min(Attachment.at).label("at"))
        .where(col(Attachment.purpose) == Purpose.RECORDING.value)
        .group_by(col(Attachment.meeting_id))
        .subquery()
    )
    query = (
        select(Meeting, col(Person.id), Person.name, recorded.c.at)
        .join(recorded, recorded.c.meeting_id == col(Meeting.id))
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(
            col(Meeting.state).in_([MeetingState.CLOSED.value, MeetingState.PUBLISHED.value]),
            recorded.c.at >= recorded_since,
            col(Attendance.how).is_(None),
            col(Person.left_at).is_(None),
        )
        .order_by(col(Meeting.id), col(Person.police_no))
    )
    found = []
    for meeting, person_id, name, at in (await session.exec(query)).all():
        since = at.astimezone(zone).date()
        found.append(Owed(meeting, person_id or 0, name, since, since + term()))
    return found
