"""A person's account: the one-time link, and taking a lost phone's account off."""

from telegram.helpers import create_deep_linked_url

from handlers.kit.engine.access_check import HOW_TO_BIND
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.people.buttons import AskUnbind, Invite, OpenPerson, Unbind
from handlers.people.parting import part_with
from handlers.people.pushes import account_decided
from handlers.people.screens import GONE
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import bindings, directory
from storage.people.accounts import Decided


async def invite(context: Context, button: Invite) -> None:
    """A new link; earlier ones stop working."""
    async with context.write() as tx:
        who = await directory.who_has_id(tx, button.person)
        token = await bindings.make_invite(tx, button.person, context.now, context.me.person_id) if who else ""
        if who is not None:
            pushes = await account_decided(tx, who, Decided.INVITED, context.me, context.occasion)
            await outbox.put(tx, context.now, *pushes)
    if who is None:
        raise Refusal(GONE)
    text = lines(
        Markup("<b>{}</b>的绑定链接（7 天内有效，只能用一次）：").format(who.name),
        Markup("<code>{}</code>").format(create_deep_linked_url(context.bot.username, token)),
        Markup("请只转给本人。再次生成时，旧的链接即作废。"),
    )
    await context.show(text, [back(OpenPerson(button.person))])


async def ask_unbind(context: Context, button: AskUnbind) -> None:
    async with context.read() as session:
        who = await directory.who_has_id(session, button.person)
    if who is None:
        raise Refusal(GONE)
    text = Markup("解除<b>{}</b>的账号绑定？\n原来的 Telegram 账号将不能再使用；本人可用新账号重新绑定，记录都会保留。")
    yes = [Unbind(button.person).labelled("确认解除")]
    await context.show(text.format(who.name), [yes, back(OpenPerson(button.person))])


async def unbind(context: Context, button: Unbind) -> None:
    """Take the account off, tell it, and take its menu away."""
    async with context.write() as tx:
        who = await directory.who_has_id(tx, button.person)
        former = await bindings.unbind(tx, button.person, by=context.me.person_id, now=context.now)
        if who is not None and former is not None:
            pushes = await account_decided(tx, who, Decided.UNBOUND, context.me, context.occasion)
            await outbox.put(tx, context.now, *pushes)
    if who is None or former is None:
        raise Refusal("这位同志没有绑定账号。")
    await context.show(Markup("已解除<b>{}</b>的绑定。").format(who.name), [back(OpenPerson(button.person))])
    await part_with(context, former, "您的账号绑定已由党务干部解除。", str(HOW_TO_BIND))
