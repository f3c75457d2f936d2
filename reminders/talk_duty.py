"""The year's heart-to-heart talks that are still lacking: to each branch's secretary before the year ends, on its last day, after it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import STAYS, keyboard
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import late
from handlers.talks.buttons import Duty
from scoring.cadence import Stage, reminder_on
from storage.mail.outbox import Push
from storage.people.directory import secretaries
from storage.rules.regulations import leads_of
from storage.talks import duty

LOOKS_BACK = timedelta(days=14)


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """How many are lacking, never who: that is on the screen."""
    today, pushes = local.date(), []
    first, _ = duty.year(today)
    for start in (first, duty.year(first - timedelta(days=1))[0]):
        last = duty.year(start)[1]
        reminder = reminder_on(today, start - timedelta(days=1), last, leads_of(duty.cadence()))
        if reminder is None or today - last > LOOKS_BACK:
            continue
        over = reminder.stage is Stage.OVERDUE
        for branch_id, head in (await secretaries(session)).items():
            lacking = sum(each.done is None for each in await duty.of_branch(session, branch_id, start))
            if not lacking:
                continue
            word = (
                Markup("❗ {}年的<b>谈心谈话</b>还差 {} 项没有完成{}")
                if over
                else Markup("⏰ {}年的<b>谈心谈话</b>还差 {} 项，请在年底前完成{}")
            )
            pushes.append(
                Push(
                    "talk_duty",
                    f"branch:{branch_id}",
                    str(word.format(start.year, lacking, late(reminder.day))),
                    person_id=head.person_id,
                    period=reminder.day.isoformat(),
                    keyboard=keyboard([Duty(start.year, branch_id, 0, 0).labelled("📊 看还差谁")]),
                    expires_at=local + STAYS,
                    nudge=True,
                )
            )
    return pushes
