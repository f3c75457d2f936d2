"""党费公示: a branch's year in numbers, and as XLSX; for those who keep the dues with a sheet by person."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.dues.buttons import DuesHome, DuesSheet, DuesYear, PrintDues
from handlers.kit.engine.access_check import check_may
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.navigation import back, other_years
from handlers.kit.screens.papers import forms
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.text import Markup, lines
from scoring.dues import sum_text
from storage.dues import lists
from storage.dues.lists import Line, MonthSum
from storage.dues.rows import Dues, check_keep
from storage.engine.refusal import Refusal, passes
from storage.people import directory
from storage.people.access import Place
from storage.people.rights import Act
from storage.sheets.writing import Sheet, Value

FIRST_YEAR = 2000


async def _year(context: Context, session: AsyncSession, branch: int, year: int) -> tuple[str, list[MonthSum]]:
    check_may(context, Act.SEE_DUES, Place(branch_id=branch))
    names = await directory.branch_names(session, branch)
    if branch not in names or not FIRST_YEAR <= year <= context.now.year:
        raise Refusal(OUTDATED)
    return names[branch], await lists.of_year(session, branch, year)


async def show_year(context: Context, button: DuesYear) -> None:
    async with context.read() as session:
        branch, found = await _year(context, session, button.branch, button.year)
    text = lines(
        Markup("<b>📊 党费收缴公示　{}　{}年</b>").format(branch, button.year),
        Markup("收缴合计 <b>{}</b> 元，登记已交 {} 人次，应交 {} 人次。").format(
            sum_text(lists.public_total(found)),
            sum(each.paid for each in found),
            sum(each.due for each in found),
        ),
        *(
            Markup("• {}月　应交 {} 人　已交 {} 人　{} 元").format(
                each.month.month, each.due, each.paid, "—" if each.public is None else sum_text(each.public)
            )
            for each in found
        ),
        None if found else Markup("这一年还没有党费记录。"),
        Markup("{}").format(lists.HIDDEN) if any(each.public is None for each in found) else None,
        Markup("\n公示各月的人数和总额；个人的姓名和金额不公示，本人可以在“党费”里看到自己的。"),
    )
    turn = other_years(button.year, lambda year: DuesYear(button.branch, year), FIRST_YEAR, context.now.year)
    rows = []
    if found:
        rows.append([DuesSheet(button.branch, button.year).labelled("⬇ XLSX")])
        rows.append(forms("公示", lambda form: PrintDues(button.branch, button.year, 0, form)))
        if passes(check_keep, context.me, button.branch):
            rows.append(forms("明细（内部）", lambda form: PrintDues(button.branch, button.year, 1, form)))
    await context.show(text, [*rows, turn, back(DuesHome())])


def _span(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


async def send_sheet(context: Context, button: DuesSheet) -> None:
    """The sheet by person is for those who keep the dues alone."""
    await context.toast("正在生成，请稍候…")
    keeps = passes(check_keep, context.me, button.branch)
    async with context.read() as session:
        branch, found = await _year(context, session, button.branch, button.year)
        people = await lists.lines(session, button.branch, *_span(button.year)) if keeps else []
    above = made_by(context, f"{button.year}年党费收缴情况", branch)
    content = await in_turn(workbook, above, sheets(found, people))
    caption = f"{branch}　{button.year}年党费"
    if keeps:
        caption += "。“明细”一页有个人金额，不要公示、不要转发。"
    taken = Export(f"dues:{button.branch}", f"{button.year} 年党费{'（含明细）' if keeps else ''}")
    await context.send_file(f"党费_{branch}_{button.year}.xlsx", content, taken, caption)


def sheets(found: list[MonthSum], people: list[Line]) -> list[Sheet]:
    """公示, and where it is given the sheet by person."""
    rows: list[list[Value]] = [
        [f"{each.month.month}月", each.due, each.paid, "—" if each.public is None else yuan(each.public)]
        for each in found
    ]
    total = [sum(each.due for each in found), sum(each.paid for each in found), yuan(lists.public_total(found))]
    heads = ["月份", "应交（人）", "已交（人）", "收缴金额（元）"]
    sheet = Sheet(
        "公示", heads, [*rows, ["合计", *total]], note=f"公示各月人数和总额，不列个人姓名和金额。{lists.HIDDEN}"
    )
    return [sheet, _by_person(found, people)] if people else [sheet]


def yuan(sum_: int) -> float:
    return sum_ / 100


def _by_person(found: list[MonthSum], people: list[Line]) -> Sheet:
    known = {line.row.person_id: (line.police_no, line.name) for line in people}
    cells = {(line.row.person_id, line.row.month): _cell(line.row) for line in people}
    totals: dict[int, int] = {}
    for line in people:
        totals[line.row.person_id] = totals.get(line.row.person_id, 0) + (line.row.paid or 0)
    heads = ["警号", "姓名", *(f"{each.month.month}月（元）" for each in found), "合计（元）"]
    rows: list[list[Value]] = [
        [police_no, name, *(cells.get((person, each.month)) for each in found), yuan(totals[person])]
        for person, (police_no, name) in sorted(known.items(), key=lambda each: each[1])
    ]
    return Sheet("明细", heads, rows, names=2, note="含个人金额，内部使用，不要公示。没有登记已交的写明应交多少。")


def _cell(row: Dues) -> Value:
    if row.paid is not None:
        return yuan(row.paid)
    due = "未核定" if row.due is None else sum_text(row.due)
    return "免交" if row.free else f"未交（应交 {due}）"
