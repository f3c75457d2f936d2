"""/assign: giving a task one level down, in one line or step by step; shown, confirmed, and told to everyone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update
from telegram.ext import filters

from handlers.kit import reading
from handlers.kit.buttons import Button
from handlers.kit.context import Context
from handlers.kit.days import DayPicker
from handlers.kit.flows import DONE, Chosen, Flow, Next, Step, Typed, ask, draft
from handlers.kit.gate import OUTDATED
from handlers.kit.navigation import back, in_columns
from handlers.kit.picking import Option, Picker
from handlers.kit.text import clip, day_text, lines, names
from handlers.tasks import cards, naming, pushes
from handlers.tasks.buttons import OpenTask, StartAssign, Tasks
from handlers.tasks.line import read_line
from scoring.cadence import Cadence, last_of_month
from storage.access import Act
from storage.tasks import doing, giving
from storage.tasks.giving import Receiver
from storage.tasks.rows import Proof, Refused, Task

LONGEST = 300
LEADS = (3, 5, 7, 10, 15, 30)
_COMMAND = re.compile(r"^/assign(?:@\w+)?\s*")


@dataclass(frozen=True)
class PickLevel(Button, prefix="as_level", act=Act.ASSIGN):
    """From where one gives: the own branch, or (0) the bureau."""

    branch: int


@dataclass(frozen=True)
class Meant(Button, prefix="as_meant", act=Act.ASSIGN):
    """Who was meant by a name that fits several; 0 is none of them."""

    number: int


@dataclass(frozen=True)
class UseWhat(Button, prefix="as_what", act=Act.ASSIGN):
    """Take the words of the task that is broken down."""


@dataclass(frozen=True)
class PickCadence(Button, prefix="as_often", act=Act.ASSIGN):
    """How often."""

    cadence: str


@dataclass(frozen=True)
class PickMonthDay(Button, prefix="as_day", act=Act.ASSIGN):
    """Of a recurring task that is first due on a month's last day: that day of the month, or (31) always the last."""

    day: int


@dataclass(frozen=True)
class PickLead(Button, prefix="as_lead", act=Act.ASSIGN):
    """How many days before the due day people are reminded too; 0 for no such reminder."""

    days: int


@dataclass(frozen=True)
class PickProof(Button, prefix="as_proof", act=Act.ASSIGN):
    """What is to be handed in."""

    proof: str


@dataclass(frozen=True)
class GoTo(Button, prefix="as_go", act=Act.ASSIGN):
    """To another step."""

    step: str


@dataclass(frozen=True)
class Confirm(Button, prefix="as_yes", act=Act.ASSIGN):
    """Give it."""


def _fresh() -> dict[str, object]:
    return {"picked": [], "unclear": [], "cadence": None, "lead": None, "proof": None, "parent": None, "page": 0}


async def begin(_update: Update, context: Context, button: StartAssign) -> Next:
    """Step by step; with a part to break down, for the people of the own branch."""
    draft(context).update(_fresh())
    if not button.part:
        return _level(context)
    async with context.read() as session:
        part = await doing.owed(session, context.me, button.part)
    if isinstance(part, Refused):
        await context.tell(part.value)
        return None
    draft(context).update(
        level=context.me.branch_id, parent=button.part, over=part.task.what, until=part.assignment.due_on.isoformat()
    )
    return "who"


async def begin_by_line(update: Update, context: Context) -> Next:
    """`/assign 第三支部 提交半年总结 10月30日`, or bare /assign."""
    text = update.message.text if update.message else None
    draft(context).update(_fresh())
    line = _COMMAND.sub("", text or "").strip()
    if line:
        draft(context)["line"] = line
    return await _take_line(context) if line else _level(context)


def _level(context: Context) -> Next:
    found = giving.levels(context.me)
    if len(found) > 1:
        return "level"
    draft(context)["level"] = found[0]
    return "who"


