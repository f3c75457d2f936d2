"""More time for a task, and what was handed in: agreed to where it is asked for, or one after the other."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Deciding, Key, Request, Says
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, clip, day_text
from handlers.tasks import cards, pushes
from handlers.tasks.buttons import OpenPart, StartRefuseTime, StartReturn
from storage.engine.refusal import Refusal
from storage.people.directory import Who
from storage.people.rights import Act
from storage.tasks import lists, parts
from storage.tasks.lists import Item
from storage.tasks.receivers import levels
from storage.tasks.rows import Refused, Said, State, TaskEntry, judges

_ANSWERS = {Said.TIME_GIVEN: "✅ {}已同意延期", Said.TIME_REFUSED: "❌ {}没有同意延期"}
_JUDGED = {Said.ACCEPTED: "✅ {}已验收", Said.RETURNED: "↩ {}已退回"}


def _request(item: Item, asked: TaskEntry | None, decided: str = "") -> Request:
    part, text = item.assignment, asked.text if asked and asked.text else ""
    return Request(
        key=(part.key, 0),
        text=Markup("⏳ <b>{}</b>申请延期：{}\n{}").format(
            item.name, clip(item.task.what, cards.SHORT), clip(text, 250)
        ),
        opens=OpenPart(part.key),
        refuse=StartRefuseTime(part.key),
        decided=decided,
    )


async def _waiting(session: AsyncSession, me: Who, _now: datetime) -> Sequence[Request]:
    found = [item for item in await lists.to_judge(session, levels(me)) if item.assignment.asked_until is not None]
    asked = await lists.last_words(session, [item.assignment.key for item in found], Said.TIME_ASKED)
    return [_request(item, asked.get(item.assignment.key, (None, ""))[0]) for item in found]


async def judged(session: AsyncSession, me: Who, key: Key) -> Item:
    """The part, for those who judge it. Raises Refusal."""
    item = await lists.item(session, key[0])
    if item is None or not judges(me, item.task):
        raise Refusal(Refused.GONE if item is None else Refused.NOT_ABOVE)
    return item


async def _find(session: AsyncSession, me: Who, key: Key) -> Request:
    item = await judged(session, me, key)
    asked, _ = (await lists.last_words(session, [key[0]], Said.TIME_ASKED)).get(key[0], (None, ""))
    if item.assignment.asked_until is not None:
        return _request(item, asked)
    answer, by = (await lists.last_words(session, [key[0]], *_ANSWERS)).get(key[0], (None, ""))
    return _request(item, asked, _ANSWERS[Said(answer.said)].format(by) if answer else "不用答复了，任务已经提交")


async def agree(tx: AsyncSession, context: Context, key: Key) -> None:
    part = await parts.answer_time(tx, context.me, key[0], granted=True, word=None, now=context.now)
    word = f"新的截止日期：{day_text(part.assignment.due_on, context.now.date())}"
    await pushes.to_receiver(tx, part, context, "⏳ 同意延期", word)


def _handed_in(item: Item, entry: TaskEntry | None, decided: str = "") -> Request:
    part, text, files = item.assignment, "", 0
    if entry is not None:
        text, files = entry.text or "", len(entry.files or ())
    return Request(
        key=(part.key, 0),
        text=Markup("📤 <b>{}</b>：{}{}{}").format(
            item.name,
            clip(item.task.what, cards.SHORT),
            f"\n{clip(text, 300)}" if text else "",
            f"\n📎 附件 {files} 个，点开看" if files else "",
        ),
        opens=OpenPart(part.key),
        refuse=StartReturn(part.key),
        decided=decided,
    )


async def _to_judge(session: AsyncSession, me: Who, _now: datetime) -> Sequence[Request]:
    found = [item for item in await lists.to_judge(session, levels(me)) if item.assignment.state == State.HANDED_IN]
    said = await lists.last_words(session, [item.assignment.key for item in found], Said.HANDED_IN)
    return [_handed_in(item, said.get(item.assignment.key, (None, ""))[0]) for item in found]


async def _find_judged(session: AsyncSession, me: Who, key: Key) -> Request:
    item = await judged(session, me, key)
    entry, _ = (await lists.last_words(session, [key[0]], Said.HANDED_IN)).get(key[0], (None, ""))
    if item.assignment.state == State.HANDED_IN:
        return _handed_in(item, entry)
    word, by = (await lists.last_words(session, [key[0]], *_JUDGED)).get(key[0], (None, ""))
    return _handed_in(item, entry, _JUDGED[Said(word.said)].format(by) if word else "不用验收了")


async def accept(tx: AsyncSession, context: Context, key: Key) -> None:
    part = await parts.judge(tx, context.me, key[0], accepted=True, word=None, now=context.now)
    await pushes.to_receiver(tx, part, context, "✅ 验收通过", None)


DECIDING = [
    Deciding(pushes.TIME, "延期待批", Act.ASSIGN, _waiting, _find, agree),
    Deciding(
        pushes.HANDED_IN,
        "任务待验收",
        Act.ASSIGN,
        _to_judge,
        _find_judged,
        accept,
        Says("✅", "验收"),
        Says("↩", "退回"),
    ),
]
