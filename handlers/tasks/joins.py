"""What tasks give to other screens: what waits, at home; the parts in the ledger; one's parts and words, for /mydata."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Finding, Found, Section, Subject, ToDo, Upload, Uploads, Waiting
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenTask, Requests
from handlers.kit.screens.text import clip
from handlers.tasks import pushes
from handlers.tasks.buttons import OpenPart
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope
from storage.people.asking import Answers, Asked
from storage.people.directory import Who
from storage.people.finding import Words
from storage.people.rights import Act
from storage.tasks import lists, proofs, waiting
from storage.tasks.lists import Item
from storage.tasks.parts import urge
from storage.tasks.receivers import levels
from storage.tasks.rows import State, judges

_STATES = {
    State.GIVEN: "未阅",
    State.NOTED: "已阅",
    State.HANDED_IN: "待验收",
    State.RETURNED: "已退回",
    State.DONE: "已验收",
}


def _asks(me: Who, _now: datetime) -> list[Asked]:
    return [waiting.owed(me), *waiting.to_judge(me)]


async def _waiting(session: AsyncSession, me: Who, _now: datetime, answers: Answers) -> list[ToDo]:
    """What is mine to do, and what waits for my word."""
    mine = await lists.mine(session, me) if answers[waiting.owed(me)] else []
    found = [
        ToDo(f"🎯 {item.task.what}", OpenPart(item.assignment.key), item.assignment.due_on)
        for item in mine
        if item.assignment.lags
    ]
    judged = await lists.to_judge(session, levels(me)) if any(answers[each] for each in waiting.to_judge(me)) else []
    handed_in: dict[int, list[Item]] = {}
    for item in judged:
        if item.assignment.state == State.HANDED_IN:
            handed_in.setdefault(item.task.key, []).append(item)
        else:
            found.append(ToDo(f"⏳ {item.name}申请延期：{item.task.what}", Requests(pushes.TIME)))
    for items in handed_in.values():
        first = items[0]
        if len(items) == 1:
            found.append(ToDo(f"📥 {first.name}待验收：{first.task.what}", OpenPart(first.assignment.key)))
        else:
            found.append(ToDo(f"📥 {len(items)} 项待验收：{first.task.what}", Requests(pushes.HANDED_IN)))
    return found


WAITING = Waiting(_waiting, _asks)


async def received(session: AsyncSession, who: Who) -> Section | None:
    """What they have, or had, to do."""
    rows = [
        (item.task.what, item.assignment.due_on, _STATES[State(item.assignment.state)], item.assignment.handed_in_at)
        for item in await lists.mine(session, who)
    ]
    return Section("tasks", "任务", ("任务", "截止日期", "状态", "提交时间"), rows)


async def written(session: AsyncSession, who: Who) -> Section | None:
    """What they wrote about tasks, with how many files."""
    rows = [
        (task.what, entry.at, entry.text, len(entry.files or []))
        for task, entry in await lists.entries_by(session, who.person_id)
    ]
    return Section("task_entries", "任务办理记录", ("任务", "时间", "内容", "附件数"), rows)


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    urged = []
    for entry in entries:
        with suppress(Refusal):
            urged.append(await urge(tx, context.me, entry.record, context.now))
    return await pushes.urged(tx, urged, context)


TASKS = Subject("tasks", "任务", lists.ledger, lambda entry: OpenPart(entry.record), _urge)


async def _find(session: AsyncSession, me: Who, words: Words, _now: datetime) -> list[Found]:
    """A whole task for whose it is to judge, else a part that may be seen."""
    return [
        Found(
            f"📌 {each.task.what}",
            OpenTask(each.task.key, 0) if judges(me, each.task) else OpenPart(each.assignment.key),
        )
        for each in await lists.bearing(session, me, words)
    ]


FINDING = Finding("task", "📌 任务", Act.DO_TASKS, _find)


async def _handed_in(session: AsyncSession, _me: Who, scope: Scope) -> list[Upload]:
    return [
        Upload(f"{scope.day(kept.entry.at)}_{clip(kept.what, 24)}_佐证{kept.entry.id}-{number}", media, content)
        for kept in await proofs.of_branch(session, scope)
        for number, (media, content) in enumerate(kept.files, 1)
    ]


UPLOADS = Uploads("任务佐证", Act.SEE_TASKS, _handed_in)
