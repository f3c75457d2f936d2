"""What is done about a task with one press: noting, accepting, giving time, urging, letting no further period follow."""

from collections.abc import Awaitable, Callable

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, day_text
from handlers.tasks import cards, listing, pushes
from handlers.tasks.buttons import Accept, GiveTime, Note, OpenPart, OpenTask, Stop, Urge, UrgeAll
from storage.tasks import doing, giving
from storage.tasks.doing import Part
from storage.tasks.rows import Refused, Task, judges


async def _act(
    context: Context, number: int, work: Callable[[AsyncSession], Awaitable[Part | Refused]], done: str
) -> None:
    """One transaction; then say that it is done, and show the part as it is now."""
    async with context.write() as tx:
        outcome = await work(tx)
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    await context.toast(done)
    return await listing.open_part(context, OpenPart(number))


async def note(context: Context, button: Note) -> None:
    """已阅."""
    await _act(context, button.part, lambda tx: doing.note(tx, context.me, button.part, context.now), "已标为已阅")


async def accept(context: Context, button: Accept) -> None:
    """验收."""

    async def work(tx: AsyncSession) -> Part | Refused:
        part = await doing.judge(tx, context.me, button.part, accepted=True, word=None, now=context.now)
        if isinstance(part, Part):
            await pushes.to_receiver(tx, part, context, "✅ 验收通过", None)
        return part

    await _act(context, button.part, work, "已验收")


async def give_time(context: Context, button: GiveTime) -> None:
    """同意延期."""

    async def work(tx: AsyncSession) -> Part | Refused:
        part = await doing.answer_time(tx, context.me, button.part, granted=True, word=None, now=context.now)
        if isinstance(part, Part):
            word = f"新的截止日期：{day_text(part.assignment.due_on, context.now.date())}"
            await pushes.to_receiver(tx, part, context, "⏳ 同意延期", word)
        return part

    await _act(context, button.part, work, "已同意延期")


async def urge(context: Context, button: Urge) -> None:
    """催办 one."""

    async def work(tx: AsyncSession) -> Part | Refused:
        part = await doing.urge(tx, context.me, button.part, context.now)
        if isinstance(part, Part):
            await pushes.urged(tx, [part], context)
        return part

    await _act(context, button.part, work, "已催办")


async def urge_all(context: Context, button: UrgeAll) -> None:
    """催办 all who lag."""
    async with context.write() as tx:
        outcome = await doing.urge_all(tx, context.me, button.task, context.now)
        told = await pushes.urged(tx, outcome[0], context) if not isinstance(outcome, Refused) else 0
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    resting = f"另有 {outcome[1]} 个 24 小时内已催过，这次不打扰。" if outcome[1] else ""
    await context.toast(f"已催办 {told} 人。{resting}", alert=True)
    return await listing.open_task(context, OpenTask(button.task, 0))


async def stop(context: Context, button: Stop) -> None:
    """停止重复, asked once more."""
    if button.sure == 1:
        async with context.write() as tx:
            outcome = await giving.stop(tx, context.me, button.task, context.now)
        if isinstance(outcome, Refused):
            return await context.tell(outcome.value)
        await context.toast("已停止重复")
        return await listing.open_task(context, OpenTask(button.task, 0))
    async with context.read() as session:
        task = await session.get(Task, button.task)
    if task is None or not judges(context.me, task) or not task.recurs:
        refused = Refused.GONE if task is None else Refused.NOT_RECURRING if judges(context.me, task) else None
        return await context.tell((refused or Refused.NOT_ABOVE).value)
    text = Markup("停止重复<b>{}</b>？这一期照常办理，之后不再开始新的一期。").format(clip(task.what, cards.SHORT))
    await context.show(text, [[Stop(button.task, 1).labelled("确认停止")], back(OpenTask(button.task, 0))])
    return None
