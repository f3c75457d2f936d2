"""Binding an account: by the one-time link, or by sharing one's own phone."""

from collections.abc import Awaitable, Callable
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import ReplyKeyboardRemove
from telegram.ext import CommandHandler, MessageHandler, filters

from handlers.kit.engine.access_check import SHARE_PHONE, say_to_unbound, unguarded
from handlers.kit.feature import Feature
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, escape
from handlers.people.pushes import bound_anew
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import bindings, directory
from storage.people.bindings import Refused
from storage.people.directory import Person
from storage.people.phones import mobile

NOT_YOUR_OWN = Markup("这不是您本人的号码。请点下方按钮分享<b>本人</b>手机号，转发他人名片不能绑定。")
BOUND = Markup("✅ 绑定成功。{}同志，您好！")
BOUND_BEFORE = Markup("✅ 绑定已保存。")


Onward = Callable[[Context], Awaitable[None]]
"""What whoever is bound comes to: the home screen."""


async def by_link(context: Context, onward: Onward) -> None:
    """`/start b_…`: bind by the link's token."""
    user, arguments = context.incoming.effective_user, context.args
    if user and arguments:
        await _bind(context, lambda tx: bindings.bind_by_link(tx, arguments[0], user.id, context.now), onward)


async def by_phone(context: Context, onward: Onward) -> None:
    """A shared contact: bind by its phone, if it is the sender's own."""
    user, message = context.incoming.effective_user, context.message
    if user is None or message is None or message.contact is None:
        return
    # Telegram sets `user_id` to the contact's owner; only one's own button gives one's own id.
    if message.contact.user_id != user.id or message.forward_origin is not None:
        await say_to_unbound(context, NOT_YOUR_OWN, SHARE_PHONE)
        return
    phone = mobile(message.contact.phone_number)
    if phone is None:
        await say_to_unbound(context, escape(Refused.NO_PHONE.value))
        return
    await _bind(context, lambda tx: bindings.bind_by_phone(tx, phone, user.id, context.now), onward)


async def _bind(context: Context, work: Callable[[AsyncSession], Awaitable[Person]], onward: Onward) -> None:
    try:
        async with context.write() as tx:
            person = await work(tx)
            context.who = await directory.who_has_id(tx, person.id or 0)
            if context.who is not None and context.who.waiting:
                await outbox.put(tx, context.now, *await bound_anew(tx, context.who, context.now.date().isoformat()))
        said = BOUND.format(person.name)
    except AlreadyTaken:
        user = context.incoming.effective_user
        async with context.read() as session:
            context.who = await directory.who_is(session, user.id) if user else None
        said = BOUND_BEFORE
    except Refusal as refusal:
        await say_to_unbound(context, escape(str(refusal)), SHARE_PHONE)
        return
    # One message cannot both take the phone key away and carry buttons.
    await context.say(said, ReplyKeyboardRemove())
    if context.who is not None:
        await onward(context)


def feature(onward: Onward) -> Feature:
    """Binding, which ends on the screen that `onward` shows."""
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    return Feature(
        [
            CommandHandler("start", unguarded(partial(by_link, onward=onward)), private & filters.Regex(r"^/start b_")),
            MessageHandler(private & filters.CONTACT, unguarded(partial(by_phone, onward=onward))),
        ]
    )
