"""/assign: giving a task one level down, in one line or step by step; shown, confirmed, and told to everyone."""

import re
from datetime import date

from telegram import InlineKeyboardButton
from telegram.ext import filters

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, clip, day_text, lines, names
from handlers.tasks import cards, giving_when, giving_whom, pushes
from handlers.tasks.buttons import OpenTask, StartAssign, Tasks
from handlers.tasks.giving_line import LONGEST, take_line
from handlers.tasks.giving_order import WAY_ON, GoTo, fresh, next_question
from handlers.tasks.giving_whom import from_where, receivers
from scoring.cadence import Cadence
from storage.people.access import Act
from storage.tasks import doing, giving
from storage.tasks.rows import Proof, Refused, Task

_COMMAND = re.compile(r"^/assign(?:@\w+)?\s*")


class UseWhat(Button, prefix="as_what", act=Act.ASSIGN):
    """Take the words of the task that is broken down."""


class PickProof(Button, prefix="as_proof", act=Act.ASSIGN):
    """What is to be handed in."""

    proof: str


class Confirm(Button, prefix="as_yes", act=Act.ASSIGN):
    """Give it."""


async def begin(context: Context, button: StartAssign) -> Next:
    """Step by step; with a part to break down, for the people of the own branch."""
    draft(context).update(fresh())
    if not button.part:
        return from_where(context)
    async with context.read() as session:
        part = await doing.owed(session, context.me, button.part)
    if isinstance(part, Refused):
        await context.tell(part.value)
        return None
    draft(context).update(
        level=context.me.branch_id, parent=button.part, over=part.task.what, until=part.assignment.due_on.isoformat()
    )
    return "who"


async def begin_by_line(context: Context) -> Next:
    """`/assign 第三支部 提交半年总结 10月30日`, or bare /assign."""
    draft(context).update(fresh())
    line = _COMMAND.sub("", context.text).strip()
    if line:
        draft(context)["line"] = line
    return await take_line(context) if line else from_where(context)


async def ask_what(context: Context) -> None:
    over, too_long = draft(context).get("over"), draft(context).pop("too_long", None)
    rows = [[UseWhat().labelled(clip(over, 60))]] if over and len(over) <= LONGEST else []
    long = Markup("❗ 任务内容最多 {} 个字，您写了 {} 个字，没有保存。请复制上面的原文，改短后重新发送。").format(
        LONGEST, too_long
    )
    question = Markup("<b>要做什么？</b>\n请写任务内容，例如：提交半年工作总结。")
    await ask(context, lines(long if too_long else None, question), rows)


async def take_what(context: Context) -> Next:
    what = await reading.line(context, "任务内容", LONGEST)
    if what is None:
        return None
    draft(context)["what"] = what
    return next_question(context)


async def use_what(context: Context, _button: UseWhat) -> Next:
    over = draft(context).get("over")
    if not over:
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["what"] = over
    return next_question(context)


async def ask_proof(context: Context) -> None:
    """What is to be handed in."""
    rows = in_columns([PickProof(each.value).labelled(word) for each, word in cards.PROOFS.items()])
    await ask(context, Markup("<b>完成后要交什么？</b>"), rows)


async def pick_proof(context: Context, button: PickProof) -> Next:
    if button.proof not in set(Proof):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["proof"] = button.proof
    return next_question(context)


async def ask_confirm(context: Context) -> None:
    """Everything once more."""
    facts, today = draft(context), context.now.date()
    chosen = [each.name for each in await receivers(context) if each.number in set(facts["picked"])]
    cadence, due = Cadence(facts["cadence"]), date.fromisoformat(facts["due"])
    text = lines(
        Markup("<b>请核对任务</b>"),
        Markup("📌 {}").format(facts["what"]),
        Markup("👥 给 {} {}：{}").format(len(chosen), "个支部" if facts["level"] is None else "人", names(chosen, 40)),
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


async def confirm(context: Context, _button: Confirm) -> Next:
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


FLOW = Form(
    name="assign",
    title="布置任务",
    start=StartAssign,
    begin=begin,
    also=[Typed(filters.Regex(r"^/assign(?:@\w+)?(?:\s|$)"), begin_by_line)],
    steps={
        **giving_whom.STEPS,
        "what": Step(ask_what, [Typed(reading.TEXT, take_what), Chosen(UseWhat, use_what)]),
        **giving_when.STEPS,
        "proof": Step(ask_proof, [Chosen(PickProof, pick_proof)]),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm), WAY_ON]),
    },
)
