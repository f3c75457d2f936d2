"""Giving a task: how often, until which day, and with which earlier reminder."""

from datetime import date

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import Chosen, Next, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, clip, day_text, lines
from handlers.tasks import cards
from handlers.tasks.giving_order import next_question
from scoring.cadence import Cadence, last_of_month
from storage.people.access import Act
from storage.tasks.rows import Refused

LEADS = (3, 5, 7, 10, 15, 30)


class PickCadence(Button, prefix="as_often", act=Act.ASSIGN):
    """How often."""

    cadence: str


class PickMonthDay(Button, prefix="as_day", act=Act.ASSIGN):
    """Of a recurring task that is first due on a month's last day: that day of the month, or (31) always the last."""

    day: int


class PickLead(Button, prefix="as_lead", act=Act.ASSIGN):
    """How many days before the due day people are reminded too; 0 for no such reminder."""

    days: int


class PickSaid(Button, prefix="as_said", act=Act.ASSIGN):
    """One of the days that a line holds, by its place among them."""

    place: int


async def ask_cadence(context: Context) -> None:
    """Once, or again and again."""
    often = draft(context).get("often")
    rows = in_columns([PickCadence(each.value).labelled(word) for each, word in cards.CADENCES.items()], 3)
    question = Markup("<b>多久做一次？</b>\n重复的任务到期后，会自动开始下一期。")
    await ask(context, lines(Markup("❗ {}").format(often) if often else None, _words(context), question), rows)


async def pick_cadence(context: Context, button: PickCadence) -> Next:
    """Another cadence asks for the day of the month anew."""
    if button.cadence not in set(Cadence):
        await context.toast(OUTDATED, alert=True)
        return None
    facts = draft(context)
    facts.update(cadence=button.cadence, lead=None, often=None)
    if facts.get("due"):
        set_due(context, date.fromisoformat(facts["due"]))
    return next_question(context)


async def ask_due(context: Context) -> None:
    """The day, typed or tapped."""
    facts = draft(context)
    which = "截止到哪一天？" if facts["cadence"] == Cadence.ONCE else "第一次截止到哪一天？"
    until = Markup("不能晚于上级的截止日期 {}。").format(facts["until"]) if facts.get("until") else None
    note, said = facts.pop("note", None), facts.get("days") or []
    text = lines(
        Markup("❗ {}").format(note) if note else None,
        _words(context),
        Markup("<b>{}</b>").format(which),
        Markup("您写的这些日期里，哪一个是截止日期？都不是就另选一天。") if said else None,
        until,
    )
    today = context.now.date()
    rows = [
        [PickSaid(place).labelled(f"{day_text(date.fromisoformat(day), today)}　“{clip(written, 30)}”")]
        for place, (day, written, _) in enumerate(said)
    ]
    await DUE.ask(context, text, above=rows)


def _words(context: Context) -> Markup | None:
    """Of a task in one line, what was read of it so far."""
    facts = draft(context)
    return Markup("📌 {}").format(facts["what"]) if facts.get("quick") and facts.get("what") else None


async def pick_said(context: Context, button: PickSaid) -> Next:
    """Only with the day that was taken do its words leave the task."""
    said = draft(context).get("days") or []
    if not 0 <= button.place < len(said):
        await context.toast(OUTDATED, alert=True)
        return None
    day, _, what = said[button.place]
    following = await take_due(context, date.fromisoformat(day))
    if following is not None and draft(context).get("what"):
        draft(context)["what"] = what or draft(context)["what"]
    return following


async def take_due(context: Context, day: date) -> Next:
    """Not later than the task above it."""
    until = draft(context).get("until")
    if until and day > date.fromisoformat(until):
        await context.tell(Refused.BEYOND_PARENT.value)
        return None
    draft(context)["days"] = []
    set_due(context, day)
    return next_question(context)


DUE = DayPicker(take_due)


def set_due(context: Context, day: date) -> None:
    """A month's last day may mean that day of each month, or always the last: then it is asked."""
    facts = draft(context)
    unclear = facts["cadence"] != Cadence.ONCE and day == last_of_month(day) and day.day < 31
    facts.update(due=day.isoformat(), of_month=None if unclear else day.day)


async def ask_month_day(context: Context) -> None:
    """30 November, monthly: the 30th, or the last day?"""
    day = date.fromisoformat(draft(context)["due"])
    text = Markup("{}是当月最后一天。以后各期截止到哪一天？").format(day_text(day, context.now.date()))
    fixed = PickMonthDay(day.day).labelled(f"{day.day}日（没有这一天的月份为最后一天）")
    await ask(context, text, [[PickMonthDay(31).labelled("当月最后一天")], [fixed]])


async def pick_month_day(context: Context, button: PickMonthDay) -> Next:
    if button.day not in (31, date.fromisoformat(draft(context)["due"]).day):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["of_month"] = button.day
    return next_question(context)


async def ask_lead(context: Context) -> None:
    """An earlier reminder of a one-off task."""
    left = (date.fromisoformat(draft(context)["due"]) - context.now.date()).days
    rows = in_columns([PickLead(days).labelled(f"提前 {days} 天") for days in LEADS if days < left], 3)
    text = Markup("<b>要不要再早一点提醒？</b>\n到期前 1 天、到期当天、逾期后总会提醒。")
    await ask(context, text, [*rows, [PickLead(0).labelled("不用")]])


async def pick_lead(context: Context, button: PickLead) -> Next:
    """One of those that were offered."""
    if button.days not in (0, *LEADS):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["lead"] = button.days
    return next_question(context)


STEPS = {
    "cadence": Step(ask_cadence, [Chosen(PickCadence, pick_cadence)]),
    "due": Step(ask_due, [Chosen(PickSaid, pick_said), *DUE.answers]),
    "month_day": Step(ask_month_day, [Chosen(PickMonthDay, pick_month_day)]),
    "lead": Step(ask_lead, [Chosen(PickLead, pick_lead)]),
}
