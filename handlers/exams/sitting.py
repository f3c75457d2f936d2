"""Taking an exam: one question at a time in one message, every answer stored at once, the time kept by the server."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
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
from storage.engine.refusal import Refusal
from storage.exams import sitting
from storage.exams.rows import Refused
from storage.exams.sitting import Asked, Paper
from storage.mail import inbox

NAMED = 30
Step = Callable[[AsyncSession, datetime], Awaitable[Paper]]


async def _once(context: Context, step: Step) -> Paper | None:
    """Do it at the moment at which the press reached the server; None when an earlier process has done it.

    Raises Refusal. A paper that was handed in before that, as its time was up, stays handed in.
    """
    try:
        async with context.write() as tx:
            came = await inbox.received(tx, int(context.occasion))
            try:
                return await step(tx, min(came or context.now, context.now))
            except Refusal as error:
                refusal = error
    except AlreadyTaken:
        return None
    raise refusal


async def begin(context: Context, button: Begin) -> None:
    """The next try, or the open one where it was left."""
    me = context.me
    found = await _once(context, lambda tx, at: sitting.start(tx, me, button.exam, at))
    if found is None:
        async with context.read() as session:
            before = await sitting.tries(session, button.exam, me.person_id)
            if not before:
                raise Refusal(Refused.NOT_STARTED)
            found = await sitting.find(session, me, before[-1].key)
    await _show(context, found, next(iter(found.unanswered), 0))


async def ask(context: Context, button: Ask) -> None:
    """‹ and ›, and the answer card's numbers."""
    found = await _open(context, button.sitting)
    if found is not None:
        await _show(context, found, button.place)


async def mark(context: Context, button: Mark) -> None:
    """An option; stored before anything is said."""
    number, place, shown, on = button.sitting, button.place, button.shown, button.on == 1
    try:
        found = await _once(
            context, lambda tx, at: sitting.mark(tx, context.me, number, place, shown, at, on=on)
        ) or await _found(context, number)
    except Refusal as refusal:
        if refusal.word not in (Refused.TIME_UP, Refused.HANDED_IN):
            raise
        await context.toast(str(refusal), alert=True)
        await result(context, Result(number))
    else:
        await _show(context, found, place)


async def _found(context: Context, sitting_id: int) -> Paper:
    async with context.read() as session:
        return await sitting.find(session, context.me, sitting_id)


async def _open(context: Context, sitting_id: int) -> Paper | None:
    """A paper that can be answered. One that is in, or whose time is up and which is handed in now, has its result shown instead."""
    found = await _found(context, sitting_id)
    if found.sitting.handed_in_at is None:
        if context.now < found.sitting.deadline:
            return found
        await _finish(context, sitting_id)
        await context.toast(Refused.TIME_UP.value, alert=True)
    await result(context, Result(sitting_id))
    return None


async def _finish(context: Context, sitting_id: int) -> None:
    """Hand it in, where that has not been done meanwhile."""
    with suppress(Refusal):
        await _once(context, lambda tx, at: sitting.finish(tx, context.me, sitting_id, at))


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
    found = await _open(context, button.sitting)
    if found is None:
        return
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


async def hand_in(context: Context, button: HandIn) -> None:
    """交卷, with the unanswered ones named before."""
    found = await _open(context, button.sitting)
    if found is None:
        return
    if button.sure == 1:
        await _finish(context, button.sitting)
        await result(context, Result(button.sitting))
        return
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


async def result(context: Context, button: Result) -> None:
    """The result of one of my papers."""
    async with context.read() as session:
        found = await sitting.find(session, context.me, button.sitting)
        if found.sitting.handed_in_at is None:
            raise Refusal(Refused.NOT_STARTED)
        reviewable = await sitting.may_review(session, found, context.now)
        mine = await sitting.one_of_person(session, context.me.person_id, found.exam.key)
    rows = [[Review(button.sitting, 0).labelled("📖 看答案和解析")]] if reviewable else []
    if mine.can_start(context.now):
        rows.append([Begin(found.exam.key).labelled(f"🔁 再答一次（第 {len(mine.sittings) + 1} 次）")])
    later = None if reviewable else Markup("答案和解析：{}").format(Refused.REVIEW_LATER.value)
    await context.show(lines(cards.result(found, context.now), later), [*rows, back(OpenExam(found.exam.key))])


async def review(context: Context, button: Review) -> None:
    """A question with its answer, once that can help nobody any more."""
    async with context.read() as session:
        found = await sitting.find(session, context.me, button.sitting)
        if not await sitting.may_review(session, found, context.now):
            raise Refusal(Refused.REVIEW_LATER)
        asked = await sitting.asked(session, found, button.place)
    moving = [
        Review(button.sitting, (asked.place - 1) % found.length).labelled("‹ 上一题"),
        Review(button.sitting, (asked.place + 1) % found.length).labelled("下一题 ›"),
    ]
    await context.show(cards.reviewed(asked, found), [moving, back(Result(button.sitting))])
