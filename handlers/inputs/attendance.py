"""The personnel system's duty attendance: send the file, see what it would change, confirm; a template to fill in."""

import asyncio
from collections.abc import Iterable
from datetime import date
from functools import partial

from handlers.inputs.buttons import Attendance, StartAttendance, Template
from handlers.kit.forms.form import Form, Typed, draft
from handlers.kit.forms.tables import TABLE, DryRun, Import, Named, by_row, table
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines, names, when_text
from scoring.cadence import add_months
from storage.inputs import attendance
from storage.inputs.attendance import AttendancePlan
from storage.inputs.attendance_file import COLUMNS, REQUIRED, AttendanceFile, read_attendance, template
from storage.people import directory

NAMED = TABLE & Named("考勤")


async def show(context: Context, button: Attendance) -> None:
    """The months taken over, newest first."""
    async with context.read() as session:
        found = await attendance.imports(session)
    shown, turning = paged(found, button.page, Attendance)
    counts: set[object] = set()
    listed = []
    for row, who in found:
        replaced = row.month in counts
        counts.add(row.month)
        if (row, who) in shown:
            line = Markup("• <b>{}年{}月</b>　{} 人　{}{}{}").format(
                row.month.year, row.month.month, row.people, when_text(row.at, context.now), f"　{who}" if who else "",
                "（已被后来的替换）" if replaced else "",
            )  # fmt: skip
            listed.append(line)
    text = lines(
        Markup("<b>🕘 考勤数据</b>\n党员健康指数的一项，来自人事系统的月度考勤表。请假、公差、病假不影响评价。"),
        Markup(""),
        *(listed or [Markup("还没有导入过。")]),
        Markup("\n直接把文件名里带“考勤”的 XLSX 或 CSV 发给我，也可以开始导入。"),
    )
    rows = [[StartAttendance().labelled("📥 导入考勤表"), Template().labelled("📄 下载模板")]]
    await context.show(text, [*rows, *turning, HOME])


async def send_template(context: Context, _button: Template) -> None:
    """Last month's, with everybody on the roster."""
    await context.toast("正在生成…")
    async with context.read() as session:
        everyone = await directory.people_of(session)
    month = add_months(context.now.date().replace(day=1), -1)
    content = await asyncio.to_thread(template, month, [(who.police_no, who.name) for who in everyone])
    taken = Export("roster", "考勤表模板：全局姓名和警号")
    await context.send_file(f"考勤_{month:%Y-%m}.xlsx", content, taken, "填好后直接发回来，先试运行，确认后才写入。")


async def dry_run(context: Context, file: AttendanceFile) -> DryRun:
    async with context.read() as session:
        plan = await attendance.compare(session, file)
    head = [
        _counts(plan),
        Markup("月份：{}").format(_months(plan.months)) if plan.months else None,
        Markup("⚠️ {}已经导入过，确认后替换原来的。").format(_months(plan.replaced)) if plan.replaced else None,
        Markup("⚠️ 原来有、这份文件里没有的 {} 条会被删去：{}").format(len(plan.dropped), names(plan.dropped, 8))
        if plan.dropped
        else None,
    ]
    return by_row(head, plan.refused, file.ignored_columns, some=bool(plan.rows))


async def save(context: Context, file: AttendanceFile) -> None:
    async with context.write() as tx:
        name = draft(context)["file"]["name"]
        plan, _ = await attendance.apply(tx, file, name, context.me.person_id, context.now)
    await context.show(lines(Markup("<b>✅ 已导入考勤</b>"), _counts(plan)), [back(Attendance(0))])


def _counts(plan: AttendancePlan) -> Markup:
    return Markup("可写入 {} 条 · 未采纳 {} 条").format(len(plan.rows), len(plan.refused))


def _months(months: Iterable[date]) -> str:
    return "、".join(f"{month.year}年{month.month}月" for month in months)


ATTENDANCE = Import(
    file="人事系统的月度考勤表",
    columns=COLUMNS,
    required=REQUIRED,
    hints=["先试运行给您看结果，确认后才写入；同一个月再次导入，会替换原来的。"],
    read=lambda context: partial(read_attendance, today=context.now.date()),
    dry_run=dry_run,
    save=save,
)
FORM = Form(
    name="attendance",
    title="导入考勤表",
    start=StartAttendance,
    also=[Typed(NAMED, ATTENDANCE.take)],
    questions=table("<b>导入考勤表</b>", ATTENDANCE),
)
