"""Reading a day that has been: 2025-03-04, 2025年3月4日, 3月4日, 今天, 昨天."""

import re
import unicodedata
from datetime import date, timedelta

_WORDS = {"今天": 0, "昨天": 1, "前天": 2}
_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
UNCLEAR = "没有看懂日期，请写成 2025-03-04 或 3月4日，或写“今天”“昨天”。"
FUTURE = "这一天还没有到，请填写今天或以前的日期。"


def past_day(text: str, today: date) -> date | str:
    """The day, or the sentence that says what is wrong. Without a year the last such day is meant."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain in _WORDS:
        return today - timedelta(days=_WORDS[plain])
    try:
        if found := _FULL.fullmatch(plain):
            day = date(*(int(part) for part in found.groups()))
        elif found := _SHORT.fullmatch(plain):
            month, number = (int(part) for part in found.groups())
            day = date(today.year, month, number)
            if day > today:
                day = date(today.year - 1, month, number)
        else:
            return UNCLEAR
    except ValueError:
        return "没有这一天，请核对后重写，如 2025-03-04。"
    return FUTURE if day > today else day
