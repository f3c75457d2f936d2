"""What 微课堂 tells people unasked, put into the outbox in the transaction that causes it."""

from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.screens.context import Context
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup, day_text
from handlers.study import cards
from handlers.study.buttons import Hours, OpenLesson, Study
from scoring.study import hours_text
from storage.mail import outbox
from storage.study.pace import Year
from storage.study.rows import Lesson, Training


def open_button(lesson: Lesson) -> InlineKeyboardButton:
    return OpenLesson(lesson.key).labelled("📖 去学习")


async def published(tx: AsyncSession, lesson: Lesson, to: Iterable[int], context: Context) -> int:
    """To everyone for whom it is."""
    text, now = cards.new_text(lesson, context.me.name, context.now.date()), context.now
    pushes = [
        nudge("lesson", f"lesson:{lesson.key}", text, now, person_id=person, keyboard=keyboard([open_button(lesson)]))
        for person in to
    ]
    return await outbox.put(tx, now, *pushes)


async def urged(tx: AsyncSession, lesson: Lesson, to: Iterable[int], context: Context) -> int:
    """To those who have not finished it."""
    text, now, button = cards.unfinished_text(lesson, context.now.date()), context.now, open_button(lesson)
    subject, period = f"lesson:{lesson.key}", context.occasion
    pushes = [
        nudge("lesson_urge", subject, text, now, person_id=person, period=period, keyboard=keyboard([button]))
        for person in to
    ]
    return await outbox.put(tx, now, *pushes)


async def hurried(tx: AsyncSession, lagging: Iterable[Year], context: Context) -> int:
    """To those who lag behind the year's hours."""
    now, button = context.now, Study().labelled("📚 去学习")
    subject, period = f"study:{now.year}", context.occasion
    pushes = [
        nudge(
            "study_urge",
            subject,
            cards.behind_text(each, now.date()),
            now,
            person_id=each.who.person_id,
            period=period,
            keyboard=keyboard([button]),
        )
        for each in lagging
    ]
    return await outbox.put(tx, now, *pushes)


async def trained(tx: AsyncSession, training: Training, to: Iterable[int], context: Context) -> int:
    """To those for whom hours of training were entered."""
    day, now = training.held_on, context.now
    text = Markup("🎓 已为您登记集中培训<b>{}</b>（{}），计 {} 学时").format(
        training.name, day_text(day, now.date()), hours_text(training.tenths)
    )
    pushes = [
        nudge(
            "training",
            f"training:{training.key}",
            text,
            now,
            person_id=person,
            keyboard=keyboard([Hours(person, day.year, 0).labelled("📈 我的学时")]),
        )
        for person in to
        if person != context.me.person_id
    ]
    return await outbox.put(tx, now, *pushes)
