"""When Telegram refuses what is said: those who answer for the person or the group are told, once."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from handlers.kit.screens.context import Context
from handlers.kit.screens.telegram_errors import Lost, lost
from handlers.kit.screens.text import Markup
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import bindings, directory
from storage.people.directory import Who
from storage.people.posts import Post

PERSON = Markup("📵 <b>{}</b>同志收不到机器人的消息了（可能停用了机器人或换了账号）。请联系本人打开机器人发送 /start。")
GROUP = {
    Lost.GONE: Markup("📵 机器人已不在<b>{}</b>的群里，通知发不进群了。请把机器人重新加入群，并在群里发送 /bind。"),
    Lost.NO_RIGHT: Markup(
        "📵 机器人在<b>{}</b>的群里没有发言的权限，通知发不进群了。请在群设置里允许机器人发消息（或设为管理员），再在群里发送 /bind。"
    ),
    Lost.NO_THREAD: Markup(
        "📵 <b>{}</b>的群里接收通知的话题已关闭或删除，通知发不进去了。请重新打开它，或选另一个话题，并在那个话题里发送 /bind。"
    ),
}


async def person_lost(tx: AsyncSession, person_id: int, now: datetime) -> None:
    """To the branch's secretary; if it is the secretary, to the party-affairs staff."""
    who = await directory.who_has_id(tx, person_id)
    if not await directory.lose(tx, person_id, now) or who is None:
        return
    told = await _in_charge(tx, who.branch_id, but=person_id)
    text = str(PERSON.format(who.name))
    subject = f"person:{person_id}"
    await outbox.put(
        tx,
        now,
        *(Push("unreachable", subject, text, person_id=each.person_id, period=now.isoformat()) for each in told),
    )


async def group_lost(tx: AsyncSession, chat_id: int, now: datetime, why: Lost) -> None:
    """The branch has no group any more, until it is bound anew."""
    branch = await bindings.branch_of_chat(tx, chat_id)
    if branch is None:
        return
    await bindings.group_moved(tx, chat_id, None)
    told = await _in_charge(tx, branch.id or 0)
    text = str(GROUP[why].format(branch.name))
    subject = f"branch:{branch.id}"
    await outbox.put(
        tx, now, *(Push("group_lost", subject, text, person_id=each.person_id, period=now.isoformat()) for each in told)
    )


async def say_in_group(
    context: Context, text: Markup, keyboard: InlineKeyboardMarkup | None = None, *, thread: int | None = None
) -> None:
    """Answer in a group; where it refuses, nobody there can be told, and whoever answers for it is."""
    try:
        await context.say(text, keyboard, thread=thread)
    except (BadRequest, Forbidden) as error:
        why = lost(error)
        if why is None:
            raise
        if why is Lost.GONE:
            return  # one such answer may be chance: delivery finds out whether it is
        # Not the update's own effect, which may be taken already.
        async with context.bot_data.database.write() as tx:
            await group_lost(tx, context.chat_id, context.now, why)


async def _in_charge(tx: AsyncSession, branch_id: int, *, but: int | None = None) -> list[Who]:
    head = (await directory.secretaries(tx, branch_id)).get(branch_id)
    if head is not None and head.person_id != but:
        return [head]
    return [each for each in await directory.holders(tx, Post.PARTY_STAFF) if each.person_id != but]
