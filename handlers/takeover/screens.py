"""接续录入: what can be taken over, what was, and taking a file back."""

import asyncio

from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, Unrecorded, of_branch
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, clip, day_text, lines, when_text
from handlers.takeover.buttons import (
    OpenTakeover,
    StartGoingLive,
    StartTakeover,
    Takeovers,
    TakeoverTemplate,
    UndoTakeover,
)
from storage.engine.refusal import Refusal
from storage.people import directory, going_live
from storage.people.access import may
from storage.people.rights import Act
from storage.takeover import batches, development
from storage.takeover.files import template
from storage.takeover.subjects import SUBJECTS


async def takeovers(context: Context, button: Takeovers) -> None:
    await show_takeovers(context, button.page)


async def show_takeovers(context: Context, page: int) -> None:
    """The subjects, the first day, and the files that were taken over."""
    me = context.me
    async with context.read() as session:
        found, began = await batches.made_by(session, me), await going_live.began(session)
    shown, turning = paged(found, page, Takeovers, size=6)
    first = (
        Markup("启用日期：{}。以前到期的例行事项不算欠。").format(day_text(began, context.now.date()))
        if began
        else Markup("启用日期：还没有设定{}。").format(
            "，以前的例行事项会算作未完成" if may(me, Act.SET_GOING_LIVE) else "，由局党务干部设定"
        )
    )
    text = lines(
        Markup("<b>📥 接续录入</b>"),
        Markup("把纸上办着的接过来：按真实日期录入，期限从真实日期算起。每类一个模板，先试运行，写入后可以整份撤销。"),
        first,
        Markup("\n<b>已录入</b>") if found else None,
        *(
            Markup("• {}　{} 行　{} {}").format(
                SUBJECTS[each.subject].title, each.rows, by, when_text(each.at, context.now)
            )
            for each, by in shown
        ),
    )
    rows = [[StartTakeover(each.key).labelled(f"➕ {each.title}")] for each in SUBJECTS.values() if each.allowed(me)]
    if may(me, Act.SET_GOING_LIVE):
        rows.append([StartGoingLive().labelled("📅 改启用日期" if began else "📅 设定启用日期")])
    opened = [
        [OpenTakeover(each.number).labelled(clip(f"📋 {SUBJECTS[each.subject].title} {each.file}", 50))]
        for each, _ in shown
    ]
    await context.show(text, [*rows, *opened, *turning, HOME])


async def send_template(context: Context, button: TakeoverTemplate) -> None:
    """Of the cases, with those who should have one; of the rest, empty."""
    subject = SUBJECTS.get(button.subject)
    if subject is None or not subject.allowed(context.me):
        raise Refusal(batches.Refused.NOT_YOURS)
    rows: list[tuple[str, str]] = []
    if subject.key == "development":
        async with context.read() as session:
            branch = None if subject.whole(context.me) else context.me.branch_id
            rows = [(who.police_no, who.name) for who in await development.to_take_over(session, branch)]
    note = (
        Export(
            of_branch("roster", None if subject.whole(context.me) else context.me.branch_id),
            f"接续模板：{len(rows)} 人",
        )
        if rows
        else Unrecorded.BLANK
    )
    content = await asyncio.to_thread(template, subject.title[:20], subject.columns, rows)
    await context.send_file(f"接续_{subject.title}.xlsx", content, note, "填好后直接发回来，先试运行，确认后才写入。")


async def open_takeover(context: Context, button: OpenTakeover) -> None:
    """One of them, to be taken back."""
    async with context.read() as session:
        found = await batches.find(session, context.me, button.number)
        by = await directory.name_of(session, found.by)
    text = lines(
        Markup("<b>📋 {}</b>").format(SUBJECTS[found.subject].title),
        Markup("文件：{}").format(found.file),
        Markup("{} 行，{} {} 录入").format(found.rows, by, when_text(found.at, context.now)),
    )
    await context.show(text, [[UndoTakeover(found.number, 0).labelled("↩ 整份撤销")], back(Takeovers(0))])


async def undo(context: Context, button: UndoTakeover) -> None:
    """撤销, asked once more."""
    if button.sure == 1:
        async with context.write() as tx:
            done = await batches.undo(tx, context.me, button.number, context.now)
        await context.toast(f"已撤销：{SUBJECTS[done.subject].title} {done.rows} 行")
        return await show_takeovers(context, 0)
    async with context.read() as session:
        found = await batches.find(session, context.me, button.number)
    text = Markup("整份撤销<b>{}</b>（{} 行）？由它录入的内容都会移去；上面已经有了新记录的，不能撤销。").format(
        SUBJECTS[found.subject].title, found.rows
    )
    await context.show(text, [[UndoTakeover(found.number, 1).labelled("确认撤销")], back(OpenTakeover(found.number))])
