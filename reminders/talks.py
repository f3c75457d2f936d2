"""Heart-to-heart talks that the year still lacks; and talks whose time is over, of which only that they took place stays."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import late
from handlers.talks.buttons import Duty
from scoring.cadence import Stage, reminder_on
from storage.engine.settings import Options
from storage.mail.outbox import Push
from storage.people.directory import heads
from storage.rules.regulations import leads_of
from storage.talks import content, duty

LOOKS_BACK = timedelta(days=14)


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To each branch's secretary before the year ends, on its last day and after it: how many are lacking, never who."""
    today, pushes = local.date(), []
    first, _ = duty.year(today)
    for start in (first, duty.year(first - timedelta(days=1))[0]):
        last = duty.year(start)[1]
        reminder = reminder_on(today, start - timedelta(days=1), last, leads_of(duty.cadence()))
        if reminder is None or today - last > LOOKS_BACK:
            continue
        over = reminder.stage is Stage.OVERDUE
        owed = await duty.of_all(session, start)
        for branch_id, head in (await heads(session)).items():
            lacking = sum(each.done is None for each in owed.get(branch_id, ()))
            if not lacking:
                continue
            word = (
                Markup("❗ {}年的<b>谈心谈话</b>还差 {} 项没有完成{}")
                if over
                else Markup("⏰ {}年的<b>谈心谈话</b>还差 {} 项，请在年底前完成{}")
            )
            pushes.append(
                nudge(
                    "talk_duty",
                    f"branch:{branch_id}",
                    word.format(start.year, lacking, late(reminder.day)),
                    local,
                    person_id=head,
                    period=reminder.day.isoformat(),
                    keyboard=keyboard([Duty(start.year, branch_id, 0, 0).labelled("📊 看还差谁")]),
                )
            )
    return pushes


async def clear(tx: AsyncSession, local: datetime, options: Options) -> int:
    """Erase what was said in those whose time is over; gives how many."""
    return await content.clear_old(tx, local.date(), options.talk_years, local)
