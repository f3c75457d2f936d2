"""Asking the party-affairs staff to put roster data right, and their word on it."""

from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, escape, lines, names
from handlers.mydata.buttons import AnswerCorrection, MyData, StartCorrection
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.posts import Post
from storage.sealed import audit
from storage.sealed.audit import Event

LONGEST = 300
NOBODY = "名册里暂时没有党务干部，请直接联系政治处。"


async def begin(context: Context, _button: StartCorrection) -> None:
    """Somebody must be there to hear it."""
    async with context.read() as session:
        staff = await directory.holders(session, Post.PARTY_STAFF)
    if not any(who.person_id != context.me.person_id for who in staff):
        raise Refusal(NOBODY)


async def send(context: Context) -> None:
    """To each of the staff; the trail keeps that it was asked."""
    me = context.me
    text = lines(
        Markup("✏️ <b>{}</b>（警号 {}，{}）请求更正名册信息：").format(me.name, me.police_no, me.branch),
        Markup("{}").format(draft(context)["what"]),
        Markup("请核对后在花名册中更正，并答复本人。"),
    )
    row = keyboard([AnswerCorrection(me.person_id).labelled("✉️ 答复本人")])
    subject = f"person:{me.person_id}"
    async with context.write() as tx:
        staff = [who for who in await directory.holders(tx, Post.PARTY_STAFF) if who.person_id != me.person_id]
        await audit.record(tx, Event.CORRECTION_ASKED, by=me.person_id, over=me.person_id, now=context.now)
        pushes = [
            Push("correction", subject, str(text), person_id=who.person_id, period=context.occasion, keyboard=row)
            for who in staff
        ]
        await outbox.put(tx, context.now, *pushes)
    told = Markup("✅ 已转给党务干部{}核对，答复会通知您。").format(names(who.name for who in staff))
    nobody = Markup("名册里现在没有党务干部，请求已记入审计记录，请直接联系管理名册的同志更正。")
    await context.show(told if staff else nobody, [back(MyData())])


async def begin_answer(context: Context, button: AnswerCorrection) -> None:
    async with context.read() as session:
        who = await directory.who_has_id(session, button.person)
    if who is None:
        raise Refusal("名册里已没有这位同志。")
    draft(context).update(person=who.person_id, name=who.name)


async def answer(context: Context) -> None:
    facts = draft(context)
    text = lines(
        Markup("✉️ 党务干部<b>{}</b>对您更正名册信息的答复：").format(context.me.name),
        Markup("{}").format(facts["word"]),
    )
    subject, row = f"person:{facts['person']}", keyboard([MyData().labelled("🪪 我的数据")])
    push = Push(
        "correction_answer", subject, str(text), person_id=facts["person"], period=context.occasion, keyboard=row
    )
    async with context.write() as tx:
        await outbox.put(tx, context.now, push)
    await context.show(escape(f"已答复{facts['name']}。"), [HOME])


ASK = Form(
    name="correction",
    title="更正名册信息",
    start=StartCorrection,
    begin=begin,
    questions=[
        Text(
            "what",
            "<b>✏️ 名册信息有误</b>\n请写明哪一项有误、应为什么，例如：岗位应为“户籍管理”。会发给党务干部核对。",
            "更正内容",
            LONGEST,
            shortest=2,
        )
    ],
    save=send,
)
ANSWER = Form(
    name="correction_answer",
    title="答复更正请求",
    start=AnswerCorrection,
    begin=begin_answer,
    questions=[Text("word", "请写给<b>{name}</b>的答复，例如：已更正，下次导入花名册后生效。", "答复", LONGEST)],
    save=answer,
)
