"""Finding a task: the module's first screen, mine, what was given, one task, one receiver's part."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.tasks import cards
from handlers.tasks.buttons import (
    Accept,
    Basis,
    Files,
    Given,
    GiveTime,
    Mine,
    Note,
    OpenPart,
    OpenTask,
    StartAnswer,
    StartAssign,
    StartCancelTask,
    StartHandIn,
    StartMoreTime,
    StartQuestion,
    StartRefuseTime,
    StartReport,
    StartReturn,
    Stop,
    Tasks,
    Urge,
    UrgeAll,
    Words,
)
from scoring.cadence import Cadence
from storage.people.access import Act, Place, may
from storage.people.directory import Who, name_of
from storage.rules import urging
from storage.rules.regulations import REMINDER_DUE, basis, reminder_rule
from storage.tasks import doing, giving, lists
from storage.tasks.doing import Part
from storage.tasks.lists import Item
from storage.tasks.rows import Refused, State, Task, TaskEntry, judges, may_see, receives


async def tasks(context: Context, _button: Tasks) -> None:
    """What is mine, nearest first, and what one may give."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        mine = await lists.mine(session, me)
        waiting = {level: await lists.given(session, level) for level in giving.levels(me)}
    lagging = [item for item in mine if item.assignment.lags]
    late = sum(item.assignment.due_on < today for item in lagging)
    text = lines(
        Markup("<b>🎯 跟踪问效</b>"),
        Markup("要我办的 {} 项，其中逾期 {} 项。").format(len(lagging), late)
        if lagging
        else Markup("目前没有要您办的任务。"),
    )
    rows = [[OpenPart(item.assignment.key).labelled(cards.mine_label(item, today))] for item in lagging[:5]]
    rows.append([Mine(0).labelled("📋 我的任务")])
    for level, given in waiting.items():
        handed_in = sum(count.handed_in for _, count in given)
        label = "🏢 布置给各支部的" if level is None else "👥 布置给本支部的"
        rows.append([Given(level or 0, 0).labelled(f"{label}（{handed_in} 待验收）" if handed_in else label)])
    if waiting:
        rows.append([StartAssign(0).labelled("➕ 布置任务")])
    await context.show(text, [*rows, HOME])


