"""The branch's Telegram group: binding it, following it when it moves, and its video chat as the meeting's live stream."""

from functools import partial

from telegram import Chat, ChatMember, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError
from telegram.ext import ChatMemberHandler, CommandHandler, MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from handlers.kit.engine.access_check import say_rarely, unguarded
from handlers.kit.engine.unreachable import say_in_group
from handlers.kit.feature import Handler
from handlers.kit.screens import group_rights
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, lines
from handlers.meetings import pushes
from storage.engine.refusal import Refusal
from storage.meetings import checkin, lists
from storage.people import bindings
from storage.people.access import Place, may
from storage.people.directory import who_is
from storage.people.rights import Act

NOT_SECRETARY = Markup("请由本支部书记（已在私聊中绑定身份）在群里发送 /bind 。")
ANONYMOUS = Markup(
    "您在群里是以群（或频道）的名义发言的，机器人认不出是谁。请支部书记先在群设置的管理员里关闭“匿名”，"
    "以本人名义发送 /bind；绑定以后可以再打开。"
)
OTHERS = Markup("这个群已经绑定另一个支部，请先从原支部解除（把机器人移出群再拉进来）。")
BOUND = Markup("✅ {}已绑定<b>{}</b>：会议通知和公布的会议会发到这里，群视频聊天会作为会议直播。个人内容只在私聊里。")

NOT_ADMINISTRATOR = Markup("⚠️ 机器人还不是本群的管理员{}：{}。{}。设好后这里会说一声。")
ADMINISTRATOR = Markup("✅ 机器人已是本群的管理员，书记用表情作的答复能收到了。")


async def bind(context: Context) -> None:
    """/bind, by the branch's secretary, in the group."""
    chat, user = context.incoming.effective_chat, context.incoming.effective_user
    if chat is None or user is None:
        return
    if context.message is not None and context.message.sender_chat is not None:
        await _refuse(context, ANONYMOUS)
        return
    async with context.read() as session:
        who = await who_is(session, user.id)
    if who is None or not may(who, Act.BIND_GROUP, Place(branch_id=who.branch_id)):
        await _refuse(context, NOT_SECRETARY)
        return
    async with context.write() as tx:
        branch = await bindings.bind_group(tx, who.branch_id, chat.id, context.thread)
    if branch is None:
        await say_in_group(context, OTHERS)
        return
    what = "本群" if context.thread is None else "这个话题"
    text = lines(BOUND.format(what, branch.name), None if await _is_administrator(context) else _lacking(context))
    await say_in_group(context, text)


async def _is_administrator(context: Context) -> bool:
    """Also where Telegram does not say: what is not known is no reason to send somebody to the settings."""
    try:
        standing = await context.bot.get_chat_member(context.chat_id, context.bot.id)
    except TelegramError:
        return True
    return standing.status in group_rights.ENOUGH


def _lacking(context: Context) -> Markup:
    private = "" if context.bot.can_read_all_group_messages else "（隐私模式也开着，设为管理员后不受它影响）"
    return NOT_ADMINISTRATOR.format(private, group_rights.MISSES, group_rights.HOW_TO_PROMOTE)


async def _refuse(context: Context, text: Markup) -> None:
    """However often who asks: a group takes few messages a minute, and they are its branch's."""
    await say_rarely(context, text, partial(say_in_group, context, text))


async def moved(context: Context) -> None:
    """The group became a supergroup with another id."""
    message = context.message
    if message is not None and message.migrate_to_chat_id is not None:
        async with context.write() as tx:
            await bindings.group_moved(tx, message.chat.id, message.migrate_to_chat_id)


async def standing_changed(context: Context) -> None:
    """The bot was taken out of a group: nothing more goes there. Or it became an administrator of a bound one, or is none any more."""
    change = context.incoming.my_chat_member
    if change is None or change.chat.type == Chat.PRIVATE:
        return
    if change.new_chat_member.status in (ChatMember.LEFT, ChatMember.BANNED):
        async with context.write() as tx:
            await bindings.group_moved(tx, change.chat.id, None)
        return
    before, after = (each.status in group_rights.ENOUGH for each in (change.old_chat_member, change.new_chat_member))
    async with context.read() as session:
        branch = await bindings.branch_of_chat(session, change.chat.id)
    if branch is not None and before is not after:
        await say_in_group(context, ADMINISTRATOR if after else _lacking(context), thread=branch.thread_id)


async def video_chat_started(context: Context) -> None:
    """The group's video chat opens the live stream of the branch's meeting of this hour."""
    try:
        async with context.write() as tx:
            branch = await bindings.branch_of_chat(tx, context.chat_id)
            near = await lists.around(tx, branch.id or 0, context.now) if branch else None
            if branch is None or near is None:
                return
            meeting = await checkin.switch_live(tx, near.number, context.now, on=True, in_group=True)
            await pushes.live(tx, meeting, context, person=None)
    except Refusal:
        return
    link = create_deep_linked_url(context.bot.username, f"live_{meeting.number}")
    button = InlineKeyboardMarkup.from_button(InlineKeyboardButton("📺 我在看直播（签到）", url=link))
    text = Markup("🔴 <b>{}</b>开始直播。看直播的同志请点下方按钮签到。").format(meeting.title)
    await say_in_group(context, text, button, thread=branch.thread_id)


async def video_chat_ended(context: Context) -> None:
    """And closes it again."""
    async with context.write() as tx:
        branch = await bindings.branch_of_chat(tx, context.chat_id)
        meeting = await lists.live_of(tx, branch.id or 0) if branch else None
        if branch is None or meeting is None:
            return
        await checkin.switch_live(tx, meeting.number, context.now, on=False)
    text = Markup("⏹ <b>{}</b>的直播结束了。没能参加的，等录像上传后补课。").format(meeting.title)
    await say_in_group(context, text, thread=branch.thread_id)


_GROUPS = filters.ChatType.GROUPS
HANDLERS: list[Handler] = [
    CommandHandler("bind", unguarded(bind), _GROUPS & filters.UpdateType.MESSAGE),
    MessageHandler(_GROUPS & filters.StatusUpdate.MIGRATE, unguarded(moved)),
    MessageHandler(_GROUPS & filters.StatusUpdate.VIDEO_CHAT_STARTED, unguarded(video_chat_started)),
    MessageHandler(_GROUPS & filters.StatusUpdate.VIDEO_CHAT_ENDED, unguarded(video_chat_ended)),
    ChatMemberHandler(unguarded(standing_changed), ChatMemberHandler.MY_CHAT_MEMBER),
]
