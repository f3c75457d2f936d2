"""Making a missed meeting up (补课): handed in, returned, and who still owes it until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import Subquery
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.meetings.lists import expected, standing
from storage.meetings.minutes import attachments
from storage.meetings.rows import ENDED, Attachment, Attendance, How, Meeting, Purpose, Refused
from storage.people.directory import Person
from storage.people.stale import touch
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


async def hand_in(
    tx: AsyncSession, meeting_id: int, person_id: int, *, text: str | None, voice: str | None, now: datetime
) -> Attendance:
    """Make a missed meeting up: it counts at once; the chair may return it."""
    row = await missed(tx, meeting_id, person_id)
    if not (text and text.strip()) and not voice:
        raise Refusal(Refused.EMPTY)
    row.how, row.at = How.MADE_UP.value, now
    row.make_up_text, row.make_up_voice, row.returned_reason = text, voice, None
    tx.add(row)
    await touch(tx, [person_id])
    return row


async def missed(session: AsyncSession, meeting_id: int, person_id: int) -> Attendance:
    """The row of somebody who has this meeting to make up, and something to make it up with. Raises Refusal."""
    meeting = await standing(session, meeting_id)
    row = await expected(session, meeting_id, person_id)
    if meeting.state not in ENDED:
        raise Refusal(Refused.NO_MAKE_UP_YET)
    if row.how is not None:
        raise Refusal(Refused.NOTHING_TO_MAKE_UP)
    if not await attachments(session, meeting_id, Purpose.RECORDING):
        raise Refusal(Refused.NO_RECORDING)
    return row


async def give_back(tx: AsyncSession, meeting_id: int, person_id: int, reason: str) -> Attendance:
    """Return a make-up with a word: it no longer counts, and can be handed in again."""
    row = await tx.get(Attendance, (meeting_id, person_id))
    if row is None or row.how != How.MADE_UP:
        raise Refusal(Refused.NOT_HANDED_IN)
    row.how, row.at, row.returned_reason = None, None, reason
    tx.add(row)
    await touch(tx, [person_id])
    return row


def first_recordings(since: datetime | None = None) -> Subquery:
    """Each meeting with a recording (that came since then: `meeting_id`), and when the first of them came (`at`)."""
    recordings = [col(Attachment.purpose) == Purpose.RECORDING.value]
    if since is not None:
        late = select(Attachment.meeting_id).where(*recordings, col(Attachment.at) >= since)
        recordings.append(col(Attachment.meeting_id).in_(late))
    return (
        select(col(Attachment.meeting_id).label("meeting_id"), func.min(Attachment.at).label("at"))
        .where(*recordings)
        .group_by(col(Attachment.meeting_id))
        .subquery()
    )


async def owed(session: AsyncSession, recorded_since: datetime, zone: tzinfo | None) -> list[Owed]:
    """Everyone who has missed a meeting whose first recording is not older than that, and has not made it up."""
    recorded = first_recordings(recorded_since)
    query = (
        select(Meeting, col(Person.id), Person.name, recorded.c.at)
        .join(recorded, recorded.c.meeting_id == col(Meeting.id))
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(
            col(Meeting.state).in_(ENDED),
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
