"""The minutes of a meeting that is over, drafted from what is known of it, until the chair takes them over."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.text import length
from scoring.duties import MeetingKind
from storage.meetings import minutes
from storage.meetings.corrections import came
from storage.meetings.roll import Roll, roll_of
from storage.meetings.rows import Attachment, Meeting, MeetingState, Purpose
from storage.people import directory

LONGEST = 3000
_AMONG_THEMSELVES = {MeetingKind.LIFE, MeetingKind.APPRAISAL}
"""What is said there is criticism of one another: it comes into the minutes by the chair's own decision."""


@dataclass(frozen=True)
class Minutes:
    """A meeting's minutes as they stand: the text, the files by what they are for, the words spoken that are not in the text."""

    text: str
    files: dict[Purpose, list[Attachment]]
    spoken: int
    left_out: list[str]


async def minutes_of(session: AsyncSession, meeting: Meeting, roll: Roll | None = None) -> Minutes:
    """What was written, and after the end what the bot knows around it.

    What was written stays whole; of the rest as much as the minutes may hold. Of those who were away only the number is there.
    """
    files = await minutes.files(session, meeting.number)
    spoken = await minutes.spoken_at(session, meeting.number)
    known = await directory.names_of(session, {meeting.chair_id, *(each.person_id for each in spoken)})
    said = [f"{known.get(each.person_id, '（已离开）')}：{each.text}" for each in spoken if each.text]
    text = meeting.minutes
    if not meeting.composed and meeting.state == MeetingState.CLOSED:
        photos = len(files[Purpose.PHOTO])
        found = roll or await roll_of(session, meeting)
        before, agenda = _head(meeting, found, known.get(meeting.chair_id, "（已离开）"))
        above = [*before, *_entered(found), *agenda]
        words = [] if meeting.kind_set & _AMONG_THEMSELVES else [word for word in said if word not in text]
        below = [*(["发言：", *words] if words else []), *([f"（现场照片 {photos} 张）"] if photos else [])]
        text = _around(text, above, below)
    return Minutes(text, files, len(spoken), [word for word in said if word not in text])


def beyond_head(text: str, meeting: Meeting, roll: Roll, chair: str) -> list[str]:
    """Its lines, without those at its beginning in which the draft said place, presence and agenda: a form has its own places for them."""
    before, agenda = _head(meeting, roll, chair)
    said = [line.strip() for part in (*before, *agenda) for line in part.splitlines()]
    length_of_head = len(said) + len(_entered(roll))
    lines = enumerate(line.strip() for line in text.splitlines())
    return [line for at, line in lines if line and (at >= length_of_head or line not in said)]


def _head(meeting: Meeting, roll: Roll, chair: str) -> tuple[list[str], list[str]]:
    agenda = [f"议程：\n{meeting.agenda}"] if meeting.agenda else []
    return [f"地点：{meeting.place}　主持人：{chair}", _presence(roll)], agenda


def _presence(roll: Roll) -> str:
    parts = {
        "现场": roll.on_spot,
        "看直播": roll.live,
        "请假": roll.on_leave,
        "缺席": [*roll.absent, *roll.leave_asked, *roll.made_up],
    }
    counted = "，".join(f"{word} {len(people)} 人" for word, people in parts.items() if people)
    return f"应到 {len(roll.everyone)} 人：{counted}。"


def _entered(roll: Roll) -> list[str]:
    by_reason: dict[str | None, list[str]] = {}
    for each in came(roll):
        if each.row.entered_by is not None:
            by_reason.setdefault(each.row.entered_reason, []).append(each.name)
    entered = "；".join(f"{'、'.join(names)}（{reason}）" for reason, names in by_reason.items())
    return [f"没有用手机签到、由主持人登记到会：{entered}。"] if entered else []


def _around(text: str, above: Sequence[str], below: Sequence[str]) -> str:
    """The text between those parts that the minutes have room for, each whole."""
    room = LONGEST - length(text)
    kept = []
    for part in [*above, *below]:
        fits = length(part) < room
        room -= length(part) + 1 if fits else 0
        kept.append(part if fits else "")
    parts = [*kept[: len(above)], text, *kept[len(above) :]]
    return "\n".join(part for part in parts if part)
