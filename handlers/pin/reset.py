"""A reset: asked for by the person, begun by party-affairs staff who have made sure who asks, confirmed in the person's own chat."""

from handlers.kit.confidential import pin as kit
from handlers.kit.confidential.pin import AskReset, OfferReset
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, escape
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.confirming import trusted
from storage.people.posts import Post
from storage.people.rights import Act
from storage.rules.regulations import basis
from storage.sealed import pin
from storage.sealed.pin import RESET_RULE, Refused, State

ASKED = Markup(
    "已告诉党务干部。请当面或打电话说明情况；党务干部发起重置后，您会在这里收到一条消息，确认后即可重新设置。"
)
VERIFY = Markup("🔐 <b>{}</b>（{}，警号 {}）换了账号，申请核实后设置 PIN。请先当面或打电话核实是本人。")
REQUEST = Markup("🔐 <b>{}</b>（{}，警号 {}）忘记了 PIN，申请重置。请先当面或打电话核实是本人。")
OFFERED = Markup(
    "🔐 党务干部 <b>{}</b> 为您发起了 PIN 重置。\n如果是您要求的，请点“确认重置”，原来的 PIN 即作废；如果不是，请点“不是我要求的”。\n\n{}"
)
SURE = Markup("为<b>{}</b>（警号 {}）发起 PIN 重置？请先当面或打电话核实是本人。要本人在自己的私聊里确认后才生效。")


class AnswerReset(Button, prefix="pin_yes", act=Act.HOME):
    """The person's own word: 1 confirms."""

    agreed: int


async def ask(context: Context, _button: AskReset) -> None:
    """忘记 PIN: once a day is enough. Where none is set there is nothing that staff could reset."""
    me = context.me
    async with context.read() as session:
        stands = await pin.standing(session, me.person_id, context.now)
    if stands.state is State.UNSET:
        raise Refusal(Refused.UNSET)
    request = VERIFY if stands.state is State.HANDED_ON else REQUEST
    text = str(request.format(me.name, me.branch, me.police_no))
    row = keyboard([OfferReset(me.person_id, 0).labelled("发起重置")])
    async with context.write() as tx:
        staff = [each for each in await trusted(tx, Post.PARTY_STAFF) if each.person_id != me.person_id]
        day = context.now.date().isoformat()
        pushes = [
            Push("pin_forgot", f"person:{me.person_id}", text, person_id=each.person_id, period=day, keyboard=row)
            for each in staff
        ]
        await outbox.put(tx, context.now, *pushes)
    await context.show(ASKED if staff else escape(Refused.NOT_OWN.value), [HOME])


async def offer(context: Context, button: OfferReset) -> None:
    """From the request, or from the roster."""
    if button.sure == 1:
        async with context.write() as tx:
            person = await pin.offer_reset(tx, context.me, button.person, context.now)
            await outbox.put(tx, context.now, offered(button.person, context.me.name, context.occasion))
        await context.show(Markup("已发给<b>{}</b>，等本人确认。").format(person.name), [HOME])
        return
    async with context.read() as session:
        who = await directory.who_has_id(session, button.person)
    if who is None:
        raise Refusal(Refused.GONE)
    yes = [OfferReset(button.person, 1).labelled("已核实，发起重置")]
    await context.show(SURE.format(who.name, who.police_no), [yes, HOME])


def offered(person_id: int, by: str, period: str) -> Push:
    row = keyboard([AnswerReset(1).labelled("确认重置"), AnswerReset(0).labelled("不是我要求的")])
    text = str(OFFERED.format(by, basis(RESET_RULE)))
    return Push("pin_reset", f"person:{person_id}", text, person_id=person_id, period=period, keyboard=row)


async def answer(context: Context, button: AnswerReset) -> None:
    """Only in the person's own chat, and only while it is offered."""
    me, agreed = context.me, button.agreed == 1
    async with context.write() as tx:
        by = await pin.answer_reset(tx, me, context.now, agreed=agreed)
        if by is not None:
            word = "已确认，PIN 已重置" if agreed else "表示不是本人要求的，没有重置，请核实"
            text = str(Markup("🔐 <b>{}</b>（警号 {}）{}。").format(me.name, me.police_no, word))
            push = Push("pin_answer", f"person:{me.person_id}", text, person_id=by, period=context.occasion)
            await outbox.put(tx, context.now, push)
    kit.locks(context).lock(me.person_id, me.telegram_id)
    said = "PIN 已重置，下次打开保密内容时请重新设置。" if agreed else "没有重置，您的 PIN 不变。已告诉发起人。"
    await context.show(Markup("🔐 {}").format(said), [HOME])
