"""每日练习: the day's questions one after the other, each explained at once."""

from datetime import datetime, time, timedelta

from handlers.exams import cards
from handlers.exams.buttons import PractiseAnswer, PractiseMore, PractiseTick, Quiz
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Practise
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, lines
from scoring.exams import Kind, is_right
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Refusal
from storage.exams import practice, sitting
from storage.exams.practice import Turn
from storage.exams.rows import PracticeDay, Refused


async def practise(context: Context, button: Practise) -> None:
    """The open question of the day, or how the day went."""
    row = await _today(context)
    async with context.read() as session:
        turn = await practice.turn(session, row)
    await (_done(context, row) if turn is None else _ask(context, row, turn, 0))


async def practise_more(context: Context, button: PractiseMore) -> None:
    """Another round at once, mixed as the first."""
    async with context.write() as tx:
        await practice.more(tx, context.me, context.now, context.bot_data.options.practice_a_day, after=button.after)
    await practise(context, Practise())


async def _today(context: Context) -> PracticeDay:
    async with context.read() as session:
        row = await session.get(PracticeDay, (context.me.person_id, context.now.date()))
    if row is not None:
        return row
    # Put together at the first look; looked at twice it is the same, so it is no effect of this update's.
    async with context.bot_data.database.write() as tx:
        return await practice.today(tx, context.me, context.now, context.bot_data.options.practice_a_day)


async def _ask(context: Context, row: PracticeDay, turn: Turn, ticks: int) -> None:
    several = turn.question.sort is Kind.SEVERAL
    text = lines(
        Markup("<b>🌱 每日练习</b>　第 {}/{} 题{}").format(
            turn.place + 1, turn.length, "　🔁 复习" if turn.again else ""
        ),
        Markup("今天答对 {} 题。").format(row.right) if row.answers else None,
        Markup("\n〔{}〕{}{}").format(turn.question.sort, turn.question.text, "（选好后点“确定”）" if several else ""),
        cards.options(turn.options),
    )
    buttons = []
    for shown in range(len(turn.options)):
        bit, word = 1 << shown, cards.choice(turn.question, turn.options, shown)
        if several:
            mark = "☑" if ticks & bit else "☐"
            buttons.append(PractiseTick(turn.place, ticks ^ bit).labelled(f"{mark} {word}"))
        else:
            buttons.append(PractiseAnswer(turn.place, bit).labelled(word))
    rows = in_columns(buttons, 4)
    if several and ticks:
        rows.append([PractiseAnswer(turn.place, ticks).labelled("✅ 确定")])
    await context.show(text, [*rows, back(Quiz())])


async def tick(context: Context, button: PractiseTick) -> None:
    """The same question with other ticks; nothing is stored yet."""
    row = await _today(context)
    async with context.read() as session:
        turn = await practice.turn(session, row)
    if turn is None or turn.place != button.place:
        await practise(context, Practise())
    else:
        await _ask(context, row, turn, button.ticks % (1 << len(turn.order)))


async def answer(context: Context, button: PractiseAnswer) -> None:
    """Taken once; said twice, what was said the first time is shown."""
    me, now = context.me, context.now
    async with context.read() as session:
        day = await session.get(PracticeDay, (me.person_id, now.date()))
        turn = await practice.turn(session, day, button.place) if day else None
        if turn and await sitting.sits_on(session, me.person_id, turn.question.number, now):
            raise Refusal(Refused.ANSWERING)
    shown = [place for place in range(len(cards.LETTERS)) if button.ticks >> place & 1]
    refused = None
    try:
        async with context.write() as tx:
            await practice.answer(tx, me, button.place, shown, now)
    except (Refusal, AlreadyTaken) as error:
        refused = error.word if isinstance(error, Refusal) else Refused.NO_OPTION
    row = await _today(context)
    if refused and not 0 <= button.place < len(row.answers):
        await context.toast(refused, alert=True)
        await practise(context, Practise())
        return
    async with context.read() as session:
        turn = await practice.turn(session, row, button.place)
    if turn is None:
        await practise(context, Practise())
        return
    chosen = row.answers[button.place]
    right = is_right(turn.question.right, chosen)
    text = lines(
        Markup("<b>{}</b>　第 {}/{} 题").format("✅ 答对了" if right else "✗ 答错了", turn.place + 1, turn.length),
        Markup("\n〔{}〕{}").format(turn.question.sort, turn.question.text),
        cards.options(turn.options),
        Markup("\n您的答案：{}").format(
            cards.letters(at for at, entered in enumerate(turn.order) if entered in chosen)
        ),
        cards.explained(turn.question, turn.right),
        None if right else Markup("\n这道题明天会再出现。"),
    )
    onward = "看今天的练习情况" if len(row.answers) == len(row.drawn) else "下一题 ›"
    await context.show(text, [[Practise().labelled(onward)], back(Quiz())])


async def _done(context: Context, row: PracticeDay) -> None:
    tomorrow = context.now.date() + timedelta(days=1)
    end = datetime.combine(tomorrow + timedelta(days=1), time(), context.now.tzinfo)
    async with context.read() as session:
        days = await practice.streak(session, context.me.person_id, row.day)
        due = await practice.due_by(session, context.me.person_id, end)
    text = lines(
        Markup("<b>🌱 今天的练习做完了</b>"),
        Markup("答对 {} / {} 题。连续练习 {} 天。").format(row.right, len(row.drawn), days),
        Markup("明天有 {} 道题要复习。").format(due) if due else None,
        Markup("练习只为巩固，连续天数不计分。"),
    )
    again = PractiseMore(len(row.drawn)).labelled(f"🌱 再来 {context.bot_data.options.practice_a_day} 题")
    await context.show(text, [[again], back(Quiz())])
