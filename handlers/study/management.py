"""The lessons that one answers for: who has studied them, their notes, urging, retiring."""

from datetime import date

from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, clip, lines, names
from handlers.study import buttons as b
from handlers.study import cards, pushes
from storage.mail import outbox
from storage.people.directory import people_of
from storage.study import lessons
from storage.study.progress import Item, State
from storage.study.rows import Check

NOTES_A_PAGE = 5
PUSHED = ("lesson", "lesson_urge", "lesson_due")


async def published(context: Context, button: b.Published) -> None:
    async with context.read() as session:
        found = await lessons.published(session, context.me)
    shown, turning = paged(found, button.page, b.Published)
    rows = [[b.ManageLesson(each.key).labelled(cards.managed_label(each, done, context.now))] for each, done in shown]
    text = Markup("<b>🛠 课程管理</b>\n⬇ 是已经下架的。") if found else Markup("还没有您可以管理的课程。")
    await context.show(text, [*rows, *turning, back(b.Study())])


async def manage(context: Context, button: b.ManageLesson) -> None:
    """Who has studied it, who has not."""
    async with context.read() as session:
        lesson = await lessons.managed(session, context.me, button.lesson, retired=True)
        audience = await lessons.audience(session, lesson)
        records = await lessons.records(session, lesson.key)
        where = await lessons.where_of(session, lesson)
    by_state: dict[State, list[str]] = {state: [] for state in State}
    for who in audience:
        by_state[Item(lesson, records.get(who.person_id)).state].append(who.name)
    done, midway, untouched = by_state[State.FINISHED], by_state[State.UNDER_WAY], by_state[State.NEW]
    text = lines(
        Markup("<b>🛠 {}</b>{}").format(lesson.title, "（已下架）" if lesson.retired_at else ""),
        cards.facts(lesson, context.now.date()),
        Markup("面向：{}").format(cards.audience_text(where, members_only=lesson.members_only)),
        Markup("\n已学完 {} 人：{}").format(len(done), names(done)),
        Markup("学习中 {} 人：{}").format(len(midway), names(midway)),
        Markup("未学 {} 人：{}").format(len(untouched), names(untouched)),
    )
    rows = []
    if lesson.check == Check.NOTE and any(record.finished_on for record in records.values()):
        rows.append([b.Notes(lesson.key, 0).labelled("✍️ 看收获")])
    if lesson.retired_at is None:
        if midway or untouched:
            rows.insert(0, [b.UrgeLesson(lesson.key).labelled(f"🔔 提醒没学完的（{len(midway) + len(untouched)}）")])
        title, until = b.StartTitle(lesson.key).labelled("✏️ 改标题"), b.StartUntil(lesson.key).labelled("📅 改期限")
        rows.append([title, until, b.Retire(lesson.key, 0).labelled("⬇ 下架")])
        rows.append([b.OpenLesson(lesson.key).labelled("📖 看课程")])
    await context.show(text, [*rows, back(b.Published(0))])


async def notes(context: Context, button: b.Notes) -> None:
    """What people took from it, for those who answer for the lesson."""
    async with context.read() as session:
        lesson = await lessons.managed(session, context.me, button.lesson, retired=True)
        records = await lessons.records(session, lesson.key)
        written = [record for record in records.values() if record.finished_on and record.note]
        written.sort(key=lambda record: (record.finished_on or date.min, record.person_id), reverse=True)
        shown, turning = paged(written, button.page, lambda page: b.Notes(button.lesson, page), NOTES_A_PAGE)
        named = {who.person_id: who.name for who in await people_of(session, ids={each.person_id for each in shown})}
    listed = [
        Markup("\n<b>{}</b>　{}\n{}").format(
            named.get(record.person_id, "（已调离）"), f"{record.finished_on:%m-%d}", clip(record.note or "", 500)
        )
        for record in shown
    ]
    text = lines(Markup("<b>✍️ {}</b>　收获 {} 篇").format(lesson.title, len(written)), *listed)
    await context.show(text, [*turning, back(b.ManageLesson(button.lesson))])


async def urge(context: Context, button: b.UrgeLesson) -> None:
    """提醒 those who have not finished it."""
    async with context.write() as tx:
        lesson, to = await lessons.urge(tx, context.me, button.lesson, context.now)
        told = await pushes.urged(tx, lesson, to, context)
    await context.toast(f"正在提醒 {told} 人。", alert=True)
    await manage(context, b.ManageLesson(button.lesson))


async def retire(context: Context, button: b.Retire) -> None:
    """下架, asked once more; hours that were credited stay."""
    if button.sure == 1:
        async with context.write() as tx:
            await lessons.retire(tx, context.me, button.lesson, context.now)
            for kind in PUSHED:
                await outbox.withdraw(tx, kind, f"lesson:{button.lesson}")
        await context.toast("已下架")
        await published(context, b.Published(0))
        return
    async with context.read() as session:
        lesson = await lessons.managed(session, context.me, button.lesson)
    text = Markup("下架<b>{}</b>？没学完的人不能再学；已经学完的记录和学时都保留。").format(lesson.title)
    await context.show(text, [[b.Retire(button.lesson, 1).labelled("确认下架")], back(b.ManageLesson(button.lesson))])
