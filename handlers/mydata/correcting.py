"""Asking the party-affairs staff to put roster data right, and their word on it."""

from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, escape, lines, names
from handlers.mydata.buttons import AnswerCorrection, MyData, StartCorrection
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.posts import Post
from storage.sealed import audit
from storage.sealed.audit import Event

LONGEST = 300
NOBODY = "名册里暂时没有党务干部，请直接联系政治处。"


async def begin(context: Context, _button: StartCorrection) -> Next:
    """Somebody must be there to hear it."""
    async with context.read() as session:
        staff = await directory.holders(session, Post.PARTY_STAFF)
    if not any(who.person_id != context.me.person_id for who in staff):
        await context.tell(NOBODY)
        return None
    return "what"


async def ask_what(context: Context) -> None:
    """What is wrong, and what is right."""
    text = Markup("<b>✏️ 名册信息有误</b>\n请写明哪一项有误、应为什么，例如：岗位应为“户籍管理”。会发给党务干部核对。")
    await ask(context, text)


async def take_what(context: Context) -> Next:
    """To each of the staff; the trail keeps that it was asked."""
    what = await reading.words(context, "更正内容", LONGEST, 2)
    if what is None:
        return None
    me = context.me
    text = lines(
        Markup("✏️ <b>{}</b>（警号 {}，{}）请求更正名册信息：").format(me.name, me.police_no, me.branch),
        Markup("{}").format(what),
        Markup("请核对后在花名册中更正，并答复本人。"),
    )
    row = keyboard([AnswerCorrection(me.person_id).labelled("✉️ 答复本人")])
    async with context.write() as tx:
        staff = [who for who in await directory.holders(tx, Post.PARTY_STAFF) if who.person_id != me.person_id]
        await audit.record(tx, Event.CORRECTION_ASKED, by=me.person_id, over=me.person_id, now=context.now)
        await outbox.put(
            tx,
            context.now,
            *(
                Push(
                    "correction",
                    f"person:{me.person_id}",
                    str(text),
                    person_id=who.person_id,
                    period=context.occasion,
                    keyboard=row,
                )
                for who in staff
            ),
        )
    told = names(who.name for who in staff)
    text = Markup("✅ 已转给党务干部{}核对，答复会通知您。").format(told)
    if not staff:
        text = Markup("名册里现在没有党务干部，请求已记入审计记录，请直接联系管理名册的同志更正。")
    await context.show(text, [back(MyData())])
    return DONE


async def begin_answer(context: Context, button: AnswerCorrection) -> Next:
    """To somebody still on the roster."""
    async with context.read() as session:
        who = await directory.who_has_id(session, button.person)
    if who is None:
        await context.tell("名册里已没有这位同志。")
        return None
    draft(context).update(person=who.person_id, name=who.name)
    return "word"


async def ask_word(context: Context) -> None:
    await ask(
        context, Markup("请写给<b>{}</b>的答复，例如：已更正，下次导入花名册后生效。").format(draft(context)["name"])
    )


async def take_word(context: Context) -> Next:
    word = await reading.words(context, "答复", LONGEST)
    if word is None:
        return None
    facts = draft(context)
    text = lines(
        Markup("✉️ 党务干部<b>{}</b>对您更正名册信息的答复：").format(context.me.name), Markup("{}").format(word)
    )
    subject = f"person:{facts['person']}"
    row = keyboard([MyData().labelled("🪪 我的数据")])
    push = Push(
        "correction_answer", subject, str(text), person_id=facts["person"], period=context.occasion, keyboard=row
    )
    async with context.write() as tx:
        await outbox.put(tx, context.now, push)
    await context.show(escape(f"已答复{facts['name']}。"), [HOME])
    return DONE


ASK = Form(
    name="correction",
    title="更正名册信息",
    start=StartCorrection,
    begin=begin,
    steps={"what": Step(ask_what, [Typed(reading.TEXT, take_what)])},
)
ANSWER = Form(
    name="correction_answer",
    title="答复更正请求",
    start=AnswerCorrection,
    begin=begin_answer,
    steps={"word": Step(ask_word, [Typed(reading.TEXT, take_word)])},
)
