"""What receiver and giver fill in on a task: handing in, more time, a word up or down, taking it back."""

from collections.abc import Awaitable, Callable
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.pieces import Pieces
from handlers.kit.forms.words import Text
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, day_text, escape, lines
from handlers.tasks import cards, pushes
from handlers.tasks.buttons import (
    OpenPart,
    StartAnswer,
    StartCancelTask,
    StartHandIn,
    StartMoreTime,
    StartQuestion,
    StartRefuseTime,
    StartReport,
    StartReturn,
    Tasks,
)
from storage.engine.refusal import Refusal
from storage.people.directory import Who
from storage.tasks import assigning, parts
from storage.tasks.parts import Part
from storage.tasks.rows import MOST_FILES, Proof, Refused, State

PROOF, WORDS, REASON = 2000, 1000, 200
PROMPTS = {
    Proof.NONE: "可以发一段说明、照片或文件，也可以直接点“提交”。",
    Proof.TEXT: "请发送文字说明，然后点“提交”。",
    Proof.PHOTO: "请发送照片（可以几张），然后点“提交”。",
    Proof.FILE: "请发送文件（可以几个），然后点“提交”。",
}


async def begin_hand_in(context: Context, button: StartHandIn) -> None:
    """What is to be handed in follows from the task."""
    async with context.read() as session:
        part = await parts.owed(session, context.me, button.part)
    draft(context).update(part=button.part, what=clip(part.task.what, cards.SHORT), asked=part.task.proof)


async def ask_proof(context: Context) -> Markup:
    facts = draft(context)
    asked = Proof(facts["asked"])
    return lines(
        Markup("<b>提交</b>：{}").format(facts["what"]),
        Markup("要求：{}。").format(cards.PROOFS[asked]),
        Markup("{}").format(PROMPTS[asked]),
    )


async def hand_in(context: Context) -> None:
    key, proof = draft(context)["part"], draft(context)["proof"]
    text, files = proof["text"], [(kind, content) for kind, content in proof["files"]]
    async with context.write() as tx:
        part = await parts.hand_in(tx, context.me, key, text=text or None, files=files, now=context.now)
        await pushes.handed_in(tx, part, context, text, len(files))
    said = "✅ 已办结。" if part.assignment.state == State.DONE else "📤 已提交，等布置人验收。"
    await context.show(escape(said), [back(OpenPart(key))])


HANDING_IN = Form(
    name="task_hand_in",
    title="提交任务",
    start=StartHandIn,
    begin=begin_hand_in,
    questions=[Pieces("proof", ask_proof, "说明", PROOF, MOST_FILES, may_be_empty=True, onward="📤 提交")],
    save=hand_in,
)


async def begin_time(context: Context, button: StartMoreTime) -> None:
    async with context.read() as session:
        part = await parts.time_owed(session, context.me, button.part)
    due, today = part.assignment.due_on, context.now.date()
    draft(context).update(
        part=button.part,
        what=clip(part.task.what, cards.SHORT),
        due=due.isoformat(),
        due_text=day_text(due, today),
        month=max(due, today).isoformat(),
    )


async def check_until(context: Context, day: date) -> date:
    if day <= date.fromisoformat(draft(context)["due"]):
        raise Refusal(Refused.NOT_LATER)
    return day


async def ask_reason(context: Context) -> Markup:
    day = date.fromisoformat(draft(context)["until"])
    return Markup("延到{}。请写原因，会发给布置人。").format(day_text(day, context.now.date()))


async def ask_time(context: Context) -> None:
    facts = draft(context)
    until, reason = date.fromisoformat(facts["until"]), facts["reason"]
    async with context.write() as tx:
        part = await parts.ask_time(tx, context.me, facts["part"], until=until, reason=reason, now=context.now)
        await pushes.time_asked(tx, part, context, reason)
    await context.show(escape("⏳ 已申请，布置人答复后会通知您。"), [back(OpenPart(facts["part"]))])