async def _take_line(context: Context) -> Next:
    """Read the line for each level from which one gives; where both could be meant, ask."""
    facts = draft(context)
    levels = [facts["level"]] if "level" in facts else giving.levels(context.me)
    read = {}
    for level in levels:
        async with context.read() as session:
            known = await naming.names(session, context.me, level)
        read[level] = read_line(facts["line"], known, context.now)
    fitting = [level for level, line in read.items() if line.to or line.unclear]
    if len(fitting) != 1 and len(levels) > 1:
        return "level"
    level = fitting[0] if fitting else levels[0]
    line = read[level]
    facts.update(
        level=level,
        picked=line.to,
        unclear=line.unclear,
        what=line.what[:LONGEST] or None,
        cadence=(line.cadence or Cadence.ONCE).value,
        proof=Proof.NONE.value,
        quick=True,
    )
    if line.due is not None:
        _set_due(context, line.due)
    elif line.problem:
        facts["note"] = line.problem
    return _next(context)


def _next(context: Context) -> str:
    """The first question that is still open, else the summary."""
    facts = draft(context)
    if facts["unclear"]:
        return "which"
    if not facts["picked"]:
        return "who"
    if not facts.get("what"):
        return "what"
    if facts["cadence"] is None:
        return "cadence"
    if not facts.get("due"):
        return "due"
    if facts.get("of_month") is None:
        return "month_day"
    if facts["cadence"] == Cadence.ONCE and facts["lead"] is None and not facts.get("quick"):
        return "lead"
    return "proof" if facts["proof"] is None else "confirm"


async def ask_level(context: Context) -> None:
    """Whoever has two offices says in which."""
    rows = [[PickLevel(0).labelled("🏢 给各支部")], [PickLevel(context.me.branch_id).labelled("👥 给本支部人员")]]
    await ask(context, Markup("<b>布置任务</b>\n布置给谁？"), rows)


async def pick_level(_update: Update, context: Context, button: PickLevel) -> Next:
    """Checked against one's offices: the number came from outside."""
    level = button.branch or None
    if level not in giving.levels(context.me):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["level"] = level
    return await _take_line(context) if "line" in draft(context) else "who"


async def _receivers(context: Context) -> list[Receiver]:
    async with context.read() as session:
        return await giving.receivers(session, context.me, draft(context)["level"])


async def _options(context: Context) -> list[Option]:
    short = draft(context)["level"] is None
    return [
        Option(each.number, each.name.removesuffix("党支部") if short else each.name)
        for each in await _receivers(context)
    ]


TO = Picker(_options, "picked", "个")


async def ask_which(context: Context) -> None:
    """One name that fits several, or was not written out."""
    fitting = set(draft(context)["unclear"][0])
    found = [each for each in await _receivers(context) if each.number in fitting]
    rows = [[Meant(each.number).labelled(f"{each.name}（{each.note}）")] for each in found]
    await ask(context, Markup("您说的是哪一个？"), [*rows, [Meant(0).labelled("都不是，从名单里选")]])


async def pick_which(_update: Update, context: Context, button: Meant) -> Next:
    """Only one of those that were offered."""
    facts = draft(context)
    offered = facts["unclear"][0] if facts["unclear"] else []
    if button.number and button.number not in offered:
        await context.toast(OUTDATED, alert=True)
        return None
    facts["unclear"] = facts["unclear"][1:] if button.number else []
    if button.number and button.number not in facts["picked"]:
        facts["picked"].append(button.number)
    return _next(context) if button.number else "who"


async def ask_who(context: Context) -> None:
    """One, several or all of those one level below."""
    facts = draft(context)
    over = Markup("\n分解的是：{}").format(facts["over"]) if facts.get("over") else Markup("")
    if not await _receivers(context):
        empty = Markup("<b>布置任务</b>\n名册里没有可以布置的人员。请先请党务干部核对名册和职务。")
        return await ask(context, empty, [])
    heading = lines(Markup("<b>布置任务</b>　给谁？{}").format(over), Markup("点名字选择，可以选几个，也可以全选。"))
    await TO.ask(context, heading, [GoTo("what").labelled("下一步 ›")])
    return None


