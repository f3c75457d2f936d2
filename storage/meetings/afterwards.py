"""What a meeting leaves behind: words spoken, recordings, make-ups, minutes, photos, and their publication."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.index.stale import touch
from storage.meetings.rows import (
    MOST_FILES,
    Attachment,
    Attendance,
    How,
    Meeting,
    MeetingState,
    Purpose,
    Refused,
    Spoken,
)
from storage.rules.regulations import duty_rules, own
from storage.rules.switches import Switch, is_on

_ENDED = (MeetingState.CLOSED, MeetingState.PUBLISHED)


async def speak(
    tx: AsyncSession, meeting_id: int, person_id: int, *, text: str | None, voice: str | None, now: datetime
) -> Spoken | Refused:
    """A word from somebody expected, while the meeting is open."""
    if refused := await why_not_speak(tx, meeting_id, person_id):
        return refused
    if not (text and text.strip()) and not voice:
        return Refused.EMPTY
    spoken = Spoken(meeting_id=meeting_id, person_id=person_id, text=text, voice=voice, at=now)
    tx.add(spoken)
    await tx.flush()
    return spoken


async def why_not_speak(session: AsyncSession, meeting_id: int, person_id: int) -> Refused | None:
    """Why that person cannot speak up now, if so."""
    meeting = await _known(session, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    if meeting.state != MeetingState.OPEN:
        return Refused.SAID_TOO_LATE if meeting.state in _ENDED else Refused.NOT_OPEN
    return None if await session.get(Attendance, (meeting_id, person_id)) else Refused.NOT_EXPECTED


async def spoken_at(session: AsyncSession, meeting_id: int) -> list[Spoken]:
    """Every word, in order."""
    query = select(Spoken).where(col(Spoken.meeting_id) == meeting_id).order_by(col(Spoken.id))
    return list((await session.exec(query)).all())


async def attach(
    tx: AsyncSession, meeting_id: int, purpose: Purpose, media: str, content: str, *, by: int, now: datetime
) -> Attachment | Refused:
    """Attach a file or link, at most ten of a purpose; the same one again changes nothing.

    Recordings wait for the meeting's end; photos and voice belong to the minutes and are fixed once these are published.
    """
    meeting = await _known(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    if refused := why_not_attach(meeting, purpose):
        return refused
    kept = await attachments(tx, meeting_id, purpose)
    for each in kept:
        if each.content == content:
            return each
    if len(kept) >= MOST_FILES:
        return Refused.TOO_MANY
    made = Attachment(meeting_id=meeting_id, purpose=purpose.value, media=media, content=content, added_by=by, at=now)
    tx.add(made)
    await tx.flush()
    return made


def why_not_attach(meeting: Meeting, purpose: Purpose) -> Refused | None:
    """Why a file of that purpose cannot be attached now, or taken off, if so."""
    if purpose is not Purpose.RECORDING:
        return why_not_write(meeting)
    if meeting.state == MeetingState.CANCELLED:
        return Refused.CANCELLED
    return None if meeting.state in _ENDED else Refused.NOT_ENDED


def why_not_write(meeting: Meeting) -> Refused | None:
    """Why the minutes cannot be written now, if so."""
    return {
        MeetingState.CANCELLED: Refused.CANCELLED,
        MeetingState.PLANNED: Refused.NOT_BEGUN,
        MeetingState.PUBLISHED: Refused.ALREADY_PUBLISHED,
    }.get(MeetingState(meeting.state))


async def attachments(session: AsyncSession, meeting_id: int, purpose: Purpose) -> list[Attachment]:
    """The files of that purpose, in the order they were added."""
    query = (
        select(Attachment)
        .where(col(Attachment.meeting_id) == meeting_id, col(Attachment.purpose) == purpose.value)
        .order_by(col(Attachment.id))
    )
    return list((await session.exec(query)).all())


async def detach(
    tx: AsyncSession, meeting_id: int, purpose: Purpose, attachment_id: int | None = None
) -> int | Refused:
    """Take a file of that purpose off again, the last one if none is named; gives how many are left."""
    meeting = await _known(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    if refused := why_not_attach(meeting, purpose):
        return refused
    kept = await attachments(tx, meeting_id, purpose)
    named = kept[-1:] if attachment_id is None else [each for each in kept if each.id == attachment_id]
    for each in named:
        await tx.delete(each)
    await tx.flush()
    return len(kept) - len(named)


async def write_minutes(tx: AsyncSession, meeting_id: int, text: str, *, add: bool) -> Meeting | Refused:
    """Write the minutes anew (empty: begin again), or add a paragraph to them."""
    meeting = await _known(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    if refused := why_not_write(meeting):
        return refused
    if add and not text.strip():
        return Refused.EMPTY
    meeting.minutes = f"{meeting.minutes}\n{text}".strip() if add else text
    tx.add(meeting)
    return meeting


async def publish(tx: AsyncSession, meeting_id: int, now: datetime) -> Meeting | Refused:
    """Publish the minutes, written or spoken, of an ended meeting.

    A branch meeting that a rule wants published (the bureau's monthly 党员大会暨主题党日) needs a photo where the bureau
    has switched that on.
    """
    meeting = await _known(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    if meeting.state == MeetingState.PUBLISHED:
        return Refused.ALREADY_PUBLISHED
    if meeting.state != MeetingState.CLOSED:
        return Refused.NOT_ENDED
    if not meeting.minutes and not await attachments(tx, meeting_id, Purpose.VOICE):
        return Refused.NO_MINUTES
    if _needs_photo(meeting) and not await attachments(tx, meeting_id, Purpose.PHOTO):
        return Refused.NO_PHOTO
    meeting.state, meeting.published_at = MeetingState.PUBLISHED.value, now
    tx.add(meeting)
    return meeting


def _needs_photo(meeting: Meeting) -> bool:
    if not is_on(Switch.PHOTOS):
        return False
    shown = [rule.kinds for rule in duty_rules(own()) if rule.publish]
    return meeting.group_id is None and any(meeting.kind_set >= kinds for kinds in shown)


async def hand_in_make_up(
    tx: AsyncSession, meeting_id: int, person_id: int, *, text: str | None, voice: str | None, now: datetime
) -> Attendance | Refused:
    """Make a missed meeting up: it counts at once; the chair may return it."""
    row = await may_make_up(tx, meeting_id, person_id)
    if isinstance(row, Refused):
        return row
    if not (text and text.strip()) and not voice:
        return Refused.EMPTY
    row.how, row.at = How.MADE_UP.value, now
    row.make_up_text, row.make_up_voice, row.returned_reason = text, voice, None
    tx.add(row)
    await touch(tx, [person_id])
    return row


async def may_make_up(session: AsyncSession, meeting_id: int, person_id: int) -> Attendance | Refused:
    """Whether that person has this meeting to make up, and something to make it up with."""
    meeting = await _known(session, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    row = await session.get(Attendance, (meeting_id, person_id))
    if row is None:
        return Refused.NOT_EXPECTED
    if meeting.state not in _ENDED:
        return Refused.NO_MAKE_UP_YET
    if row.how is not None:
        return Refused.NOTHING_TO_MAKE_UP
    if not await attachments(session, meeting_id, Purpose.RECORDING):
        return Refused.NO_RECORDING
    return row


async def return_make_up(tx: AsyncSession, meeting_id: int, person_id: int, reason: str) -> Attendance | Refused:
    """Return a make-up with a word: it no longer counts, and can be handed in again."""
    row = await tx.get(Attendance, (meeting_id, person_id))
    if row is None or row.how != How.MADE_UP:
        return Refused.NOT_HANDED_IN
    row.how, row.at, row.returned_reason = None, None, reason
    tx.add(row)
    await touch(tx, [person_id])
    return row


async def _known(session: AsyncSession, meeting_id: int) -> Meeting | Refused:
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None:
        return Refused.GONE
    return Refused.CANCELLED if meeting.state == MeetingState.CANCELLED else meeting
