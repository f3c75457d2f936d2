"""What tasks keep about a person, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from storage.people.directory import Who
from storage.tasks import lists
from storage.tasks.rows import State

_STATES = {
    State.GIVEN: "未阅",
    State.NOTED: "已阅",
    State.HANDED_IN: "待验收",
    State.RETURNED: "已退回",
    State.DONE: "已验收",
}


async def parts(session: AsyncSession, who: Who) -> Section | None:
    """What they have, or had, to do."""
    rows = [
        (item.task.what, item.assignment.due_on, _STATES[State(item.assignment.state)], item.assignment.handed_in_at)
        for item in await lists.mine(session, who)
    ]
    return Section("tasks", "任务", ("任务", "截止日期", "状态", "提交时间"), rows)


async def said(session: AsyncSession, who: Who) -> Section | None:
    """What they wrote about tasks, with how many files."""
    rows = [
        (task.what, entry.at, entry.text, len(entry.files or []))
        for task, entry in await lists.entries_by(session, who.person_id)
    ]
    return Section("task_entries", "任务办理记录", ("任务", "时间", "内容", "附件数"), rows)
