"""Feedback that waits for its answer: told on the day after, then before the deadline, on the day, and once when it is over."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.feedback import cards, pushes
from handlers.kit.screens.pushing import nudge
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import late, near
from scoring.cadence import Lead, Reminder, reminder_on
from storage import feedback
from storage.engine.sweeps import apart
from storage.feedback import Feedback
from storage.mail.outbox import Push
from storage.rules.regulations import own


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To each of those who owe it. Told at once, its hour would tell when somebody turned to them."""
    today, found = local.date(), []
    lead = Lead(days=own()[feedback.RULE].integer("days"))
    for row in await feedback.open_ones(session):
        if row.since >= today:
            continue
        with apart(session):
            told = [(pushes.NEW, str(row.round), _new_text(row, today))]
            reminder = reminder_on(today, row.since, feedback.due(row).day, [lead])
            if reminder is not None:
                told.append((pushes.REMINDER, reminder.day.isoformat(), _reminder_text(row, reminder, today)))
            found += [
                nudge(
                    kind,
                    pushes.subject(row),
                    text,
                    local,
                    person_id=who.person_id,
                    period=period,
                    keyboard=pushes.buttons(row),
                )
                for kind, period, text in told
                for who in await feedback.owing(session, row)
            ]
    return found


def _new_text(row: Feedback, today: date) -> Markup:
    what = "的提出人认为还没解决" if row.reopened_on else "是新收到的"
    return Markup("💡 第 {} 号<b>意见建议</b>{}，请在{}前答复").format(row.key, what, cards.due_text(row, today))


def _reminder_text(row: Feedback, reminder: Reminder, today: date) -> Markup:
    return Markup("{}：第 {} 号<b>意见建议</b>（请在{}前答复）{}").format(
        near(feedback.due(row).day), row.key, cards.due_text(row, today), late(reminder.day)
    )
