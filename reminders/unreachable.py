"""When Telegram refuses to deliver: those who answer for the person or the group are told, once."""

from datetime import datetime

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import bindings, outbox, people
from storage.outbox import Push
from storage.people import Who
from storage.posts import Post

PERSON = Markup("📵 <b>{}</b>同志收不到机器人的消息了（可能停用了机器人或换了账号）。请联系本人打开机器人发送 /start。")
GROUP = Markup("📵 机器人已不在<b>{}</b>的群里，通知发不进群了。请把机器人重新加入群，并在群里发送 /bind。")


async def person_lost(tx: AsyncSession, person_id: int, now: datetime) -> None:
    """To the branch's secretary; if it is the secretary, to the party-affairs staff."""
    who = await people.who_has_id(tx, person_id)
    if not await people.lose(tx, person_id, now) or who is None:
        return
    told = await _in_charge(tx, who.branch_id, but=person_id)
    text = str(PERSON.format(who.name))
    subject = f"person:{person_id}"
    await outbox.put(
        tx,
        now,
        *(Push("unreachable", subject, text, person_id=each.person_id, period=now.isoformat()) for each in told),
    )


async def group_lost(tx: AsyncSession, chat_id: int, now: datetime) -> None:
    """The branch has no group any more."""
    branch = await bindings.branch_of_chat(tx, chat_id)
    if branch is None:
        return
    await bindings.group_moved(tx, chat_id, None)
    told = await _in_charge(tx, branch.id or 0)
    text = str(GROUP.format(branch.name))
    subject = f"branch:{branch.id}"
    await outbox.put(
        tx, now, *(Push("group_lost", subject, text, person_id=each.person_id, period=now.isoformat()) for each in told)
    )


async def _in_charge(tx: AsyncSession, branch_id: int, *, but: int | None = None) -> list[Who]:
    head = (await people.secretaries(tx, branch_id)).get(branch_id)
    if head is not None and head.person_id != but:
        return [head]
    return [each for each in await people.holders(tx, Post.PARTY_STAFF) if each.person_id != but]
