"""The leaders' monthly rating: five days before it closes, on the last day, and once when it was missed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.inputs.buttons import Ratings, StartRating
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup, day_text
from scoring.cadence import Cadence, Stage, add_months, reminder_on
from storage.inputs import rating
from storage.mail.outbox import Push
from storage.rules.regulations import leads_of

STAYS = timedelta(days=5)


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To every leader who has not rated a month by its reminder's day."""
    today = local.date()
    pushes: list[Push] = []
    this = today.replace(day=1)
    for month in (add_months(this, -1), this):
        window = rating.window_of(month)
        since = window.opens - timedelta(days=1)
        reminder = reminder_on(today, since, window.closes, leads_of(Cadence.MONTHLY))
        if reminder is None or today > window.closes + STAYS:
            continue
        given = await rating.done(session, month)
        missed = reminder.stage is Stage.OVERDUE
        button = Ratings().labelled("查看") if missed else StartRating().labelled("▶ 开始评分")
        text = (
            Markup("❗ {}月的班子评分已截止，您没有提交").format(month.month)
            if missed
            else Markup("⏰ {}月的<b>班子评分</b>请在{}前提交，几分钟就好").format(
                month.month, day_text(window.closes, today)
            )
        )
        pushes += [
            nudge(
                "rating",
                f"rating:{month:%Y-%m}",
                text,
                local,
                person_id=who.person_id,
                period=reminder.day.isoformat(),
                keyboard=keyboard([button]),
            )
            for who in await rating.raters(session)
            if who.person_id not in given
        ]
    return pushes