async def waiting(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """What is mine to do, and what waits for my word, in a line for the home screen."""
    lagging = [item for item in await lists.mine(session, me) if item.assignment.lags]
    late = sum(item.assignment.due_on < now.date() for item in lagging)
    to_judge = 0
    for level in giving.levels(me):
        to_judge += sum(count.handed_in for _, count in await lists.given(session, level))
    parts = [
        f"{len(lagging)} 项任务待办" if lagging else "",
        f"其中逾期 {late} 项" if late else "",
        f"{to_judge} 项待您验收" if to_judge else "",
    ]
    said = "，".join(part for part in parts if part)
    return Markup("🎯 {}").format(said) if said else None


async def command(context: Context) -> None:
    await tasks(context, Tasks())


async def mine(context: Context, button: Mine) -> None:
    """Everything of mine, page by page."""
    today = context.now.date()
    async with context.read() as session:
        found = await lists.mine(session, context.me)
    shown, turning = paged(found, button.page, Mine)
    rows = [[OpenPart(item.assignment.key).labelled(cards.mine_label(item, today))] for item in shown]
    text = Markup("<b>📋 我的任务</b>\n❗ 逾期　⏰ 三天内到期　📤 待验收　✅ 完成")
    await context.show(text if found else Markup("还没有布置给您的任务。"), [*rows, *turning, back(Tasks())])


async def given(context: Context, button: Given) -> None:
    """What was given from there, and how far it is."""
    level = button.branch or None
    if level not in giving.levels(context.me):
        return await context.tell(NOT_ALLOWED)
    async with context.read() as session:
        found = await lists.given(session, level)
    shown, turning = paged(found, button.page, lambda page: Given(button.branch, page))
    rows = [[OpenTask(task.key, 0).labelled(cards.task_label(task, count))] for task, count in shown]
    text = Markup("<b>布置的任务</b>\n前面的数字：已完成 / 总数；📤 是待验收的。")
    await context.show(text if found else Markup("还没有布置过任务。"), [*rows, *turning, back(Tasks())])
    return None


async def open_task(context: Context, button: OpenTask) -> None:
    """A task with everyone who has it: for its giver's office and those above."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        task = await session.get(Task, button.task)
        items = await lists.items_of(session, button.task)
        giver = await name_of(session, task.giver_id) if task else ""
        counts = await lists.counts(session, [button.task])
    if task is None:
        return await context.tell(Refused.GONE.value)
    mine = judges(me, task)
    if not mine and not may(me, Act.SEE_TASKS, Place(branch_id=task.branch_id)):
        return await context.tell(NOT_ALLOWED)
    shown, turning = paged(items, button.page, lambda page: OpenTask(button.task, page))
    count = counts.get(button.task)
    text = lines(
        cards.facts(task, task.due_on, today),
        Markup("👤 {} 布置").format(giver),
        Markup("📊 共 {} {}：完成 {}，待验收 {}，未完成 {}").format(
            count.total, "个支部" if task.branch_id is None else "人", count.done, count.handed_in, count.lagging
        )
        if count
        else Markup("🚫 已撤销"),
        Markup("第 {} 期，到期后自动开始下一期。").format(task.number + 1) if task.recurs else None,
    )
    rows = [[OpenPart(item.assignment.key).labelled(cards.part_label(item, today))] for item in shown]
    manage: list[list[InlineKeyboardButton]] = []
    if mine and count:
        if count.lagging:
            manage.append([UrgeAll(button.task).labelled(f"🔔 催办未完成的（{count.lagging}）")])
        stop = [Stop(button.task, 0).labelled("⏹ 停止重复")] if task.recurs else []
        cancel = [StartCancelTask(button.task).labelled("🚫 撤销")] if task.cancelled_at is None else []
        manage.append([*stop, *cancel])
    above = Given(task.branch_id or 0, 0) if mine else OpenPart(task.parent_id) if task.parent_id else Tasks()
    await context.show(text, [*rows, *turning, *manage, back(above)])
    return None


async def open_part(context: Context, button: OpenPart) -> None:
    """One receiver's part, with what one can do about it."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        item = await lists.item(session, button.part)
        entries = await lists.thread(session, button.part)
        below = await lists.children(session, button.part)
        giver = await name_of(session, item.task.giver_id) if item else ""
    if item is None:
        return await context.tell(Refused.GONE.value)
    if not may_see(me, item.task, item.assignment):
        return await context.tell(NOT_ALLOWED)
    part = item.assignment
    text = lines(
        cards.facts(item.task, part.due_on, today),
        Markup("👤 {} 布置　承办：{}").format(giver, item.name),
        Markup("状态：<b>{}</b>").format(cards.STATES[State(part.state)]),
        Markup("⏳ 申请延期到{}月{}日，等布置人答复。").format(part.asked_until.month, part.asked_until.day)
        if part.asked_until
        else None,
        cards.thread(entries, context.now),
    )
    rows = _actions(context, item)
    rows += [
        [OpenTask(task.key, 0).labelled(f"📂 分解：{count.done}/{count.total}　{clip(task.what, 30)}")]
        for task, count in below
    ]
    extra = [Basis(part.key).labelled("📜 依据")]
    if any(entry.files for entry, _ in entries):
        extra.append(Files(part.key).labelled("📎 附件"))
    if cards.in_full(entries, context.now):
        extra.append(Words(part.key).labelled("📄 全文"))
    came_from = Mine(0) if receives(me, part) else OpenTask(item.task.key, 0)
    await context.show(text, [*rows, extra, back(came_from)])
    return None


def _actions(context: Context, item: Item) -> list[list[InlineKeyboardButton]]:
    me, part, key = context.me, item.assignment, item.assignment.key
    rows: list[list[InlineKeyboardButton]] = []
    if receives(me, part) and part.state != State.CANCELLED:
        if part.lags:
            noted = [Note(key).labelled("👀 已阅")] if part.state == State.GIVEN else []
            rows.append([*noted, StartHandIn(key).labelled("📤 提交")])
            time = [] if part.asked_until else [StartMoreTime(key).labelled("⏳ 申请延期")]
            rows.append([StartReport(key).labelled("✏️ 报进展"), *time])
        ask = [StartQuestion(key).labelled("❓ 请示")]
        if part.lags and me.branch_id in giving.levels(me) and item.task.branch_id is None:
            ask.append(StartAssign(key).labelled("📂 分解到人"))
        rows.append(ask)
    if judges(me, item.task) and part.state != State.CANCELLED:
        if part.state == State.HANDED_IN:
            rows.append([Accept(key).labelled("✅ 验收"), StartReturn(key).labelled("↩ 退回")])
        if part.asked_until is not None:
            rows.append([GiveTime(key).labelled("⏳ 同意延期"), StartRefuseTime(key).labelled("不同意")])
        rows.append([StartAnswer(key).labelled("💬 答复")])
    if part.lags and doing.may_urge(me, Part(part, item.task)):
        rows.append([Urge(key).labelled("🔔 催办")])
    return rows


async def show_basis(context: Context, button: Basis) -> None:
    """The rule on reminding, to the letter, and the days that follow from it."""
    async with context.read() as session:
        item = await lists.item(session, button.part)
    if item is None or not may_see(context.me, item.task, item.assignment):
        return await context.tell(NOT_ALLOWED if item else Refused.GONE.value)
    cadence, due = Cadence(item.task.cadence), item.assignment.due_on
    text = lines(
        Markup("截止{}由布置人确定。").format(f"{due.year}年{due.month}月{due.day}日"),
        Markup("接下来的提醒：{}").format(cards.reminders_text(cadence, due, item.task.lead_days, context.now.date())),
        escape(basis(reminder_rule(cadence))),
        escape(basis(REMINDER_DUE)),
        escape(basis(urging.RULE)),
    )
    await context.show(text, [back(OpenPart(button.part))])
    return None


async def show_words(context: Context, button: Words) -> None:
    """Long words one by one, as they were written."""
    for text in cards.in_full(await _thread(context, button.part) or [], context.now):
        await context.say(text)


async def show_files(context: Context, button: Files) -> None:
    """What was handed in, sent again."""
    entries = await _thread(context, button.part) or []
    files = next((entry.files for entry, _ in reversed(entries) if entry.files), None)
    if files:
        await send_all(context.bot, context.me.telegram_id or 0, files)


async def _thread(context: Context, part: int) -> list[tuple[TaskEntry, str]] | None:
    """What was said of a part; None after having told who may not see it."""
    async with context.read() as session:
        item = await lists.item(session, part)
        entries = await lists.thread(session, part)
    if item is None or not may_see(context.me, item.task, item.assignment):
        await context.tell(NOT_ALLOWED if item else Refused.GONE.value)
        return None
    await context.toast()
    return entries
