"""Lessons to be finished by a day, and the year's hours: reminded by the lead of their cadence, on the day, and after it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import late
from handlers.study import cards
from handlers.study.buttons import BranchPace, Study
from handlers.study.pushes import open_button
from scoring.cadence import Cadence, Reminder, Stage, reminder_on
from scoring.study import hours_text
from storage.engine.clock import ZONE
from storage.engine.sweeps import apart
from storage.mail.outbox import Push
from storage.people.directory import heads
from storage.rules.regulations import leads_of
from storage.study import lessons, pace
from storage.study.pace import Year
from storage.study.rows import Lesson

LOOKS_BACK = timedelta(days=14)
LONGEST_LEAD = timedelta(days=31)


async def find_lessons(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """Everyone who has not finished a lesson whose last day nears, is today, or was yesterday."""
    today = local.date()
    query = select(Lesson).where(
        col(Lesson.retired_at).is_(None),
        col(Lesson.until) >= today - LOOKS_BACK,
        col(Lesson.until) <= today + LONGEST_LEAD,
    )
    pushes: list[Push] = []
    for lesson in (await session.exec(query)).all():
        with apart(session):
            pushes += await _of_lesson(session, lesson, local)
    return pushes


async def _of_lesson(session: AsyncSession, lesson: Lesson, local: datetime) -> list[Push]:
    today, told = local.date(), lesson.at.astimezone(local.tzinfo).date()
    reminder = reminder_on(today, told, lesson.until, leads_of(Cadence.ONCE)) if lesson.until else None
    if reminder is None:
        return []
    text, open_it = cards.unfinished_text(lesson, today) + late(reminder.day), keyboard([open_button(lesson)])
    return [
        nudge(
            "lesson_due",
            f"lesson:{lesson.key}",
            text,
            local,
            person_id=person,
            period=reminder.day.isoformat(),
            keyboard=open_it,
        )
        for person in await lessons.unfinished(session, lesson)
    ]


async def find_hours(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """Everyone whose hours of the year are not complete at its lead, on its last day, and once after; their secretary."""
    today = local.date()
    pushes: list[Push] = []
    for number in (today.year - 1, today.year):
        last = date(number, 12, 31)
        if last < today - LOOKS_BACK:
            continue
        reminder = reminder_on(today, date(number - 1, 12, 31), last, leads_of(Cadence.YEARLY))
        if reminder is not None:
            pushes += await _of_year(session, last, reminder, local)
    return pushes


async def _of_year(session: AsyncSession, last: date, reminder: Reminder, local: datetime) -> list[Push]:
    today = local.date()
    years = await pace.years(session, min(today, last), zone=local.tzinfo or ZONE)
    lacking = [year for year in years if not year.done]
    note, period, subject = late(reminder.day), reminder.day.isoformat(), f"study:{last.year}"
    study = [Study().labelled("📚 去学习")]
    pushes = [
        nudge(
            "study_year",
            subject,
            _own(year, last, reminder, note),
            local,
            person_id=year.who.person_id,
            period=period,
            keyboard=keyboard(study),
        )
        for year in lacking
    ]
    counts = Counter(year.who.branch_id for year in lacking)
    for branch, head in (await heads(session)).items():
        if count := counts[branch]:
            text = Markup("📉 本支部{}年学时还没有达标的有 {} 人{}").format(last.year, count, note)
            look = [BranchPace(branch, last.year, 0).labelled("📉 看是谁")]
            pushes.append(
                nudge(
                    "study_branch",
                    subject,
                    text,
                    local,
                    person_id=head,
                    period=period,
                    keyboard=keyboard(look),
                )
            )
    return pushes


def _own(year: Year, last: date, reminder: Reminder, note: Markup) -> Markup:
    counted = f"{hours_text(year.tenths)}/{hours_text(year.target)}"
    if reminder.stage is Stage.OVERDUE:
        return Markup("❗ 您{}年学时 <b>{}</b>，没有达到要求{}").format(last.year, counted, note)
    return Markup("⏰ 您{}年学时 <b>{}</b>，请在 12 月 31 日前学够{}").format(last.year, counted, note)
