"""Seeing a branch's year: its plan by month with what became of it, what the rules want; all branches; XLSX and calendar."""

from datetime import date

from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.calendars import Appointment, calendar
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, Unrecorded, of_branch
from handlers.kit.screens.links import OpenYearPlan, StartCall
from handlers.kit.screens.navigation import HOME, back, other_years, paged
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.yearplan.buttons import ExportPlan, PlanGaps, PlanToCalendar, StartYearPlan, YearPlans
from handlers.yearplan.words import LEGEND, SIGNS, by_month, gaps_by_rule, named, often
from scoring.duties import SET_BY, kinds_text
from scoring.yearplan import LineState, met_by
from storage.engine.refusal import Refusal, passes
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Branch
from storage.people.rights import Act
from storage.rules.regulations import basis, duty_rules, own
from storage.sheets.writing import Sheet
from storage.yearplan import plans, waiting
from storage.yearplan.plans import Standing
from storage.yearplan.rows import EARLIEST, LATEST, Refused

BRANCHES = 11
CALLS = 4
"""Lines that are to be called now, as buttons: the others stand in the list of to-dos."""


async def show(context: Context, button: OpenYearPlan) -> None:
    today = context.now.date()
    year, here = button.year or today.year, button.branch or context.me.branch_id
    branch, found = await _seen(context, here, year)
    text = lines(
        Markup("<b>🗓 {}　{} 年度计划</b>").format(branch.name, year),
        *([] if found else [escape("这一年还没有编制计划。")]),
        *(by_month(found.outcomes) if found else []),
        Markup("\n{}").format(LEGEND) if found else None,
        *([Markup("\n❗ 按规定还缺：")] if found and found.gaps else []),
        *(Markup("• {}").format(each) for each in (gaps_by_rule(found.gaps) if found else [])),
    )
    rows = []
    if may(context.me, Act.CALL_MEETING, Place(branch_id=here)):
        rows += _calls(found, year, today) if found else []
        if passes(plans.plannable, context.me, here, year, today):
            rows.append([StartYearPlan(year).labelled("✏️ 修改计划" if found else "✏️ 编制计划")])
    if found:
        rows.append(
            [
                ExportPlan(here, year).labelled("📥 XLSX"),
                PlanToCalendar(here, year).labelled("📅 存入日历"),
                PlanGaps(here, year).labelled("📜 依据"),
            ]
        )
    turn = other_years(year, lambda other: OpenYearPlan(here, other), EARLIEST, LATEST)
    all_branches = [[YearPlans(year, 0).labelled("📈 各支部年度计划")]] if may(context.me, Act.SEE_FEED) else []
    await context.show(text, [*rows, turn, *all_branches, HOME])


def _calls(found: Standing, year: int, today: date) -> list[list[InlineKeyboardButton]]:
    due = [
        StartCall(row.id or 0).labelled(clip(f"📣 召集：{named(each.line)}", 60))
        for row, each in zip(found.lines, found.outcomes, strict=True)
        if waiting.is_due(each, year, today)
    ]
    return [[each] for each in due[:CALLS]]


async def _seen(context: Context, branch_id: int, year: int) -> tuple[Branch, Standing | None]:
    """The branch and its plan, if one may see them. Raises Refusal."""
    if not may(context.me, Act.SEE_DUTIES, Place(branch_id=branch_id)):
        raise Refusal(NOT_ALLOWED)
    if not EARLIEST <= year <= LATEST:
        raise Refusal(OUTDATED)
    async with context.read() as session:
        branch = await session.get(Branch, branch_id)
        found = await plans.of_branch(session, branch_id, year, context.now.date(), context.now.tzinfo)
    if branch is None:
        raise Refusal(OUTDATED)
    return branch, found


async def _there(context: Context, branch_id: int, year: int) -> tuple[Branch, Standing]:
    """As `_seen`. Raises Refusal where there is no plan."""
    branch, found = await _seen(context, branch_id, year)
    if found is None:
        raise Refusal(Refused.NONE)
    return branch, found


