"""Taking an exam: one question at a time in one message, every answer stored at once, the time kept by the server."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.exams import buttons as b
from handlers.exams import cards
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenExam
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, lines
from scoring.exams import Kind
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Answered, Refusal
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


async def begin(context: Context, button: b.Begin) -> None:
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


async def ask(context: Context, button: b.Ask) -> None:
    """‹ and ›, and the answer card's numbers."""
    await _show(context, await _open(context, button.sitting), button.place)


async def mark(context: Context, button: b.Mark) -> None:
    """An option; stored before anything is said."""
    me, number, place, on = context.me, button.sitting, button.place, button.on == 1
    try:
        found = await _once(context, lambda tx, at: sitting.mark(tx, me, number, place, button.shown, at, on=on))
        found = found or await _found(context, number)
    except Refusal as refusal:
        if refusal.word not in (Refused.TIME_UP, Refused.HANDED_IN):
            raise
        await context.toast(str(refusal), alert=True)
        await result(context, b.Result(number))
    else:
        await _show(context, found, place)


async def _found(context: Context, sitting_id: int) -> Paper:
    async with context.read() as session:
        return await sitting.find(session, context.me, sitting_id)


async def _open(context: Context, sitting_id: int) -> Paper:
    """A paper that can be answered. Of one that is in, or whose time is up and which is handed in now, the result is shown instead.

    Raises Answered.
    """
    found = await _found(context, sitting_id)
    if found.sitting.handed_in_at is None:
        if context.now < found.sitting.deadline:
            return found
        await _finish(context, sitting_id)
        await context.toast(Refused.TIME_UP.value, alert=True)
    await result(context, b.Result(sitting_id))
    raise Answered


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
        b.Ask(key, (asked.place - 1) % paper.length).labelled("‹ 上一题"),
        b.AnswerCard(key, asked.place).labelled("🗒 答题卡"),
        b.Ask(key, (asked.place + 1) % paper.length).labelled("下一题 ›"),
    ]
    rows = [*in_columns(chosen, 4), moving, [b.HandIn(key, 0).labelled("📤 交卷")]]
    await context.show(cards.question(asked, paper, context.now), rows)


def _option(sitting_id: int, asked: Asked, shown: int) -> InlineKeyboardButton:
    marked = shown in asked.marked
    ticks = asked.question.sort is Kind.SEVERAL
    signs = ("☑ ", "☐ ") if ticks else ("● ", "")
    # A tick's button says what it makes of it, so that two taps on the same one are one.
    on = int(not marked) if ticks else 1
    word = cards.choice(asked.question, asked.options, shown)
    return b.Mark(sitting_id, asked.place, shown, on).labelled(f"{signs[0] if marked else signs[1]}{word}")


async def answer_card(context: Context, button: b.AnswerCard) -> None:
    """Every place, the answered ones ticked."""
    found = await _open(context, button.sitting)
    open_ones = set(found.unanswered)
    numbers = [
        b.Ask(button.sitting, place).labelled(f"{place + 1}" if place in open_ones else f"✓{place + 1}")
        for place in range(found.length)
    ]
    text = lines(
        Markup("<b>🗒 答题卡</b>　{}").format(found.exam.title),
        Markup("⏳ 还剩 {}").format(cards.lasting(found.sitting.deadline - context.now)),
        Markup("✓ 已答 {} 题，没答 {} 题。点题号可以过去。").format(found.length - len(open_ones), len(open_ones)),
    )
    last = [b.Ask(button.sitting, button.place).labelled("‹ 返回"), b.HandIn(button.sitting, 0).labelled("📤 交卷")]
    await context.show(text, [*in_columns(numbers, 8 if found.length > 40 else 5), last])


async def hand_in(context: Context, button: b.HandIn) -> None:
    """交卷, with the unanswered ones named before."""
    found = await _open(context, button.sitting)
    if button.sure == 1:
        await _finish(context, button.sitting)
        await result(context, b.Result(button.sitting))
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
    sure = b.HandIn(button.sitting, 1).labelled("✅ 确认交卷")
    again = b.Ask(button.sitting, next(iter(found.unanswered), 0)).labelled("‹ 继续作答")
    await context.show(text, [[sure], [again]])


async def result(context: Context, button: b.Result) -> None:
    async with context.read() as session:
        found = await sitting.find(session, context.me, button.sitting)
        if found.sitting.handed_in_at is None:
            raise Refusal(Refused.NOT_STARTED)
        reviewable = await sitting.may_review(session, found, context.now)
        mine = await sitting.one_of_person(session, context.me.person_id, found.exam.key)
    rows = [[b.Review(button.sitting, 0).labelled("📖 看答案和解析")]] if reviewable else []
    if mine.can_start(context.now):
        rows.append([b.Begin(found.exam.key).labelled(f"🔁 再答一次（第 {len(mine.sittings) + 1} 次）")])
    later = None if reviewable else Markup("答案和解析：{}").format(Refused.REVIEW_LATER.value)
    await context.show(lines(cards.result(found, context.now), later), [*rows, back(OpenExam(found.exam.key))])


async def review(context: Context, button: b.Review) -> None:
    """A question with its answer, once that can help nobody any more."""
    async with context.read() as session:
        found = await sitting.find(session, context.me, button.sitting)
        if not await sitting.may_review(session, found, context.now):
            raise Refusal(Refused.REVIEW_LATER)
        asked = await sitting.asked(session, found, button.place)
    moving = [
        b.Review(button.sitting, (asked.place - 1) % found.length).labelled("‹ 上一题"),
        b.Review(button.sitting, (asked.place + 1) % found.length).labelled("下一题 ›"),
    ]
    await context.show(cards.reviewed(asked, found), [moving, back(b.Result(button.sitting))])
