"""Taking over a file of questions: send it, see what would come in and what not, confirm."""

import asyncio
import csv
import io

from telegram import InputFile
from telegram.ext import filters

from handlers.exams.buttons import Bank, StartImport, Template
from handlers.kit.forms import table_files
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, lines
from storage.exams import bank
from storage.exams.bank import Known
from storage.exams.bank_file import COLUMNS, REQUIRED, QuestionFile, Refusal, read_questions, template
from storage.exams.rows import Refused
from storage.people.access import Act
from storage.sheets.table import MAX_BYTES

LISTED = 8


class Confirm(Button, prefix="qbi_yes", act=Act.SET_EXAMS):
    """Do what the dry run has shown."""


async def send_template(context: Context, _button: Template) -> None:
    """The file to fill in, with an example row of each kind."""
    await context.toast()
    content = await asyncio.to_thread(template)
    await context.bot.send_document(
        context.chat_id,
        InputFile(content, filename="题库模板.xlsx"),
        caption="照示例填写，删去示例行，再点“导入题目”发回来。一次最多 5000 题。",
    )


async def begin(_context: Context, _button: StartImport) -> Next:
    return "file"


async def ask_file(context: Context) -> None:
    """Which file, with which columns."""
    text = lines(
        Markup("<b>📥 导入题目</b>"),
        Markup("请发送题目文件（XLSX 或 CSV，不超过 {} MB）。").format(MAX_BYTES // 1024 // 1024),
        Markup("表头要有：{}；可以有：{}。").format(
            "、".join(REQUIRED), "、".join(name for name in COLUMNS if name not in REQUIRED)
        ),
        Markup("题型填单选、多选或判断；先试运行给您看结果，确认后才写入。"),
    )
    await ask(context, text, [[Template().labelled("📄 下载模板")]])


async def take_file(context: Context) -> Next:
    return await table_files.take(context, read_questions)


async def ask_confirm(context: Context) -> None:
    file = await _read(context)
    async with context.read() as session:
        known = await bank.known(session, bank.home_of(context.me), file.news)
    fresh = len(file.news) - len({each.new.digest for each in known})
    kinds = [each.kind for each in file.news]
    text = lines(
        Markup("<b>试运行：{}</b>（还没有写入）").format(draft(context)["name"]),
        Markup("可导入 {} · 题库已有 {} · 未采纳 {}").format(fresh, len(file.news) - fresh, len(file.refused)),
        Markup("读到：{}").format(" · ".join(f"{kind} {kinds.count(kind)}" for kind in dict.fromkeys(kinds)) or "无"),
        Markup("不认识的列（不采用）：{}").format("、".join(file.ignored_columns)) if file.ignored_columns else None,
        Markup("\n<b>题库已有</b>（不重复导入）：\n{}").format(_few([_known(each) for each in known]))
        if known
        else None,
        Markup("\n<b>未采纳的行</b>：\n{}").format(_few([_refusal(each) for each in file.refused]))
        if file.refused
        else None,
        None if fresh else Markup("\n没有可导入的题，请改好后重新发送文件。"),
    )
    if len(file.refused) > LISTED:
        await _send_refusals(context, file.refused)
    await ask(context, text, [[Confirm().labelled(f"✅ 确认导入 {fresh} 题")]] if fresh else [])


async def confirm(context: Context, _button: Confirm) -> Next:
    file = await _read(context)
    async with context.write() as tx:
        added = await bank.add(tx, context.me, file.news, context.now)
    if isinstance(added, Refused):
        await context.tell(added.value)
        return None
    await context.show(Markup("<b>✅ 已导入 {} 题</b>").format(added), [back(Bank(0))])
    return DONE


async def _read(context: Context) -> QuestionFile:
    return await table_files.opened(context, read_questions)


def _known(each: Known) -> str:
    retired = "（已停用，可在题库里恢复）" if each.retired else ""
    return f"第 {each.new.line} 行与第 {each.number} 号题相同{retired}：{each.new.text}"


def _refusal(refusal: Refusal) -> str:
    return f"第 {refusal.line} 行 {refusal.what}：{refusal.reason}"


def _few(items: list[str]) -> Markup:
    listed = [Markup("• {}").format(clip(item, 150)) for item in items[:LISTED]]
    more = Markup("……共 {} 项").format(len(items)) if len(items) > LISTED else None
    return lines(*listed, more)


async def _send_refusals(context: Context, refused: list[Refusal]) -> None:
    """All refused rows as a file that a spreadsheet opens."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["行", "题干", "原因"])
    # What people wrote must not become a formula in somebody's spreadsheet.
    table.writerows(
        [each.line, "'" + each.what if each.what[:1] in "=+-@" else each.what, each.reason] for each in refused
    )
    content = InputFile(written.getvalue().encode("utf-8-sig"), filename="未采纳的题.csv")
    await context.bot.send_document(context.chat_id, content)


FLOW = Form(
    name="bank_import",
    title="导入题目",
    start=StartImport,
    begin=begin,
    steps={
        "file": Step(ask_file, [Typed(filters.Document.ALL, take_file)]),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm), Typed(filters.Document.ALL, take_file)]),
    },
)
