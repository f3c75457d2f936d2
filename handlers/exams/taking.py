"""Taking an exam: one question at a time in one message, every answer stored at once, the time kept by the server."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.exams import cards
from handlers.exams.buttons import AnswerCard, Ask, Begin, HandIn, Mark, OpenExam, Result, Review
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, lines
from scoring.exams import Kind
from storage.engine.database import AlreadyTaken
from storage.exams import sitting
from storage.exams.rows import Refused
from storage.exams.sitting import Asked, Paper
from storage.mail import inbox

NAMED = 30
Step = Callable[[AsyncSession, datetime], Awaitable[Paper | Refused]]


async def _done(context: Context, step: Step) -> Paper | Refused | None:
    """Do it once, at the moment at which the press reached the server; None when an earlier process has done it."""
    try:
        async with context.write() as tx:
            came = await inbox.received(tx, int(context.occasion))
            return await step(tx, min(came or context.now, context.now))
    except AlreadyTaken:
        return None


async def begin(context: Context, button: Begin) -> None:
    """The next try, or the open one where it was left."""

    async def step(tx: AsyncSession, at: datetime) -> Paper | Refused:
        return await sitting.start(tx, context.me, button.exam, at)

    found = await _done(context, step)
    if found is None:
        async with context.read() as session:
            before = await sitting.tries(session, button.exam, context.me.person_id)
            found = await sitting.find(session, context.me, before[-1].key) if before else Refused.NOT_STARTED
    if isinstance(found, Refused):
        return await context.tell(found.value)
    open_ones = found.unanswered
    return await _show(context, found, open_ones[0] if open_ones else 0)


async def ask(context: Context, button: Ask) -> None:
    """‹ and ›, and the answer card's numbers."""
    async with context.read() as session:
        found = await sitting.find(session, context.me, button.sitting)
    if isinstance(found, Refused):
        return await context.tell(found.value)
    if await _ended(context, found):
        return None
    return await _show(context, found, button.place)


async def mark(context: Context, button: Mark) -> None:
    """An option; stored before anything is said."""

    async def step(tx: AsyncSession, at: datetime) -> Paper | Refused:
        return await sitting.mark(tx, context.me, button.sitting, button.place, button.shown, at, on=button.on == 1)

    found = await _done(context, step)
    if found in (Refused.TIME_UP, Refused.HANDED_IN):
        await context.toast(str(found), alert=True)
        return await result(context, Result(button.sitting))
    if found is None:
        async with context.read() as session:
            found = await sitting.find(session, context.me, button.sitting)
    if isinstance(found, Refused):
        return await context.tell(found.value)
    return await _show(context, found, button.place)


async def _ended(context: Context, found: Paper) -> bool:
    """Show the result instead when the paper is in, or its time is up: then it is handed in now."""
    if found.sitting.handed_in_at is None and context.now < found.sitting.deadline:
        return False

    async def step(tx: AsyncSession, at: datetime) -> Paper | Refused:
        return await sitting.finish(tx, context.me, found.sitting.key, at)

    if found.sitting.handed_in_at is None:
        await _done(context, step)
        await context.toast(Refused.TIME_UP.value, alert=True)
    await _show_result(context, found.sitting.key)
    return True


async def _show(context: Context, paper: Paper, place: int) -> None:
    async with context.read() as session:
        asked = await sitting.asked(session, paper, place)
    key = paper.sitting.key
    chosen = [_option(key, asked, shown) for shown in range(len(asked.options))]
    moving = [
        Ask(key, (asked.place - 1) % paper.length).labelled("‹ 上一题"),
        AnswerCard(key, asked.place).labelled("🗒 答题卡"),
        Ask(key, (asked.place + 1) % paper.length).labelled("下一题 ›"),
    ]
    rows = [*in_columns(chosen, 4), moving, [HandIn(key, 0).labelled("📤 交卷")]]
    await context.show(cards.question(asked, paper, context.now), rows)


def _option(sitting_id: int, asked: Asked, shown: int) -> InlineKeyboardButton:
    marked = shown in asked.marked
    ticks = asked.question.sort is Kind.SEVERAL
    signs = ("☑ ", "☐ ") if ticks else ("● ", "")
    # A tick's button says what it makes of it, so that two taps on the same one are one.
    on = int(not marked) if ticks else 1
    word = cards.choice(asked.question, asked.options, shown)
    return Mark(sitting_id, asked.place, shown, on).labelled(f"{signs[0] if marked else signs[1]}{word}")


