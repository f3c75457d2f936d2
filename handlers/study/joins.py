"""What 微课堂 gives to other screens: a line at home, its subjects in the ledger, what it keeps about a person."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Finding, Found, Section, Subject, ToDo, Waiting
from handlers.kit.screens.context import Context
from handlers.study import cards, pushes
from handlers.study.buttons import Hours, OpenLesson, Study
from scoring.study import hours_text
from storage.engine.refusal import Refusal
from storage.ledger import Entry
from storage.people.asking import Answers
from storage.people.directory import Who
from storage.people.finding import Words
from storage.people.rights import Act
from storage.study import credits as study_credits
from storage.study import ledger, lessons, pace, progress, sheet, waiting


async def _waiting(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """What I have begun or am to finish by a day, and that I lag behind the year."""
    lessons = await progress.waiting(session, me) if waiting.lessons_of(me, found) else []
    mine = [ToDo(f"📖 学习：{each.lesson.title}", OpenLesson(each.lesson.key), each.lesson.until) for each in lessons]
    year = waiting.year_of(me, now.date(), found)
    if year is not None and year.behind:
        so_far = f"{hours_text(year.tenths)}/{hours_text(year.target)}"
        mine.append(ToDo(f"📚 学时 {so_far}，落后于进度", Study()))
    return mine


WAITING = Waiting(_waiting, lambda me, _now: waiting.asked(me))


async def _urge_lessons(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Of each lesson only the people of those lines."""
    told = 0
    for number in dict.fromkeys(entry.record for entry in entries):
        only = {entry.person_id or 0 for entry in entries if entry.record == number}
        with suppress(Refusal):
            told += await pushes.urged(tx, *await lessons.urge(tx, context.me, number, context.now, only=only), context)
    return told


async def _urge_hours(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Only those who lag by now."""
    with suppress(Refusal):
        lagging = await pace.urge(tx, context.me, context.now, only={entry.person_id or 0 for entry in entries})
        return await pushes.hurried(tx, lagging, context)
    return 0


LESSONS = Subject(
    "lessons", "微课堂", ledger.lessons, lambda entry: OpenLesson(entry.record), _urge_lessons, unit="人次"
)


HOURS = Subject(
    "hours",
    "学时",
    ledger.hours,
    lambda entry: Hours(entry.person_id or 0, entry.on.year, 0),
    _urge_hours,
    unit="人",
    tables=sheet.tables,
)


async def own_lessons(session: AsyncSession, who: Who) -> Section | None:
    """How far they have come in each lesson; nothing is kept of when or how long they looked."""
    rows = [
        (
            item.lesson.title,
            f"{item.reached}/{len(item.lesson.parts)}",
            item.tries,
            item.record.finished_on,
            item.record.note,
        )
        for item in await progress.touched(session, who.person_id)
        if item.record is not None
    ]
    return Section("lessons", "微课堂", ("课程", "学到", "答错", "学完", "收获"), rows) if rows else None


async def own_hours(session: AsyncSession, who: Who) -> Section | None:
    """Every credit of study hours, and what it was for."""
    found = await study_credits.credits_of(session, who.person_id, date.min, date.max)
    rows = [(each.what, each.source.value, each.on, hours_text(each.tenths)) for each in found]
    return Section("study_hours", "学时", ("内容", "来源", "日期", "学时"), rows) if rows else None


async def _find(session: AsyncSession, me: Who, words: Words, _now: datetime) -> list[Found]:
    return [
        Found(cards.label(each), OpenLesson(each.lesson.key)) for each in await progress.bearing(session, me, words)
    ]


FINDING = Finding("lesson", "📚 微课堂", Act.STUDY, _find)
