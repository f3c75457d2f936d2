"""A yearly plan in words: its lines by month, and what the rules still want."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from handlers.kit.screens.text import Markup
from scoring.duties import SET_BY, DutyRule, MeetingKind, Period, kinds_text
from scoring.yearplan import Gap, Line, LineState, Outcome

SIGNS = {LineState.HELD: "✅", LineState.CALLED: "📅", LineState.LATE: "❗", LineState.AHEAD: "⏳"}
LEGEND = Markup("　".join(f"{SIGNS[state]} {state.value}" for state in LineState))
SHORT = {MeetingKind.GENERAL: "党员大会"}
EVERY = {Period.MONTH: "每月", Period.QUARTER: "每季度", Period.HALF_YEAR: "每半年", Period.YEAR: "每年"}


def short(line: Line) -> str:
    """党员大会暨主题党日."""
    return "暨".join(SHORT.get(kind, kind.value) for kind in MeetingKind if kind in line.kinds)


def named(line: Line) -> str:
    """3月10日 支委会; what has no day: 3月 支委会."""
    return f"{line.month}月{f'{line.day}日' if line.day else ''} {kinds_text(line.kinds)}"


def by_month(outcomes: Sequence[Outcome]) -> list[Markup]:
    """A line a month: ✅10日 支委会　⏳党课."""
    return [
        Markup("<b>{}月</b>　{}").format(month, "　".join(_said(each) for each in found))
        for month, found in groupby(outcomes, key=lambda each: each.line.month)
    ]


def _said(outcome: Outcome) -> str:
    held = "、".join(f"{each.day}日" for each in outcome.days if each.day != outcome.line.day)
    return f"{SIGNS[outcome.state]}{in_month(outcome.line)}" + (f"（{held}）" if held else "")


def plain_by_month(lines: Iterable[Line]) -> list[Markup]:
    """As `by_month`, of lines that are only being planned."""
    return [
        Markup("<b>{}月</b>　{}").format(month, "　".join(in_month(each) for each in found))
        for month, found in groupby(lines, key=lambda each: each.month)
    ]


def in_month(line: Line) -> str:
    """10日 支委会; what has no day: 支委会."""
    return f"{line.day}日 {short(line)}" if line.day else short(line)


def gaps_by_rule(gaps: Iterable[Gap]) -> list[str]:
    """党课（本系统的约定）每季度 1 次：第3季度还缺 1 次."""
    found = []
    for rule, some in groupby(gaps, key=lambda each: each.rule):
        spans = "、".join(f"{_span(each)}缺 {each.missing} 次" for each in some)
        found.append(f"{rule.subject}（{SET_BY[rule.set_by]}）{often(rule)}：{spans}")
    return found


def often(rule: DutyRule) -> str:
    return f"{EVERY[rule.per]} {rule.count} 次" + ("，每个党小组" if rule.each_group else "")


def _span(gap: Gap) -> str:
    months = gap.rule.per.months
    if months == 12:
        return "全年"
    return f"{gap.first.month}月" if months == 1 else f"{gap.first.month}至{gap.last.month}月"
