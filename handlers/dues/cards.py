"""Dues in words."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.screens.text import Markup, day_text
from scoring.dues import sum_text
from storage.dues.rows import Dues, due_on

NO_MONEY = "这里只登记，不收钱：党费请按支部的办法交给组织委员，不要通过聊天转账。"


def standing(row: Dues, today: date) -> str:
    """已交, 免交 or not, without any sum."""
    if row.paid_on is not None:
        return f"✅ {day_text(row.paid_on, today)}登记已交"
    if row.free:
        return "⚪ 免交"
    return "❗ 未登记已交" if today > due_on(row.month) else "⏳ 未登记已交"


def sums(row: Dues) -> str:
    """应交 75.00 元，实交 75.00 元."""
    due = "应交未核定" if row.due is None else f"应交 {sum_text(row.due)} 元"
    return due if row.paid is None else f"{due}，实交 {sum_text(row.paid)} 元"


def own_lines(rows: Sequence[tuple[Dues, str]], today: date, branch: str) -> list[Markup]:
    """One's months; another branch than one's own is named."""
    return [
        Markup("• {}月　{}　{}{}").format(
            row.month.month, standing(row, today), sums(row), "" if name == branch else f"（{name}）"
        )
        for row, name in rows
    ]


def label(row: Dues, name: str, away: bool) -> str:
    """☐ 李雷 75.00."""
    sign = "☑" if row.paid_on is not None else "⚪" if row.free else "☐"
    sum_ = row.paid if row.paid is not None else row.due
    return f"{sign} {name}{'（已转出）' if away else ''} {'未核定' if sum_ is None else sum_text(sum_)}"
