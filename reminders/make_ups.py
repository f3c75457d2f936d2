"""Make-ups: due some days after the recording or the published minutes were there; those who owe one are reminded, and the chair hears who has let it pass."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup, clip
from handlers.kit.screens.when_sent import late, left
from handlers.meetings.buttons import MakeUps, Watch
from scoring.cadence import Cadence, Stage, reminder_on
from storage.engine.sweeps import apart
from storage.mail.outbox import Push
from storage.meetings import make_ups
from storage.rules.regulations import leads_of


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """The reminder of each make-up that should have gone out by today."""
    today = local.date()
    since = local - make_ups.term() - timedelta(days=30)
    pushes: list[Push] = []
    overdue: dict[int, list[make_ups.Owed]] = {}
    for owed in await make_ups.owed(session, since, local.tzinfo):
        with apart(session):
            reminder = reminder_on(today, owed.since, owed.due_on, leads_of(Cadence.ONCE))
            if reminder is None:
                continue
            text = Markup("🎓 补课（{}）：<b>{}</b>，请看录像或会议记录，写收获{}").format(
                left(owed.due_on), clip(owed.meeting.title, 60), late(reminder.day)
            )
            pushes.append(
                nudge(
                    "make_up_due",
                    f"meeting:{owed.meeting.number}",
                    text,
                    local,
                    person_id=owed.person_id,
                    period=reminder.day.isoformat(),
                    keyboard=keyboard([Watch(owed.meeting.number).labelled("🎓 补课")]),
                )
            )
            if reminder.stage is Stage.OVERDUE:
                overdue.setdefault(owed.meeting.number, []).append(owed)
    for number, late_ones in overdue.items():
        with apart(session):
            names = clip("、".join(owed.name for owed in late_ones), 80)
            text = Markup("🎓 <b>{}</b>：{} 人没有按时补课：{}").format(
                clip(late_ones[0].meeting.title, 60), len(late_ones), names
            )
            pushes.append(
                nudge(
                    "make_up_overdue",
                    f"meeting:{number}",
                    text,
                    local,
                    person_id=late_ones[0].meeting.chair_id,
                    period=late_ones[0].due_on.isoformat(),
                    keyboard=keyboard([MakeUps(number, 0).labelled("查看")]),
                )
            )
    return pushes