async def answer_card(context: Context, button: AnswerCard) -> None:
    """Every place, the answered ones ticked."""
    async with context.read() as session:
        found = await sitting.find(session, context.me, button.sitting)
    if isinstance(found, Refused):
        return await context.tell(found.value)
    if await _ended(context, found):
        return None
    open_ones = set(found.unanswered)
    numbers = [
        Ask(button.sitting, place).labelled(f"{place + 1}" if place in open_ones else f"✓{place + 1}")
        for place in range(found.length)
    ]
    text = lines(
        Markup("<b>🗒 答题卡</b>　{}").format(found.exam.title),
        Markup("⏳ 还剩 {}").format(cards.lasting(found.sitting.deadline - context.now)),
        Markup("✓ 已答 {} 题，没答 {} 题。点题号可以过去。").format(found.length - len(open_ones), len(open_ones)),
    )
    last = [Ask(button.sitting, button.place).labelled("‹ 返回"), HandIn(button.sitting, 0).labelled("📤 交卷")]
    await context.show(text, [*in_columns(numbers, 8 if found.length > 40 else 5), last])
    return None


async def hand_in(context: Context, button: HandIn) -> None:
    """交卷, with the unanswered ones named before."""
    async with context.read() as session:
        found = await sitting.find(session, context.me, button.sitting)
    if isinstance(found, Refused):
        return await context.tell(found.value)
    if await _ended(context, found):
        return None
    if button.sure == 1:

        async def step(tx: AsyncSession, at: datetime) -> Paper | Refused:
            return await sitting.finish(tx, context.me, button.sitting, at)

        await _done(context, step)
        return await _show_result(context, button.sitting)
    open_ones = [str(place + 1) for place in found.unanswered]
    named = "、".join(open_ones[:NAMED]) + ("……" if len(open_ones) > NAMED else "")
    text = lines(
        Markup("<b>📤 交卷？</b>　{}").format(found.exam.title),
        Markup("⚠️ 还有 {} 题没答：第 {} 题。").format(len(open_ones), named)
        if open_ones
        else Markup("全部 {} 题都已作答。").format(found.length),
        Markup("交卷后不能再改。还剩 {}。").format(cards.lasting(found.sitting.deadline - context.now)),
    )
    again = found.unanswered[0] if open_ones else 0
    rows = [[HandIn(button.sitting, 1).labelled("✅ 确认交卷")], [Ask(button.sitting, again).labelled("‹ 继续作答")]]
    await context.show(text, rows)
    return None


async def result(context: Context, button: Result) -> None:
    await _show_result(context, button.sitting)


async def _show_result(context: Context, sitting_id: int) -> None:
    async with context.read() as session:
        found = await sitting.find(session, context.me, sitting_id)
        if isinstance(found, Refused) or found.sitting.handed_in_at is None:
            return await context.tell(found.value if isinstance(found, Refused) else Refused.NOT_STARTED.value)
        reviewable = await sitting.may_review(session, found, context.now)
        mine = await sitting.one_of_person(session, context.me.person_id, found.exam.key)
    rows = [[Review(sitting_id, 0).labelled("📖 看答案和解析")]] if reviewable else []
    if not isinstance(mine, Refused) and mine.can_start(context.now):
        rows.append([Begin(found.exam.key).labelled(f"🔁 再答一次（第 {len(mine.sittings) + 1} 次）")])
    later = None if reviewable else Markup("答案和解析：{}").format(Refused.REVIEW_LATER.value)
    await context.show(lines(cards.result(found, context.now), later), [*rows, back(OpenExam(found.exam.key))])
    return None


async def review(context: Context, button: Review) -> None:
    """A question with its answer, once that can help nobody any more."""
    async with context.read() as session:
        found = await sitting.find(session, context.me, button.sitting)
        if isinstance(found, Refused):
            return await context.tell(found.value)
        if not await sitting.may_review(session, found, context.now):
            return await context.tell(Refused.REVIEW_LATER.value)
        asked = await sitting.asked(session, found, button.place)
    moving = [
        Review(button.sitting, (asked.place - 1) % found.length).labelled("‹ 上一题"),
        Review(button.sitting, (asked.place + 1) % found.length).labelled("下一题 ›"),
    ]
    await context.show(cards.reviewed(asked, found), [moving, back(Result(button.sitting))])
    return None
