"""What feedback tells people unasked: that there is some, or an answer; neither what it says nor by whom it is."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.feedback.buttons import OpenFeedback
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from storage.feedback import Feedback
from storage.mail import outbox
from storage.mail.outbox import Push

NEW, REMINDER = "feedback", "feedback_reminder"
"""What the schedule tells those who owe the answer (`reminders/feedback.py`)."""


def subject(row: Feedback) -> str:
    return f"feedback:{row.key}"


def buttons(row: Feedback) -> list[list[dict[str, object]]]:
    return keyboard([OpenFeedback(row.key).labelled("🔒 打开")])


async def answered(tx: AsyncSession, row: Feedback, now: datetime) -> None:
    """To its author; nobody is reminded of it any more."""
    for kind in (NEW, REMINDER):
        await outbox.withdraw(tx, kind, subject(row))
    text = Markup("💡 您的<b>意见建议</b>（第 {} 号）已答复，请打开查看。").format(row.key)
    push = Push(
        "feedback_answered",
        subject(row),
        str(text),
        person_id=row.person_id,
        period=str(row.round),
        keyboard=buttons(row),
    )
    await outbox.put(tx, now, push)