async def show_gaps(context: Context, button: PlanGaps) -> None:
    """Each rule with how often it asks, how much is planned for it, and its source."""
    _, found = await _there(context, button.branch, button.year)
    planned = [each.line for each in found.outcomes]
    parts = [
        Markup("{}　{}，计划 {} 次\n{}\n").format(
            rule.subject, often(rule), sum(rule in met_by(line, [rule]) for line in planned), basis(rule.key)
        )
        for rule in duty_rules(own())
    ]
    text = lines(*parts, escape(basis(plans.RULE)))
    await context.show(text, [back(OpenYearPlan(button.branch, button.year))])


async def show_all(context: Context, button: YearPlans) -> None:
    """Whether each branch has planned the year, and how far it is."""
    today = context.now.date()
    if not EARLIEST <= button.year <= LATEST:
        raise Refusal(OUTDATED)
    async with context.read() as session:
        shown, turning = paged(
            await directory.branches(session), button.page, lambda page: YearPlans(button.year, page), BRANCHES
        )
        numbers = [branch.id or 0 for branch in shown]
        found = await plans.of_branches(session, numbers, button.year, today, context.now.tzinfo)
    rows = [
        [
            OpenYearPlan(branch.id or 0, button.year).labelled(
                clip(f"{_far(found.get(branch.id or 0))} {branch.name}", 60)
            )
        ]
        for branch in shown
    ]
    turn = other_years(button.year, lambda year: YearPlans(year, 0), EARLIEST, LATEST)
    text = lines(
        Markup("<b>📈 各支部年度计划</b>　{} 年").format(button.year),
        LEGEND,
        escape("每个支部：各有几项；⚠️ 是按规定还有缺项的，✖ 是还没有编制的。点支部看明细。"),
    )
    await context.show(text, [*rows, *turning, turn, HOME])


def _far(found: Standing | None) -> str:
    if found is None:
        return "✖"
    counts = {state: sum(each.state is state for each in found.outcomes) for state in LineState}
    told = " ".join(f"{SIGNS[state]}{count}" for state, count in counts.items() if count)
    return told + (" ⚠️" if found.gaps else "")


async def export(context: Context, button: ExportPlan) -> None:
    """The plan as a table, with the rules that each line counts for."""
    branch, found = await _there(context, button.branch, button.year)
    await context.toast("正在生成，请稍候…")
    rules, title = duty_rules(own()), f"{branch.name} {button.year} 年度计划"
    rows = [
        (
            f"{each.line.month}月",
            date(button.year, each.line.month, each.line.day) if each.line.day else None,
            kinds_text(each.line.kinds),
            "、".join(f"{rule.subject}（{SET_BY[rule.set_by]}）" for rule in met_by(each.line, rules)),
            each.state.value,
            "、".join(f"{day.month}月{day.day}日" for day in each.days),
        )
        for each in found.outcomes
    ]
    headings = ("月份", "计划日期", "内容", "对应的规定", "情况", "实际日期")
    content = await in_turn(workbook, made_by(context, title, branch.name), [Sheet("年度计划", headings, rows)])
    what = Export(of_branch("yearplan", button.branch), title)
    await context.send_file(f"{title}.xlsx", content, what, f"{title}，共 {len(rows)} 项")


async def to_calendar(context: Context, button: PlanToCalendar) -> None:
    """What is still ahead: on its day, or on the last one of its month."""
    branch, found = await _there(context, button.branch, button.year)
    entries = [
        Appointment(
            f"yearplan-{row.id}@{context.bot.username}",
            f"{each.line.month}月{kinds_text(each.line.kinds)}" + ("" if each.line.day else "（本月内）"),
            each.line.last(button.year),
            text=f"{branch.name} {button.year} 年度计划",
        )
        for row, each in zip(found.lines, found.outcomes, strict=True)
        if each.state in (LineState.AHEAD, LineState.CALLED)
    ]
    if not entries:
        raise Refusal("计划里没有还没开的会议，不用存入日历。")
    await context.toast()
    caption = "📅 点开文件，把计划加入手机或电脑的日历。"
    await context.send_file(
        f"{branch.name}{button.year}年度计划.ics", calendar(entries, context.now), Unrecorded.BLANK, caption
    )
