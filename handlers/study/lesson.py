"""One lesson for those who study it: what it is, its parts one by one, the check at its end, the hours credited."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.kit.screens.context import Context
from handlers.kit.screens.links import NextLesson, Practise
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.study import buttons as b
from handlers.study import cards
from handlers.study.screens import study
from scoring.study import hours_text
from storage.people.access import may
from storage.people.directory import Who, name_of
from storage.people.rights import Act
from storage.study import lessons, progress
from storage.study.progress import Item, State, Verdict
from storage.study.rows import Check, Lesson, answers_for, part_of, shortest_note


async def open_lesson(context: Context, button: b.OpenLesson) -> None:
    async with context.read() as session:
        found = await progress.item(session, context.me, button.lesson)
        where = await lessons.where_of(session, found.lesson)
        by = await name_of(session, found.lesson.by)
    text = cards.lesson_text(found, where, by, context.now.date())
    rows = [_ways_in(found, context.me)]
    if answers_for(context.me, found.lesson) and may(context.me, Act.PUBLISH_LESSON):
        rows.append([b.ManageLesson(found.lesson.key).labelled("🛠 管理")])
    await context.show(text, [*rows, back(b.Study())])


async def open_next(context: Context, _button: NextLesson) -> None:
    """Where one stopped in what was begun, or the beginning of what comes next."""
    async with context.read() as session:
        following = await progress.next_of(session, context.me, context.now)
    if following is None:
        await context.toast("现在没有待学的课程。")
        await study(context, b.Study())
    elif following.reached == len(following.lesson.parts):
        await open_check(context, b.OpenCheck(following.lesson.key))
    else:
        await open_part(context, b.OpenPart(following.lesson.key, max(1, following.reached)))


def _ways_in(item: Item, me: Who) -> list[InlineKeyboardButton]:
    key, last = item.lesson.key, len(item.lesson.parts)
    if item.state is State.FINISHED or item.lesson.by == me.person_id:
        return [b.OpenPart(key, 1).labelled("📖 看内容")]
    if item.reached == 0:
        return [b.OpenPart(key, 1).labelled("▶ 开始学习")]
    on = [b.OpenPart(key, item.reached).labelled(f"▶ 接着学（{item.reached}/{last}）")]
    return [*on, b.OpenCheck(key).labelled("✅ 去检验")] if item.reached == last else on


async def open_part(context: Context, button: b.OpenPart) -> None:
    """One part: its files again by their `file_id`, its words, and the way on. The furthest part is kept."""
    # Kept without this update's mark: it is the same however often it is done, and the part is shown each time.
    async with context.bot_data.database.write() as tx:
        found = await progress.open_part(tx, context.me, button.lesson, button.number)
    part = part_of(found.lesson, button.number)
    text, rows = cards.part_text(found.lesson, button.number, part), _way_on(found, button.number, context)
    if part.files:
        await context.toast()
        await send_all(context.bot, context.chat_id, [list(file) for file in part.files])
        await context.say(text, InlineKeyboardMarkup(rows))
    else:
        await context.show(text, rows)


def _way_on(item: Item, number: int, context: Context) -> list[list[InlineKeyboardButton]]:
    lesson, last = item.lesson, len(item.lesson.parts)
    turn = [b.OpenPart(lesson.key, number - 1).labelled("◀ 上一部分")] if number > 1 else []
    if number < last:
        turn.append(b.OpenPart(lesson.key, number + 1).labelled("下一部分 ▶"))
    elif item.state is not State.FINISHED and lesson.by != context.me.person_id:
        turn.append(b.OpenCheck(lesson.key).labelled(f"✅ 学完了，{cards.check_text(lesson.check)}"))
    return [*([turn] if turn else []), back(b.OpenLesson(lesson.key))]


async def open_check(context: Context, button: b.OpenCheck) -> None:
    """The question, or the way to the note."""
    async with context.read() as session:
        found = await progress.checked(session, context.me, button.lesson)
    if found.lesson.check == Check.NOTE:
        text = Markup("<b>📖 {}</b>\n请写下您的收获，不少于 {} 个字。").format(found.lesson.title, shortest_note())
        write = [b.StartNote(button.lesson).labelled("✍️ 写收获")]
        await context.show(text, [write, back(b.OpenLesson(button.lesson))])
    else:
        await _show_question(context, found)


async def _show_question(context: Context, item: Item) -> None:
    lesson = item.lesson
    if item.waits(context.now):
        await _show_waiting(context, item)
        return
    options = progress.options_for(context.me, lesson)
    shown = [Markup("{}. {}").format(letter, option) for letter, option in zip(cards.LETTERS, options, strict=False)]
    text = lines(Markup("<b>❓ {}</b>").format(lesson.question or ""), *shown, _wrong(item))
    pick = [
        b.Answer(lesson.key, item.tries, position).labelled(cards.LETTERS[position]) for position in range(len(options))
    ]
    again = [b.OpenPart(lesson.key, 1).labelled("📖 再看一遍")]
    await context.show(text, [pick, again, back(b.OpenLesson(lesson.key))])


async def _show_waiting(context: Context, item: Item) -> None:
    """After a wrong answer: until when the next one waits, and what can be done in the meantime."""
    lesson, again = item.lesson, item.again_at(context.now)
    text = lines(
        Markup("<b>❓ {}</b>").format(lesson.question or ""),
        _wrong(item),
        Markup("{} 以后可以再答；先再看一遍内容，或去学别的。").format(again),
    )
    rows = [
        [b.OpenPart(lesson.key, 1).labelled("📖 再看一遍"), b.OpenCheck(lesson.key).labelled(f"🔁 {again} 后再答")],
        *await _next(context, other_than=lesson),
    ]
    await context.show(text, [*rows, back(b.OpenLesson(lesson.key))])


def _wrong(item: Item) -> Markup | None:
    """What is said of a question that was answered wrongly before."""
    if item.tries >= progress.SHOWS_AFTER:
        return Markup("\n❌ 还是不对。\n💡 解析：{}").format(item.lesson.explanation or "")
    return Markup("\n❌ 上次答错了。") if item.tries else None


async def _next(context: Context, *, other_than: Lesson) -> list[list[InlineKeyboardButton]]:
    """The way to the next lesson, if there is one."""
    async with context.read() as session:
        following = await progress.next_of(session, context.me, context.now)
    if following is None or following.lesson.key == other_than.key:
        return []
    return [[NextLesson().labelled(cards.next_label(following))]]


async def answer(context: Context, button: b.Answer) -> None:
    """Right: the hours are credited, once. Wrong: again, some minutes later; after the second time with the explanation."""
    async with context.write() as tx:
        verdict, item = await progress.answer(
            tx, context.me, button.lesson, tries=button.tries, position=button.position, now=context.now
        )
    if verdict is Verdict.RIGHT:
        await show_finished(context, item.lesson, Markup("💡 {}").format(item.lesson.explanation or ""))
        return
    told = {
        Verdict.WRONG: "答错了，请再看一遍内容。",
        Verdict.OUTDATED: "这一次已经答过了，请看现在的题目。",
        Verdict.WAITS: f"{item.again_at(context.now)} 以后才能再答，请先再看一遍内容。",
    }
    await context.toast(told[verdict])
    await _show_question(context, item)


async def show_finished(context: Context, lesson: Lesson, note: Markup | None = None) -> None:
    text = lines(
        Markup("<b>🎉 学完了：{}</b>").format(lesson.title),
        note,
        Markup("已计 {} 学时。").format(hours_text(lesson.tenths)),
    )
    mine = [
        Practise().labelled("🌱 练几道题"),
        b.Hours(context.me.person_id, context.now.year, 0).labelled("📈 我的学时"),
    ]
    await context.show(text, [*await _next(context, other_than=lesson), mine, back(b.Study())])
