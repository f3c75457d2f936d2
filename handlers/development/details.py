"""What belongs to a step besides its day: people, training, months, when somebody leaves, and a word."""

from datetime import date

from handlers.development import choosing
from handlers.development.entering import checked
from handlers.kit.forms import reading
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import Chosen, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, lines
from scoring.development_steps import JUDGED, NOTED
from scoring.development_steps import Step as Stage
from storage.development import dossiers
from storage.people.access import Act

LONGEST_NOTE = 200
FIRST = {
    Stage.CONTACTS: "people",
    Stage.INTRODUCERS: "people",
    Stage.INTERVIEWED: "holder",
    Stage.TRAINED: "training",
}
"""The question that comes after the day."""


class Months(Button, prefix="dv_months", act=Act.SEE_DEVELOPMENT):
    """So many months longer."""

    months: int


class Special(Button, prefix="dv_special", act=Act.SEE_DEVELOPMENT):
    """The training's special individual case."""


class Stays(Button, prefix="dv_stays", act=Act.SEE_DEVELOPMENT):
    """Leaves for nowhere."""


class Skip(Button, prefix="dv_skip", act=Act.SEE_DEVELOPMENT):
    """No note."""


def after_day(step: Stage) -> str:
    """The question that follows the day."""
    return FIRST.get(step) or ("outcome" if step in JUDGED else "note")


def after_outcome(step: Stage, *, passed: bool) -> str:
    """The question that follows the outcome."""
    if passed and step is Stage.EXTENDED:
        return "months"
    return "leaving" if passed and step is Stage.PRE_REVIEWED else "note"


async def ask_training(context: Context) -> None:
    text = lines(
        Markup("培训了几天、多少学时？请写两个数，如 <b>3 24</b>；没有的写 0。"),
        Markup("个别特殊情况没有达到规定时间的，请点下面的按钮并写明理由。"),
    )
    await ask(context, text, [[Special().labelled("个别特殊情况")]])


async def take_training(context: Context) -> Next:
    text = await reading.line(context, "天数和学时", 20)
    if text is None:
        return None
    parts = text.replace("，", " ").replace(",", " ").replace("天", " ").replace("学时", " ").split()
    if len(parts) != 2 or not all(part.isdecimal() and int(part) <= 400 for part in parts):
        await context.tell("请写两个数：天数和学时，如 3 24。")
        return None
    draft(context).update(days=int(parts[0]), hours=int(parts[1]), special=False)
    return await checked(context) or "note"


async def take_special(context: Context, _button: Special) -> Next:
    """Without the days: a reason is asked for."""
    draft(context).update(days=0, hours=0, special=True)
    return "note"


async def ask_months(context: Context) -> None:
    async with context.read() as session:
        file = await dossiers.load(session, draft(context)["case"])
    if file is None:
        return
    span = range(file.numbers.extension_min, file.numbers.extension_max + 1)
    rows = in_columns([Months(months).labelled(f"{months} 个月") for months in span], 4)
    await ask(context, Markup("延长多久？"), rows)


async def take_months(context: Context, button: Months) -> Next:
    draft(context)["months"] = button.months
    return await checked(context) or "note"


async def ask_leaving(context: Context) -> None:
    """Whether the applicant will leave soon."""
    question = Markup("这位同志预计什么时候离开本单位（调动、退休等）？没有计划的点“没有”。")
    await LEAVING.ask(context, question, [[Stays().labelled("没有")]])


async def take_leaving(context: Context, day: date) -> Next:
    """The day; what it means is said before the confirmation."""
    draft(context)["leaves"] = day.isoformat()
    return "note"


async def take_staying(context: Context, _button: Stays) -> Next:
    """No plan."""
    draft(context)["leaves"] = None
    return "note"


LEAVING = DayPicker(take_leaving)


async def ask_note(context: Context) -> None:
    """A word on it, or none where none is owed."""
    facts = draft(context)
    owed = "为什么没有达到规定的培训时间" if facts["special"] else NOTED.get(Stage(facts["step"]))
    if owed:
        await ask(context, Markup("请写明{}，{} 字以内，不要写涉密内容。").format(owed, LONGEST_NOTE))
        return
    text = Markup("要不要写个说明（会议名称、文号、谈话人等）？{} 字以内，不要写涉密内容。").format(LONGEST_NOTE)
    await ask(context, text, [[Skip().labelled("跳过")]])


async def take_note(context: Context) -> Next:
    note = await reading.line(context, "说明", LONGEST_NOTE)
    if note is None:
        return None
    draft(context)["note"] = note
    return "confirm"


async def skip(context: Context, _button: Skip) -> Next:
    """Without one, where none is owed."""
    facts = draft(context)
    if facts["special"] or Stage(facts["step"]) in NOTED:
        await context.tell("这一步要写明情况，不能跳过。")
        return None
    return "confirm"


STEPS = {
    **choosing.STEPS,
    "training": Step(ask_training, [Typed(reading.TEXT, take_training), Chosen(Special, take_special)]),
    "months": Step(ask_months, [Chosen(Months, take_months)]),
    "leaving": Step(ask_leaving, [*LEAVING.answers, Chosen(Stays, take_staying)]),
    "note": Step(ask_note, [Typed(reading.TEXT, take_note), Chosen(Skip, skip)]),
}
