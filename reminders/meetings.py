"""Meetings: today's in the morning, each a quarter of an hour before, and the chair of one that has not been opened."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.screens.links import Manage, OpenMeeting
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import soon
from handlers.meetings.buttons import StartCheckIn, StartLeave
from storage.engine.sweeps import apart
from storage.mail.outbox import Push
from storage.meetings.rows import AHEAD, Attendance, Leave, Meeting, MeetingState
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
        with apart(session):
            at = meeting.starts_at.astimezone(local.tzinfo)
            text = Markup("📅 今天 {:%H:%M} 开会：<b>{}</b>，{}").format(at, meeting.title, meeting.place)
            leave = StartLeave(meeting.number).labelled("🙋 请假")
            when = {"expires_at": meeting.starts_at, "nudge": True}
            pushes += await _to_expected(session, "meeting_today", meeting, text, leave, **when)
    return pushes


async def find_soon(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """A quarter of an hour before, to those expected who are neither there nor on leave; also in quiet hours."""
    query = select(Meeting).where(
        col(Meeting.state).in_(AHEAD),
        col(Meeting.starts_at) > local,
        col(Meeting.starts_at) <= local + SOON,
    )
    pushes: list[Push] = []
    for meeting in (await session.exec(query)).all():
        with apart(session):
            at = meeting.starts_at.astimezone(local.tzinfo)
            text = Markup("⏰ <b>{}</b> {}（{:%H:%M}）开始，{}").format(meeting.title, soon(at), at, meeting.place)
            check_in = StartCheckIn(meeting.number).labelled("✅ 签到")
            expires_at = meeting.starts_at + SOON
            pushes += await _to_expected(session, "meeting_soon", meeting, text, check_in, expires_at=expires_at)
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


async def _to_expected(
    session: AsyncSession, kind: str, meeting: Meeting, text: Markup, button: InlineKeyboardButton, **push: Any
) -> list[Push]:
    """To those expected who are neither there nor on leave."""
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
    subject, period = f"meeting:{meeting.number}", meeting.starts_at.isoformat()
    row = keyboard([OpenMeeting(meeting.number).labelled("查看会议"), button])
    return [
        Push(kind, subject, str(text), person_id=person, period=period, keyboard=row, **push)
        for person in (await session.exec(query)).all()
    ]
