"""Words of a push that count from the day on which it goes out: it may rest until its recipient can be reached.

A text holds a mark in their place, which nothing that people write can be, as that is escaped; delivery puts the words there.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from handlers.kit.screens.text import Markup

_MARK = Markup('<sent word="{}" on="{}"/>')
_MARKED = re.compile(r'<sent word="(\w+)" on="([^"]+)"/>')


def left_text(due: date, today: date) -> str:
    """How long there is."""
    left = (due - today).days
    if left == 0:
        return "⚠️ 今天到期"
    return f"还有 {left} 天" if left > 0 else f"已逾期 {-left} 天"


def near_text(due: date, today: date) -> str:
    """What a reminder begins with."""
    return "⚠️ 今天到期" if due == today else "⏰ 快到期" if due > today else "❗ 已逾期"


def day_word(day: date, today: date) -> str:
    """今天, 明天, 后天, then in how many days; of a day that has been, how many ago."""
    left = (day - today).days
    return {0: "今天", 1: "明天", 2: "后天"}.get(left, f"{left} 天后" if left > 0 else f"{-left} 天前")


def late_text(planned: date, today: date) -> str:
    """What a reminder adds that should have gone out earlier."""
    return f"（迟到的提醒，原定{planned.month}月{planned.day}日）" if planned < today else ""


def since_text(day: date, today: date) -> str:
    """How many days it has been."""
    return f"{(today - day).days} 天"


_DAYS: Mapping[str, Callable[[date, date], str]] = {
    "left": left_text,
    "near": near_text,
    "day": day_word,
    "late": late_text,
    "since": since_text,
}


def left(due: date) -> Markup:
    """还有 9 天, ⚠️ 今天到期, 已逾期 2 天."""
    return _MARK.format("left", due.isoformat())


def near(due: date) -> Markup:
    """⏰ 快到期, ⚠️ 今天到期, ❗ 已逾期."""
    return _MARK.format("near", due.isoformat())


def day(on: date) -> Markup:
    """今天, 明天, 3 天后."""
    return _MARK.format("day", on.isoformat())


def late(planned: date) -> Markup:
    """Nothing on the day for which it was planned, afterwards a word of it."""
    return _MARK.format("late", planned.isoformat())


def since(on: date) -> Markup:
    """12 天."""
    return _MARK.format("since", on.isoformat())


def soon(at: datetime) -> Markup:
    """15 分钟后; once the moment has come, 现在."""
    return _MARK.format("soon", at.isoformat())


def worded(text: str, local: datetime) -> str:
    """The text with its words put in, at that moment in the bureau's zone. Raises KeyError and ValueError for marks of another version."""

    def word(found: re.Match[str]) -> str:
        if found[1] == "soon":
            minutes = round((datetime.fromisoformat(found[2]) - local).total_seconds() / 60)
            return f"{minutes} 分钟后" if minutes > 0 else "现在"
        return _DAYS[found[1]](date.fromisoformat(found[2]), local.date())

    return _MARKED.sub(word, text)
