"""A table of awards taken over, tried first."""

from functools import partial

from handlers.awards import pushes
from handlers.awards.buttons import Awards, AwardTemplate, StartAwardFile
from handlers.kit.forms.form import Form
from handlers.kit.forms.tables import DryRun, Import, by_row, table
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Unrecorded
from handlers.kit.screens.navigation import back
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.text import Markup, lines
from storage.awards import file
from storage.awards.file import COLUMNS, REQUIRED, AwardFile, AwardPlan, read_awards
from storage.awards.rows import Level
from storage.mail import outbox
from storage.sheets.writing import Sheet


async def send_template(context: Context, _button: AwardTemplate) -> None:
    await context.toast("正在生成…")
    content = await in_turn(workbook, made_by(context, "荣誉奖励登记表"), [Sheet("荣誉", COLUMNS, [])])
    caption = "个人的填警号、姓名，集体的只填支部；填好后在“导入表格”里发回来。"
    await context.send_file("荣誉奖励.xlsx", content, Unrecorded.BLANK, caption)


async def dry_run(context: Context, found: AwardFile) -> DryRun:
    async with context.read() as session:
        plan = await file.compare(session, found)
    return by_row([_counts(plan)], plan.refused, found.ignored_columns, some=bool(plan.rows))


async def save(context: Context, found: AwardFile) -> None:
    async with context.write() as tx:
        plan, rows = await file.apply(tx, context.me, found, context.now)
        told = [push for row in rows if row.counts for push in pushes.entered(row, context.occasion)]
        await outbox.put(tx, context.now, *told)
    await context.show(lines(Markup("<b>✅ 已导入荣誉</b>"), _counts(plan)), [back(Awards(0, 0, 0))])


def _counts(plan: AwardPlan) -> Markup:
    return Markup("登记 {} 条 · 已有 {} 条 · 未采纳 {} 行").format(len(plan.rows), plan.known, len(plan.refused))


IMPORT = Import(
    file="荣誉表",
    columns=COLUMNS,
    required=REQUIRED,
    hints=[
        f"个人的要有警号、姓名，集体的要有支部；级别写 {'、'.join(Level)}，不写的算本局。",
        "先试运行给您看结果，确认后才写入；已经登记过的不重复登记。",
    ],
    read=lambda context: partial(read_awards, today=context.now.date()),
    dry_run=dry_run,
    save=save,
)
FORM = Form(
    name="award_file",
    title="导入荣誉表",
    start=StartAwardFile,
    questions=table("<b>导入荣誉表</b>", IMPORT, [[AwardTemplate().labelled("📄 下载模板")]]),
)
