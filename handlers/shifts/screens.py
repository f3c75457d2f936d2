"""Shift rosters: what has been taken over, a file to fill in, what each word means."""

import asyncio
from datetime import timedelta

from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, of_branch
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, escape, lines, when_text
from handlers.shifts.buttons import Shifts, ShiftsBasis, ShiftTemplate, ShiftWords, StartShifts, SwitchWord
from storage.people import directory
from storage.people.access import reach
from storage.people.rights import Act, Reach
from storage.rules.regulations import basis
from storage.sheets.blank import blank
from storage.shifts import roster
from storage.shifts.rows import RULE
from storage.shifts.shift_file import template

DAYS = 31
WORDS = 10


async def show(context: Context, _button: Shifts) -> None:
    async with context.read() as session:
        found = await roster.imports(session, context.me)
        names = await directory.branch_names(session)
    listed = [
        Markup("• {}　{} 至 {}　{} 人　{}").format(
            names.get(each.branch_id or 0, "全局"),
            f"{each.first.month}月{each.first.day}日",
            f"{each.last.month}月{each.last.day}日",
            each.people,
            when_text(each.at, context.now),
        )
        for each in found
    ]
    text = lines(
        Markup("<b>🕘 班次表</b>"),
        escape("召集会议选时间时，按班次提示有多少人方便参加、法定人数是否有把握，并给出同一周里更合适的时间。"),
        Markup(""),
        *(listed or [escape("还没有导入过，或者都已经过期清除。")]),
    )
    rows = [
        [StartShifts().labelled("📥 导入班次表"), ShiftTemplate().labelled("📄 下载模板")],
        [ShiftWords(0).labelled("🔤 班次的含义"), ShiftsBasis().labelled("📜 依据")],
    ]
    await context.show(text, [*rows, HOME])


async def show_basis(context: Context, _button: ShiftsBasis) -> None:
    await context.show(escape(basis(RULE)), [back(Shifts())])


async def send_template(context: Context, _button: ShiftTemplate) -> None:
    """A column a day from today on, with everybody whose shifts one may take over."""
    whole = reach(context.me, Act.IMPORT_SHIFTS) is Reach.BUREAU
    branch = None if whole else context.me.branch_id
    await context.toast("正在生成…")
    async with context.read() as session:
        people = await directory.people_of(session, branch_id=branch)
    days = [context.now.date() + timedelta(days=each) for each in range(DAYS)]
    headings, rows = template(days, [(who.police_no, who.name) for who in people])
    content = await asyncio.to_thread(blank, "班次表", headings, None, rows)
    taken = Export(of_branch("roster", branch), "班次表模板：姓名和警号")
    await context.send_file("班次表.xlsx", content, taken, "填好后直接发回来，先试运行，确认后才写入。")


async def show_words(context: Context, button: ShiftWords) -> None:
    """Each with whether somebody can come; the staff change it by a press."""
    async with context.read() as session:
        found = await roster.used_words(session)
    shown, turning = paged(found, button.page, ShiftWords, WORDS)
    changes = reach(context.me, Act.IMPORT_SHIFTS) is Reach.BUREAU
    rows = [
        [SwitchWord(button.page, int(not free), word).labelled(f"{word}：{'方便参加' if free else '不便参加'} ⇄")]
        for word, free in (shown if changes else ())
    ]
    text = lines(
        Markup("<b>🔤 班次的含义</b>"),
        escape("点一下就改，已经导入的也跟着改。" if changes else "含义有出入的，请告诉党务干部修改。"),
        *(Markup("• {}：{}").format(word, "方便参加" if free else "不便参加") for word, free in shown),
        None if found else escape("导入班次表以后，这里列出用到的班次。"),
    )
    await context.show(text, [*rows, *turning, back(Shifts())])


async def switch_word(context: Context, button: SwitchWord) -> None:
    async with context.write() as tx:
        await roster.switch_word(tx, context.me, button.word, free=bool(button.free), now=context.now)
    await context.toast("已修改")
    await show_words(context, ShiftWords(button.page))
