"""Feedback that waits for its answer: told on the day after, then before the deadline, on the day, and once when it is over."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.feedback import cards, pushes
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import late, near
from reminders.wording import nudge_of, worded
from scoring.cadence import Lead, Reminder, reminder_on
from storage import feedback
from storage.engine.sweeps import apart
from storage.feedback import Feedback
from storage.mail.outbox import Key, Push, person_key
from storage.people import directory
from storage.people.posts import Post
from storage.rules.regulations import own


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To each of those who owe it. Told at once, its hour would tell when somebody turned to them."""
    today = local.date()
    lead = Lead(days=own()[feedback.RULE].integer("days"))
    rows = await feedback.open_ones(session, today)
    officers = await directory.people_of(session, posts={Post(row.addressee) for row in rows}) if rows else []
    told: dict[Key, tuple[Feedback, Reminder | None]] = {}
    for row in rows:
        with apart(session):
            said: list[tuple[str, str, Reminder | None]] = [(pushes.NEW, str(row.round), None)]
            if reminder := reminder_on(today, row.since, feedback.due(row).day, [lead]):
                said.append((pushes.REMINDER, reminder.day.isoformat(), reminder))
            for who in feedback.owing_among(officers, row):
                for kind, period, when in said:
                    told[person_key(kind, pushes.subject(row), period, who.person_id)] = (row, when)

    def word(key: Key, about: tuple[Feedback, Reminder | None]) -> Push:
        row, when = about
        text = _new_text(row, today) if when is None else _reminder_text(row, when, today)
        return nudge_of(key, text, local, pushes.buttons(row))

    return await worded(session, told, word)


def _new_text(row: Feedback, today: date) -> Markup:
    what = "的提出人认为还没解决" if row.reopened_on else "是新收到的"
    return Markup("💡 第 {} 号<b>意见建议</b>{}，请在{}前答复").format(row.key, what, cards.due_text(row, today))


def _reminder_text(row: Feedback, reminder: Reminder, today: date) -> Markup:
    return Markup("{}：第 {} 号<b>意见建议</b>（请在{}前答复）{}").format(
        near(feedback.due(row).day), row.key, cards.due_text(row, today), late(reminder.day)
    )
