"""The personnel system's duty attendance: send the file, see what it would change, confirm; a template to fill in."""

import asyncio
from collections.abc import Callable
from functools import partial

from telegram import Message
from telegram.ext import filters

from handlers.inputs.buttons import Attendance, ConfirmAttendance, StartAttendance, Template
from handlers.kit.forms import table_files
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, clip, lines, names, when_text
from scoring.cadence import add_months
from storage.inputs import attendance
from storage.inputs.attendance import AttendancePlan
from storage.inputs.attendance_file import COLUMNS, REQUIRED, AttendanceFile, read_attendance, template
from storage.people import directory
from storage.sheets.table import MAX_BYTES

LISTED = 8
WORD = "考勤"


class _Named(filters.MessageFilter):
    """A table that says, in its name or in what is written with it, that it is about attendance.

    Other tables may be sent to the bot too, so that the file alone does not say what it is.
    """

    def filter(self, message: Message) -> bool:
        name = message.document.file_name if message.document else ""
        return WORD in (name or "") or WORD in (message.caption or "")


NAMED = table_files.TABLE & _Named()


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
            line = Markup("• <b>{}年{}月</b>　{} 人　{}　{}{}").format(
                row.month.year, row.month.month, row.people, when_text(row.at, context.now), who,
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
    await context.bot.send_document(
        context.me.telegram_id or 0,
        content,
        "填好后直接发回来，先试运行，确认后才写入。",
        filename=f"考勤_{month:%Y-%m}.xlsx",
    )


async def begin(_context: Context, _button: StartAttendance) -> Next:
    return "file"


async def ask_file(context: Context) -> None:
    """Which file, with which columns."""
    optional = "、".join(name for name in COLUMNS if name not in REQUIRED)
    text = lines(
        Markup("<b>导入考勤表</b>"),
        Markup("请发送人事系统的月度考勤表（CSV 或 XLSX，不超过 {} MB）。").format(MAX_BYTES // 1024 // 1024),
        Markup("表头要有：{}；可以有：{}。").format("、".join(REQUIRED), optional),
        Markup("先试运行给您看结果，确认后才写入；同一个月再次导入，会替换原来的。"),
    )
    await ask(context, text)


async def take_file(context: Context) -> Next:
    return await table_files.take(context, _reader(context))


async def ask_confirm(context: Context) -> None:
    file = await _read(context)
    async with context.read() as session:
        plan = await attendance.compare(session, file)
    months = "、".join(f"{month.year}年{month.month}月" for month in plan.months)
    replaced = "、".join(f"{month.year}年{month.month}月" for month in plan.replaced)
    refused = [f"第 {each.line} 行 {each.who}：{each.reason}" for each in plan.refused]
    text = lines(
        Markup("<b>试运行：{}</b>（还没有写入）").format(draft(context)["name"]),
        _counts(plan),
        Markup("月份：{}").format(months) if months else None,
        Markup("⚠️ {}已经导入过，确认后替换原来的。").format(replaced) if replaced else None,
        Markup("⚠️ 原来有、这份文件里没有的 {} 条会被删去：{}").format(len(plan.dropped), names(plan.dropped, 8))
        if plan.dropped
        else None,
        Markup("不认识的列（不采用）：{}").format(clip("、".join(file.ignored_columns), 300))
        if file.ignored_columns
        else None,
        Markup("\n<b>未采纳的行</b>：\n{}").format(_few(refused)) if refused else None,
        None if plan.rows else Markup("\n没有可写入的行，请改正后重新发送文件。"),
    )
    await ask(context, text, [[ConfirmAttendance().labelled("✅ 确认导入")]] if plan.rows else [])


async def confirm(context: Context, _button: ConfirmAttendance) -> Next:
    file, name = await _read(context), str(draft(context)["name"])
    async with context.write() as tx:
        plan, _ = await attendance.apply(tx, file, name, context.me.person_id, context.now)
    await context.show(lines(Markup("<b>✅ 已导入考勤</b>"), _counts(plan)), [back(Attendance(0))])
    return DONE


def _reader(context: Context) -> Callable[[str, bytes], AttendanceFile]:
    return partial(read_attendance, today=context.now.date())


async def _read(context: Context) -> AttendanceFile:
    return await table_files.opened(context, _reader(context))


def _counts(plan: AttendancePlan) -> Markup:
    return Markup("可写入 {} 条 · 未采纳 {} 条").format(len(plan.rows), len(plan.refused))


def _few(items: list[str]) -> Markup:
    listed = [Markup("• {}").format(clip(item, 160)) for item in items[:LISTED]]
    more = Markup("……共 {} 行，请在表里改正后重新发送").format(len(items)) if len(items) > LISTED else None
    return lines(*listed, more)


FLOW = Form(
    name="attendance",
    title="导入考勤表",
    start=StartAttendance,
    begin=begin,
    also=[Typed(NAMED, take_file)],
    steps={
        "file": Step(ask_file, [Typed(filters.Document.ALL, take_file)]),
        "confirm": Step(ask_confirm, [Chosen(ConfirmAttendance, confirm), Typed(filters.Document.ALL, take_file)]),
    },
)
