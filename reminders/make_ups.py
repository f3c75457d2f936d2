"""Make-ups: due some days after the recording or the published minutes were there; those who owe one are reminded, and the chair hears who has let it pass."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, clip
from handlers.kit.screens.when_sent import late, left
from handlers.meetings.buttons import MakeUps, Watch
from reminders.wording import nudge_of, worded
from scoring.cadence import Cadence, Reminder, Stage, reminder_on
from storage.engine.sweeps import apart
from storage.mail.outbox import Key, Push, person_key
from storage.meetings import make_ups
from storage.meetings.make_ups import Owed
from storage.rules.regulations import leads_of


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """The reminder of each make-up that should have gone out by today."""
    today, reminder_of = local.date(), cache(_reminder)  # many of a meeting are alike
    since = local - make_ups.term() - timedelta(days=30)
    to_members: dict[Key, tuple[Owed, Reminder]] = {}
    to_chairs: dict[Key, list[Owed]] = {}
    for owed in await make_ups.owed(session, since, local.tzinfo):
        with apart(session):
            reminder = reminder_of(today, owed.since, owed.due_on)
            if reminder is None:
                continue
            about = f"meeting:{owed.meeting}"
            key = person_key("make_up_due", about, reminder.day.isoformat(), owed.person_id)
            to_members[key] = (owed, reminder)
            if reminder.stage is Stage.OVERDUE:
                key = person_key("make_up_overdue", about, owed.due_on.isoformat(), owed.chair_id)
                to_chairs.setdefault(key, []).append(owed)
    return [
        *await worded(session, to_members, lambda key, told: _to_member(key, *told, local)),
        *await worded(session, to_chairs, lambda key, late_ones: _to_chair(key, late_ones, local)),
    ]


def _reminder(today: date, since: date, due: date) -> Reminder | None:
    return reminder_on(today, since, due, leads_of(Cadence.ONCE))


def _to_member(key: Key, owed: Owed, reminder: Reminder, local: datetime) -> Push:
    text = Markup("🎓 补课（{}）：<b>{}</b>，请看录像或会议记录，写收获{}").format(
        left(owed.due_on), clip(owed.title, 60), late(reminder.day)
    )
    return nudge_of(key, text, local, keyboard([Watch(owed.meeting).labelled("🎓 补课")]))


def _to_chair(key: Key, late_ones: Sequence[Owed], local: datetime) -> Push:
    first, names = late_ones[0], clip("、".join(owed.name for owed in late_ones), 80)
    text = Markup("🎓 <b>{}</b>：{} 人没有按时补课：{}").format(clip(first.title, 60), len(late_ones), names)
    return nudge_of(key, text, local, keyboard([MakeUps(first.meeting, 0).labelled("查看")]))
