"""Taking over a roster file: send it, see what it would change, confirm."""

import csv
import io
from collections.abc import Callable
from functools import partial

from markupsafe import Markup
from telegram import InputFile, Update
from telegram.ext import filters

from handlers.kit import table_files
from handlers.kit.context import Context
from handlers.kit.flows import DONE, Chosen, Flow, Next, Step, Typed, ask, draft
from handlers.kit.navigation import back
from handlers.kit.text import clip, lines
from handlers.roster.buttons import ConfirmImport, Removals, Roster, StartImport
from storage import roster
from storage.roster import RosterPlan
from storage.roster_file import COLUMNS, REQUIRED, Refusal, RosterFile, read_roster
from storage.sheets.table import MAX_BYTES

LISTED = 8


async def begin(_update: Update, _context: Context, _button: StartImport) -> Next:
    """From the roster's screen."""
    return "file"


async def ask_file(context: Context) -> None:
    """Which file, with which columns."""
    text = lines(
        Markup("<b>导入花名册</b>"),
        Markup("请发送人事部门的花名册文件（CSV 或 XLSX，不超过 {} MB）。").format(MAX_BYTES // 1024 // 1024),
        Markup("表头要有：{}；可以有：{}。").format(
            "、".join(REQUIRED), "、".join(name for name in COLUMNS if name not in REQUIRED)
        ),
        Markup("先试运行给您看结果，确认后才写入；文件里没有的人只列为待确认移出。"),
    )
    await ask(context, text)


async def take_file(update: Update, context: Context) -> Next:
    """A roster to try."""
    return await table_files.take(update, context, _reader(context))


async def ask_confirm(context: Context) -> None:
    """The dry run."""
    file = await _read(context)
    async with context.read() as session:
        plan = await roster.compare(session, file)
    gone = [f"{person.police_no} {person.name}" for person in plan.gone]
    text = lines(
        Markup("<b>试运行：{}</b>（还没有写入）").format(draft(context)["name"]),
        _counts(plan),
        Markup("不认识的列（不采用）：{}").format("、".join(file.ignored_columns)) if file.ignored_columns else None,
        Markup("\n<b>拟移出</b>（写入后待确认，不会删除）：\n{}").format(_few(gone)) if gone else None,
        Markup("\n<b>未采纳的行</b>：\n{}").format(_few([_refusal(each) for each in plan.refused]))
        if plan.refused
        else None,
        Markup("\n没有可写入的变化。") if plan.is_empty else None,
    )
    rows = [] if plan.is_empty else [[ConfirmImport().labelled("✅ 确认导入")]]
    if len(plan.refused) > LISTED:
        await _send_refusals(context, plan.refused)
    await ask(context, text, rows)


async def confirm(_update: Update, context: Context, _button: ConfirmImport) -> Next:
    """Take it over."""
    file = await _read(context)
    async with context.write() as tx:
        plan = await roster.apply(tx, file, context.now, context.me.person_id)
    rows = [[Removals(0).labelled(f"❓ 待确认移出（{len(plan.gone)}）")]] if plan.gone else []
    await context.show(lines(Markup("<b>✅ 已导入</b>"), _counts(plan)), [*rows, back(Roster(0))])
    return DONE


def _reader(context: Context) -> Callable[[str, bytes], RosterFile]:
    return partial(read_roster, today=context.now.date())


async def _read(context: Context) -> RosterFile:
    return await table_files.opened(context, _reader(context))


def _counts(plan: RosterPlan) -> Markup:
    counts = Markup("新增 {} · 变更 {} · 未变 {} · 拟移出 {} · 未采纳 {}")
    numbers = (len(plan.new), len(plan.changed), plan.unchanged, len(plan.gone), len(plan.refused))
    return counts.format(*numbers)


def _refusal(refusal: Refusal) -> str:
    return f"第 {refusal.line} 行 {refusal.who}：{refusal.reason}"


def _few(items: list[str]) -> Markup:
    listed = [Markup("• {}").format(clip(item, 160)) for item in items[:LISTED]]
    more = Markup("……共 {} 项").format(len(items)) if len(items) > LISTED else None
    return lines(*listed, more)


async def _send_refusals(context: Context, refused: list[Refusal]) -> None:
    """All refused rows as a file that a spreadsheet opens."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["行", "警号和姓名", "原因"])
    # What people wrote must not become a formula in somebody's spreadsheet.
    table.writerows(
        [each.line, "'" + each.who if each.who[:1] in "=+-@" else each.who, each.reason] for each in refused
    )
    content = InputFile(written.getvalue().encode("utf-8-sig"), filename="未采纳的行.csv")
    await context.bot.send_document(context.me.telegram_id or 0, content)


FLOW = Flow(
    name="import",
    title="导入花名册",
    start=StartImport,
    begin=begin,
    also=[Typed(table_files.TABLE, take_file)],
    steps={
        "file": Step(ask_file, [Typed(filters.Document.ALL, take_file)]),
        "confirm": Step(ask_confirm, [Chosen(ConfirmImport, confirm), Typed(filters.Document.ALL, take_file)]),
    },
)
