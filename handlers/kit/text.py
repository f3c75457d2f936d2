"""Words and times as people read them."""

from collections.abc import Iterable
from datetime import date, datetime

from markupsafe import Markup

from handlers.kit.chinese_days import WEEKDAYS

MESSAGE_UNITS = 4096


def day_text(day: date, today: date) -> str:
    """11月25日（周三）; with its year unless that is this year's."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def when_text(at: datetime, now: datetime) -> str:
    """11月25日（周三）15:00, in the zone of `now`."""
    local = at.astimezone(now.tzinfo)
    return f"{day_text(local.date(), now.date())}{local:%H:%M}"


def lines(*parts: str | None) -> Markup:
    """The parts under each other, None left out; plain strings are escaped."""
    return Markup("\n").join(part for part in parts if part is not None)


def fits(text: str, units: int) -> bool:
    """Whether the text has at most so many UTF-16 units, in which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2 <= units


def clip(text: str, units: int) -> str:
    """The text cut to as many UTF-16 units, with … where something is missing."""
    if fits(text, units):
        return text
    kept = text.encode("utf-16-le")[: (units - 1) * 2].decode("utf-16-le", "ignore")
    return kept + "…"


def names(people: Iterable[str], most: int = 60) -> str:
    """Names joined by 、; beyond `most` their number."""
    listed = list(people)
    shown = "、".join(listed[:most])
    return f"{shown} 等 {len(listed)} 人" if len(listed) > most else shown or "无"
