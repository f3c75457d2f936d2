"""A table of dues taken over: what each pays from a month on, what was paid for which; tried first, with what is wrong by row."""

from functools import partial

from handlers.dues.buttons import DuesHome, DuesTemplate, StartDuesFile
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.tables import DryRun, Import, by_row, table
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, of_branch
from handlers.kit.screens.navigation import back
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.spans import month_word
from handlers.kit.screens.text import Markup, lines, names
from storage.dues import file
from storage.dues.file import COLUMNS, REQUIRED, DuesFile, DuesPlan, read_dues
from storage.dues.rows import month_of
from storage.people import directory
from storage.people.access import reach
from storage.people.posts import MEMBERS
from storage.people.rights import Act, Reach
from storage.sheets.writing import Sheet


async def send_template(context: Context, _button: DuesTemplate) -> None:
    """This month's, with everybody whose dues one keeps."""
    await context.toast("正在生成…")
    branch = None if reach(context.me, Act.KEEP_DUES) is Reach.BUREAU else context.me.branch_id
    async with context.read() as session:
        people = [who for who in await directory.people_of(session, branch_id=branch) if who.category in MEMBERS]
    month = month_word(month_of(context.now.date()))
    rows = [[who.police_no, who.name, month, *[None] * (len(COLUMNS) - 3)] for who in people]
    content = await in_turn(workbook, made_by(context, "党费登记表"), [Sheet("党费", COLUMNS, rows, names=2)])
    taken = Export(of_branch("dues", branch), "党费表模板（有名单，没有金额）")
    caption = "填好后在“导入表格”里发回来，先试运行，确认后才写入。"
    await context.send_file(f"党费_{month}.xlsx", content, taken, caption)


async def dry_run(context: Context, found: DuesFile) -> DryRun:
    async with context.read() as session:
        plan = await file.compare(session, context.me, found)
    changed = Markup("⚠️ 已登记的金额会改的 {} 条：{}").format(len(plan.changed), names(plan.changed, 8))
    head = [_counts(plan), changed if plan.changed else None]
    return by_row(head, plan.refused, found.ignored_columns, some=bool(plan.rows))


async def save(context: Context, found: DuesFile) -> None:
    async with context.write() as tx:
        plan = await file.apply(tx, context.me, found, draft(context)["file"]["name"], context.now)
    await context.show(lines(Markup("<b>✅ 已导入党费</b>"), _counts(plan)), [back(DuesHome())])


def _counts(plan: DuesPlan) -> Markup:
    return Markup("核定标准 {} 条 · 已交 {} 条 · 未采纳 {} 行").format(plan.rated, plan.paid, len(plan.refused))


IMPORT = Import(
    file="党费表",
    columns=COLUMNS,
    required=REQUIRED,
    hints=[
        "计算基数和每月应交只填一个，从那个月起算；填实交金额的，那个月登记为已交。",
        "先试运行给您看结果，确认后才写入。计算基数只用来计算，不保存。",
    ],
    read=lambda context: partial(read_dues, today=context.now.date()),
    dry_run=dry_run,
    save=save,
)
FORM = Form(
    name="dues_file",
    title="导入党费表",
    start=StartDuesFile,
    questions=table("<b>导入党费表</b>", IMPORT, [[DuesTemplate().labelled("📄 下载模板")]]),
)
