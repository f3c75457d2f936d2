"""Answering feedback, by those to whom it is addressed, behind the PIN."""

from handlers.feedback import pushes
from handlers.feedback.buttons import OpenFeedback, StartAnswer, ToAnswer
from handlers.kit.confidential.pin import unlocked
from handlers.kit.forms import confided, reading
from handlers.kit.forms.form import DONE, Form, Next, Step, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape
from storage import feedback
from storage.feedback import LONGEST, Refused


async def begin(context: Context, button: StartAnswer) -> Next:
    """As the last step will ask."""
    async with context.read() as session:
        row = await feedback.answerable(session, context.me, button.feedback)
    if isinstance(row, Refused):
        await context.tell(row.value)
        return None
    if not await unlocked(context, button):
        return None
    draft(context).update(feedback=button.feedback, sent=[])
    return "words"


async def ask_words(context: Context) -> None:
    text = Markup(
        "<b>答复第 {} 号意见建议</b>\n请写明了解到的情况和处理结果（{} 字以内）。加密保存，由提出人打开查看；您发的这段文字会从聊天里删除。"
    )
    await ask(context, text.format(draft(context)["feedback"], LONGEST))


async def take_words(context: Context) -> Next:
    """One transaction: the answer, and a push that says only that there is one."""
    words = await reading.words(context, "答复", LONGEST)
    if words is None:
        return None
    facts = draft(context)
    async with context.write() as tx:
        outcome = await feedback.answer(tx, context.me, facts["feedback"], words, context.now)
        if not isinstance(outcome, Refused):
            await pushes.answered(tx, outcome, context.now)
        await confided.release(tx, context, facts["sent"])
    await confided.clean(context, facts["sent"])
    said = outcome.value if isinstance(outcome, Refused) else f"✅ 第 {outcome.key} 号已答复，并告诉了提出人。"
    await context.show(escape(said), [[OpenFeedback(facts["feedback"]).labelled("查看")], back(ToAnswer(0, 0))])
    return DONE


ANSWERING = Form(
    name="feedback_answer",
    title="答复意见建议",
    start=StartAnswer,
    begin=begin,
    dropped=confided.dropped,
    steps={"words": Step(ask_words, [confided.typed(reading.TEXT, take_words), confided.TEXT_ONLY])},
)
