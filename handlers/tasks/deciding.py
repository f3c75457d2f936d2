"""More time for a task, agreed to where it is asked for."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Deciding, Key, Request
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, clip, day_text
from handlers.tasks import cards, pushes
from handlers.tasks.buttons import OpenPart, StartRefuseTime
from storage.engine.refusal import Refusal
from storage.people.access import Act
from storage.people.directory import Who
from storage.tasks import lists, parts
from storage.tasks.lists import Item
from storage.tasks.receivers import levels
from storage.tasks.rows import Refused, Said, TaskEntry, judges

_ANSWERS = {Said.TIME_GIVEN: "✅ {}已同意延期", Said.TIME_REFUSED: "❌ {}没有同意延期"}


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


async def _find(session: AsyncSession, me: Who, key: Key) -> Request:
    item = await lists.item(session, key[0])
    if item is None or not judges(me, item.task):
        raise Refusal(Refused.GONE if item is None else Refused.NOT_ABOVE)
    asked, _ = (await lists.last_words(session, [key[0]], Said.TIME_ASKED)).get(key[0], (None, ""))
    if item.assignment.asked_until is not None:
        return _request(item, asked)
    answer, by = (await lists.last_words(session, [key[0]], *_ANSWERS)).get(key[0], (None, ""))
    return _request(item, asked, _ANSWERS[Said(answer.said)].format(by) if answer else "不用答复了，任务已经提交")


async def agree(tx: AsyncSession, context: Context, key: Key) -> None:
    part = await parts.answer_time(tx, context.me, key[0], granted=True, word=None, now=context.now)
    word = f"新的截止日期：{day_text(part.assignment.due_on, context.now.date())}"
    await pushes.to_receiver(tx, part, context, "⏳ 同意延期", word)


DECIDING = Deciding(pushes.TIME, "延期待批", Act.ASSIGN, _waiting, _find, agree)
