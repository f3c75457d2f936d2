"""The lessons that one answers for: who has studied them, their notes, urging; another title or last day; retiring."""

from datetime import date

from handlers.kit.forms import reading
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, clip, day_text, escape, lines, names
from handlers.study import cards, pushes
from handlers.study.browsing import where_of
from handlers.study.buttons import (
    ManageLesson,
    Notes,
    OpenLesson,
    Published,
    Retire,
    StartTitle,
    StartUntil,
    Study,
    UrgeLesson,
)
from handlers.study.filling import LONGEST_TITLE
from storage.mail import outbox
from storage.people.access import Act
from storage.people.directory import people_of
from storage.study import lessons
from storage.study.rows import Check, Refused

NOTES_A_PAGE = 5
PUSHED = ("lesson", "lesson_urge", "lesson_due")


class NoUntil(Button, prefix="st_never", act=Act.PUBLISH_LESSON):
    """No last day any more."""


async def published(context: Context, button: Published) -> None:
    async with context.read() as session:
        found = await lessons.published(session, context.me)
    shown, turning = paged(found, button.page, Published)
    rows = [
        [
            ManageLesson(lesson.key).labelled(
                clip(
                    f"{'⬇ ' if lesson.retired_at else ''}{cards.stamp(lesson.at, context.now)} {lesson.title}　{done} 人学完",
                    60,
                )
            )
        ]
        for lesson, done in shown
    ]
    text = Markup("<b>🛠 课程管理</b>\n⬇ 是已经下架的。") if found else Markup("还没有您可以管理的课程。")
    await context.show(text, [*rows, *turning, back(Study())])


async def manage(context: Context, button: ManageLesson) -> None:
    """Who has studied it, who has not."""
    async with context.read() as session:
        lesson = await lessons.managed(session, context.me, button.lesson, retired=True)
        if isinstance(lesson, Refused):
            return await context.tell(lesson.value)
        audience = await lessons.audience(session, lesson)
        records = await lessons.records(session, lesson.key)
        where = await where_of(session, lesson)
    finished = {person for person, record in records.items() if record.finished_on}
    begun = {person for person, record in records.items() if record.reached and not record.finished_on}
    done = [who.name for who in audience if who.person_id in finished]
    midway = [who.name for who in audience if who.person_id in begun]
    untouched = [who.name for who in audience if who.person_id not in finished | begun]
    text = lines(
        Markup("<b>🛠 {}</b>{}").format(lesson.title, "（已下架）" if lesson.retired_at else ""),
        cards.facts(lesson, context.now.date()),
        Markup("面向：{}").format(cards.audience_text(where, members_only=lesson.members_only)),
        Markup("\n已学完 {} 人：{}").format(len(done), names(done)),
        Markup("学习中 {} 人：{}").format(len(midway), names(midway)),
        Markup("未学 {} 人：{}").format(len(untouched), names(untouched)),
    )
    rows = []
    if lesson.check == Check.NOTE and finished:
        rows.append([Notes(lesson.key, 0).labelled("✍️ 看收获")])
    if lesson.retired_at is None:
        if midway or untouched:
            rows.insert(0, [UrgeLesson(lesson.key).labelled(f"🔔 提醒没学完的（{len(midway) + len(untouched)}）")])
        rows.append(
            [
                StartTitle(lesson.key).labelled("✏️ 改标题"),
                StartUntil(lesson.key).labelled("📅 改期限"),
                Retire(lesson.key, 0).labelled("⬇ 下架"),
            ]
        )
        rows.append([OpenLesson(lesson.key).labelled("📖 看课程")])
    await context.show(text, [*rows, back(Published(0))])
    return None


async def notes(context: Context, button: Notes) -> None:
    """What people took from it, for who answers for the lesson."""
    async with context.read() as session:
        lesson = await lessons.managed(session, context.me, button.lesson, retired=True)
        if isinstance(lesson, Refused):
            return await context.tell(lesson.value)
        records = await lessons.records(session, lesson.key)
        written = [record for record in records.values() if record.finished_on and record.note]
        written.sort(key=lambda record: (record.finished_on or date.min, record.person_id), reverse=True)
        shown, turning = paged(written, button.page, lambda page: Notes(button.lesson, page), NOTES_A_PAGE)
        named = {who.person_id: who.name for who in await people_of(session, ids={each.person_id for each in shown})}
    listed = [
        Markup("\n<b>{}</b>　{}\n{}").format(
            named.get(record.person_id, "（已调离）"), f"{record.finished_on:%m-%d}", clip(record.note or "", 500)
        )
        for record in shown
    ]
    text = lines(Markup("<b>✍️ {}</b>　收获 {} 篇").format(lesson.title, len(written)), *listed)
    await context.show(text, [*turning, back(ManageLesson(button.lesson))])
    return None


