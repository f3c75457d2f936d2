"""Who came, put right by whoever conducts the meeting: somebody without a phone is entered, somebody who was not there taken off."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.meetings.lists import standing
from storage.meetings.roll import OnRoll, Roll
from storage.meetings.rows import Attendance, How, Meeting, MeetingChange, MeetingState, Refused
from storage.people.directory import Person
from storage.people.stale import touch

_CAME = {How.ON_SPOT.value: "现场", How.LIVE.value: "看直播"}


def came(roll: Roll) -> list[OnRoll]:
    """Who took part in the meeting itself, in the order of the roll."""
    return [each for each in roll.everyone if each.row.how in _CAME]


def check_correct(meeting: Meeting) -> None:
    """Raises Refusal where the roll cannot be corrected now: not yet begun, published, called off."""
    if meeting.state == MeetingState.CANCELLED:
        raise Refusal(Refused.CANCELLED)
    if meeting.state == MeetingState.PLANNED:
        raise Refusal(Refused.NOT_BEGUN)
    if meeting.state == MeetingState.PUBLISHED:
        raise Refusal(Refused.ALREADY_PUBLISHED)


async def listed(session: AsyncSession, meeting_id: int) -> Sequence[tuple[int, str, str | None]]:
    """Everybody who was expected, in the order of police numbers: number, name, and how they came."""
    query = (
        select(Attendance.person_id, Person.name, Attendance.how)
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(col(Attendance.meeting_id) == meeting_id)
        .order_by(col(Person.police_no))
    )
    return (await session.exec(query)).all()


async def correct(
    tx: AsyncSession,
    meeting_id: int,
    *,
    came: Collection[int],
    gone: Collection[int],
    by: int,
    reason: str,
    now: datetime,
) -> tuple[list[int], list[int]]:
    """Enter who came, take off who did not; gives those of whom that was news. Each change leaves a trace with its reason."""
    meeting = await standing(tx, meeting_id)
    check_correct(meeting)
    query = (
        select(Attendance, Person.name)
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(col(Attendance.meeting_id) == meeting_id, col(Attendance.person_id).in_({*came, *gone}))
        .order_by(col(Person.police_no))
    )
    entered, off = [], []
    for row, name in (await tx.exec(query)).all():
        before = _CAME.get(row.how or "")
        if row.person_id in came and before is None:
            row.how, row.at, row.entered_by, row.entered_reason = How.ON_SPOT.value, now, by, reason
            entered.append(row.person_id)
        elif row.person_id in gone and before is not None:
            row.how, row.at, row.entered_by, row.entered_reason = None, None, None, None
            off.append(row.person_id)
        else:
            continue
        tx.add(row)
        after = "现场（主持人登记）" if row.how else "未到"
        tx.add(
            MeetingChange(
                meeting_id=meeting_id,
                by=by,
                at=now,
                what="到会",
                old=f"{name}：{before or '未到'}",
                new=f"{name}：{after}",
                reason=reason,
            )
        )
    await touch(tx, [*entered, *off])
    return entered, off