async def ask_what(context: Context) -> None:
    """What is to be done."""
    over = draft(context).get("over")
    rows = [[UseWhat().labelled(clip(over, 60))]] if over and len(over) <= LONGEST else []
    await ask(context, Markup("<b>要做什么？</b>\n请写任务内容，例如：提交半年工作总结。"), rows)


async def take_what(update: Update, context: Context) -> Next:
    """One's own words."""
    what = await reading.line(update, context, "任务内容", LONGEST)
    if what is None:
        return None
    draft(context)["what"] = what
    return _next(context)


async def use_what(_update: Update, context: Context, _button: UseWhat) -> Next:
    """The words from above."""
    over = draft(context).get("over")
    if not over:
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["what"] = over
    return _next(context)


async def ask_cadence(context: Context) -> None:
    """Once, or again and again."""
    rows = in_columns([PickCadence(each.value).labelled(word) for each, word in cards.CADENCES.items()], 3)
    await ask(context, Markup("<b>多久做一次？</b>\n重复的任务到期后，会自动开始下一期。"), rows)


async def pick_cadence(_update: Update, context: Context, button: PickCadence) -> Next:
    """Another cadence asks for the day of the month anew."""
    if button.cadence not in set(Cadence):
        await context.toast(OUTDATED, alert=True)
        return None
    facts = draft(context)
    facts.update(cadence=button.cadence, lead=None)
    if facts.get("due"):
        _set_due(context, date.fromisoformat(facts["due"]))
    return _next(context)


async def ask_due(context: Context) -> None:
    """The day, typed or tapped."""
    facts = draft(context)
    which = "截止到哪一天？" if facts["cadence"] == Cadence.ONCE else "第一次截止到哪一天？"
    until = Markup("不能晚于上级的截止日期 {}。").format(facts["until"]) if facts.get("until") else None
    note = facts.pop("note", None)
    text = lines(
        Markup("{}").format(note) if note else None,
        Markup("<b>{}</b>").format(which),
        until,
    )
    await DUE.ask(context, text)


async def take_due(_update: Update, context: Context, day: date) -> Next:
    """Not later than the task above it."""
    until = draft(context).get("until")
    if until and day > date.fromisoformat(until):
        await context.tell(Refused.BEYOND_PARENT.value)
        return None
    _set_due(context, day)
    return _next(context)


DUE = DayPicker(take_due)


def _set_due(context: Context, day: date) -> None:
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


async def pick_month_day(_update: Update, context: Context, button: PickMonthDay) -> Next:
    """One of the two."""
    if button.day not in (31, date.fromisoformat(draft(context)["due"]).day):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["of_month"] = button.day
    return _next(context)


async def ask_lead(context: Context) -> None:
    """An earlier reminder of a one-off task."""
    left = (date.fromisoformat(draft(context)["due"]) - context.now.date()).days
    rows = in_columns([PickLead(days).labelled(f"提前 {days} 天") for days in LEADS if days < left], 3)
    text = Markup("<b>要不要再早一点提醒？</b>\n到期前 1 天、到期当天、逾期后总会提醒。")
    await ask(context, text, [*rows, [PickLead(0).labelled("不用")]])


async def pick_lead(_update: Update, context: Context, button: PickLead) -> Next:
    """One of those that were offered."""
    if button.days not in (0, *LEADS):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["lead"] = button.days
    return _next(context)


async def ask_proof(context: Context) -> None:
    """What is to be handed in."""
    rows = in_columns([PickProof(each.value).labelled(word) for each, word in cards.PROOFS.items()])
    await ask(context, Markup("<b>完成后要交什么？</b>"), rows)


async def pick_proof(_update: Update, context: Context, button: PickProof) -> Next:
    """One of four."""
    if button.proof not in set(Proof):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["proof"] = button.proof
    return _next(context)


