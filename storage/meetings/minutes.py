"""What a meeting leaves behind: words spoken, minutes, photos, recordings, and the publication."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.meetings.lists import expected, standing
from storage.meetings.rows import (
    ENDED,
    MOST_FILES,
    Attachment,
    Meeting,
    MeetingState,
    Purpose,
    Refused,
    Spoken,
    may_chair,
    place_of,
)
from storage.people.access import may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.rules.regulations import duty_rules, own
from storage.rules.switches import Switch, is_on


async def speak(
    tx: AsyncSession, meeting_id: int, person_id: int, *, text: str | None, voice: str | None, now: datetime
) -> Spoken:
    """A word from somebody expected, while the meeting is open."""
    await check_speak(tx, meeting_id, person_id)
    if not (text and text.strip()) and not voice:
        raise Refusal(Refused.EMPTY)
    spoken = Spoken(meeting_id=meeting_id, person_id=person_id, text=text, voice=voice, at=now)
    tx.add(spoken)
    await tx.flush()
    return spoken


async def check_speak(session: AsyncSession, meeting_id: int, person_id: int) -> None:
    """Raises Refusal for somebody who cannot speak up now."""
    meeting = await standing(session, meeting_id)
    if meeting.state != MeetingState.OPEN:
        raise Refusal(Refused.SAID_TOO_LATE if meeting.state in ENDED else Refused.NOT_OPEN)
    await expected(session, meeting_id, person_id)


async def spoken_at(session: AsyncSession, meeting_id: int) -> list[Spoken]:
    """Every word, in order."""
    query = select(Spoken).where(col(Spoken.meeting_id) == meeting_id).order_by(col(Spoken.id))
    return list((await session.exec(query)).all())


async def count_spoken(session: AsyncSession, meeting_id: int) -> int:
    query = select(func.count()).select_from(Spoken).where(col(Spoken.meeting_id) == meeting_id)
    return (await session.exec(query)).one()


async def attach(
    tx: AsyncSession, meeting_id: int, purpose: Purpose, media: str, content: str, *, by: int, now: datetime
) -> Attachment:
    """Attach a file or link, at most ten of a purpose; the same one again changes nothing.

    Recordings wait for the meeting's end; photos and voice belong to the minutes and are fixed once these are published.
    """
    check_attach(await standing(tx, meeting_id), purpose)
    kept = await attachments(tx, meeting_id, purpose)
    for each in kept:
        if each.content == content:
            return each
    if len(kept) >= MOST_FILES:
        raise Refusal(Refused.TOO_MANY)
    made = Attachment(meeting_id=meeting_id, purpose=purpose.value, media=media, content=content, added_by=by, at=now)
    tx.add(made)
    await tx.flush()
    return made


def check_attach(meeting: Meeting, purpose: Purpose) -> None:
    """Raises Refusal where a file of that purpose cannot be attached now, or taken off."""
    if purpose is not Purpose.RECORDING:
        check_write(meeting)
    elif meeting.state not in ENDED:
        raise Refusal(Refused.CANCELLED if meeting.state == MeetingState.CANCELLED else Refused.NOT_ENDED)


def check_write(meeting: Meeting) -> None:
    """Raises Refusal where the minutes cannot be written now."""
    refused = {
        MeetingState.CANCELLED: Refused.CANCELLED,
        MeetingState.PLANNED: Refused.NOT_BEGUN,
        MeetingState.PUBLISHED: Refused.ALREADY_PUBLISHED,
    }
    if (state := MeetingState(meeting.state)) in refused:
        raise Refusal(refused[state])


async def attachments(session: AsyncSession, meeting_id: int, purpose: Purpose) -> list[Attachment]:
    """The files of that purpose, in the order they were added."""
    query = (
        select(Attachment)
        .where(col(Attachment.meeting_id) == meeting_id, col(Attachment.purpose) == purpose.value)
        .order_by(col(Attachment.id))
    )
    return list((await session.exec(query)).all())


async def attached(session: AsyncSession, meetings: Sequence[int], purpose: Purpose) -> dict[int, list[Attachment]]:
    """Meeting → its files of that purpose, in the order they were added."""
    query = select(Attachment).where(col(Attachment.meeting_id).in_(meetings), col(Attachment.purpose) == purpose.value)
    found: dict[int, list[Attachment]] = {}
    for each in (await session.exec(query.order_by(col(Attachment.id)))).all():
        found.setdefault(each.meeting_id, []).append(each)
    return found


async def files(session: AsyncSession, meeting_id: int) -> dict[Purpose, list[Attachment]]:
    """All files by their purpose, in the order they were added."""
    query = select(Attachment).where(col(Attachment.meeting_id) == meeting_id).order_by(col(Attachment.id))
    found: dict[Purpose, list[Attachment]] = {purpose: [] for purpose in Purpose}
    for each in (await session.exec(query)).all():
        found[Purpose(each.purpose)].append(each)
    return found


async def detach(tx: AsyncSession, meeting_id: int, purpose: Purpose, attachment_id: int) -> None:
    """Take a file of that purpose off again."""
    check_attach(await standing(tx, meeting_id), purpose)
    for each in await attachments(tx, meeting_id, purpose):
        if each.id == attachment_id:
            await tx.delete(each)
    await tx.flush()


async def write(tx: AsyncSession, meeting_id: int, text: str, *, add: bool, whole: bool = False) -> Meeting:
    """Write the minutes anew (empty: begin again), or add a paragraph to them. `whole` minutes are the chair's, and drafted no more."""
    meeting = await standing(tx, meeting_id)
    check_write(meeting)
    if add and not text.strip():
        raise Refusal(Refused.EMPTY)
    meeting.minutes = f"{meeting.minutes}\n{text}".strip() if add else text
    meeting.composed = meeting.composed or whole
    tx.add(meeting)
    return meeting


