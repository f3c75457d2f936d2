"""The meetings of a time as a table: when, where, in whose chair, who came and who did not, what was kept of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.ledger import Entry, Scope
from storage.ledger_file import coloured
from storage.meetings.ledger import of_scope
from storage.meetings.rows import Attachment, Attendance, How, Leave, Meeting, Purpose
from storage.people.directory import Person, Who
from storage.sheets.writing import Sheet, Value, rate

HEADINGS = (
    "支部", "会议", "时间", "类别", "地点", "主持人", "应到（人）", "现场（人）", "看直播（人）", "补课（人）", "请假（人）", "缺席（人）",
    "到会率（%）", "请假人员", "缺席人员", "照片（张）", "公布时间", "状态", "备注",
)  # fmt: skip
_MEETING, _ROW, _PERSON = table_of(Meeting).c, table_of(Attendance).c, table_of(Person).c
ON_LEAVE, ABSENT = "leave", "absent"


class _Held(NamedTuple):
    number: int
    starts_at: datetime
    kinds: str
    place: str
    published_at: datetime | None
    chair: str


async def tables(session: AsyncSession, scope: Scope, _me: Who, entries: Sequence[Entry]) -> list[Sheet]:
    """A row for each of those entries."""
    held = {each.number: each for each in await _held(session, scope)}
    came = await _came(session, scope)
    photos = await _photos(session, scope)
    rows = [_row(entry, held[entry.record], came.get(entry.record, {}), photos, scope) for entry in entries]
    note = "到会率＝（现场＋看直播）÷应到；补课在会后，不算到会。"
    return [Sheet("会议", HEADINGS, rows, names=2, note=note)]


def _row(
    entry: Entry, held: _Held, came: Mapping[str, Sequence[str]], photos: Mapping[int, int], scope: Scope
) -> Sequence[Value]:
    on_spot, live, made_up = (len(came.get(how.value, ())) for how in How)
    on_leave, absent = came.get(ON_LEAVE, ()), came.get(ABSENT, ())
    expected = sum(map(len, came.values()))
    over = not entry.standing.open
    return (
        entry.branch,
        entry.what,
        held.starts_at.astimezone(scope.zone),
        held.kinds.replace("+", "、"),
        held.place,
        held.chair,
        expected,
        *((on_spot, live, made_up, len(on_leave), len(absent)) if over else (None,) * 5),
        rate(on_spot + live, expected) if over else None,
        "、".join(on_leave),
        "、".join(absent) if over else "",
        photos.get(entry.record, 0),
        held.published_at.astimezone(scope.zone) if held.published_at else None,
        coloured(entry.standing),
        "⚠️".join(entry.note.split("⚠️")[1:]).replace("，⚠️", "；").strip(),
    )


async def _held(session: AsyncSession, scope: Scope) -> list[_Held]:
    told = (_MEETING.id, _MEETING.starts_at, _MEETING.kinds, _MEETING.place, _MEETING.published_at, _PERSON.name)
    query = select(*told)  # type: ignore[call-overload]  # more columns than its overloads know
    query = query.join_from(table_of(Meeting), table_of(Person), _PERSON.id == _MEETING.chair_id)
    return [_Held(*each) for each in (await session.exec(query.where(*of_scope(scope)))).all()]


async def _came(session: AsyncSession, scope: Scope) -> dict[int, dict[str, list[str]]]:
    """Meeting → in which way (or on leave, or absent) → names, in the order of police numbers."""
    query = select(_ROW.meeting_id, _ROW.how, _ROW.leave, _PERSON.name)
    query = (
        query.join_from(table_of(Attendance), table_of(Person), _PERSON.id == _ROW.person_id)
        .join(table_of(Meeting), _MEETING.id == _ROW.meeting_id)
        .where(*of_scope(scope))
        .order_by(_PERSON.police_no)
    )
    found: dict[int, dict[str, list[str]]] = {}
    for meeting, how, leave, name in (await session.exec(query)).all():
        way = how or (ON_LEAVE if leave == Leave.GRANTED else ABSENT)
        found.setdefault(meeting, {}).setdefault(way, []).append(name)
    return found


async def _photos(session: AsyncSession, scope: Scope) -> dict[int, int]:
    query = (
        select(Attachment.meeting_id, func.count())
        .join(Meeting, col(Meeting.id) == col(Attachment.meeting_id))
        .where(*of_scope(scope), col(Attachment.purpose) == Purpose.PHOTO.value)
        .group_by(col(Attachment.meeting_id))
    )
    return dict((await session.exec(query)).all())
