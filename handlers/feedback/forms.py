"""Giving feedback, saying once that an answer has not settled it, and answering, which stands behind the PIN."""

from collections.abc import Awaitable, Callable

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.feedback import cards, pushes
from handlers.feedback.buttons import MyFeedback, OpenFeedback, StartAnswer, StartFeedback, StartReopen, ToAnswer
from handlers.kit.confidential.pin import unlock
from handlers.kit.forms import confided
from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.pieces import Pieces
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape, lines
from storage import feedback
from storage.engine.refusal import Refusal
from storage.feedback import LONGEST, MOST_FILES
from storage.people.posts import Post

ADDRESSEES = (Option(Post.PARTY_STAFF.value, "🏢 党务干部"), Option(Post.INSPECTOR.value, "🛡 只给纪检监察"))


async def check_addressee(context: Context, post: str) -> str:
    """Only where somebody can answer."""
    async with context.read() as session:
        await feedback.check_addressed(session, context.me, Post(post))
    return post


async def give(context: Context) -> None:
    """Those who owe the answer are told on the next day: a push at this moment would tell when somebody turned to them."""
    facts, content = draft(context), draft(context)["content"]
    files = [(media, file) for media, file in content["files"]]
    async with confided.keeping(context) as tx:
        row = await feedback.give(
            tx, context.me, Post(facts["addressee"]), text=content["text"], files=files, now=context.now
        )
    text = lines(
        Markup("<b>✅ 已提交</b>（第 {} 号），交给{}。").format(row.key, row.addressee),
        Markup("最迟{}答复，有了答复会告诉您。收件的同志明天早上收到提醒。").format(
            cards.due_text(row, context.now.date())
        ),
    )
    await context.show(text, [[OpenFeedback(row.key).labelled("查看")], back(MyFeedback(0))])


GIVING = Form(
    name="feedback",
    title="意见建议",
    start=StartFeedback,
    # Open to everybody, without a PIN: it is to cost nobody anything.
    questions=[
        Choice(
            "addressee",
            f"{cards.HEADING}\n交给谁？收件的同志能看到您的姓名，其他人看不到；谁查看过，您也能看到。\n"
            "涉及党务干部的，可以只交给纪检监察。",
            options=ADDRESSEES,
            columns=1,
            check=check_addressee,
        ),
        Pieces(
            "content",
            "<b>💡 交给：{addressee}</b>\n"
            f"请写下意见、建议或投诉（{LONGEST} 字以内），可以附照片和文件，可以分几次发，发完点“提交”。\n"
            "内容加密保存；提交后，您发的消息会从聊天里删除。请不要写涉密内容。",
            "意见建议",
            LONGEST,
            MOST_FILES,
            shown=False,
            onward="✅ 提交",
        ),
    ],
    save=give,
    confidential=True,
)


async def _kept(context: Context, work: Callable[[AsyncSession], Awaitable[str]]) -> Markup:
    """What became of it, in words. Where it is too late for it, the words leave the chat all the same."""
    try:
        async with confided.keeping(context) as tx:
            return escape(await work(tx))
    except Refusal as refusal:
        await confided.dropped(context, draft(context))
        return escape(str(refusal))


async def begin_reopen(context: Context, button: StartReopen) -> None:
    """One's own, once."""
    async with context.read() as session:
        await feedback.reopenable(session, context.me, button.feedback)
    draft(context)["feedback"] = button.feedback


async def reopen(context: Context) -> None:
    facts = draft(context)

    async def work(tx: AsyncSession) -> str:
        row = await feedback.reopen(tx, context.me, facts["feedback"], facts["word"], context.now)
        return f"已转告，请在{cards.due_text(row, context.now.date())}前等候再次答复。"

    await context.show(await _kept(context, work), [back(OpenFeedback(facts["feedback"]))])


REOPENING = Form(
    name="feedback_reopen",
    title="还没解决",
    start=StartReopen,
    begin=begin_reopen,
    questions=[
        Text(
            "word",
            "<b>第 {feedback} 号意见建议还没解决</b>\n"
            f"请写明哪里还没解决（{LONGEST} 字以内）。只能提一次，会重新计算答复期限。",
            "说明",
            LONGEST,
        )
    ],
    save=reopen,
    confidential=True,
)


async def begin_answer(context: Context, button: StartAnswer) -> None:
    async with context.read() as session:
        await feedback.answerable(session, context.me, button.feedback)
    await unlock(context, button)
    draft(context)["feedback"] = button.feedback


async def answer(context: Context) -> None:
    """With a push that says only that there is an answer."""
    facts = draft(context)

    async def work(tx: AsyncSession) -> str:
        row = await feedback.answer(tx, context.me, facts["feedback"], facts["words"], context.now)
        await pushes.answered(tx, row, context.now)
        return f"✅ 第 {row.key} 号已答复，并告诉了提出人。"

    rows = [[OpenFeedback(facts["feedback"]).labelled("查看")], back(ToAnswer(0, 0))]
    await context.show(await _kept(context, work), rows)


ANSWERING = Form(
    name="feedback_answer",
    title="答复意见建议",
    start=StartAnswer,
    begin=begin_answer,
    questions=[
        Text(
            "words",
            "<b>答复第 {feedback} 号意见建议</b>\n"
            f"请写明了解到的情况和处理结果（{LONGEST} 字以内）。加密保存，由提出人打开查看；您发的这段文字会从聊天里删除。",
            "答复",
            LONGEST,
        )
    ],
    save=answer,
    confidential=True,
)
FORMS = (GIVING, REOPENING, ANSWERING)
