"""What a task tells people unasked, put into the outbox in the transaction that causes it."""

from collections.abc import Iterable, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Agree
from handlers.kit.screens.pushing import decision, keyboard, nudge
from handlers.kit.screens.text import Markup, clip, day_text, lines
from handlers.kit.screens.when_sent import left
from handlers.tasks import cards
from handlers.tasks.buttons import (
    Note,
    OpenPart,
    StartAnswer,
    StartHandIn,
    StartRefuseTime,
    StartReturn,
)
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.tasks import lists, parts
from storage.tasks.parts import Part
from storage.tasks.rows import Assignment, Task

TIME, HANDED_IN = "task_time", "task_done"


async def given(tx: AsyncSession, task: Task, context: Context) -> int:
    """To everyone who has it to do."""
    today = context.now.date()
    pushes = []
    for part in await lists.parts(tx, task.key):
        receiver = await parts.receiver_of(tx, part)
        if receiver is None:
            continue
        text = lines(
            Markup("📋 <b>新任务</b>（{} 布置）").format(context.me.name),
            cards.facts(task, part.due_on, today, pushed=True),
        )
        rows = [[OpenPart(part.key).labelled("查看任务"), Note(part.key).labelled("👀 已阅")]]
        pushes.append(_push("task", part, receiver, text, rows, context.occasion))
    return await outbox.put(tx, context.now, *pushes)


async def to_giver(
    tx: AsyncSession, part: Part, context: Context, heading: str, word: str | None, *more: InlineKeyboardButton
) -> None:
    text = lines(
        Markup("{}　<b>{}</b>：{}").format(heading, context.me.name, clip(part.task.what, cards.SHORT)),
        Markup("{}").format(clip(word, 3000)) if word else None,
    )
    if part.task.giver_id != context.me.person_id:
        rows = [[OpenPart(part.assignment.key).labelled("查看任务"), *more]]
        push = _push("task_up", part.assignment, part.task.giver_id, text, rows, context.occasion)
        await outbox.put(tx, context.now, push)


async def to_receiver(tx: AsyncSession, part: Part, context: Context, heading: str, word: str | None) -> None:
    receiver = await parts.receiver_of(tx, part.assignment)
    if receiver is None or receiver == context.me.person_id:
        return
    text = lines(
        Markup("{}：<b>{}</b>").format(heading, clip(part.task.what, cards.SHORT)),
        Markup("{}").format(clip(word, 3000)) if word else None,
    )
    rows = [[OpenPart(part.assignment.key).labelled("查看任务")]]
    await outbox.put(tx, context.now, _push("task_down", part.assignment, receiver, text, rows, context.occasion))


async def handed_in(tx: AsyncSession, part: Part, context: Context, text: str, files: int) -> None:
    """What was handed in, with the ways to judge it."""
    key, attached = part.assignment.key, f"（附件 {files} 个）" if files else ""
    judge = [Agree(HANDED_IN, key, 0, 0).labelled("✅ 验收"), StartReturn(key).labelled("↩ 退回")]
    await to_giver(tx, part, context, "📤 提交", f"{text}{attached}", *judge)


async def asked(tx: AsyncSession, part: Part, context: Context, question: str) -> None:
    """A question, with the way to answer it."""
    await to_giver(tx, part, context, "❓ 请示", question, StartAnswer(part.assignment.key).labelled("💬 答复"))


async def time_asked(tx: AsyncSession, part: Part, context: Context, reason: str) -> None:
    """A request for more time, with the ways to answer it."""
    until = part.assignment.asked_until
    word = f"到{day_text(until, context.now.date())}。原因：{reason}" if until else reason
    key = part.assignment.key
    await to_giver(
        tx,
        part,
        context,
        "⏳ 申请延期",
        word,
        *decision(TIME, (key, 0), StartRefuseTime(key)),
    )


async def urged(tx: AsyncSession, lagging: Iterable[Part], context: Context) -> int:
    """To those who lag; in quiet hours it waits for the morning."""
    now, today = context.now, context.now.date()
    pushes = []
    for part in lagging:
        receiver = await parts.receiver_of(tx, part.assignment)
        if receiver is None:
            continue
        text = Markup("🔔 <b>{}</b>催办：<b>{}</b>（截止{}，{}）").format(
            context.me.name,
            clip(part.task.what, 60),
            day_text(part.assignment.due_on, today),
            left(part.assignment.due_on),
        )
        key = part.assignment.key
        pushes.append(
            nudge(
                "task_urge",
                f"assignment:{key}",
                text,
                now,
                person_id=receiver,
                period=context.occasion,
                keyboard=keyboard([OpenPart(key).labelled("查看任务"), StartHandIn(key).labelled("📤 提交")]),
            )
        )
    return await outbox.put(tx, now, *pushes)


async def cancelled(tx: AsyncSession, task: Task, owed: Iterable[Assignment], context: Context, reason: str) -> None:
    """To those who need not do it any more."""
    text = lines(Markup("🚫 任务撤销：<b>{}</b>").format(clip(task.what, 60)), Markup("原因：{}").format(reason))
    for part in owed:
        receiver = await parts.receiver_of(tx, part)
        await outbox.withdraw(tx, "task", f"assignment:{part.key}")
        if receiver is not None:
            await outbox.put(tx, context.now, _push("task_cancelled", part, receiver, text, [], context.occasion))


def _push(  # noqa: PLR0917 - a push's parts
    kind: str,
    part: Assignment,
    to: int,
    text: Markup,
    rows: Sequence[Sequence[InlineKeyboardButton]],
    period: str,
) -> Push:
    return Push(kind, f"assignment:{part.key}", str(text), person_id=to, period=period, keyboard=keyboard(*rows))
