"""Giving feedback: to whom, and what, in words and files; and saying once that an answer has not settled it."""

from handlers.feedback import cards
from handlers.feedback.buttons import MyFeedback, OpenFeedback, StartFeedback, StartReopen
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import confided, reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, ask, draft
from handlers.kit.forms.gathering import Gathering, nothing
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape, lines
from storage import feedback
from storage.feedback import ADDRESSEES, LONGEST, MOST_FILES, Refused
from storage.people.access import Act
from storage.people.posts import Post

LABELS = {Post.PARTY_STAFF: "🏢 党务干部", Post.INSPECTOR: "🛡 只给纪检监察"}
CONTENT = Gathering("意见建议", LONGEST, MOST_FILES, confided.remember)


class PickAddressee(Button, prefix="fb_to", act=Act.GIVE_FEEDBACK):
    """By its place among those there are."""

    place: int


class Send(Button, prefix="fb_send", act=Act.GIVE_FEEDBACK):
    """Give it."""


async def begin(context: Context, _button: StartFeedback) -> Next:
    """Open to everybody, without a PIN: it is to cost nobody anything."""
    draft(context).update(nothing(), sent=[])
    return "addressee"


async def ask_addressee(context: Context) -> None:
    text = lines(
        cards.HEADING,
        Markup("交给谁？收件的同志能看到您的姓名，其他人看不到；谁查看过，您也能看到。"),
        Markup("涉及党务干部的，可以只交给纪检监察。"),
    )
    rows = [[PickAddressee(place).labelled(LABELS[post])] for place, post in enumerate(ADDRESSEES)]
    await ask(context, text, rows)


async def pick_addressee(context: Context, button: PickAddressee) -> Next:
    """Only where somebody can answer."""
    if not 0 <= button.place < len(ADDRESSEES):
        await context.toast(OUTDATED, alert=True)
        return None
    post = ADDRESSEES[button.place]
    async with context.read() as session:
        refused = await feedback.addressed(session, context.me, post)
    if refused is not None:
        await context.tell(refused.value)
        return None
    draft(context)["addressee"] = post.value
    return "content"


async def ask_content(context: Context) -> None:
    """How much there is so far; not what, as it stays in the chat."""
    facts = draft(context)
    written, files = len(facts["text"]), len(facts["files"])
    text = lines(
        Markup("<b>💡 交给：{}</b>").format(facts["addressee"]),
        Markup("请写下意见、建议或投诉（{} 字以内），可以附照片和文件，可以分几次发，发完点“提交”。").format(LONGEST),
        Markup("内容加密保存；提交后，您发的消息会从聊天里删除。请不要写涉密内容。"),
        Markup("\n已写 <b>{}</b> 个字，附件 <b>{}</b> 个（不在此重复显示）。").format(written, files)
        if facts["pieces"]
        else None,
    )
    rows = [[Send().labelled("✅ 提交")]] if facts["pieces"] else []
    await ask(context, text, [*rows, *CONTENT.anew(context)])


async def send(context: Context, _button: Send) -> Next:
    """Kept. Those who owe the answer are told on the next day: a push at this moment would tell when somebody turned to them."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await feedback.give(
            tx,
            context.me,
            Post(facts["addressee"]),
            text=facts["text"],
            files=[(media, content) for media, content in facts["files"]],
            now=context.now,
        )
        if not isinstance(outcome, Refused):
            await confided.release(tx, context, facts["sent"])
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    await confided.clean(context, facts["sent"])
    text = lines(
        Markup("<b>✅ 已提交</b>（第 {} 号），交给{}。").format(outcome.key, outcome.addressee),
        Markup("请在{}前等候答复，有了答复会告诉您。收件的同志明天早上收到提醒。").format(
            cards.due_text(outcome, context.now.date())
        ),
    )
    await context.show(text, [[OpenFeedback(outcome.key).labelled("查看")], back(MyFeedback(0))])
    return DONE


GIVING = Form(
    name="feedback",
    title="意见建议",
    start=StartFeedback,
    begin=begin,
    dropped=confided.dropped,
    steps={
        "addressee": Step(ask_addressee, [Chosen(PickAddressee, pick_addressee)]),
        "content": Step(
            ask_content,
            [
                *CONTENT.answers,
                Chosen(Send, send),
                confided.otherwise("这里收文字、照片和文件；已发的这条会一并删除。"),
            ],
            edited=CONTENT.edited,
        ),
    },
)


async def begin_reopen(context: Context, button: StartReopen) -> Next:
    """One's own, once."""
    async with context.read() as session:
        row = await feedback.reopenable(session, context.me, button.feedback)
    if isinstance(row, Refused):
        await context.tell(row.value)
        return None
    draft(context).update(feedback=button.feedback, sent=[])
    return "word"


async def ask_reopen(context: Context) -> None:
    text = Markup("<b>第 {} 号意见建议还没解决</b>\n请写明哪里还没解决（{} 字以内）。只能提一次，会重新计算答复期限。")
    await ask(context, text.format(draft(context)["feedback"], LONGEST))


async def take_reopen(context: Context) -> Next:
    word = await reading.words(context, "说明", LONGEST)
    if word is None:
        return None
    facts = draft(context)
    async with context.write() as tx:
        outcome = await feedback.reopen(tx, context.me, facts["feedback"], word, context.now)
        await confided.release(tx, context, facts["sent"])
    await confided.clean(context, facts["sent"])
    said = (
        outcome.value
        if isinstance(outcome, Refused)
        else f"已转告，请在{cards.due_text(outcome, context.now.date())}前等候再次答复。"
    )
    await context.show(escape(said), [back(OpenFeedback(facts["feedback"]))])
    return DONE


REOPENING = Form(
    name="feedback_reopen",
    title="还没解决",
    start=StartReopen,
    begin=begin_reopen,
    dropped=confided.dropped,
    steps={"word": Step(ask_reopen, [confided.typed(reading.TEXT, take_reopen), confided.TEXT_ONLY])},
)
