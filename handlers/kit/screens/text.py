"""Words and times as people read them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

import markupsafe

from scoring.chinese.days import WEEKDAYS

MESSAGE_UNITS = 4096
CAPTION_UNITS = 1024
LABEL_UNITS = 60
"""Of a button: a phone's width."""
OPERATOR = "系统管理员"
"""Who did what no person of the bureau did."""

_DIRECTED = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_OPEN, _CLOSE = "\u2066\u2067\u2068", "\u2069"


class Markup(markupsafe.Markup):  # noqa: TID251 - the one to use is made here
    """HTML in which a value can neither break a tag nor turn the direction of what stands beside it."""

    @classmethod
    def escape(cls, s: Any, /) -> Self:
        """The value as HTML; one that is HTML already stays as it is."""
        return super().escape(isolated(s) if type(s) is str else s)


escape = Markup.escape


def isolated(text: str) -> str:
    """Each line that holds writing from right to left, or a control of direction, between the marks that keep it to itself.

    Unicode Standard Annex #9: what is opened inside ends with the outer mark, unless a closing mark too many ends that one early.
    """
    return "\n".join(map(_isolated, text.split("\n"))) if _DIRECTED.search(text) else text


def _isolated(line: str) -> str:
    if not _DIRECTED.search(line):
        return line
    kept, depth = [], 0
    for character in line:
        if character == _CLOSE and not depth:
            continue
        depth += (character in _OPEN) - (character == _CLOSE)
        kept.append(character)
    return f"\u2068{''.join(kept)}{_CLOSE * (depth + 1)}"


def day_text(day: date, today: date) -> str:
    """11月25日（周三）; with its year unless that is this year's."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def month_text(day: date) -> str:
    """2008年7月: a month, or a day of which no more is known."""
    return f"{day.year}年{day.month}月"


def when_text(at: datetime, now: datetime) -> str:
    """11月25日（周三）15:00, in the zone of `now`."""
    local = at.astimezone(now.tzinfo)
    return f"{day_text(local.date(), now.date())}{local:%H:%M}"


def lines(*parts: str | None) -> Markup:
    """The parts under each other, None left out; plain strings are escaped."""
    return Markup("\n").join(part for part in parts if part is not None)


def length(text: str) -> int:
    """In UTF-16 units, as Telegram counts: a picture sign or a rare character is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, units: int) -> bool:
    """Whether the text has at most that many UTF-16 units."""
    return length(text) <= units


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