async def publish(tx: AsyncSession, meeting_id: int, now: datetime) -> Meeting:
    """Publish the minutes, written or spoken, of an ended meeting.

    A branch meeting that a rule wants published (the bureau's monthly 党员大会暨主题党日) needs a photo where the bureau
    has switched that on.
    """
    meeting = await standing(tx, meeting_id)
    if meeting.state != MeetingState.CLOSED:
        published = meeting.state == MeetingState.PUBLISHED
        raise Refusal(Refused.ALREADY_PUBLISHED if published else Refused.NOT_ENDED)
    if not meeting.minutes and not await attachments(tx, meeting_id, Purpose.VOICE):
        raise Refusal(Refused.NO_MINUTES)
    if _needs_photo(meeting) and not await attachments(tx, meeting_id, Purpose.PHOTO):
        raise Refusal(Refused.NO_PHOTO)
    meeting.state, meeting.published_at = MeetingState.PUBLISHED.value, now
    tx.add(meeting)
    return meeting


def _needs_photo(meeting: Meeting) -> bool:
    if not is_on(Switch.PHOTOS):
        return False
    shown = [rule.kinds for rule in duty_rules(own()) if rule.publish]
    return meeting.group_id is None and any(meeting.kind_set >= kinds for kinds in shown)


def lines_of(meeting: Meeting) -> list[str]:
    """The lines of its minutes."""
    return [line.strip() for line in meeting.minutes.splitlines() if line.strip()]


async def line_of(session: AsyncSession, me: Who, meeting_id: int, number: int) -> str:
    """A line of the minutes, from 0, for whoever may make a task of it: who conducted the meeting, and those above. Raises Refusal."""
    meeting = await standing(session, meeting_id)
    published = meeting.state == MeetingState.PUBLISHED and may(me, Act.SEE_MEETINGS, place_of(meeting))
    if not published and not may_chair(me, meeting):
        raise Refusal(Refused.NO_LINE)
    found = lines_of(meeting)
    if not 0 <= number < len(found):
        raise Refusal(Refused.NO_LINE)
    return found[number]
