"""The access check: every command and every button passes it, and is compared with the stored roles at each press."""

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from functools import partial
from inspect import iscoroutinefunction
from types import ModuleType
from typing import Any, TypeVar

from telegram import KeyboardButton, ReplyKeyboardMarkup, Update
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, CommandHandler, ConversationHandler, filters

from handlers.kit.screens.buttons import OUTDATED, Button, Forged
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup, escape
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Answered, Refusal
from storage.mail.outbox import wake
from storage.people.access import Place, is_for_members, may, waits_for
from storage.people.directory import find_again, who_is
from storage.people.rights import Act

Outcome = str | int | None
"""What a handler gives back: a conversation's next step, its end (-1), or None for no change."""
B = TypeVar("B", bound=Button)

HOW_TO_BIND = Markup(
    "您好！使用前请先绑定身份：\n• 点下方按钮<b>分享本人手机号</b>（须与名册一致），或\n• 打开党务干部发给您的一次性绑定链接。"
)
SHARE_PHONE = ReplyKeyboardMarkup([[KeyboardButton("📱 分享本人手机号", request_contact=True)]], resize_keyboard=True)
NOT_ALLOWED = "您的职务没有这项权限。如有疑问，请联系党务干部。"
NOT_CONFIRMED = "您的职务待第二人确认，确认前不能使用这项功能。可请另一位党务干部或纪检监察人员确认。"
MEMBERS_ONLY = "这项功能只对党员开放。如有疑问，请联系党务干部。"
ONCE_IN = timedelta(minutes=1)
MOST_UNBOUND = 10_000
ALREADY_SAVED = Markup("已保存，无需重复操作。发送 /home 返回首页。")


def check_may(context: Context, act: Act, place: Place) -> None:
    """Raises Refusal where the person may not do that there."""
    if not may(context.me, act, place):
        raise Refusal(NOT_ALLOWED)


def guarded(
    act: Act, work: Callable[[Context], Awaitable[Outcome]], *, early: bool = False
) -> Callable[[Update, Context], Coroutine[Any, Any, Outcome]]:
    """Let only those through who may do `act` to anything at all; what it is done to is the handler's own check.

    An `early` handler says nothing to those whom it does not let in: a later one will. What it refuses was for it.
    """

    async def passing(_update: Update, context: Context) -> Outcome:
        if not await _let_in(context, act, quiet=early):
            return None
        try:
            return await work(context)
        except Refusal as refusal:
            await _refuse(context, str(refusal))
            if early:
                raise ApplicationHandlerStop from None
            return None
        except Answered:
            return None
        except AlreadyTaken:
            await context.show(ALREADY_SAVED)
            return ConversationHandler.END
        finally:
            await context.toast()

    return passing


def command(name: str, act: Act, work: Callable[[Context], Awaitable[Outcome]]) -> CommandHandler[Context, Any]:
    """A command in the private chat; a message that is changed into one runs nothing."""
    return CommandHandler(name, guarded(act, work), filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE)


def pressed(button: type[B], work: Callable[[Context, B], Awaitable[Outcome]]) -> CallbackQueryHandler[Context, Any]:
    """A press of that kind of button; its act is the button's own."""

    async def read(context: Context) -> Outcome:
        try:
            made = button.unpack(context.pressed)
        except Forged:
            await context.toast(OUTDATED, alert=True)
            return None
        return await work(context, made)

    return CallbackQueryHandler(guarded(button.act, read), button.carried)


def presses(*screens: object) -> list[CallbackQueryHandler[Context, Any]]:
    """A handler for each public coroutine of those modules, or objects, that takes a context and a button: a press of such a button runs
    it. What answers a form's question there has a name that begins with _. Raises TypeError where two take the same button."""
    found: dict[type[Button], Callable[[Context, Any], Awaitable[Outcome]]] = {}
    for each in screens:
        home = each.__name__ if isinstance(each, ModuleType) else type(each).__module__
        for name in dir(each):
            work = getattr(each, name)
            if name.startswith("_") or not iscoroutinefunction(work) or work.__module__ != home:
                continue
            button = work.__annotations__.get("button") or work.__annotations__.get("_button")
            if button in found:
                raise TypeError(f"{name} and {found[button].__name__} both take {button.__name__}")
            if button:
                found[button] = work
    return [pressed(button, work) for button, work in found.items()]


def unguarded(work: Callable[[Context], Awaitable[None]]) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """Let anybody through, also a group and an account that is bound to nobody. An update that comes again after its effect passes in
    silence: a group is not told twice."""

    async def passing(_update: Update, context: Context) -> None:
        with suppress(AlreadyTaken):
            await work(context)

    return passing


async def say_to_unbound(context: Context, text: Markup, keyboard: ReplyKeyboardMarkup | None = None) -> None:
    """Say the same to an account that is bound to nobody at most once a minute, however much it sends."""
    await context.toast()
    await say_rarely(context, text, partial(context.say, text, keyboard))


async def say_rarely(context: Context, text: Markup, say: Callable[[], Awaitable[object]]) -> None:
    """The same in a chat at most once a minute."""
    now, lately = context.bot_data.clock.now(), context.bot_data.lately
    said = (context.chat_id, str(text))
    if said in lately and timedelta(0) <= now - lately[said] < ONCE_IN:
        return
    if len(lately) >= MOST_UNBOUND:
        lately.clear()
    await say()
    lately[said] = now


async def _let_in(context: Context, act: Act, *, quiet: bool) -> bool:
    chat, user = context.incoming.effective_chat, context.incoming.effective_user
    if chat is None or user is None or chat.type != chat.PRIVATE:
        # Nothing private is ever shown in a group, whatever a forged press asks for.
        await context.toast("请在与我的私聊中使用。", alert=True)
        return False
    async with context.read() as session:
        context.who = await who_is(session, user.id)
    if context.who is not None and context.memory.get("flow", {}).get("person") not in (None, context.who.person_id):
        # The account has been given to somebody else: what its former person had begun is not theirs to read or save.
        context.memory.pop("flow")
    if context.who is not None and context.who.unreachable:
        async with context.bot_data.database.write() as tx:
            await find_again(tx, context.who.person_id)
            wake(tx)
    if quiet:
        return context.who is not None and may(context.who, act)
    if context.who is None:
        await say_to_unbound(context, HOW_TO_BIND, SHARE_PHONE)
        return False
    if not may(context.who, act):
        word = (
            NOT_CONFIRMED
            if waits_for(context.who, act)
            else MEMBERS_ONLY
            if is_for_members(context.who, act)
            else NOT_ALLOWED
        )
        await _refuse(context, word)
        return False
    return True


async def _refuse(context: Context, word: str) -> None:
    """As an alert on a press; what was written is answered with the way home."""
    if context.query:
        await context.tell(word)
    else:
        await context.show(escape(word), [HOME])