async def urge(context: Context, button: UrgeLesson) -> None:
    """提醒 those who have not finished it."""
    async with context.write() as tx:
        outcome = await lessons.urge(tx, context.me, button.lesson, context.now)
        told = 0 if isinstance(outcome, Refused) else await pushes.urged(tx, *outcome, context)
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    await context.toast(f"正在提醒 {told} 人。", alert=True)
    return await manage(context, ManageLesson(button.lesson))


async def retire(context: Context, button: Retire) -> None:
    """下架, asked once more; hours that were credited stay."""
    if button.sure == 1:
        async with context.write() as tx:
            outcome = await lessons.retire(tx, context.me, button.lesson, context.now)
            if not isinstance(outcome, Refused):
                for kind in PUSHED:
                    await outbox.withdraw(tx, kind, f"lesson:{button.lesson}")
        if isinstance(outcome, Refused):
            return await context.tell(outcome.value)
        await context.toast("已下架")
        return await published(context, Published(0))
    async with context.read() as session:
        lesson = await lessons.managed(session, context.me, button.lesson)
    if isinstance(lesson, Refused):
        return await context.tell(lesson.value)
    text = Markup("下架<b>{}</b>？没学完的人不能再学；已经学完的记录和学时都保留。").format(lesson.title)
    await context.show(text, [[Retire(button.lesson, 1).labelled("确认下架")], back(ManageLesson(button.lesson))])
    return None


async def _begin(context: Context, number: int, step: str) -> Next:
    async with context.read() as session:
        lesson = await lessons.managed(session, context.me, number)
    if isinstance(lesson, Refused):
        await context.tell(lesson.value)
        return None
    draft(context).update(lesson=number, title=lesson.title)
    return step


async def begin_title(context: Context, button: StartTitle) -> Next:
    """Of a lesson that is in the list."""
    return await _begin(context, button.lesson, "title")


async def ask_title(context: Context) -> None:
    text = Markup("<b>改标题</b>\n现在是：{}\n请写新的标题，最多 {} 个字。")
    await ask(context, text.format(draft(context)["title"], LONGEST_TITLE))


async def take_title(context: Context) -> Next:
    title = await reading.line(context, "标题", LONGEST_TITLE)
    if title is None:
        return None
    number = draft(context)["lesson"]
    async with context.write() as tx:
        outcome = await lessons.retitle(tx, context.me, number, title)
    said = outcome.value if isinstance(outcome, Refused) else f"✅ 标题已改为：{title}"
    await context.show(escape(said), [back(ManageLesson(number))])
    return DONE


async def begin_until(context: Context, button: StartUntil) -> Next:
    """Of a lesson that is in the list."""
    return await _begin(context, button.lesson, "until")


async def ask_until(context: Context) -> None:
    """The new one, or none."""
    text = Markup("<b>改期限：{}</b>").format(draft(context)["title"])
    await UNTIL.ask(context, text, [[NoUntil().labelled("不设期限")]])


async def no_until(context: Context, _button: NoUntil) -> Next:
    return await move(context, None)


async def move(context: Context, day: date | None) -> Next:
    number, today = draft(context)["lesson"], context.now.date()
    async with context.write() as tx:
        outcome = await lessons.move_until(tx, context.me, number, day, today)
    if isinstance(outcome, Refused):
        said = outcome.value
    else:
        said = f"✅ 期限已改为：{day_text(day, today)}" if day else "✅ 不再设期限。"
    await context.show(escape(said), [back(ManageLesson(number))])
    return DONE


UNTIL = DayPicker(move)


TITLE = Form(
    name="lesson_title",
    title="改课程标题",
    start=StartTitle,
    begin=begin_title,
    steps={"title": Step(ask_title, [Typed(reading.TEXT, take_title)])},
)
MOVING = Form(
    name="lesson_until",
    title="改课程期限",
    start=StartUntil,
    begin=begin_until,
    steps={"until": Step(ask_until, [*UNTIL.answers, Chosen(NoUntil, no_until)])},
)
