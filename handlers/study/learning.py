"""Studying a lesson: its parts one by one, the question at its end, or the note; the hours credited."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape, lines
from handlers.study import cards
from handlers.study.buttons import Answer, Hours, OpenCheck, OpenLesson, OpenPart, StartNote, Study
from scoring.study import hours_text
from storage.study import learning
from storage.study.learning import Item, State, Verdict
from storage.study.rows import Check, Lesson, Refused, part_of, shortest_note

LONGEST_NOTE = 2000


async def open_part(context: Context, button: OpenPart) -> None:
    """One part: its files again by their `file_id`, its words, and the way on. The furthest part is kept."""
    # Kept without this update's mark: it is the same however often it is done, and the part is shown each time.
    async with context.bot_data.database.write() as tx:
        found = await learning.open_part(tx, context.me, button.lesson, button.number)
    if isinstance(found, Refused):
        return await context.tell(found.value)
    part = part_of(found.lesson, button.number)
    text, rows = cards.part_text(found.lesson, button.number, part), _way_on(found, button.number, context)
    if part.files:
        await context.toast()
        await send_all(context.bot, context.chat_id, [list(file) for file in part.files])
        await context.say(text, InlineKeyboardMarkup(rows))
    else:
        await context.show(text, rows)
    return None


def _way_on(item: Item, number: int, context: Context) -> list[list[InlineKeyboardButton]]:
    lesson, last = item.lesson, len(item.lesson.parts)
    turn = [OpenPart(lesson.key, number - 1).labelled("◀ 上一部分")] if number > 1 else []
    if number < last:
        turn.append(OpenPart(lesson.key, number + 1).labelled("下一部分 ▶"))
    elif item.state is not State.FINISHED and lesson.by != context.me.person_id:
        turn.append(OpenCheck(lesson.key).labelled(f"✅ 学完了，{cards.check_text(lesson.check)}"))
    return [*([turn] if turn else []), back(OpenLesson(lesson.key))]


async def open_check(context: Context, button: OpenCheck) -> None:
    """The question, or the way to the note."""
    async with context.read() as session:
        found = await learning.checked(session, context.me, button.lesson)
    if isinstance(found, Refused):
        return await context.tell(found.value)
    if found.lesson.check == Check.NOTE:
        text = Markup("<b>📖 {}</b>\n请写下您的收获，不少于 {} 个字。").format(found.lesson.title, shortest_note())
        write = [StartNote(button.lesson).labelled("✍️ 写收获")]
        await context.show(text, [write, back(OpenLesson(button.lesson))])
    else:
        await _show_question(context, found)
    return None


async def _show_question(context: Context, item: Item) -> None:
    lesson = item.lesson
    options = learning.options_for(context.me, lesson)
    shown = [Markup("{}. {}").format(letter, option) for letter, option in zip(cards.LETTERS, options, strict=False)]
    text = lines(Markup("<b>❓ {}</b>").format(lesson.question or ""), *shown, _wrong(item))
    pick = [
        Answer(lesson.key, item.tries, position).labelled(cards.LETTERS[position]) for position in range(len(options))
    ]
    again = [OpenPart(lesson.key, 1).labelled("📖 再看一遍")]
    await context.show(text, [pick, again, back(OpenLesson(lesson.key))])


def _wrong(item: Item) -> Markup | None:
    """What stands below a question that was answered wrongly before."""
    if item.tries >= learning.SHOWS_AFTER:
        note = Markup("\n❌ 还是不对。\n💡 解析：{}\n看过解析，请再选一次。")
        return note.format(item.lesson.explanation or "")
    return Markup("\n❌ 不对，可以再答一次，也可以先再看一遍内容。") if item.tries else None


async def answer(context: Context, button: Answer) -> None:
    """Right: the hours are credited, once. Wrong: again; after the second time with the explanation."""
    async with context.write() as tx:
        outcome = await learning.answer(
            tx,
            context.me,
            button.lesson,
            tries=button.tries,
            position=button.position,
            today=context.now.date(),
        )
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    verdict, item = outcome
    if verdict is Verdict.RIGHT:
        return await _finished(context, item.lesson, Markup("💡 {}").format(item.lesson.explanation or ""))
    await context.toast("答错了，再想想。" if verdict is Verdict.WRONG else "这一次已经答过了，请看现在的题目。")
    return await _show_question(context, item)


async def _finished(context: Context, lesson: Lesson, note: Markup | None = None) -> None:
    text = lines(
        Markup("<b>🎉 学完了：{}</b>").format(lesson.title),
        note,
        Markup("已计 {} 学时。").format(hours_text(lesson.tenths)),
    )
    mine = [Hours(context.me.person_id, context.now.year, 0).labelled("📈 我的学时")]
    await context.show(text, [mine, back(Study())])


async def begin_note(context: Context, button: StartNote) -> Next:
    """Only who has come to its end."""
    async with context.read() as session:
        found = await learning.checked(session, context.me, button.lesson)
    refused = found if isinstance(found, Refused) else None
    if not isinstance(found, Refused) and found.lesson.check != Check.NOTE:
        refused = Refused.NOT_A_NOTE
    if refused or isinstance(found, Refused):
        await context.tell((refused or Refused.GONE).value)
        return None
    draft(context).update(lesson=button.lesson, title=found.lesson.title)
    return "words"


async def ask_note(context: Context) -> None:
    text = Markup("<b>✍️ {}</b>\n请写下您的收获（{} 到 {} 字）。").format(
        draft(context)["title"], shortest_note(), LONGEST_NOTE
    )
    await ask(context, text)


async def take_note(context: Context) -> Next:
    text = await reading.words(context, "收获", LONGEST_NOTE, shortest_note())
    if text is None:
        return None
    number = draft(context)["lesson"]
    async with context.write() as tx:
        outcome = await learning.write_note(tx, context.me, number, text, context.now.date())
    if isinstance(outcome, Refused):
        await context.show(escape(outcome.value), [back(OpenLesson(number))])
    else:
        await _finished(context, outcome.lesson)
    return DONE


NOTE = Form(
    name="study_note",
    title="学习收获",
    start=StartNote,
    begin=begin_note,
    steps={"words": Step(ask_note, [Typed(reading.TEXT, take_note)])},
)
