"""Making a missed meeting up (补课): handed in, returned, and who still owes it until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import ColumnElement, Subquery, union_all
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.meetings.lists import expected, standing
from storage.meetings.minutes import attachments
from storage.meetings.rows import ENDED, Attachment, Attendance, How, Meeting, MeetingState, Purpose, Refused
from storage.people.directory import Person
from storage.people.stale import touch
from storage.rules.regulations import own

RULE = "make_up"


@dataclass(frozen=True)
class Owed:
    """One missed meeting of one person; `since` is the day since which it can be made up."""

    meeting: int
    title: str
    chair_id: int
    person_id: int
    name: str
    since: date
    due_on: date


def term() -> timedelta:
    """How long people have for a make-up, from the day of the first recording, or of the publication."""
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
    row.make_up_agreed_by = None
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
    if not await material(session, meeting):
        raise Refusal(Refused.NOTHING_YET)
    return row


async def material(session: AsyncSession, meeting: Meeting) -> bool:
    """Whether there is anything to make the meeting up from: its recordings, or its published minutes."""
    published = meeting.state == MeetingState.PUBLISHED
    return published or bool(await attachments(session, meeting.number, Purpose.RECORDING))


async def agree(tx: AsyncSession, meeting_id: int, person_id: int, by: int) -> Attendance:
    """The chair has read it and agrees: once."""
    row = await tx.get(Attendance, (meeting_id, person_id))
    if row is None or row.how != How.MADE_UP:
        raise Refusal(Refused.NOT_HANDED_IN)
    if row.make_up_agreed_by is not None:
        raise Refusal(Refused.AGREED)
    row.make_up_agreed_by = by
    tx.add(row)
    return row


async def waiting_for(session: AsyncSession, person_id: int, since: datetime) -> list[tuple[Meeting, Attendance, str]]:
    """The make-ups handed in since then, of meetings that a person conducted, which they have neither agreed to nor returned, the oldest
    first."""
    query = (
        select(Meeting, Attendance, Person.name)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(
            col(Meeting.chair_id) == person_id,
            col(Attendance.how) == How.MADE_UP.value,
            col(Attendance.at) >= since,
            col(Attendance.make_up_agreed_by).is_(None),
        )
        .order_by(col(Attendance.at), col(Meeting.id))
    )
    return [(meeting, row, name) for meeting, row, name in (await session.exec(query)).all()]


async def give_back(tx: AsyncSession, meeting_id: int, person_id: int, reason: str) -> Attendance:
    """Return a make-up with a word: it no longer counts, and can be handed in again."""
    row = await tx.get(Attendance, (meeting_id, person_id))
    if row is None or row.how != How.MADE_UP:
        raise Refusal(Refused.NOT_HANDED_IN)
    row.how, row.at, row.returned_reason = None, None, reason
    tx.add(row)
    await touch(tx, [person_id])
    return row


def _first_material(since: datetime, person_id: int | None) -> Subquery:
    """Each meeting (that this person missed) that can be made up by something that came since then (`meeting_id`), and since when
    (`at`)."""
    recordings: list[ColumnElement[bool]] = [col(Attachment.purpose) == Purpose.RECORDING.value]
    publications: list[ColumnElement[bool]] = [col(Meeting.published_at).is_not(None)]
    if person_id is not None:
        missed = select(Attendance.meeting_id).where(Attendance.person_id == person_id, col(Attendance.how).is_(None))
        recordings.append(col(Attachment.meeting_id).in_(missed))
        publications.append(col(Meeting.id).in_(missed))
    late = select(Attachment.meeting_id).where(*recordings, col(Attachment.at) >= since)
    recordings.append(col(Attachment.meeting_id).in_(late))
    publications.append(col(Meeting.published_at) >= since)
    each = union_all(
        select(col(Attachment.meeting_id).label("meeting_id"), col(Attachment.at).label("at")).where(*recordings),
        select(col(Meeting.id).label("meeting_id"), col(Meeting.published_at).label("at")).where(*publications),
    ).subquery()
    return select(each.c.meeting_id, func.min(each.c.at).label("at")).group_by(each.c.meeting_id).subquery()


async def owed(
    session: AsyncSession, since: datetime, zone: tzinfo | None, *, person_id: int | None = None
) -> list[Owed]:
    """Who has missed a meeting that can be made up since then at the earliest, and has not made it up; everybody, or one person."""
    first = _first_material(since, person_id)
    query = (
        select(  # type: ignore[call-overload]  # more columns than its overloads know
            col(Meeting.id), Meeting.title, Meeting.chair_id, col(Person.id), Person.name, first.c.at
        )
        .join(first, first.c.meeting_id == col(Meeting.id))
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(
            col(Meeting.state).in_(ENDED),
            first.c.at >= since,
            col(Attendance.how).is_(None),
            col(Person.left_at).is_(None),
        )
        .order_by(col(Meeting.id), col(Person.police_no))
    )
    if person_id is not None:
        query = query.where(col(Attendance.person_id) == person_id)
    last, found = term(), []
    for meeting, title, chair, person, name, at in (await session.exec(query)).all():
        day = at.astimezone(zone).date()
        found.append(Owed(meeting, title, chair, person or 0, name, day, day + last))
    return found
