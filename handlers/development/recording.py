"""Recording a step: when it was, what belongs to it, shown with its rule, confirmed."""

from datetime import date

from sqlmodel import col, select

from handlers.development import cards, details, entering, looking, pushes
from handlers.development.buttons import ManageCase, StartStep
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, escape, lines
from scoring.development_order import RULES
from scoring.development_rules import possible
from scoring.development_steps import JUDGED, VOTED
from scoring.development_steps import Step as Stage
from storage.development import cases, dossiers, lists
from storage.development.rows import DevelopmentStep, Origin, Refused
from storage.people.access import Act
from storage.people.directory import Person
from storage.rules.regulations import basis


class Outcome(Button, prefix="dv_out", act=Act.SEE_DEVELOPMENT):
    """1 passed, 0 not."""

    passed: int


class Confirm(Button, prefix="dv_ok", act=Act.SEE_DEVELOPMENT):
    """Record it."""


async def begin(context: Context, button: StartStep) -> Next:
    """Said at once what would stand in the way at the end."""
    try:
        step = Stage(button.step)
    except ValueError:
        await context.tell(OUTDATED)
        return None
    today = context.now.date()
    async with context.read() as session:
        file = await dossiers.load(session, button.case)
        refused = await cases.why_not_record(session, context.me, file, step)
        if refused or file is None:
            await context.tell((refused or Refused.GONE).value)
            return None
        ballot = await cases.ballot_for(session, file, step) if step in VOTED else None
        on = cases.day_of(ballot, context.now) if ballot else None
    if found := possible(file.facts, step, file.numbers, on or today):
        await context.tell(cards.why_not(found, file))
        return None
    if step in VOTED and ballot is None and file.case.origin == Origin.NEW:
        await context.tell(Refused.NO_BALLOT.value)
        return None
    facts = draft(context)
    facts.update({**entering.EMPTY, "people": []}, case=button.case, step=step.value, on=None)
    if on is not None and ballot is not None:
        facts.update(on=on.isoformat(), passed=bool(ballot.passed))
        return details.after_outcome(step, passed=facts["passed"])
    return "day"


async def ask_day(context: Context) -> None:
    step = Stage(draft(context)["step"])
    await DAY.ask(context, Markup("<b>✏️ {}</b>\n是哪一天？").format(step.words))


async def take_day(context: Context, day: date) -> Next:
    """A day that the rules allow."""
    facts = draft(context)
    step = Stage(facts["step"])
    async with context.read() as session:
        file = await dossiers.load(session, facts["case"])
    if file is None:
        await context.tell(Refused.GONE.value)
        return None
    if found := possible(file.facts, step, file.numbers, day):
        await context.tell(cards.why_not(found, file))
        return None
    refused = cases.why_not_on(file, step, day, context.now)
    if step in VOTED and not cases.by_papers(file, day, context.now):
        refused = Refused.NO_BALLOT
    if refused:
        await context.tell(refused.value)
        return None
    facts["on"] = day.isoformat()
    return details.after_day(step)


DAY = DayPicker(take_day, past=True)


async def ask_outcome(context: Context) -> None:
    """Passed or not: said by a person, never inferred."""
    words = {
        Stage.NOTICE_ENDED: ("没有影响，可以继续", "有影响，须重新公示"),
        Stage.CONSENTED: ("同意拟列", "不同意拟列"),
    }
    yes, no = words.get(Stage(draft(context)["step"]), ("通过（合格）", "未通过（不合格）"))
    await ask(context, Markup("结果是什么？"), [[Outcome(1).labelled(f"✅ {yes}")], [Outcome(0).labelled(f"❌ {no}")]])


async def take_outcome(context: Context, button: Outcome) -> Next:
    facts = draft(context)
    facts["passed"] = button.passed == 1
    return details.after_outcome(Stage(facts["step"]), passed=facts["passed"])


async def ask_confirm(context: Context) -> None:
    """Everything, with the rule behind the step and what speaks against it."""
    entry = entering.entry_of(context)
    async with context.read() as session:
        each = await lists.find(session, draft(context)["case"])
        found = select(Person.name).where(col(Person.id).in_(entry.people)).order_by(col(Person.police_no))
        named = (await session.exec(found)).all()
    if each is None:
        return
    text = lines(
        Markup("<b>请核对</b>：{}（{}）").format(each.person.name, each.branch),
        cards.summary(each.file, cases.done_of(each.file, entry, context.now)),
        Markup("结果：{}").format("通过" if entry.passed else "未通过") if entry.step in JUDGED else None,
        Markup("{}").format("、".join(named)) if named else None,
        Markup("{}").format(cards.training(entry.days, entry.hours, special=entry.special))
        if entry.step is Stage.TRAINED
        else None,
        Markup("延长 {} 个月").format(entry.months) if entry.months else None,
        Markup("{}").format(entry.note) if entry.note else None,
        Markup("\n📜 {}").format(escape(basis(RULES[entry.step], each.file.rules))),
    )
    await ask(context, text, [[Confirm().labelled("✅ 确认登记")]])


async def confirm(context: Context, _button: Confirm) -> Next:
    """Record it, and tell those whom it concerns."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await cases.record(tx, context.me, facts["case"], entering.entry_of(context), context.now)
        each = await lists.find(tx, facts["case"])
        if isinstance(outcome, DevelopmentStep) and each is not None:
            await pushes.recorded(tx, each, outcome, context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
    elif isinstance(outcome, tuple):
        await context.tell(cards.why_not(outcome, each.file) if each else Refused.GONE.value)
    else:
        await context.toast("已登记")
    await looking.manage(context, ManageCase(facts["case"]))
    return DONE


FLOW = Form(
    name="development_step",
    title="登记发展党员步骤",
    start=StartStep,
    begin=begin,
    steps={
        "day": Step(ask_day, DAY.answers),
        "outcome": Step(ask_outcome, [Chosen(Outcome, take_outcome)]),
        **details.STEPS,
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm)]),
    },
)
