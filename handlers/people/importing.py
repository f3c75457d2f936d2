"""Taking over a roster file. What weighs more than a line or two is asked about by itself."""

from functools import partial

from handlers.kit.forms.form import DONE, NEXT, Form, Next, Typed, ask, draft
from handlers.kit.forms.question import Own, Way
from handlers.kit.forms.reading import TEXT
from handlers.kit.forms.tables import TABLE, DryRun, Import, listed, table, unknown_columns
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Taken
from handlers.kit.screens.navigation import back
from handlers.kit.screens.sheets import made_by
from handlers.kit.screens.text import Markup, lines
from handlers.people.buttons import AskUndo, Removals, Roster, RosterTemplate, StartImport
from handlers.people.explaining import ask_meaning, meanings, words_to_explain
from handlers.people.pushes import imported
from handlers.people.renumbered import apart, same_people
from handlers.people.telling import TRIED, counts, sections, spreadsheet, stopping, understanding
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import known_months, roster
from storage.people.roster_compare import compare
from storage.people.roster_file import COLUMNS, REQUIRED, OpenedRoster, opened_roster
from storage.people.roster_meanings import settled
from storage.people.roster_plan import RosterPlan, Stop

WORD = "确认导入"


def whole(context: Context) -> bool:
    """Whether the file names everybody, as it does unless its sender says otherwise."""
    return not draft(context).get("part")


async def turn_part(context: Context) -> Next:
    """It is one branch's, or the members alone: of such a file nobody is missing."""
    draft(context)["part"] = whole(context)
    return "confirm"


async def dry_run(context: Context, opened: OpenedRoster) -> DryRun:
    """Who and what, old → new."""
    async with context.read() as session:
        file = await settled(session, opened, context.now.date(), whole=whole(context))
        plan = await compare(session, file, apart=apart(context))
    draft(context)["shown"] = plan.mark
    unsaid = [column for column in COLUMNS if column not in file.said]
    stops = "；".join(heading for heading, _ in stopping(plan))
    return DryRun(
        head=[
            Markup("{}").format(counts(plan)),
            Markup("文件里没有、因此不改动的列：{}").format("、".join(unsaid)) if unsaid else None,
            unknown_columns(file.ignored_columns),
            *(Markup("{}").format(each) for each in understanding(file)),
            Markup("⚠️ 名册刚才又有变化，请重新核对。") if draft(context).pop("anew", False) else None,
        ],
        sections=sections(plan),
        foot=[
            Markup("\n没有可写入的变化。") if plan.is_empty else None,
            Markup("\n⚠️ {}。下一步请您再核对一次。").format(stops) if stops else None,
        ],
        label=None if plan.is_empty else "⚠️ 下一步：核对" if stops else "✅ 确认导入",
        whole=partial(_whole, context, plan),
    )


async def _whole(context: Context, plan: RosterPlan) -> tuple[str, bytes, Taken]:
    return "导入试运行.xlsx", await spreadsheet(made_by(context, "导入花名册　试运行"), plan), TRIED


async def save(context: Context, opened: OpenedRoster) -> Next:
    """Take it over, or ask for a word first."""
    async with context.read() as session:
        file = await settled(session, opened, context.now.date(), whole=whole(context))
        plan = await compare(session, file, apart=apart(context))
    if plan.renumbered and "same" not in draft(context):
        return "same"
    stops = [each for each in plan.stops if each is not Stop.NEW_NUMBERS]
    return "word" if stops else await take_over(context, opened)


async def ask_word(context: Context) -> None:
    """What the file would do that nobody should do unawares."""
    opened = await ROSTER.opened(context)
    async with context.read() as session:
        file = await settled(session, opened, context.now.date(), whole=whole(context))
        plan = await compare(session, file, apart=apart(context))
    found, _ = listed(stopping(plan))
    text = lines(
        Markup("<b>⚠️ 请再核对一次</b>（还没有写入）"),
        found,
        Markup("\n核对无误，请发送“{}”四个字；不对，请改好文件后重新发来，或点取消。").format(WORD),
    )
    await ask(context, text)


async def take_word(context: Context) -> Next:
    """Only the very word."""
    if context.text.strip(" 。“”") != WORD:
        raise Refusal(f"还没有导入，什么也没有改。要导入请原样发送“{WORD}”，不导入请点 取消。")
    return await take_over(context, await ROSTER.opened(context))


async def take_over(context: Context, opened: OpenedRoster) -> Next:
    """What was shown, and nothing else: when the roster has changed meanwhile, it is shown anew."""
    async with context.write() as tx:
        file = await settled(tx, opened, context.now.date(), whole=whole(context))
        plan = await compare(tx, file, apart=apart(context))
        same = plan.mark == draft(context).get("shown")
        if same:
            plan = await roster.apply(tx, file, context.now, context.me.person_id, apart=apart(context))
            await known_months.remember(tx, file.rows)
            await outbox.put(tx, context.now, *await imported(tx, plan.done, context.me, context.occasion))
    if not same:
        draft(context)["anew"] = True
        return NEXT
    waits = Markup("{} 人的职务待第二人确认，已告诉本人和能确认的人。").format(len(plan.done.waiting))
    rows = [[Removals(0).labelled(f"❓ 待确认移出（{len(plan.gone)}）")]] if plan.gone else []
    rows.append([AskUndo().labelled("↩ 撤销这次导入")])
    text = lines(Markup("<b>✅ 已导入</b>"), Markup("{}").format(counts(plan)), waits if plan.done.waiting else None)
    await context.show(text, [*rows, back(Roster(0))])
    return DONE


ROSTER = Import(
    file="人事部门的花名册文件",
    columns=COLUMNS,
    required=REQUIRED,
    hints=[
        "没有的列不会改动；有这一列而格子是空的，才会清空。",
        "人事系统、党务系统导出的表不用改：表头、职务、类别的其他叫法，每个支部一个工作表，合并的单元格都认得；不认得的词会问您一次。",
        "先试运行给您看结果，确认后才写入；文件里没有的人只列为待确认移出。",
    ],
    read=lambda _context: opened_roster,
    dry_run=dry_run,
    save=save,
    first=words_to_explain,
)
FORM = Form(
    name="import",
    title="导入花名册",
    start=StartImport,
    also=[Typed(TABLE, ROSTER.take)],
    questions=[
        *table(
            "<b>导入花名册</b>",
            ROSTER,
            below=[[RosterTemplate().labelled("📄 下载模板")]],
            ways=[
                Way(
                    lambda facts: (
                        "☑ 只是一部分人，其余的不移出" if facts.get("part") else "☐ 只是一部分人，其余的不移出"
                    ),
                    does=turn_part,
                )
            ],
        ),
        Own("explain", ask_meaning, [*meanings(ROSTER), ROSTER.sent], when=lambda _facts: False),
        same_people(ROSTER),
        Own("word", ask_word, [Typed(TEXT, take_word), ROSTER.sent], when=lambda _facts: False),
    ],
)
