"""The minutes of a meeting that is over, drafted from what is known of it, until the chair takes them over."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.text import length
from scoring.duties import MeetingKind
from storage.meetings import minutes
from storage.meetings.corrections import came
from storage.meetings.roll import Roll, roll_of
from storage.meetings.rows import Meeting, MeetingState, Purpose
from storage.people import directory

LONGEST = 3000
_AMONG_THEMSELVES = {MeetingKind.LIFE, MeetingKind.APPRAISAL}
"""What is said there is criticism of one another: it comes into the minutes by the chair's own decision."""


async def minutes_of(session: AsyncSession, meeting: Meeting) -> str:
    """The minutes as they stand: what was written, and after the end what the bot knows around it.

    What was written stays whole; of the rest as much as the minutes may hold. Of those who were away only the number is there.
    """
    if meeting.composed or meeting.state != MeetingState.CLOSED:
        return meeting.minutes
    roll = await roll_of(session, meeting)
    photos = await minutes.attachments(session, meeting.number, Purpose.PHOTO)
    said = [] if meeting.kind_set & _AMONG_THEMSELVES else await words_spoken(session, meeting)
    above = [f"地点：{meeting.place}　主持人：{await directory.name_of(session, meeting.chair_id)}", *_presence(roll)]
    if meeting.agenda:
        above.append(f"议程：\n{meeting.agenda}")
    below = ["发言：", *said] if said else []
    if photos:
        below.append(f"（现场照片 {len(photos)} 张）")
    room = LONGEST - length(meeting.minutes) - 1
    first = _fitting(above, room)
    last = _fitting(below, room - sum(length(each) + 1 for each in first))
    return "\n".join([*first, *([meeting.minutes] if meeting.minutes else []), *last])


def _presence(roll: Roll) -> list[str]:
    parts = {
        "现场": roll.on_spot,
        "看直播": roll.live,
        "请假": roll.on_leave,
        "缺席": [*roll.absent, *roll.leave_asked, *roll.made_up],
    }
    counted = "，".join(f"{word} {len(people)} 人" for word, people in parts.items() if people)
    entered = "、".join(
        f"{each.name}（{each.row.entered_reason}）" for each in came(roll) if each.row.entered_by is not None
    )
    said = [f"应到 {len(roll.everyone)} 人：{counted}。"]
    return [*said, f"没有用手机签到、由主持人登记到会：{entered}。"] if entered else said


async def words_spoken(session: AsyncSession, meeting: Meeting) -> list[str]:
    """Each word that was written during the meeting, with its speaker's name, but for those that stand in the minutes."""
    spoken = [each for each in await minutes.spoken_at(session, meeting.number) if each.text]
    known = await directory.names_of(session, {each.person_id for each in spoken})
    words = [f"{known.get(each.person_id, '（已离开）')}：{each.text}" for each in spoken]
    return [word for word in words if word not in meeting.minutes]


def _fitting(parts: Sequence[str], room: int) -> list[str]:
    """The parts that fit, each whole."""
    kept = []
    for part in parts:
        if length(part) + 1 <= room:
            kept.append(part)
            room -= length(part) + 1
    return kept
