"""年度分析: the numbers of a branch or the bureau, what its secretary says about them, and the spreadsheet."""

from functools import partial

from handlers.development.buttons import AnalysedBranches, Analysis, Develop, PrintAnalysis, StartAnalysis, TakeAnalysis
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, of_branch
from handlers.kit.screens.navigation import back, other_years, paged
from handlers.kit.screens.papers import forms
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.text import Markup, clip, escape, lines, when_text
from scoring.development_analysis import REACHED, Figures, Standing
from scoring.development_steps import Stage
from storage.development import analysis
from storage.development.analysis import DevelopmentAnalysis
from storage.development.rows import Refused
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import may
from storage.people.directory import Branch, name_of
from storage.people.rights import Act
from storage.rules.regulations import basis
from storage.sheets.writing import Sheet, Value

SHOWN = 8
UNKNOWN = "名册里没有性别、出生日期和学历，这里不统计。"


async def title_of(context: Context, branch_id: int | None, year: int, half: int) -> tuple[str, str]:
    """Whose, and of which time. Raises Refusal."""
    where = context.bot_data.bureau
    if branch_id is not None:
        async with context.read() as session:
            branch = await session.get(Branch, branch_id)
        if branch is None:
            raise Refusal(Refused.NO_ANALYSIS)
        where = branch.name
    return where, f"{year}年发展党员{analysis.WORDS[half]}"


async def _title(context: Context, branch_id: int | None, year: int, half: int) -> str:
    return "　".join(await title_of(context, branch_id, year, half))


def numbers(found: Figures) -> Markup:
    """In words, by stage, what was reached, and the plan."""
    stages = [
        Markup("{}　{} 人{}").format(
            stage.value, count, f"，停留天数中位 {found.days[stage]}" if stage in found.days else ""
        )
        for stage, count in found.by_stage.items()
        if count
    ]
    return lines(
        Markup("<b>在办</b>　{} 人").format(len(found.under_way)),
        *stages,
        Markup("<b>这段时间里</b>"),
        Markup("{}").format("　".join(f"{step.words} {found.reached[step]}" for step in REACHED)),
        Markup("<b>计划</b>　列入 {} 人，已接收 {} 人；计划外接收 {} 人").format(
            found.planned, found.planned_done, found.unplanned
        ),
    )


def stuck(each: Standing, branch: str = "") -> str:
    where = f"（{branch}）" if branch else ""
    return f"{each.way.person}{where}　{each.stage.value}　{each.stuck}"


async def show(context: Context, button: Analysis) -> None:
    """The numbers as they stand, what is stuck, and what was said when they were confirmed."""
    analysis.span(button.year, button.half)
    branch_id, me, today = button.branch or None, context.me, context.now.date()
    analysis.check_sees(me, branch_id)
    title = await _title(context, branch_id, button.year, button.half)
    async with context.read() as session:
        found = await analysis.of(session, branch_id, button.year, button.half, today)
        said = (await analysis.confirmed(session, button.year, button.half)).get(branch_id)
        by = await name_of(session, said.by) if said else ""
        names = await directory.branch_names(session) if branch_id is None else {}
    slow = found.stuck
    text = lines(
        Markup("<b>📈 {}</b>").format(title),
        numbers(found),
        Markup("<b>进展缓慢</b>　{} 人").format(len(slow)),
        *(Markup("❗ {}").format(stuck(each, names.get(each.way.branch_id, ""))) for each in slow[:SHOWN]),
        Markup("（其余见表格）") if len(slow) > SHOWN else None,
        UNKNOWN,
        _said(said, by, context),
        Markup("\n📜 {}").format(escape(basis(analysis.RULE))),
    )
    rows = []
    if analysis.confirms(me, branch_id):
        label = "✏️ 重新确认" if said else "✅ 写分析意见并确认"
        rows.append([StartAnalysis(button.branch, button.year, button.half).labelled(label)])
    rows.append([TakeAnalysis(button.branch, button.year, button.half).labelled("📥 表格")])
    rows.append(forms("分析", partial(PrintAnalysis, button.branch, button.year, button.half)))
    if may(me, Act.APPROVE_DEVELOPMENT):
        others = Analysis(0, button.year, button.half) if branch_id else None
        row = [AnalysedBranches(button.year, button.half, 0).labelled("🏢 各支部")]
        rows.append([*([others.labelled("🏛 全局")] if others else []), *row])
    halves = [
        Analysis(button.branch, button.year, half).labelled(word)
        for half, word in ((0, "全年"), (1, "上半年"), (2, "下半年"))
        if half != button.half
    ]
    turn = other_years(
        button.year, lambda year: Analysis(button.branch, year, button.half), analysis.EARLIEST, analysis.LATEST
    )
    await context.show(text, [*rows, halves, turn, back(Develop())])


