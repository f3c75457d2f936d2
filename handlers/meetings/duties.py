"""Seeing how branches stand: what is published, and which of the month's duties are done, planned, due or missing."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, other_months, paged
from handlers.kit.screens.spans import read_month
from handlers.kit.screens.text import Markup, clip, lines, when_text
from handlers.meetings.buttons import AllDuties, BranchMonth, Duties, DutiesBasis, Feed, Meetings, Minutes
from scoring.duties import SET_BY, Duty, DutyState
from storage.engine.refusal import Refusal
from storage.meetings import lists
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Branch
from storage.people.rights import Act
from storage.rules.regulations import basis

SIGNS = {DutyState.DONE: "✅", DutyState.PLANNED: "🗓", DutyState.DUE: "⏳", DutyState.MISSING: "❌"}
LEGEND = Markup("✅ 已完成　🗓 已安排　⏳ 待安排　❌ 未完成")
FEED_PAGE, BRANCHES = 6, 11


async def show_feed(context: Context, button: Feed) -> None:
    """Published meetings of all branches, newest first."""
    async with context.read() as session:
        _, total = await lists.published(session, offset=0, limit=1)
        numbers, turning = paged(range(total), button.page, Feed, FEED_PAGE)
        found, _ = await lists.published(session, offset=numbers[0] if numbers else 0, limit=FEED_PAGE)
    rows = [[Minutes(meeting.number).labelled(clip(f"{branch}：{meeting.title}", 60))] for meeting, branch in found]
    listed = [
        Markup("• {}　<b>{}</b>　{}").format(
            when_text(meeting.published_at or meeting.starts_at, context.now), branch, meeting.title
        )
        for meeting, branch in found
    ]
    text = lines(Markup("<b>📰 各支部动态</b>（已公布 {} 场）").format(total), *listed)
    await context.show(text, [*rows, *turning, back(Meetings())])


async def show_duties(context: Context, button: Duties) -> None:
    """A branch's month: central rules and the bureau's apart."""
    first = read_month(button.month)
    branch, owed = await _owed(context, button.branch, first)
    text = lines(
        Markup("<b>📊 {}</b>　{}年{}月").format(branch.name, first.year, first.month),
        *_sections(owed),
        Markup("\n{}").format(LEGEND),
    )
    before, after = other_months(first, lambda month: Duties(button.branch, f"{month:%Y-%m}"))
    turn = [before, DutiesBasis(button.branch, button.month).labelled("📜 依据"), after]
    listed = [BranchMonth(button.branch, button.month, 0).labelled("📂 这个月的会议")]
    await context.show(text, [turn, listed, back(Meetings())])


async def _owed(context: Context, branch_id: int, month: date) -> tuple[Branch, Sequence[Duty]]:
    """What a branch owes, if one may see it. Raises Refusal."""
    if not may(context.me, Act.SEE_DUTIES, Place(branch_id=branch_id)):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        branch = await session.get(Branch, branch_id)
        owed = await lists.duties_of(session, branch_id, month, context.now.date(), context.bot_data.clock.zone)
    if branch is None:
        raise Refusal(OUTDATED)
    return branch, owed


def _sections(owed: Sequence[Duty]) -> list[Markup]:
    parts: list[Markup] = []
    for set_by, heading in SET_BY.items():
        mine = [duty for duty in owed if duty.rule.set_by == set_by]
        if mine:
            parts.append(Markup("\n<b>{}</b>").format(heading))
            parts += [_line(duty) for duty in mine]
    return parts


def _line(duty: Duty) -> Markup:
    span = {1: "本月", 3: "本季度", 6: "本半年", 12: "本年"}[duty.rule.per.months]
    who = f"（{duty.group}）" if duty.group else ""
    waiting = f"，{duty.unpublished} 场待公布" if duty.unpublished else ""
    days = "：" + "、".join(f"{day.month}/{day.day}" for day in duty.days[-4:]) if duty.days else ""
    unread = "" if duty.rule.verified else "（待核实）"
    return Markup("{} {}{}{}　{} {}/{}{}{}").format(
        SIGNS[duty.state], duty.rule.subject, who, unread, span, duty.done, duty.rule.count, waiting, days
    )


async def show_basis(context: Context, button: DutiesBasis) -> None:
    """The rules behind it, to the letter."""
    _, owed = await _owed(context, button.branch, read_month(button.month))
    keys = dict.fromkeys(duty.rule.key for duty in owed)
    text = lines(*(Markup("{}\n").format(basis(key)) for key in keys))
    await context.show(text, [back(Duties(button.branch, button.month))])


async def show_all(context: Context, button: AllDuties) -> None:
    """Every branch's month in a line."""
    first = read_month(button.month)
    today, zone = context.now.date(), context.bot_data.clock.zone

    def turn(page: int) -> AllDuties:
        return AllDuties(button.month, page)

    async with context.read() as session:
        shown, turning = paged(await directory.branches(session), button.page, turn, BRANCHES)
        owed = {branch.id: await lists.duties_of(session, branch.id or 0, first, today, zone) for branch in shown}
    rows = [
        [Duties(branch.id or 0, button.month).labelled(f"{_summary(owed[branch.id])}  {branch.name}")]
        for branch in shown
    ]
    text = lines(
        Markup("<b>📈 各支部</b>　{}年{}月").format(first.year, first.month),
        LEGEND,
        Markup("每个支部：已完成、已安排、待安排、未完成各几项。点支部看明细。"),
    )
    await context.show(text, [*rows, *turning, back(Meetings())])


def _summary(owed: Sequence[Duty]) -> str:
    counts = {state: sum(duty.state is state for duty in owed) for state in DutyState}
    return " ".join(f"{SIGNS[state]}{count}" for state, count in counts.items() if count)