MORE_TIME = Form(
    name="task_time",
    title="申请延期",
    start=StartMoreTime,
    begin=begin_time,
    questions=[
        Day(
            "until",
            "<b>申请延期</b>：{what}\n现在截止{due_text}。想延到哪一天？",
            check=check_until,
            month_of="month",
        ),
        Text("reason", ask_reason, "原因", REASON),
    ],
    save=ask_time,
)

Load = Callable[[AsyncSession, Who, int], Awaitable[Part]]
Effect = Callable[[AsyncSession, Context, int, str], Awaitable[None]]


def _one_word(  # noqa: PLR0917 - a form's parts
    name: str, title: str, start: type[Button], question: str, load: Load, effect: Effect, done: str
) -> Form:
    """A form that asks for one text about a part. `load` refuses at its beginning what `effect` would at its end."""

    async def begin(context: Context, button: Button) -> None:
        number: int = button.part  # type: ignore[attr-defined]
        async with context.read() as session:
            part = await load(session, context.me, number)
        draft(context).update(part=number, what=clip(part.task.what, cards.SHORT))

    async def save(context: Context) -> None:
        facts = draft(context)
        async with context.write() as tx:
            await effect(tx, context, facts["part"], facts["words"])
        await context.show(escape(done), [back(OpenPart(facts["part"]))])

    return Form(name, title, start, [Text("words", f"<b>{title}</b>：{{what}}\n{question}", title, WORDS)], begin, save)


async def report(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    part = await parts.report(tx, context.me, number, text, context.now)
    await pushes.to_giver(tx, part, context, "✏️ 进展", text)


async def question(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    part = await parts.question(tx, context.me, number, text, context.now)
    await pushes.asked(tx, part, context, text)


async def answer(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    part = await parts.answer(tx, context.me, number, text, context.now)
    await pushes.to_receiver(tx, part, context, f"💬 {context.me.name}答复", text)


async def give_back(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    part = await parts.judge(tx, context.me, number, accepted=False, word=text, now=context.now)
    await pushes.to_receiver(tx, part, context, "↩ 任务被退回，请改好后重新提交", text)


async def refuse_time(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    part = await parts.answer_time(tx, context.me, number, granted=False, word=text, now=context.now)
    await pushes.to_receiver(tx, part, context, "⏳ 延期没有同意，请按原来的日期完成", text)


async def begin_cancel(context: Context, button: StartCancelTask) -> None:
    async with context.read() as session:
        task = await assigning.cancellable(session, context.me, button.task)
    draft(context).update(task=button.task, what=clip(task.what, cards.SHORT))


async def cancel(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        task, owed = await assigning.cancel(tx, context.me, facts["task"], facts["reason"], context.now)
        await pushes.cancelled(tx, task, owed, context, facts["reason"])
    await context.show(escape(f"已撤销，正在通知 {len(owed)} 人。"), [back(Tasks())])


CANCELLING = Form(
    name="task_cancel",
    title="撤销任务",
    start=StartCancelTask,
    begin=begin_cancel,
    questions=[
        Text(
            "reason",
            "撤销任务<b>{what}</b>？\n请写原因，会发给还没完成的人。",
            "原因",
            REASON,
            cancel="‹ 不撤销了",
        )
    ],
    save=cancel,
)
FORMS = (
    HANDING_IN,
    MORE_TIME,
    _one_word("task_report", "报告进展", StartReport, "现在办到哪一步了？", parts.owed, report, "✏️ 进展已报告布置人。"),
    _one_word(
        "task_question",
        "请示",
        StartQuestion,
        "想问布置人什么？",
        parts.mine,
        question,
        "❓ 已发给布置人，答复后会通知您。",
    ),
    _one_word("task_answer", "答复", StartAnswer, "请写答复，会发给承办人。", parts.judged, answer, "💬 答复已发出。"),
    _one_word(
        "task_return",
        "退回",
        StartReturn,
        "哪里要改？请写明，会发给承办人。",
        parts.handed_in,
        give_back,
        "↩ 已退回，并通知承办人。",
    ),
    _one_word(
        "task_no_time",
        "不同意延期",
        StartRefuseTime,
        "请写原因，会发给承办人。",
        parts.time_asked,
        refuse_time,
        "⏳ 已答复，并通知承办人。",
    ),
    CANCELLING,
)