def _said(said: DevelopmentAnalysis | None, by: str, context: Context) -> Markup:
    if said is None:
        return Markup("\n还没有写分析意见。")
    return Markup("\n<b>分析意见</b>（{}，{}确认）\n{}").format(by, when_text(said.at, context.now), said.words)


async def show_branches(context: Context, button: AnalysedBranches) -> None:
    """Every branch, with whether it is confirmed."""
    first, _ = analysis.span(button.year, button.half)
    async with context.read() as session:
        names = await directory.present_names(session, since=first)
        done = await analysis.confirmed(session, button.year, button.half)
    listed = list(names.items())
    shown, turning = paged(listed, button.page, lambda page: AnalysedBranches(button.year, button.half, page))
    rows = [
        [Analysis(number, button.year, button.half).labelled(clip(f"{'✅' if number in done else '⏳'} {name}", 60))]
        for number, name in shown
    ]
    text = lines(
        Markup("<b>📈 {} 年发展党员{}</b>").format(button.year, analysis.WORDS[button.half]),
        Markup("已确认 {} 个支部，共 {} 个。").format(sum(number in done for number in names), len(names)),
    )
    await context.show(text, [*rows, *turning, back(Analysis(0, button.year, button.half))])


STAGES, STEPS = tuple(Stage), REACHED
COUNTS = (
    "支部",
    *(f"{stage.value}（人）" for stage in STAGES),
    *(f"{step.words}（人）" for step in STEPS),
    *(f"{word}（人）" for word in ("列入计划", "计划内接收", "计划外接收", "进展缓慢")),
    "分析意见",
)
CASES = ("支部", "姓名", "阶段", "进入本阶段", "最近一步", "进展")


def _row(name: str, found: Figures, said: DevelopmentAnalysis | None) -> list[Value]:
    return [
        name,
        *(found.by_stage[stage] for stage in STAGES),
        *(found.reached[step] for step in STEPS),
        found.planned,
        found.planned_done,
        found.unplanned,
        len(found.stuck),
        said.words if said else "",
    ]


async def take(context: Context, button: TakeAnalysis) -> None:
    """The same as XLSX: by branch, and who stands where."""
    analysis.span(button.year, button.half)
    branch_id, today = button.branch or None, context.now.date()
    analysis.check_sees(context.me, branch_id)
    title = await _title(context, branch_id, button.year, button.half)
    await context.toast("正在生成，请稍候…")
    async with context.read() as session:
        names = await directory.branch_names(session, branch_id)
        said = await analysis.confirmed(session, button.year, button.half)
        if branch_id is None:
            found = await analysis.by_branch(session, button.year, button.half, today)
        else:
            found = {branch_id: await analysis.of(session, branch_id, button.year, button.half, today)}
    rows = [_row(name, found[number], said.get(number)) for number, name in names.items() if number in found]
    cases = [
        [names.get(each.way.branch_id, ""), each.way.person, each.stage.value, each.since, each.last, each.stuck]
        for one in found.values()
        for each in one.under_way
    ]
    sheets = [Sheet("汇总", COUNTS, rows, note=UNKNOWN), Sheet("在办名单", CASES, cases, names=2)]
    above = made_by(context, title, names[branch_id] if branch_id else "")
    taken = Export(of_branch("development_analysis", branch_id), title)
    await context.send_file(f"{title}.xlsx", await in_turn(workbook, above, sheets), taken)


async def _begin(context: Context, button: StartAnalysis) -> None:
    analysis.span(button.year, button.half)
    if not analysis.confirms(context.me, button.branch or None):
        raise Refusal(Refused.NOT_ANALYSED_BY)
    title = await _title(context, button.branch or None, button.year, button.half)
    async with context.read() as session:
        found = await analysis.of(session, button.branch or None, button.year, button.half, context.now.date())
    draft(context).update(
        branch=button.branch, year=button.year, half=button.half, title=title, numbers=str(numbers(found))
    )


async def _ask(context: Context) -> Markup:
    facts = draft(context)
    return lines(
        Markup("<b>📈 {}</b>").format(facts["title"]),
        Markup(facts["numbers"]),
        Markup(
            "\n请写分析意见：队伍怎么样、哪里慢了、为什么、下一步怎么做（{} 字以内）。数字会和意见一起保存。"
        ).format(analysis.LONGEST),
    )


async def _confirm(context: Context) -> None:
    facts = draft(context)
    branch, year, half = facts["branch"], facts["year"], facts["half"]
    async with context.write() as tx:
        await analysis.confirm(tx, context.me, branch or None, year, half, facts["words"], context.now)
    await context.toast("已保存")
    await show(context, Analysis(branch, year, half))


CONFIRMING = Form(
    name="development_analysis",
    title="发展党员分析",
    start=StartAnalysis,
    begin=_begin,
    questions=[Text("words", _ask, "分析意见", analysis.LONGEST)],
    save=_confirm,
)
