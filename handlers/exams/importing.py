"""Taking over a file of questions."""

from collections.abc import Sequence
from functools import partial

from handlers.exams.buttons import Bank, StartImport, Template
from handlers.kit.forms.form import Form
from handlers.kit.forms.tables import LISTED, DryRun, Import, refused_file, refused_rows, table, unknown_columns
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Taken, Unrecorded
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup
from storage.exams import bank
from storage.exams.bank import Known
from storage.exams.bank_file import COLUMNS, REQUIRED, QuestionFile, read_questions
from storage.sheets.table import RefusedRow


async def dry_run(context: Context, file: QuestionFile) -> DryRun:
    async with context.read() as session:
        known = await bank.known(session, bank.home_of(context.me), file.news)
    fresh = len(file.news) - len({each.new.digest for each in known})
    kinds = [each.kind for each in file.news]
    there = [("题库已有（不重复导入）", [_known(each) for each in known])] if known else []
    return DryRun(
        head=[
            Markup("可导入 {} · 题库已有 {} · 未采纳 {}").format(fresh, len(file.news) - fresh, len(file.refused)),
            Markup("读到：{}").format(
                " · ".join(f"{kind} {kinds.count(kind)}" for kind in dict.fromkeys(kinds)) or "无"
            ),
            unknown_columns(file.ignored_columns),
        ],
        sections=there + refused_rows(file.refused),
        foot=[None if fresh else Markup("\n没有可导入的题，请改好后重新发送文件。")],
        label=f"✅ 确认导入 {fresh} 题" if fresh else None,
        whole=partial(_whole, file.refused) if len(file.refused) > LISTED else None,
    )


async def _whole(refused: Sequence[RefusedRow]) -> tuple[str, bytes, Taken]:
    return "未采纳的题.csv", refused_file(refused), Unrecorded.ECHO


def _known(each: Known) -> str:
    retired = "（已停用，可在题库里恢复）" if each.retired else ""
    return f"第 {each.new.line} 行与第 {each.number} 号题相同{retired}：{each.new.text}"


async def save(context: Context, file: QuestionFile) -> None:
    async with context.write() as tx:
        added = await bank.add(tx, context.me, file.news, context.now)
    await context.show(Markup("<b>✅ 已导入 {} 题</b>").format(added), [back(Bank(0))])


FORM = Form(
    name="bank_import",
    title="导入题目",
    start=StartImport,
    questions=table(
        "<b>📥 导入题目</b>",
        Import(
            file="题目文件",
            columns=COLUMNS,
            required=REQUIRED,
            hints=["题型填单选、多选或判断；先试运行给您看结果，确认后才写入。"],
            read=lambda _context: read_questions,
            dry_run=dry_run,
            save=save,
        ),
        below=[[Template().labelled("📄 下载模板")]],
    ),
)
