"""Make-ups: due some days after the recording or the published minutes were there; those who owe one are reminded, and the chair hears who has let it pass."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup, clip
from handlers.kit.screens.when_sent import late, left
from handlers.meetings.buttons import MakeUps, Watch
from scoring.cadence import Cadence, Reminder, Stage, reminder_on
from storage.engine.sweeps import apart
from storage.mail.outbox import Key, Push, untold
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
            to_members["make_up_due", about, reminder.day.isoformat(), f"p{owed.person_id}"] = (owed, reminder)
            if reminder.stage is Stage.OVERDUE:
                key = ("make_up_overdue", about, owed.due_on.isoformat(), f"p{owed.chair_id}")
                to_chairs.setdefault(key, []).append(owed)
    pushes: list[Push] = []
    for owed, reminder in (await untold(session, to_members)).values():
        with apart(session):
            pushes.append(_to_member(owed, reminder, local))
    for late_ones in (await untold(session, to_chairs)).values():
        with apart(session):
            pushes.append(_to_chair(late_ones, local))
    return pushes


def _reminder(today: date, since: date, due: date) -> Reminder | None:
    return reminder_on(today, since, due, leads_of(Cadence.ONCE))


def _to_member(owed: Owed, reminder: Reminder, local: datetime) -> Push:
    text = Markup("🎓 补课（{}）：<b>{}</b>，请看录像或会议记录，写收获{}").format(
        left(owed.due_on), clip(owed.title, 60), late(reminder.day)
    )
    return nudge(
        "make_up_due",
        f"meeting:{owed.meeting}",
        text,
        local,
        person_id=owed.person_id,
        period=reminder.day.isoformat(),
        keyboard=keyboard([Watch(owed.meeting).labelled("🎓 补课")]),
    )


def _to_chair(late_ones: Sequence[Owed], local: datetime) -> Push:
    first, names = late_ones[0], clip("、".join(owed.name for owed in late_ones), 80)
    text = Markup("🎓 <b>{}</b>：{} 人没有按时补课：{}").format(clip(first.title, 60), len(late_ones), names)
    return nudge(
        "make_up_overdue",
        f"meeting:{first.meeting}",
        text,
        local,
        person_id=first.chair_id,
        period=first.due_on.isoformat(),
        keyboard=keyboard([MakeUps(first.meeting, 0).labelled("查看")]),
    )
