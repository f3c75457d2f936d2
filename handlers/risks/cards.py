"""Self-checks and risk points in words."""

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.kit.screens.text import Markup, day_text, lines
from storage.risks import checks
from storage.risks.checks import Check, Point
from storage.risks.register import Kept
from storage.risks.rows import CheckState, RiskCheck, RiskPoint
from storage.rules.grades import Level

DOTS = {Level.HIGH: "🔴", Level.MIDDLE: "🟠", Level.LOW: "🟢"}
SIGNS = {CheckState.SUBMITTED: "📤", CheckState.RETURNED: "↩️", CheckState.CONFIRMED: "✅"}


def levels(found: Iterable[str]) -> str:
    """高 1 中 2, without those of which there are none."""
    listed = list(found)
    return " ".join(f"{level.value} {listed.count(level.value)}" for level in Level if level.value in listed)


def label(row: RiskCheck) -> str:
    """A line of one's own list."""
    return f"{SIGNS[CheckState(row.state)]} {checks.title(row.first_on)}　{row.state}"


def standing(row: RiskCheck | None, first: date, today: date) -> Markup:
    """How one stands in a period."""
    due = checks.period(first)[1]
    name = checks.title(first)
    if row is None:
        left = (due - today).days
        until = f"请在{day_text(due, today)}前提交" + (f"（还有 {left} 天）" if 0 <= left <= 31 else "")
        return Markup("{}：{}").format(name, until if left >= 0 else "没有提交，可以补填")
    return Markup("{}：{} {}").format(name, SIGNS[CheckState(row.state)], row.state)


def point_text(number: int, point: RiskPoint | Point | Kept) -> Markup:
    """One point with its level and measure."""
    level = Level(point.level)
    return Markup("{}. {} <b>{}</b>（{}）\n　　措施：{}").format(
        number, DOTS[level], point.text, level.value, point.measure
    )


def points_text(points: Sequence[RiskPoint | Point]) -> Markup:
    """All of them, as they were written."""
    return lines(*(point_text(number, point) for number, point in enumerate(points, 1)))


def check_text(check: Check, today: date) -> Markup:
    row = check.row
    return lines(
        Markup("<b>📝 岗位风险排查　{}</b>").format(checks.title(row.first_on)),
        Markup("{}　岗位：{}").format(check.person, row.position),
        Markup("{} {}，{}提交").format(SIGNS[CheckState(row.state)], row.state, day_text(row.submitted_on, today)),
        Markup("退回原因：{}").format(row.word) if row.word else None,
        Markup(""),
        points_text(check.points),
    )
