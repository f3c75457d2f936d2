"""Self-checks of one's own post that are not handed in, before, on and after the last day; and signs that nobody deals with."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.links import StartPostCheck
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import late
from handlers.risks import sign_cards
from handlers.risks.buttons import OpenSign
from reminders.wording import nudge_of, worded
from scoring.cadence import Reminder, Stage, reminder_on
from storage.engine.sweeps import apart
from storage.mail.outbox import Key, Push, person_key
from storage.risks import checks, signs
from storage.risks.rows import Sign
from storage.rules.grades import Level

LOOKS_BACK = timedelta(days=14)


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To everyone who has not handed in theirs, or had it returned."""
    today, pushes = local.date(), []
    for before, first in enumerate(checks.open_periods(today)):
        last = checks.period(first)[1]
        if today - last > LOOKS_BACK:
            continue
        reminder = reminder_on(today, first - timedelta(days=1), last, checks.leads())
        if reminder is None:
            continue
        text = str(_text(first, last, reminder, today))
        buttons = keyboard([StartPostCheck(before).labelled("📝 开始排查")])
        pushes += [
            nudge(
                "check_reminder",
                f"check:{first}",
                text,
                local,
                person_id=who.person_id,
                period=reminder.day.isoformat(),
                keyboard=buttons,
            )
            for who in await checks.lacking(session, first)
        ]
    return pushes


async def find_signs(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To those who deal with it: after as many days as the rule says for how grave it is, and again after as many."""
    today, waiting = local.date(), list[tuple[Sign, str]]()
    for row in await signs.open_ones(session):
        with apart(session):
            if times := row.age(today) // signs.days(Level(row.level)):
                waiting.append((row, f"{row.grade_on}:{times}"))
    if not waiting:
        return []
    told: dict[Key, Sign] = {}
    committees = await signs.committees(session, {row.branch_id for row, _ in waiting})
    for row, period in waiting:
        with apart(session):
            for who in committees.responsible(row):
                told[person_key("sign_reminder", f"sign:{row.key}", period, who.person_id)] = row

    def word(key: Key, row: Sign) -> Push:
        text = sign_cards.reminder_text(today - timedelta(days=row.age(today)), row.grade)
        return nudge_of(key, text, local, keyboard([OpenSign(row.key).labelled("🔒 打开")]))

    return await worded(session, told, word)


def _text(first: date, last: date, reminder: Reminder, today: date) -> Markup:
    name, late_note = checks.title(first), late(reminder.day)
    if reminder.stage is Stage.OVERDUE:
        return Markup("❗ {}<b>岗位风险排查</b>您还没有提交，已经过了{}月{}日{}").format(
            name, last.month, last.day, late_note
        )
    if reminder.stage is Stage.DUE:
        return Markup("⏰ {}月{}日是{}<b>岗位风险排查</b>的最后一天，请提交{}").format(
            last.month, last.day, name, late_note
        )
    return Markup("⏰ 请在{}月{}日前提交{}<b>岗位风险排查</b>{}").format(last.month, last.day, name, late_note)
