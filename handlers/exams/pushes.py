"""What an exam tells people unasked, put into the outbox in the transaction that causes it."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.exams import cards
from handlers.exams.buttons import Result
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenExam
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, lines, when_text
from scoring.cadence import awake
from storage.exams.exams import due_of
from storage.exams.rows import Exam, Taker
from storage.exams.sitting import Paper
from storage.mail import outbox
from storage.mail.outbox import Push


async def published(tx: AsyncSession, exam: Exam, to: Iterable[int], context: Context) -> int:
    """To everyone for whom it is."""
    text = cards.announced(exam, context.me.name, context.now)
    return await outbox.put(tx, context.now, *(_told("exam", exam, person, text, exam.closes_at) for person in to))


async def granted(
    tx: AsyncSession, exam: Exam, to: Iterable[int], window: tuple[datetime, datetime], context: Context
) -> int:
    """A make-up window, to those who got it."""
    text = lines(
        Markup("🕒 <b>{}</b>给您安排了补考").format(exam.title),
        Markup("时间：{} 至 {}").format(*(when_text(each, context.now) for each in window)),
    )
    pushes = [_told("exam_more", exam, person, text, window[1], context.occasion) for person in to]
    return await outbox.put(tx, context.now, *pushes)


def _told(  # noqa: PLR0917 - a push's parts
    kind: str, exam: Exam, person: int, text: Markup, until: datetime, period: str = ""
) -> Push:
    look = keyboard([OpenExam(exam.key).labelled("查看")])
    return Push(kind, _subject(exam), str(text), person_id=person, period=period, keyboard=look, expires_at=until)


async def urged(tx: AsyncSession, exam: Exam, to: Iterable[Taker], context: Context) -> int:
    """To those who have not taken it; in quiet hours it waits for the morning."""
    pushes = [
        reminder("exam_urge", exam, row.person_id, due_of(exam, row), context.now, context.occasion) for row in to
    ]
    return await outbox.put(tx, context.now, *pushes)


def reminder(  # noqa: PLR0917 - a push's parts
    kind: str, exam: Exam, person: int, until: datetime, local: datetime, period: str = ""
) -> Push:
    return Push(
        kind,
        _subject(exam),
        str(cards.reminded(exam, until, local)),
        person_id=person,
        period=period,
        keyboard=keyboard([OpenExam(exam.key).labelled("去参加")]),
        not_before=awake(local),
        expires_at=max(until, awake(local)),
        nudge=True,
    )


def handed_in(paper: Paper, now: datetime) -> Push:
    """The result of a paper that was handed in by itself."""
    sitting = paper.sitting
    return Push(
        "exam_result",
        f"sitting:{sitting.key}",
        str(cards.result(paper, now)),
        person_id=sitting.person_id,
        keyboard=keyboard([Result(sitting.key).labelled("查看成绩")]),
    )


def _subject(exam: Exam) -> str:
    return f"exam:{exam.key}"