async def go_to(_update: Update, context: Context, button: GoTo) -> Next:
    """Back to an earlier question; from the list only on with somebody ticked."""
    facts = draft(context)
    if button.step == "what":
        if not facts["picked"]:
            await context.toast("请至少选一个。", alert=True)
            return None
        return _next(context)
    if button.step == "rewrite":
        facts["what"] = None
        return "what"
    return button.step if button.step in ("who", "cadence", "due", "lead", "proof") else None


async def ask_confirm(context: Context) -> None:
    """Everything once more."""
    facts, today = draft(context), context.now.date()
    chosen = [each.name for each in await _receivers(context) if each.number in set(facts["picked"])]
    cadence, due = Cadence(facts["cadence"]), date.fromisoformat(facts["due"])
    text = lines(
        Markup("<b>请核对任务</b>"),
        Markup("📌 {}").format(facts["what"]),
        Markup("👥 给 {} 个：{}").format(len(chosen), names(chosen, 40)),
        Markup("📅 截止：{}").format(day_text(due, today)),
        Markup("🔁 {}").format(cards.cadence_text(cadence, due, facts["of_month"])),
        Markup("⏰ 提醒：{}").format(cards.reminders_text(cadence, due, facts["lead"], today)),
        Markup("📎 {}").format(cards.PROOFS[Proof(facts["proof"])]),
        Markup("\n确认后会通知他们。"),
    )
    change: list[InlineKeyboardButton] = [
        GoTo("rewrite").labelled("改内容"),
        GoTo("who").labelled("改对象"),
        GoTo("due").labelled("改截止"),
        GoTo("cadence").labelled("改周期"),
        GoTo("proof").labelled("改材料"),
    ]
    if cadence is Cadence.ONCE:
        change.append(GoTo("lead").labelled("改提醒"))
    await ask(context, text, [[Confirm().labelled("✅ 确认布置")], *in_columns(change, 3)])


async def confirm(_update: Update, context: Context, _button: Confirm) -> Next:
    """One transaction: the task, everyone's part, and a push to each."""
    facts = draft(context)
    async with context.write() as tx:
        task = await giving.give(
            tx,
            context.me,
            level=facts["level"],
            what=facts["what"],
            to=facts["picked"],
            cadence=Cadence(facts["cadence"]),
            due_on=date.fromisoformat(facts["due"]),
            of_month=facts["of_month"],
            lead_days=facts["lead"],
            proof=Proof(facts["proof"]),
            parent_id=facts["parent"],
            now=context.now,
        )
        told = await pushes.given(tx, task, context) if isinstance(task, Task) else 0
    if isinstance(task, Refused):
        await context.tell(task.value)
        return {Refused.PAST: "due", Refused.BEYOND_PARENT: "due", Refused.NOBODY: "who"}.get(task)
    text = Markup("<b>✅ 已布置：{}</b>\n正在通知 {} 人。").format(task.what, told)
    await context.show(text, [[OpenTask(task.key, 0).labelled("查看进度")], back(Tasks())])
    return DONE


_WAY_ON: Sequence[Chosen] = (Chosen(GoTo, go_to),)

FLOW = Flow(
    name="assign",
    title="布置任务",
    start=StartAssign,
    begin=begin,
    also=[Typed(filters.Regex(r"^/assign(?:@\w+)?(?:\s|$)"), begin_by_line)],
    steps={
        "level": Step(ask_level, [Chosen(PickLevel, pick_level)]),
        "which": Step(ask_which, [Chosen(Meant, pick_which)]),
        "who": Step(ask_who, [*TO.answers, *_WAY_ON]),
        "what": Step(ask_what, [Typed(reading.TEXT, take_what), Chosen(UseWhat, use_what)]),
        "cadence": Step(ask_cadence, [Chosen(PickCadence, pick_cadence)]),
        "due": Step(ask_due, DUE.answers),
        "month_day": Step(ask_month_day, [Chosen(PickMonthDay, pick_month_day)]),
        "lead": Step(ask_lead, [Chosen(PickLead, pick_lead)]),
        "proof": Step(ask_proof, [Chosen(PickProof, pick_proof)]),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm), *_WAY_ON]),
    },
)
