"""Awards as screens: a year's, one with what can be done about it, its photo, and the year as XLSX."""

from datetime import date

from telegram.constants import ParseMode

from handlers.awards import cards, pushes
from handlers.awards.buttons import (
    AwardPhoto,
    Awards,
    AwardSheet,
    OpenAward,
    StartAward,
    StartAwardFile,
    StartRefuseAward,
    WithdrawAward,
)
from handlers.kit.engine.access_check import NOT_ALLOWED, check_may
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, of_branch
from handlers.kit.screens.links import Agree
from handlers.kit.screens.navigation import HOME, back, other_years, paged
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.text import Markup, lines
from storage.awards import keeping, lists
from storage.awards.lists import Line
from storage.awards.rows import Refused
from storage.engine.refusal import Refusal, allowed
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.rights import Act, Reach
from storage.sheets.writing import Sheet

FIRST_YEAR = 1949


def _branch(context: Context, asked: int) -> int:
    """0 of whoever sees the whole bureau is the bureau; of others their own branch."""
    return asked if asked or reach(context.me, Act.SEE_AWARDS) is Reach.BUREAU else context.me.branch_id


def _year(context: Context, asked: int) -> int:
    year = asked or context.now.year
    if not FIRST_YEAR <= year <= context.now.year:
        raise Refusal(OUTDATED)
    return year


async def show(context: Context, button: Awards) -> None:
    me, year, branch = context.me, _year(context, button.year), _branch(context, button.branch)
    if reach(me, Act.SEE_AWARDS) < Reach.BRANCH:
        await _own(context)
        return
    check_may(context, Act.SEE_AWARDS, Place(branch_id=branch) if branch else Place())
    async with context.read() as session:
        known = await directory.branch_names(session)
        if branch and branch not in known:
            raise Refusal(OUTDATED)
        found = await lists.within(session, date(year, 1, 1), date(year, 12, 31), branch or None)
        waiting = (
            await lists.waiting(session, branch or None) if may(me, Act.PROPOSE_AWARD, Place(branch or None)) else []
        )
    listed = [*waiting, *found]
    shown, turning = paged(listed, button.page, lambda page: Awards(branch, year, page))
    text = lines(
        Markup("<b>🏅 荣誉奖励</b>　{}　{}年").format(known.get(branch, context.bot_data.bureau), year),
        Markup("个人 {} 项，集体 {} 项。只是登记，不计入健康指数、不影响颜色。").format(
            sum(line.row.person_id is not None for line in found), sum(line.row.person_id is None for line in found)
        ),
        Markup("等确认的 {} 项，在前。").format(len(waiting)) if waiting else None,
        None if listed else Markup("这一年还没有登记。"),
    )
    rows = [
        [OpenAward(line.row.number).labelled(("⏳ " if line.row.waits else "") + cards.label(line))] for line in shown
    ]
    turn = other_years(year, lambda each: Awards(branch, each, 0), FIRST_YEAR, context.now.year)
    add = []
    if may(me, Act.PROPOSE_AWARD, Place(branch_id=branch or None)):
        add = [StartAward().labelled("➕ 登记荣誉"), AwardSheet(branch, year).labelled("⬇ XLSX")]
    file = [[StartAwardFile().labelled("📥 导入表格")]] if may(me, Act.KEEP_AWARDS) else []
    await context.show(text, [*([add] if add else []), *file, *rows, *turning, turn, HOME])


async def _own(context: Context) -> None:
    """Of somebody who sees no branch's: their own."""
    async with context.read() as session:
        found = await lists.of_person(session, context.me.person_id)
    rows = [Markup("• {:%Y-%m-%d}　{}（{}）").format(row.on, row.title, row.giver) for row in found]
    await context.show(lines(Markup("<b>🏅 我的荣誉</b>"), *(rows or [Markup("还没有登记。")])), [HOME])


async def _line(context: Context, award: int) -> Line:
    """One that the person sees. Raises Refusal."""
    me = context.me
    async with context.read() as session:
        line = await lists.one(session, award)
    if line is None:
        raise Refusal(Refused.GONE)
    keeps = may(me, Act.PROPOSE_AWARD, Place(branch_id=line.row.branch_id))
    sees = may(me, Act.SEE_AWARDS, Place(line.row.branch_id, person_id=line.row.person_id)) and line.row.counts
    if not (keeps or sees or (line.row.counts and line.row.person_id == me.person_id)):
        raise Refusal(Refused.NOT_SEEN)
    return line


async def open_award(context: Context, button: OpenAward) -> None:
    line = await _line(context, button.award)
    async with context.read() as session:
        answerable = await allowed(keeping.answerable(session, context.me, button.award))
        withdrawable = await allowed(keeping.withdrawable(session, context.me, button.award))
    rows = [[AwardPhoto(button.award).labelled("🖼 照片")]] if line.row.photo else []
    if answerable:
        agree = Agree(pushes.PROPOSED, button.award, 0, 0).labelled("✅ 同意")
        rows.append([agree, StartRefuseAward(button.award).labelled("❌ 不同意")])
    if withdrawable:
        rows.append([WithdrawAward(button.award, 0).labelled("↩ 撤销")])
    await context.show(cards.card(line), [*rows, back(Awards(line.row.branch_id, line.row.on.year, 0))])


async def send_photo(context: Context, button: AwardPhoto) -> None:
    line = await _line(context, button.award)
    if line.row.photo is None:
        raise Refusal(Refused.GONE)
    await context.toast()
    caption = str(cards.card(line))
    await context.bot.send_photo(context.chat_id, line.row.photo, caption, parse_mode=ParseMode.HTML)


async def withdraw(context: Context, button: WithdrawAward) -> None:
    """Asked once more."""
    if button.sure == 1:
        async with context.write() as tx:
            row = await keeping.withdraw(tx, context.me, button.award, context.now)
        await context.toast("已撤销")
        await show(context, Awards(row.branch_id, row.on.year, 0))
        return
    async with context.read() as session:
        row = await keeping.withdrawable(session, context.me, button.award)
    text = Markup("撤销<b>{}</b>？撤销后不再列出，登记过的事实留在审计记录里。").format(row.title)
    await context.show(text, [[WithdrawAward(button.award, 1).labelled("确认撤销")], back(OpenAward(button.award))])


async def send_sheet(context: Context, button: AwardSheet) -> None:
    year, branch = _year(context, button.year), _branch(context, button.branch)
    if not may(context.me, Act.PROPOSE_AWARD, Place(branch_id=branch or None)):
        raise Refusal(NOT_ALLOWED)
    await context.toast("正在生成，请稍候…")
    async with context.read() as session:
        known = await directory.branch_names(session)
        found = await lists.within(session, date(year, 1, 1), date(year, 12, 31), branch or None)
    name = known.get(branch, "")
    heads = ("支部", "姓名", "警号", "荣誉名称", "级别", "授予单位", "日期", "文号")
    rows = [
        (line.branch, line.person or "（集体）", line.police_no, row.title, row.level, row.giver, row.on, row.document)
        for line in found
        for row in [line.row]
    ]
    above = made_by(context, f"{year}年荣誉奖励", name)
    content = await in_turn(workbook, above, [Sheet("荣誉奖励", heads, rows, names=2)])
    taken = Export(of_branch("award", branch or None), f"{year} 年")
    await context.send_file(f"荣誉奖励_{name or '全局'}_{year}.xlsx", content, taken, f"{year}年荣誉奖励")
