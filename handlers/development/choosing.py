"""Who belongs to a step: contacts and introducers by ticks, who held the interview by name."""

from collections.abc import Sequence
from datetime import date

from handlers.development.entering import checked, elsewhere
from handlers.kit.forms import reading
from handlers.kit.forms.form import Chosen, Next, Step, Typed, ask, draft, this_step
from handlers.kit.forms.picking import Option, Picker
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import matching, person_label
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, lines
from scoring.development_steps import Step as Stage
from storage.development import cases, dossiers
from storage.people.access import Act
from storage.people.directory import Who

MOST_FOUND = 12


class PeopleChosen(Button, prefix="dv_chosen", act=Act.SEE_DEVELOPMENT):
    """Those who are ticked."""


class PickHolder(Button, prefix="dv_holder", act=Act.SEE_DEVELOPMENT):
    """Who held the interview."""

    person: int


async def _able(context: Context) -> Sequence[Who]:
    facts = draft(context)
    async with context.read() as session:
        file = await dossiers.load(session, facts["case"])
        on = date.fromisoformat(facts["on"])
        return await cases.choosable(session, file, Stage(facts["step"]), on) if file else []


async def _members(context: Context) -> list[Option]:
    return [Option(who.person_id, who.name) for who in await _able(context)]


PICKER = Picker(_members, "people", "人")


async def ask_people(context: Context) -> None:
    step = Stage(draft(context)["step"])
    barred = "处分的影响期没有过、党员权利没有恢复的同志不能作入党介绍人，没有列出。"
    heading = lines(
        Markup("<b>{}</b>：请勾选正式党员").format(step.words),
        Markup("{}").format(barred) if step is Stage.INTRODUCERS else None,
        Markup("在原单位确定的可以不勾选，姓名写在后面的说明里。") if await elsewhere(context) else None,
    )
    await PICKER.ask(context, heading, [PeopleChosen().labelled("下一步 ▶")])


async def people_chosen(context: Context, _button: PeopleChosen) -> Next:
    """As many as the rule asks for."""
    return await checked(context) or "note"


async def ask_holder(context: Context) -> None:
    """Who held the interview, found by what is typed."""
    found = draft(context).get("found", [])
    rows = in_columns([PickHolder(number).labelled(label) for number, label in found], 1)
    text = "请选择是哪一位：" if found else "由哪位党委委员或者组织员谈话？请写姓名或警号。"
    if await elsewhere(context):
        rows.append([PeopleChosen().labelled("在原单位进行，写在说明里")])
    await ask(context, Markup("<b>✏️ {}</b>\n{}").format(Stage.INTERVIEWED.words, text), rows)


async def take_holder(context: Context) -> Next:
    """By name or number; several are shown to choose from."""
    text = await reading.line(context, "姓名或警号", 20)
    if text is None:
        return None
    found = matching(await _able(context), text)
    if not found:
        await context.tell("没有找到这位正式党员，请写完整的姓名或警号。")
        return None
    if len(found) == 1:
        return _held_by(context, found[0].person_id)
    draft(context)["found"] = [[who.person_id, person_label(who)] for who in found[:MOST_FOUND]]
    return this_step(context)


async def pick_holder(context: Context, button: PickHolder) -> Next:
    """One of those that were found."""
    if button.person not in {who.person_id for who in await _able(context)}:
        await context.tell("请从列出的同志里选择。")
        return None
    return _held_by(context, button.person)


def _held_by(context: Context, person: int) -> Next:
    draft(context).update(people=[person], found=[])
    return "note"


STEPS = {
    "people": Step(ask_people, [*PICKER.answers, Chosen(PeopleChosen, people_chosen)]),
    "holder": Step(
        ask_holder,
        [Typed(reading.TEXT, take_holder), Chosen(PickHolder, pick_holder), Chosen(PeopleChosen, people_chosen)],
    ),
}
