"""Meetings: today's in the morning, each a quarter of an hour before, and the chair of one that has not been opened."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.links import OpenMeeting
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import soon
from handlers.meetings.buttons import Manage, StartCheckIn, StartLeave
from storage.mail.outbox import Push
from storage.meetings.rows import Attendance, Leave, Meeting, MeetingState
from storage.people.directory import Person

SOON = timedelta(minutes=15)
UNOPENED = timedelta(minutes=15)
LOOKS_BACK = timedelta(hours=12)


async def find_today(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """In the morning, the meetings of this day that were called before it."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(Meeting).where(
        col(Meeting.state) == MeetingState.PLANNED.value,
        col(Meeting.starts_at) > local + SOON,
        col(Meeting.starts_at) < midnight + timedelta(days=1),
        col(Meeting.called_at) < midnight,
    )
    pushes: list[Push] = []
    for meeting in (await session.exec(query)).all():
        at = meeting.starts_at.astimezone(local.tzinfo)
        text = Markup("📅 今天 {:%H:%M} 开会：<b>{}</b>，{}").format(at, meeting.title, meeting.place)
        rows = [[OpenMeeting(meeting.number).labelled("查看会议"), StartLeave(meeting.number).labelled("🙋 请假")]]
        pushes += [
            Push(
                "meeting_today",
                f"meeting:{meeting.number}",
                str(text),
                person_id=person,
                period=meeting.starts_at.isoformat(),
                keyboard=keyboard(*rows),
                expires_at=meeting.starts_at,
                nudge=True,
            )
            for person in await _expected(session, meeting)
        ]
    return pushes


async def find_soon(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """A quarter of an hour before, to those expected who are neither there nor on leave; also in quiet hours."""
    query = select(Meeting).where(
        col(Meeting.state).in_([MeetingState.PLANNED.value, MeetingState.OPEN.value]),
        col(Meeting.starts_at) > local,
        col(Meeting.starts_at) <= local + SOON,
    )
    pushes: list[Push] = []
    for meeting in (await session.exec(query)).all():
        at = meeting.starts_at.astimezone(local.tzinfo)
        text = Markup("⏰ <b>{}</b> {}（{:%H:%M}）开始，{}").format(meeting.title, soon(at), at, meeting.place)
        rows = [[OpenMeeting(meeting.number).labelled("查看会议"), StartCheckIn(meeting.number).labelled("✅ 签到")]]
        pushes += [
            Push(
                "meeting_soon",
                f"meeting:{meeting.number}",
                str(text),
                person_id=person,
                period=meeting.starts_at.isoformat(),
                keyboard=keyboard(*rows),
                expires_at=meeting.starts_at + SOON,
            )
            for person in await _expected(session, meeting)
        ]
    return pushes


async def find_unopened(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """The hour has passed and nobody can check in: the chair hears of it once."""
    query = select(Meeting).where(
        col(Meeting.state) == MeetingState.PLANNED.value,
        col(Meeting.starts_at) <= local - UNOPENED,
        col(Meeting.starts_at) > local - LOOKS_BACK,
    )
    text = Markup("❓ <b>{}</b>的时间已经过了，还没有开始签到。请开始签到；没有开的会议请改时间或取消。")
    return [
        Push(
            "meeting_unopened",
            f"meeting:{meeting.number}",
            str(text.format(meeting.title)),
            person_id=meeting.chair_id,
            period=meeting.starts_at.isoformat(),
            keyboard=keyboard([Manage(meeting.number).labelled("🎛 主持会议")]),
        )
        for meeting in (await session.exec(query)).all()
    ]


async def _expected(session: AsyncSession, meeting: Meeting) -> Iterable[int]:
    query = (
        select(Attendance.person_id)
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(
            col(Attendance.meeting_id) == meeting.number,
            col(Attendance.how).is_(None),
            or_(col(Attendance.leave).is_(None), col(Attendance.leave) != Leave.GRANTED.value),
            col(Person.left_at).is_(None),
        )
    )
    return (await session.exec(query)).all()
