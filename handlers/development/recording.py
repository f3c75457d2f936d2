"""Recording a step: when it was, what belongs to it, shown with its rule, confirmed."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape
from telegram import Update

from handlers.development import cards, looking, pushes
from handlers.development.buttons import ManageCase, StartStep
from handlers.kit import reading
from handlers.kit.buttons import Button
from handlers.kit.context import Context
from handlers.kit.days import DayPicker
from handlers.kit.flows import DONE, Chosen, Flow, Next, Step, Typed, ask, draft, this_step
from handlers.kit.gate import OUTDATED
from handlers.kit.navigation import in_columns
from handlers.kit.picking import Option, Picker
from handlers.kit.text import lines
from scoring.development import JUDGED, VOTED
from scoring.development import Step as Stage
from scoring.development_rules import RULES, blocks, possible
from storage import people
from storage.access import Act
from storage.development import cases, lists
from storage.development.cases import Entry
from storage.development.rows import DevelopmentCase, DevelopmentStep, Refused
from storage.posts import Category
from storage.regulations import basis

LONGEST_NOTE = 200
CHOOSES = frozenset({Stage.CONTACTS, Stage.INTRODUCERS})


@dataclass(frozen=True)
class Outcome(Button, prefix="dv_out", act=Act.SEE_DEVELOPMENT):
    """1 passed, 0 not."""

    passed: int


@dataclass(frozen=True)
class Months(Button, prefix="dv_months", act=Act.SEE_DEVELOPMENT):
    """So many months longer."""

    months: int


@dataclass(frozen=True)
class PeopleChosen(Button, prefix="dv_chosen", act=Act.SEE_DEVELOPMENT):
    """Those who are ticked."""


@dataclass(frozen=True)
class Skip(Button, prefix="dv_skip", act=Act.SEE_DEVELOPMENT):
    """No note."""


@dataclass(frozen=True)
class Confirm(Button, prefix="dv_ok", act=Act.SEE_DEVELOPMENT):
    """Record it."""


async def begin(_update: Update, context: Context, button: StartStep) -> Next:
    """Said at once what would stand in the way at the end."""
    try:
        step = Stage(button.step)
    except ValueError:
        await context.tell(OUTDATED)
        return None
    today = context.now.date()
    async with context.read() as session:
        file = await cases.load(session, button.case)
        refused = await cases.why_not_record(session, context.me, file, step)
        if refused or file is None:
            await context.tell((refused or Refused.GONE).value)
            return None
        ballot = await cases.ballot_for(session, file, step) if step in VOTED else None
        on = cases.day_of(ballot, context.now) if ballot else None
    if found := possible(file.facts, step, file.numbers, on or today):
        await context.tell(cards.why_not(found, file))
        return None
    if step in VOTED and ballot is None:
        await context.tell(Refused.NO_BALLOT.value)
        return None
    facts = draft(context)
    facts.update(case=button.case, step=step.value, on=None, passed=True, people=[], page=0, days=0, hours=0, months=0)
    facts["note"] = ""
    if on is not None and ballot is not None:
        facts.update(on=on.isoformat(), passed=bool(ballot.passed))
        return "months" if step is Stage.EXTENDED else "note"
    return "day"


def _entry(context: Context) -> Entry:
    facts = draft(context)
    return Entry(
        Stage(facts["step"]),
        date.fromisoformat(facts["on"]),
        facts["passed"],
        facts["people"],
        facts["days"],
        facts["hours"],
        facts["months"],
        facts["note"],
    )


async def ask_day(context: Context) -> None:
    """When it took place."""
    step = Stage(draft(context)["step"])
    await DAY.ask(context, Markup("<b>✏️ {}</b>\n是哪一天？").format(step.words))


async def take_day(_update: Update, context: Context, day: date) -> Next:
    """A day that the rules allow."""
    facts = draft(context)
    step = Stage(facts["step"])
    async with context.read() as session:
        file = await cases.load(session, facts["case"])
    if file is None:
        await context.tell(Refused.GONE.value)
        return None
    if found := possible(file.facts, step, file.numbers, day):
        await context.tell(cards.why_not(found, file))
        return None
    if refused := cases.why_not_on(file, step, day, context.now):
        await context.tell(refused.value)
        return None
    facts["on"] = day.isoformat()
    if step in CHOOSES:
        return "people"
    if step is Stage.TRAINED:
        return "training"
    return "outcome" if step in JUDGED else "note"


DAY = DayPicker(take_day, past=True)


async def ask_outcome(context: Context) -> None:
    """Passed or not: said by a person, never inferred."""
    words = {Stage.NOTICE_ENDED: ("没有影响，可以继续", "有影响，须重新公示")}
    yes, no = words.get(Stage(draft(context)["step"]), ("通过（合格）", "未通过（不合格）"))
    await ask(context, Markup("结果是什么？"), [[Outcome(1).labelled(f"✅ {yes}")], [Outcome(0).labelled(f"❌ {no}")]])


async def take_outcome(_update: Update, context: Context, button: Outcome) -> Next:
    """The outcome."""
    draft(context)["passed"] = button.passed == 1
    return "note"


async def _members(context: Context) -> list[Option]:
    """Full members of the case's branch, but the applicant."""
    async with context.read() as session:
        case = await session.get(DevelopmentCase, draft(context)["case"])
        found = await people.people_of(session, branch_id=case.branch_id) if case else []
    return [
        Option(who.person_id, who.name)
        for who in found
        if who.category is Category.FULL_MEMBER and case and who.person_id != case.person_id
    ]


