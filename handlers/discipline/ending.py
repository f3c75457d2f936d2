"""Ending a fact before its time: lifted from some day on, or entered by mistake."""

from datetime import date

from handlers.discipline import screens
from handlers.discipline.buttons import OpenFact, Standings, StartEnding
from handlers.kit.confidential.pin import unlocked
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape
from storage import discipline
from storage.discipline import DisciplineFact, Refused
from storage.mail import outbox
from storage.people.access import Act


class Mistaken(Button, prefix="dc_wrong", act=Act.KEEP_DISCIPLINE):
    """It never was in force."""


class End(Button, prefix="dc_ended", act=Act.KEEP_DISCIPLINE):
    """End it so."""


async def begin(context: Context, button: StartEnding) -> Next:
    if not await unlocked(context, button):
        return None
    async with context.read() as session:
        fact = await discipline.endable(session, context.me, button.fact)
    if isinstance(fact, Refused):
        await context.tell(fact.value)
        return None
    draft(context).update(fact=button.fact, since=fact.since.isoformat())
    return "day"


async def ask_day(context: Context) -> None:
    await DAY.ask(context, Markup("从哪一天起解除（当天起恢复）？"), [[Mistaken().labelled("是误登，从一开始就不算")]])


async def take_day(context: Context, day: date) -> Next:
    """Not before it began."""
    if day.isoformat() < draft(context)["since"]:
        await context.tell(Refused.DATES.value)
        return None
    draft(context)["on"] = day.isoformat()
    return "confirm"


async def mistaken(context: Context, _button: Mistaken) -> Next:
    draft(context)["on"] = draft(context)["since"]
    return "confirm"


DAY = DayPicker(take_day, past=True)


async def ask_confirm(context: Context) -> None:
    """Once more."""
    text = Markup("从 <b>{}</b> 起解除？原来的登记仍然保留，本人会收到通知。").format(draft(context)["on"])
    await ask(context, text, [[End().labelled("✅ 确认解除")]])


async def end(context: Context, _button: End) -> Next:
    """One transaction, with its entry on the trail."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await discipline.end(tx, context.me, facts["fact"], date.fromisoformat(facts["on"]), context.now)
        if isinstance(outcome, DisciplineFact):
            await outbox.put(tx, context.now, screens.told(outcome, context.occasion))
    if isinstance(outcome, Refused):
        await context.show(escape(outcome.value), [back(Standings(0))])
        return DONE
    await context.show(
        Markup("✅ 已解除，并通知了本人。"), [[OpenFact(outcome.number).labelled("查看")], back(Standings(0))]
    )
    return DONE


FLOW = Form(
    name="discipline_end",
    title="解除处分或党员权利情况",
    start=StartEnding,
    begin=begin,
    steps={
        "day": Step(ask_day, [*DAY.answers, Chosen(Mistaken, mistaken)]),
        "confirm": Step(ask_confirm, [Chosen(End, end)]),
    },
)
