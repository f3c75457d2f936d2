"""Guided flows of one question: a word up to the giver or down to the receiver."""

from collections.abc import Awaitable, Callable

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, escape
from handlers.tasks import cards, pushes
from handlers.tasks.buttons import (
    OpenPart,
    StartAnswer,
    StartCancelTask,
    StartQuestion,
    StartRefuseTime,
    StartReport,
    StartReturn,
    Tasks,
)
from storage.people.directory import Who
from storage.tasks import doing, giving
from storage.tasks.doing import Part
from storage.tasks.rows import Refused, State, Task, judges

LONGEST = 1000

Load = Callable[[AsyncSession, Who, int], Awaitable[Part | Refused]]
Effect = Callable[[AsyncSession, Context, int, str], Awaitable[Part | Refused]]


def _one_word(
    *, name: str, title: str, start: type[Button], question: str, load: Load, effect: Effect, done: str
) -> Form:
    """A flow that asks for one text about a part. `load` says at its beginning what `effect` would refuse at its end."""

    async def begin(context: Context, button: Button) -> Next:
        number: int = button.part  # type: ignore[attr-defined]
        async with context.read() as session:
            part = await load(session, context.me, number)
        if isinstance(part, Refused):
            await context.tell(part.value)
            return None
        draft(context).update(part=number, what=part.task.what)
        return "words"

    async def ask_words(context: Context) -> None:
        heading = Markup("<b>{}</b>：{}\n").format(title, clip(draft(context)["what"], cards.SHORT))
        await ask(context, heading + Markup("{}").format(question))

    async def take(context: Context) -> Next:
        text = await reading.words(context, title, LONGEST)
        if text is None:
            return None
        number = draft(context)["part"]
        async with context.write() as tx:
            outcome = await effect(tx, context, number, text)
        said = outcome.value if isinstance(outcome, Refused) else done
        await context.show(escape(said), [back(OpenPart(number))])
        return DONE

    return Form(
        name=name, title=title, start=start, begin=begin, steps={"words": Step(ask_words, [Typed(reading.TEXT, take)])}
    )


async def _report(tx: AsyncSession, context: Context, number: int, text: str) -> Part | Refused:
    outcome = await doing.report(tx, context.me, number, text, context.now)
    if isinstance(outcome, Part):
        await pushes.to_giver(tx, outcome, context, "✏️ 进展", text)
    return outcome


async def _question(tx: AsyncSession, context: Context, number: int, text: str) -> Part | Refused:
    outcome = await doing.question(tx, context.me, number, text, context.now)
    if isinstance(outcome, Part):
        await pushes.asked(tx, outcome, context, text)
    return outcome


async def _answer(tx: AsyncSession, context: Context, number: int, text: str) -> Part | Refused:
    outcome = await doing.answer(tx, context.me, number, text, context.now)
    if isinstance(outcome, Part):
        await pushes.to_receiver(tx, outcome, context, f"💬 {context.me.name}答复", text)
    return outcome


async def _return(tx: AsyncSession, context: Context, number: int, text: str) -> Part | Refused:
    outcome = await doing.judge(tx, context.me, number, accepted=False, word=text, now=context.now)
    if isinstance(outcome, Part):
        await pushes.to_receiver(tx, outcome, context, "↩ 任务被退回，请改好后重新提交", text)
    return outcome


async def _refuse_time(tx: AsyncSession, context: Context, number: int, text: str) -> Part | Refused:
    outcome = await doing.answer_time(tx, context.me, number, granted=False, word=text, now=context.now)
    if isinstance(outcome, Part):
        await pushes.to_receiver(tx, outcome, context, "⏳ 延期没有同意，请按原来的日期完成", text)
    return outcome


async def _handed_in(session: AsyncSession, me: Who, number: int) -> Part | Refused:
    part = await doing.judged(session, me, number)
    waits = isinstance(part, Refused) or part.assignment.state == State.HANDED_IN
    return part if waits else Refused.NOT_HANDED_IN


async def _time_asked(session: AsyncSession, me: Who, number: int) -> Part | Refused:
    part = await doing.judged(session, me, number)
    waits = isinstance(part, Refused) or part.assignment.asked_until is not None
    return part if waits else Refused.NO_TIME_ASKED


async def begin_cancel(context: Context, button: StartCancelTask) -> Next:
    async with context.read() as session:
        task = await session.get(Task, button.task)
    refused = Refused.GONE if task is None else None if judges(context.me, task) else Refused.NOT_ABOVE
    if task is not None and refused is None and task.cancelled_at is not None:
        refused = Refused.CANCELLED
    if refused or task is None:
        await context.tell((refused or Refused.GONE).value)
        return None
    draft(context).update(task=button.task, what=task.what)
    return "reason"


async def ask_cancel_reason(context: Context) -> None:
    what = clip(draft(context)["what"], cards.SHORT)
    await ask(context, Markup("撤销任务<b>{}</b>？\n请写原因，会发给还没完成的人。").format(what), cancel="‹ 不撤销了")


async def take_cancel_reason(context: Context) -> Next:
    """Taken back, and told."""
    reason = await reading.words(context, "原因", 200)
    if reason is None:
        return None
    number = draft(context)["task"]
    async with context.write() as tx:
        outcome = await giving.cancel(tx, context.me, number, reason, context.now)
        task = await tx.get(Task, number)
        if not isinstance(outcome, Refused) and task is not None:
            await pushes.cancelled(tx, task, outcome, context, reason)
    said = outcome.value if isinstance(outcome, Refused) else f"已撤销，正在通知 {len(outcome)} 人。"
    await context.show(escape(said), [back(Tasks())])
    return DONE


FLOWS = [
    _one_word(
        name="task_report",
        title="报告进展",
        start=StartReport,
        question="现在办到哪一步了？",
        load=doing.owed,
        effect=_report,
        done="✏️ 进展已报告布置人。",
    ),
    _one_word(
        name="task_question",
        title="请示",
        start=StartQuestion,
        question="想问布置人什么？",
        load=doing.mine,
        effect=_question,
        done="❓ 已发给布置人，答复后会通知您。",
    ),
    _one_word(
        name="task_answer",
        title="答复",
        start=StartAnswer,
        question="请写答复，会发给承办人。",
        load=doing.judged,
        effect=_answer,
        done="💬 答复已发出。",
    ),
    _one_word(
        name="task_return",
        title="退回",
        start=StartReturn,
        question="哪里要改？请写明，会发给承办人。",
        load=_handed_in,
        effect=_return,
        done="↩ 已退回，并通知承办人。",
    ),
    _one_word(
        name="task_no_time",
        title="不同意延期",
        start=StartRefuseTime,
        question="请写原因，会发给承办人。",
        load=_time_asked,
        effect=_refuse_time,
        done="⏳ 已答复，并通知承办人。",
    ),
    Form(
        name="task_cancel",
        title="撤销任务",
        start=StartCancelTask,
        begin=begin_cancel,
        steps={"reason": Step(ask_cancel_reason, [Typed(reading.TEXT, take_cancel_reason)])},
    ),
]