PICKER = Picker(_members, "people", "人")


async def ask_people(context: Context) -> None:
    """Contacts or introducers."""
    step = Stage(draft(context)["step"])
    await PICKER.ask(
        context, Markup("<b>{}</b>：请勾选正式党员").format(step.words), [PeopleChosen().labelled("下一步 ▶")]
    )


async def people_chosen(_update: Update, context: Context, _button: PeopleChosen) -> Next:
    """As many as the rule asks for."""
    return await _checked(context) or "note"


async def _checked(context: Context) -> Next:
    """Stays (the step's own name) when the rules are against what was filled in."""
    facts = draft(context)
    async with context.read() as session:
        file = await cases.load(session, facts["case"])
    if file and (found := blocks(file.facts, _entry(context).as_done(), file.numbers, context.now.date())):
        await context.tell(cards.why_not(found, file))
        return this_step(context)
    return None


async def ask_training(context: Context) -> None:
    """Days and hours."""
    await ask(context, Markup("培训了几天、多少学时？请写两个数，如 <b>3 24</b>；没有的写 0。"))


async def take_training(update: Update, context: Context) -> Next:
    """Two numbers."""
    text = await reading.line(update, context, "天数和学时", 20)
    if text is None:
        return None
    parts = text.replace("，", " ").replace(",", " ").replace("天", " ").replace("学时", " ").split()
    if len(parts) != 2 or not all(part.isdecimal() and int(part) <= 400 for part in parts):
        await context.tell("请写两个数：天数和学时，如 3 24。")
        return None
    facts = draft(context)
    facts["days"], facts["hours"] = int(parts[0]), int(parts[1])
    return await _checked(context) or "note"


async def ask_months(context: Context) -> None:
    """Within the rule's limits."""
    async with context.read() as session:
        file = await cases.load(session, draft(context)["case"])
    if file is None:
        return
    span = range(file.numbers.extension_min, file.numbers.extension_max + 1)
    rows = in_columns([Months(months).labelled(f"{months} 个月") for months in span], 4)
    await ask(context, Markup("延长多久？"), rows)


async def take_months(_update: Update, context: Context, button: Months) -> Next:
    """The length of the extension."""
    draft(context)["months"] = button.months
    return await _checked(context) or "note"


async def ask_note(context: Context) -> None:
    """A word on it, or none."""
    text = Markup("要不要写个说明（会议名称、文号、谈话人等）？{} 字以内，不要写涉密内容。").format(LONGEST_NOTE)
    await ask(context, text, [[Skip().labelled("跳过")]])


async def take_note(update: Update, context: Context) -> Next:
    """The note."""
    note = await reading.line(update, context, "说明", LONGEST_NOTE)
    if note is None:
        return None
    draft(context)["note"] = note
    return "confirm"


async def skip(_update: Update, context: Context, _button: Skip) -> Next:
    """Without one."""
    return "confirm"


async def ask_confirm(context: Context) -> None:
    """Everything, with the rule behind the step."""
    facts = draft(context)
    entry = _entry(context)
    async with context.read() as session:
        each = await lists.find(session, facts["case"])
    if each is None:
        return
    named = {option.number: option.name for option in await _members(context)}
    details = [
        "通过" if entry.passed else "未通过" if entry.step in JUDGED else "",
        "、".join(named.get(person, "?") for person in entry.people),
        f"{entry.days} 天、{entry.hours} 学时" if entry.step is Stage.TRAINED else "",
        f"延长 {entry.months} 个月" if entry.months else "",
        entry.note,
    ]
    if entry.step not in JUDGED:
        details[0] = ""
    text = lines(
        Markup("<b>请核对</b>：{}（{}）").format(each.person.name, each.branch),
        cards.summary(each.file, entry.step, entry.on),
        *(Markup("{}").format(detail) for detail in details if detail),
        Markup("\n📜 {}").format(escape(basis(RULES[entry.step], each.file.rules))),
    )
    await ask(context, text, [[Confirm().labelled("✅ 确认登记")]])


async def confirm(update: Update, context: Context, _button: Confirm) -> Next:
    """Record it, and tell those whom it concerns."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await cases.record(tx, context.me, facts["case"], _entry(context), context.now)
        each = await lists.find(tx, facts["case"])
        if isinstance(outcome, DevelopmentStep) and each is not None:
            await pushes.recorded(tx, each, outcome, context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
    elif isinstance(outcome, tuple):
        await context.tell(cards.why_not(outcome, each.file) if each else Refused.GONE.value)
    else:
        await context.toast("已登记")
    await looking.manage(update, context, ManageCase(facts["case"]))
    return DONE


FLOW = Flow(
    name="development_step",
    title="登记发展党员步骤",
    start=StartStep,
    begin=begin,
    steps={
        "day": Step(ask_day, DAY.answers),
        "outcome": Step(ask_outcome, [Chosen(Outcome, take_outcome)]),
        "people": Step(ask_people, [*PICKER.answers, Chosen(PeopleChosen, people_chosen)]),
        "training": Step(ask_training, [Typed(reading.TEXT, take_training)]),
        "months": Step(ask_months, [Chosen(Months, take_months)]),
        "note": Step(ask_note, [Typed(reading.TEXT, take_note), Chosen(Skip, skip)]),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm)]),
    },
)
