"""Feedback as lists and one by one: one's own, what one owes an answer to, and what it says, opened with the PIN."""

from handlers.feedback import cards
from handlers.feedback.buttons import (
    FeedbackBasis,
    MyFeedback,
    OpenFeedback,
    ReadFeedback,
    StartAnswer,
    StartFeedback,
    StartReopen,
    ToAnswer,
)
from handlers.kit.confidential.pin import unlock
from handlers.kit.confidential.vanishing import show_for_a_while
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines
from storage import feedback
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import allowed
from storage.people import directory
from storage.people.access import may
from storage.people.rights import Act
from storage.rules.regulations import basis, own

ONCE_MORE = "刚才已经打开过一次。要再看，请重新打开。"


async def command(context: Context) -> None:
    """/feedback."""
    await my_feedback(context, MyFeedback(0))


async def my_feedback(context: Context, button: MyFeedback) -> None:
    """What one has given, and the way to give more."""
    me, today = context.me, context.now.date()
    answering = may(me, Act.ANSWER_FEEDBACK)
    async with context.read() as session:
        found = await feedback.of_person(session, me.person_id)
        owed = len(await feedback.listed(session, me)) if answering else 0
    shown, turning = paged(found, button.page, MyFeedback)
    rows = [[OpenFeedback(row.key).labelled(cards.label(row, today))] for row in shown]
    more = [ToAnswer(0, 0).labelled(f"📥 交给我的（{owed}）")] if answering else []
    text = lines(
        cards.HEADING,
        Markup("对支部工作、对本系统有什么意见、建议或投诉，都可以写在这里，{} 个工作日内答复。").format(
            own()[feedback.RULE].integer("working_days")
        ),
        Markup("\n您提过 {} 条。").format(len(found)) if found else Markup("\n您还没有提过。"),
    )
    start, law = StartFeedback().labelled("➕ 提意见建议"), FeedbackBasis().labelled("📖 依据")
    await context.show(text, [[start], *rows, *turning, [*more, law], HOME])


async def to_answer(context: Context, button: ToAnswer) -> None:
    """What is addressed to oneself, by its deadline: numbers and days alone."""
    answered = button.answered == 1
    async with context.read() as session:
        found = await feedback.listed(session, context.me, answered=answered)
    shown, turning = paged(found, button.page, lambda page: ToAnswer(int(answered), page))
    rows = [[OpenFeedback(row.key).labelled(cards.label(row, context.now.date()))] for row in shown]
    other = ToAnswer(1 - int(answered), 0).labelled("待答复的" if answered else "已答复的")
    text = lines(
        cards.HEADING,
        Markup("{} {} 条。").format("已答复" if answered else "待答复", len(found)),
        Markup("查看内容要输 PIN，并留下记录，提出人能看到。"),
    )
    await context.show(text, [*rows, *turning, [other], back(MyFeedback(0))])


async def open_feedback(context: Context, button: OpenFeedback) -> None:
    me = context.me
    async with context.read() as session:
        row = await feedback.find(session, me, button.feedback)
        openings = await feedback.openings(session, row.key)
        ids = {entry.by for entry in openings if entry.by}
        names = {who.person_id: who.name for who in await directory.people_of(session, ids=ids)}
        answerable = await allowed(feedback.answerable(session, me, row.key))
        reopenable = await allowed(feedback.reopenable(session, me, row.key))
    mine = row.person_id == me.person_id
    read_by = [(names.get(entry.by or 0, "（已离开名册）"), entry.at) for entry in openings]
    rows = [[ReadFeedback(row.key).labelled("🔒 查看内容")]]
    if answerable:
        rows.append([StartAnswer(row.key).labelled("✍ 答复")])
    if reopenable:
        rows.append([StartReopen(row.key).labelled("还没解决")])
    last = back(MyFeedback(0) if mine else ToAnswer(0 if row.open else 1, 0))
    await context.show(cards.stands(row, read_by, context.now, own=mine), [*rows, last])


async def read_feedback(context: Context, button: ReadFeedback) -> None:
    """The trail first, then what it says, for a while."""
    async with context.read() as session:
        await feedback.find(session, context.me, button.feedback)
    await unlock(context, button)
    try:
        async with context.write() as tx:
            row, author, words = await feedback.read(tx, context.me, button.feedback, context.now)
    except AlreadyTaken:
        await context.tell(ONCE_MORE)
        return
    await context.toast()
    files = [file for word in words for file in word.files]
    await show_for_a_while(context, cards.content(row, author, words, context.now.date()), files=files)


async def show_basis(context: Context, button: FeedbackBasis) -> None:
    """依据 of the channel, and of the deadline."""
    text = "\n\n".join(basis(key) for key in (feedback.CHANNEL, feedback.RULE))
    await context.show(Markup("{}").format(text), [back(MyFeedback(0))])
