"""Tasks in words: the labels of lists, the facts of one, its thread, and what reminders say."""

from datetime import date, datetime

from handlers.kit.screens.text import Markup, clip, day_text, escape, fits, lines, when_text
from handlers.kit.screens.when_sent import late, left, left_text, near
from scoring.cadence import Cadence, Reminder, Stage, last_of_month, reminders
from storage.rules.regulations import leads_of
from storage.tasks.lists import Count, Item
from storage.tasks.rows import Assignment, Proof, Said, State, Task, TaskEntry

CADENCES = {
    Cadence.ONCE: "一次性",
    Cadence.MONTHLY: "每月",
    Cadence.QUARTERLY: "每季度",
    Cadence.HALF_YEARLY: "每半年",
    Cadence.YEARLY: "每年",
}
PROOFS = {Proof.NONE: "不用交材料", Proof.TEXT: "交文字说明", Proof.PHOTO: "交照片", Proof.FILE: "交文件"}
STATES = {
    State.GIVEN: "未阅",
    State.NOTED: "办理中",
    State.HANDED_IN: "待验收",
    State.RETURNED: "已退回",
    State.DONE: "已完成",
    State.CANCELLED: "已撤销",
}
SAID = {
    Said.NOTED: "👀 已阅",
    Said.PROGRESS: "✏️ 进展",
    Said.QUESTION: "❓ 请示",
    Said.ANSWER: "💬 答复",
    Said.HANDED_IN: "📤 提交",
    Said.ACCEPTED: "✅ 验收",
    Said.RETURNED: "↩ 退回",
    Said.TIME_ASKED: "⏳ 申请延期到",
    Said.TIME_GIVEN: "⏳ 同意延期",
    Said.TIME_REFUSED: "⏳ 不同意延期",
    Said.URGED: "🔔 催办",
    Said.CANCELLED: "🚫 撤销",
}
SHORT = 40
# The thread on a part's screen: how many entries, and how much of each.
IN_THREAD, THREAD_UNITS = 8, 300


def sign(part: Assignment, today: date) -> str:
    """A mark of how it stands."""
    if part.state in (State.DONE, State.CANCELLED, State.HANDED_IN):
        return {State.DONE: "✅", State.CANCELLED: "🚫", State.HANDED_IN: "📤"}[State(part.state)]
    return due_sign(part.due_on, today)


def due_sign(due: date, today: date) -> str:
    """How near the due day of something open is."""
    left = (due - today).days
    return "❗" if left < 0 else "⚠️" if left == 0 else "⏰" if left <= 3 else "•"


def mine_label(item: Item, today: date) -> str:
    return f"{sign(item.assignment, today)} {item.assignment.due_on:%m-%d} {clip(item.task.what, SHORT)}"


def part_label(item: Item, today: date) -> str:
    """A line of those who have a task."""
    return f"{sign(item.assignment, today)} {item.name}　{STATES[State(item.assignment.state)]}"


def task_label(task: Task, count: Count, today: date) -> str:
    """A line of the tasks that were given."""
    waiting = f" 📤{count.handed_in}" if count.handed_in else ""
    near = "✅" if count.done == count.total else due_sign(task.due_on, today)
    return f"{near} {count.done}/{count.total}{waiting}　{task.due_on:%m-%d} {clip(task.what, SHORT)}"


def cadence_text(cadence: Cadence, due: date, of_month: int) -> str:
    """每月（最后一天）; 每年（2月29日，平年为2月28日)."""
    if cadence is Cadence.ONCE:
        return CADENCES[cadence]
    if cadence is Cadence.YEARLY:
        day = f"{due.month}月" + ("最后一天" if due == last_of_month(due) and of_month == 31 else f"{of_month}日")
    else:
        day = "最后一天" if of_month == 31 else f"{of_month}日"
    return f"{CADENCES[cadence]}（{day}）"


def reminders_text(cadence: Cadence, due: date, lead_days: int | None, today: date) -> str:
    """On which days the bot will remind."""
    days = [each.day for each in reminders(due, leads_of(cadence, lead_days)) if each.stage is not Stage.OVERDUE]
    ahead = [f"{day.month}月{day.day}日" for day in days if day > today]
    return "、".join([*ahead, "逾期次日"])


def facts(task: Task, due: date, today: date, *, pushed: bool = False) -> Markup:
    """What, until when, how often, what is to be handed in; in a push, how long there is when it is sent."""
    return lines(
        Markup("📌 <b>{}</b>").format(task.what),
        Markup("📅 截止：{}（{}）").format(day_text(due, today), left(due) if pushed else left_text(due, today)),
        Markup("🔁 {}　📎 {}").format(
            cadence_text(Cadence(task.cadence), task.first_due, task.of_month), PROOFS[Proof(task.proof)]
        ),
    )


def progress(task: Task, count: Count | None) -> Markup:
    """How far everyone is together."""
    if count is None:
        return Markup("🚫 已撤销")
    return Markup("📊 共 {} {}：完成 {}，待验收 {}，未完成 {}").format(
        count.total, "个支部" if task.branch_id is None else "人", count.done, count.handed_in, count.lagging
    )


def thread(entries: list[tuple[TaskEntry, str]], now: datetime) -> Markup:
    """The last words about it, long ones by their beginning."""
    shown, most = [], IN_THREAD
    for entry, name in entries[-most:]:
        said = [clip(entry.text, THREAD_UNITS)] if entry.text else []
        attached = [f"（附件 {len(entry.files)} 个）"] if entry.files else []
        signed = f"—— {name}，{when_text(entry.at, now)}"
        shown.append(Markup("{}").format(" ".join([SAID[Said(entry.said)], *said, *attached, signed])))
    earlier = Markup("…（更早的 {} 条略）").format(len(entries) - most) if len(entries) > most else None
    return lines(Markup("\n<b>办理过程</b>"), earlier, *shown) if shown else Markup("")


def in_full(entries: list[tuple[TaskEntry, str]], now: datetime) -> list[Markup]:
    """The words of which the thread shows only the beginning, or nothing."""
    hidden = len(entries) - IN_THREAD
    return [
        lines(
            Markup("<b>{}</b> —— {}，{}").format(SAID[Said(entry.said)], name, when_text(entry.at, now)),
            escape(entry.text),
        )
        for place, (entry, name) in enumerate(entries)
        if entry.text and (place < hidden or not fits(entry.text, THREAD_UNITS))
    ]


def reminded(what: str, due: date, reminder: Reminder, today: date) -> Markup:
    """What a reminder says to the receiver."""
    return Markup("{}：<b>{}</b>，截止{}{}").format(near(due), clip(what, 60), day_text(due, today), late(reminder.day))


def overdue_to_giver(what: str, due: date, names: str, number: int) -> Markup:
    """What the giver is told once it is overdue."""
    return Markup("❗ 您布置的<b>{}</b>已过截止日期（{}月{}日），{} 个没有完成：{}").format(
        clip(what, 60), due.month, due.day, number, clip(names, 80)
    )
