"""Tasks: the module's first screen, what is mine, what was given, one task, one receiver's part; and what one press does."""

from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.joins import OnList, PeopleList, todos
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenTask, StartAssign, narrowing
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.tasks import cards, deciding, joins, pushes
from handlers.tasks.buttons import (
    Accept,
    Basis,
    Files,
    Given,
    GiveTime,
    Mine,
    Note,
    OpenPart,
    StartAnswer,
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
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import name_of
from storage.people.rights import Act
from storage.rules import urging
from storage.rules.regulations import REMINDER_DUE, basis, reminder_rule
from storage.tasks import assigning, lists, parts
from storage.tasks.lists import Item
from storage.tasks.parts import Part
from storage.tasks.receivers import levels
from storage.tasks.rows import Refused, State, Task, TaskEntry, judges, may_see, receives

GIVEN = 4
"""Running tasks that one has given, on the first screen; the others are one press away."""


async def command(context: Context) -> None:
    await show_tasks(context, Tasks())


async def show_tasks(context: Context, button: Tasks) -> None:
    """What is mine, nearest first, and what one may give."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        found = await todos([joins.WAITING], session, me, context.now)
        waiting = {level: await lists.given(session, level) for level in levels(me)}
    late = sum(each.by is not None and each.by < today for each in found)
    running = [pair for given in waiting.values() for pair in given if pair[1].done < pair[1].total]
    running.sort(key=lambda pair: pair[0].due_on)
    text = lines(
        Markup("<b>🎯 跟踪问效</b>"),
        Markup("要我办的 {} 项{}。").format(len(found), f"，其中逾期 {late} 项" if late else "")
        if found
        else Markup("目前没有要您办的任务。"),
        Markup("我布置的、还没办结的 {} 项（👥 后面是已完成 / 总数，📤 待验收）。").format(len(running))
        if running
        else None,
    )
    rows = [[each.labelled(today)] for each in found[:5]]
    rows.append([Mine(0).labelled("📋 我的任务")])
    rows += [
        [OpenTask(task.key, 0).labelled("👥 " + cards.task_label(task, count, today).removeprefix("• "))]
        for task, count in running[:GIVEN]
    ]
    for level, given in waiting.items():
        handed_in = sum(count.handed_in for _, count in given)
        label = "🏢 我布置给各支部的" if level is None else "👥 我布置给本支部的"
        rows.append([Given(level or 0, 0).labelled(f"{label}（{handed_in} 待验收）" if handed_in else label)])
    if waiting:
        rows.append([StartAssign(0, 0, 0).labelled("➕ 布置任务")])
    await context.show(text, [*rows, HOME])


async def show_mine(context: Context, button: Mine) -> None:
    today = context.now.date()
    async with context.read() as session:
        found = await lists.mine(session, context.me)
    shown, turning = paged(found, button.page, Mine)
    rows = [[OpenPart(item.assignment.key).labelled(cards.mine_label(item, today))] for item in shown]
    text = lines(
        Markup("<b>📋 我的任务</b>"),
        Markup("❗ 逾期　⚠️ 今天到期　⏰ 三天内到期　📤 待验收　✅ 完成")
        if found
        else Markup("还没有布置给您的任务。布置给您的，会发消息通知，也会出现在首页的待办里。"),
    )
    await context.show(text, [*rows, *turning, back(Tasks())])


async def show_given(context: Context, button: Given) -> None:
    """What was given from there, and how far it is."""
    level = button.branch or None
    if level not in levels(context.me):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        found = await lists.given(session, level)
    shown, turning = paged(found, button.page, lambda page: Given(button.branch, page))
    rows = [
        [OpenTask(task.key, 0).labelled(cards.task_label(task, count, context.now.date()))] for task, count in shown
    ]
    text = Markup("<b>布置的任务</b>\n❗ 逾期　⚠️ 今天到期　⏰ 三天内到期；数字是已完成 / 总数，📤 是待验收的。")
    await context.show(
        text if found else Markup("<b>布置的任务</b>\n还没有布置过任务。"), [*rows, *turning, back(Tasks())]
    )


async def _on_task(context: Context, button: OpenTask) -> list[OnList]:
    async with context.read() as session:
        task = await session.get(Task, button.task)
        if task is None:
            raise Refusal(Refused.GONE)
        items = await lists.items_of(session, button.task)
    if not judges(context.me, task) and not may(context.me, Act.SEE_TASKS, Place(branch_id=task.branch_id)):
        raise Refusal(NOT_ALLOWED)
    today = context.now.date()
    return [OnList(each.name, "", cards.part_label(each, today), OpenPart(each.assignment.key)) for each in items]


PEOPLE = PeopleList(OpenTask, _on_task)


async def open_task(context: Context, button: OpenTask) -> None:
    """A task with everyone who has it: for its giver's office and those above."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        task = await session.get(Task, button.task)
        if task is None:
            raise Refusal(Refused.GONE)
        items = await lists.items_of(session, button.task)
        giver = await name_of(session, task.giver_id)
        count = (await lists.counts(session, [button.task])).get(button.task)
    mine = judges(me, task)
    if not mine and not may(me, Act.SEE_TASKS, Place(branch_id=task.branch_id)):
        raise Refusal(NOT_ALLOWED)
    shown, turning = paged(items, button.page, lambda page: OpenTask(button.task, page))
    text = lines(
        cards.facts(task, task.due_on, today),
        Markup("👤 {} 布置").format(giver),
        cards.progress(task, count),
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
    await context.show(text, [*rows, *turning, *narrowing(button, len(items)), *manage, back(above)])


async def _seen(context: Context, part: int) -> tuple[Item, list[tuple[TaskEntry, str]]]:
    """One receiver's part that this person may see, with what was said of it."""
    async with context.read() as session:
        item = await lists.item(session, part)
        entries = await lists.thread(session, part)
    if item is None or not may_see(context.me, item.task, item.assignment):
        raise Refusal(NOT_ALLOWED if item else Refused.GONE)
    return item, entries


async def open_part(context: Context, button: OpenPart) -> None:
    """One receiver's part, with what one can do about it."""
    item, entries = await _seen(context, button.part)
    part = item.assignment
    async with context.read() as session:
        below = await lists.children(session, button.part)
        giver = await name_of(session, item.task.giver_id)
    text = lines(
        cards.facts(item.task, part.due_on, context.now.date()),
        Markup("👤 {} 布置　承办：{}").format(giver, item.name),
        Markup("状态：<b>{}</b>").format(cards.STATES[State(part.state)]),
        Markup("⏳ 申请延期到{}月{}日，等布置人答复。").format(part.asked_until.month, part.asked_until.day)
        if part.asked_until
        else None,
        cards.thread(entries, context.now),
    )
    broken_down = [
        [OpenTask(task.key, 0).labelled(f"📂 分解：{count.done}/{count.total}　{clip(task.what, 30)}")]
        for task, count in below
    ]
    extra = [Basis(part.key).labelled("📜 依据")]
    if any(entry.files for entry, _ in entries):
        extra.append(Files(part.key).labelled("📎 附件"))
    if cards.in_full(entries, context.now):
        extra.append(Words(part.key).labelled("📄 全文"))
    came_from = Mine(0) if receives(context.me, part) else OpenTask(item.task.key, 0)
    await context.show(text, [*_actions(context, item), *broken_down, extra, back(came_from)])


def _actions(context: Context, item: Item) -> list[list[InlineKeyboardButton]]:
    me, part, key = context.me, item.assignment, item.assignment.key
    rows: list[list[InlineKeyboardButton]] = []
    if receives(me, part) and part.state != State.CANCELLED:
        if part.lags:
            noted = [Note(key).labelled("👀 已阅")] if part.state == State.GIVEN else []
            rows.append([*noted, StartHandIn(key).labelled("📤 提交")])
            time = [] if part.asked_until else [StartMoreTime(key).labelled("⏳ 申请延期")]
            rows.append([StartReport(key).labelled("✏️ 报进展"), *time])
        # Of what one has given oneself there is nobody to ask.
        ask = [] if item.task.giver_id == part.person_id else [StartQuestion(key).labelled("❓ 请示")]
        if part.lags and me.branch_id in levels(me) and item.task.branch_id is None:
            ask.append(StartAssign(key, 0, 0).labelled("📂 分解到人"))
        rows += [ask] if ask else []
    if judges(me, item.task) and part.state != State.CANCELLED:
        if part.state == State.HANDED_IN:
            rows.append([Accept(key).labelled("✅ 验收"), StartReturn(key).labelled("↩ 退回")])
        if part.asked_until is not None:
            rows.append([GiveTime(key).labelled("✅ 同意延期"), StartRefuseTime(key).labelled("❌ 不同意")])
        if item.task.giver_id != part.person_id:
            rows.append([StartAnswer(key).labelled("💬 答复")])
    if part.lags and parts.may_urge(me, Part(part, item.task)):
        rows.append([Urge(key).labelled("🔔 催办")])
    return rows


async def show_basis(context: Context, button: Basis) -> None:
    """The rule on reminding, to the letter, and the days that follow from it."""
    item, _ = await _seen(context, button.part)
    cadence, due = Cadence(item.task.cadence), item.assignment.due_on
    text = lines(
        Markup("截止{}由布置人确定。").format(f"{due.year}年{due.month}月{due.day}日"),
        Markup("接下来的提醒：{}").format(cards.reminders_text(cadence, due, item.task.lead_days, context.now.date())),
        *(escape(basis(rule)) for rule in (reminder_rule(cadence), REMINDER_DUE, urging.RULE)),
    )
    await context.show(text, [back(OpenPart(button.part))])


async def show_words(context: Context, button: Words) -> None:
    """Long words one by one, as they were written."""
    _, entries = await _seen(context, button.part)
    await context.toast()
    for text in cards.in_full(entries, context.now):
        await context.say(text)


async def show_files(context: Context, button: Files) -> None:
    """What was handed in, sent again."""
    _, entries = await _seen(context, button.part)
    await context.toast()
    files = next((entry.files for entry, _ in reversed(entries) if entry.files), None)
    if files:
        await send_all(context.bot, context.chat_id, files)


async def _done(context: Context, part: int, word: str) -> None:
    await context.toast(word)
    await open_part(context, OpenPart(part))


async def note(context: Context, button: Note) -> None:
    async with context.write() as tx:
        await parts.note(tx, context.me, button.part, context.now)
    await _done(context, button.part, "已标为已阅")


async def accept(context: Context, button: Accept) -> None:
    async with context.write() as tx:
        await deciding.accept(tx, context, (button.part, 0))
    await _done(context, button.part, "已验收")


async def give_time(context: Context, button: GiveTime) -> None:
    async with context.write() as tx:
        await deciding.agree(tx, context, (button.part, 0))
    await _done(context, button.part, "已同意延期")


async def urge(context: Context, button: Urge) -> None:
    async with context.write() as tx:
        await pushes.urged(tx, [await parts.urge(tx, context.me, button.part, context.now)], context)
    await _done(context, button.part, "已催办")


async def urge_all(context: Context, button: UrgeAll) -> None:
    """催办 all who lag."""
    async with context.write() as tx:
        urged, resting = await parts.urge_all(tx, context.me, button.task, context.now)
        told = await pushes.urged(tx, urged, context)
    rest = f"另有 {resting} 个 24 小时内已催过，这次不打扰。" if resting else ""
    await context.toast(f"已催办 {told} 人。{rest}", alert=True)
    await open_task(context, OpenTask(button.task, 0))


async def stop(context: Context, button: Stop) -> None:
    """停止重复, asked once more."""
    if button.sure == 1:
        async with context.write() as tx:
            await assigning.stop(tx, context.me, button.task, context.now)
        await context.toast("已停止重复")
        await open_task(context, OpenTask(button.task, 0))
        return
    async with context.read() as session:
        task = await assigning.stoppable(session, context.me, button.task)
    text = Markup("停止重复<b>{}</b>？这一期照常办理，之后不再开始新的一期。").format(clip(task.what, cards.SHORT))
    await context.show(text, [[Stop(button.task, 1).labelled("确认停止")], back(OpenTask(button.task, 0))])
