"""Taking over a roster file: send it, see what it would change, confirm. What weighs more is asked about by itself."""

from collections.abc import Callable
from functools import partial

from telegram import InputFile
from telegram.ext import filters

from handlers.kit.forms import table_files
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.people.buttons import AskUndo, ConfirmImport, Removals, Roster, StartImport
from handlers.people.pushes import imported
from handlers.people.telling import counts, listed, sections, spreadsheet, stopping
from storage.mail import outbox
from storage.people import roster
from storage.people.roster_file import COLUMNS, REQUIRED, RosterFile, read_roster
from storage.people.roster_plan import RosterPlan, compare
from storage.sheets.table import MAX_BYTES

WORD = "确认导入"


async def begin(_context: Context, _button: StartImport) -> Next:
    return "file"


async def ask_file(context: Context) -> None:
    """Which file, with which columns."""
    text = lines(
        Markup("<b>导入花名册</b>"),
        Markup("请发送人事部门的花名册文件（CSV 或 XLSX，不超过 {} MB）。").format(MAX_BYTES // 1024 // 1024),
        Markup("表头要有：{}；可以有：{}。").format(
            "、".join(REQUIRED), "、".join(name for name in COLUMNS if name not in REQUIRED)
        ),
        Markup("没有的列不会改动；有这一列而格子是空的，才会清空。"),
        Markup("先试运行给您看结果，确认后才写入；文件里没有的人只列为待确认移出。"),
    )
    await ask(context, text)


async def take_file(context: Context) -> Next:
    return await table_files.take(context, _reader(context))


async def ask_confirm(context: Context) -> None:
    """The dry run: who and what, old → new."""
    file = await _read(context)
    async with context.read() as session:
        plan = await compare(session, file)
    draft(context)["shown"] = plan.mark
    unsaid = [column for column in COLUMNS if column not in file.said]
    found, whole = listed(sections(plan))
    text = lines(
        Markup("⚠️ 名册刚才又有变化，请重新核对。\n") if draft(context).pop("anew", False) else None,
        Markup("<b>试运行：{}</b>（还没有写入）").format(draft(context)["name"]),
        Markup("{}").format(counts(plan)),
        Markup("文件里没有、因此不改动的列：{}").format("、".join(unsaid)) if unsaid else None,
        Markup("不认识的列（不采用）：{}").format("、".join(file.ignored_columns)) if file.ignored_columns else None,
        found,
        None if whole else Markup("\n全部内容见上面的表格。"),
        Markup("\n没有可写入的变化。") if plan.is_empty else None,
        Markup("\n⚠️ {}。下一步请您再核对一次。").format("；".join(heading for heading, _ in stopping(plan)))
        if plan.stops
        else None,
    )
    label = "⚠️ 下一步：核对" if plan.stops else "✅ 确认导入"
    if not whole:
        await _send_whole(context, plan)
    await ask(context, text, [] if plan.is_empty else [[ConfirmImport().labelled(label)]])


async def confirm(context: Context, _button: ConfirmImport) -> Next:
    """Take it over, or ask for a word first."""
    file = await _read(context)
    async with context.read() as session:
        plan = await compare(session, file)
    return "word" if plan.stops else await _take_over(context, file)


async def ask_word(context: Context) -> None:
    """What the file would do that nobody should do unawares."""
    file = await _read(context)
    async with context.read() as session:
        plan = await compare(session, file)
    found, _ = listed(stopping(plan))
    text = lines(
        Markup("<b>⚠️ 请再核对一次</b>（还没有写入）"),
        found,
        Markup("\n核对无误，请发送“{}”四个字；不对，请改好文件后重新发来，或点取消。").format(WORD),
    )
    await ask(context, text)


async def take_word(context: Context) -> Next:
    """Only the very word."""
    said = context.text.strip(" 。“”")
    if said == WORD:
        return await _take_over(context, await _read(context))
    await context.tell(f"还没有导入，什么也没有改。要导入请原样发送“{WORD}”，不导入请点 取消。")
    return None


async def _take_over(context: Context, file: RosterFile) -> Next:
    """What was shown, and nothing else: when the roster has changed meanwhile, it is shown anew."""
    async with context.write() as tx:
        plan = await compare(tx, file)
        same = plan.mark == draft(context).get("shown")
        if same:
            plan = await roster.apply(tx, file, context.now, context.me.person_id)
            await outbox.put(tx, context.now, *await imported(tx, plan.done, context.me, context.occasion))
    if not same:
        draft(context)["anew"] = True
        return "confirm"
    waits = Markup("{} 人的职务待第二人确认，已告诉本人和能确认的人。").format(len(plan.done.waiting))
    rows = [[Removals(0).labelled(f"❓ 待确认移出（{len(plan.gone)}）")]] if plan.gone else []
    rows.append([AskUndo().labelled("↩ 撤销这次导入")])
    text = lines(Markup("<b>✅ 已导入</b>"), Markup("{}").format(counts(plan)), waits if plan.done.waiting else None)
    await context.show(text, [*rows, back(Roster(0))])
    return DONE


def _reader(context: Context) -> Callable[[str, bytes], RosterFile]:
    return partial(read_roster, today=context.now.date())


async def _read(context: Context) -> RosterFile:
    return await table_files.opened(context, _reader(context))


async def _send_whole(context: Context, plan: RosterPlan) -> None:
    content = InputFile(spreadsheet(plan), filename="导入试运行.xlsx")
    await context.bot.send_document(context.me.telegram_id or 0, content)


_FILE = Typed(filters.Document.ALL, take_file)

FLOW = Form(
    name="import",
    title="导入花名册",
    start=StartImport,
    begin=begin,
    also=[Typed(table_files.TABLE, take_file)],
    steps={
        "file": Step(ask_file, [_FILE]),
        "confirm": Step(ask_confirm, [Chosen(ConfirmImport, confirm), _FILE]),
        "word": Step(ask_word, [Typed(filters.TEXT & ~filters.COMMAND, take_word), _FILE]),
    },
)
