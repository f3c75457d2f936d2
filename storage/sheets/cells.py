"""One cell of a table file → one value, or a Chinese clause that says what is wrong and what to write."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from scoring.chinese.names import tidy
from storage.sheets.formats import stored
from storage.sheets.table import Cell, Kind, Stored

NOTHING = {"", "-", "--", "—", "——", "/", "\\", "无", "暂无"}
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!"}
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
LONGEST_NAME = 60
_FOUNDED, _FARTHEST = 1921, 2100
# What Excel makes of “1-2” where its language is English, saved as text.
_CONVERTED = re.compile(r"(?i)\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[a-z]{3}-\d\d")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[T ]\s*0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?|\d{4}\s*年?")

_MONTH_ALONE = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})\s*月?份?|((?:0[1-9]|1[0-2])))(?:\.0+)?", re.ASCII)
# A remark behind a date, or what ends a sentence.
_BEHIND = re.compile(r"\s*(?:[(（【\[][^()（）\[\]【】]*[)）】\]]|[.。,，;；、]|左右|前后|入党|转正|加入)+$")


class BadCell(Exception):
    """A value that cannot be used; its text is a Chinese clause without a full stop."""


def as_text(cell: Cell) -> str:
    """The cell as people see it, trimmed (full-width spaces too), on one line.

    Raises BadCell where that is not what somebody has written: formulas' failures, a number shown as another one, and
    what Excel has made a date.
    """
    if isinstance(cell, Stored):
        match cell.kind:
            case Kind.UNCOMPUTED:
                raise BadCell("是没有结果的公式，请用 Excel 打开并保存一次，或改填文字")
            case Kind.FAULT:
                raise BadCell(f"是 Excel 的错误值 {cell.shown}，请改正公式或改填文字")
            case Kind.LOSSY:
                raise BadCell(f"显示的和实际存的数（{cell.shown}）不一样或显示不全，请设为文本格式后重新填写")
            case Kind.DAY | Kind.TIME:
                what = "日期" if cell.kind is Kind.DAY else "时间"
                raise BadCell(f"像是被 Excel 改成了{what}（{cell.shown}），请设为文本格式后重新填写")
    text = _visible(str(cell or ""))
    if text.upper() in _ERRORS or re.fullmatch(r"#{3,}", text):
        raise BadCell(f"是 Excel 的错误值 {text}，请改正公式或改填文字")
    if _CONVERTED.fullmatch(text):
        raise BadCell(f"像是被 Excel 改成了日期（{text}），请设为文本格式后重新填写")
    # The sign by which a spreadsheet takes an entry for text is not a part of it.
    return text[1:].strip() if text[:1] in ("'", "＇") and not {"'", "＇"} & set(text[1:]) else text


def _visible(text: str) -> str:
    """On one line, without invisible marks (zero-width spaces, stray byte-order marks), which make equal names unequal."""
    if not text.isprintable():
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return " ".join(text.split())


def plain(cell: Cell) -> str:
    """A name or title, safe to show. Raises BadCell when it looks like a formula or is far too long."""
    text = tidy(words(cell))
    if text.startswith(_FORMULA_STARTS):
        raise BadCell(f"以“{text[0]}”开头，像是公式，请改填文字")
    if len(text) > LONGEST_NAME:
        raise BadCell(f"超过 {LONGEST_NAME} 个字，请改短")
    return text


def words(cell: Cell) -> str:
    """As as_text(), and raises BadCell for a logical value too."""
    text = as_text(cell)
    if isinstance(cell, Stored) and cell.kind is Kind.TRUTH:
        raise BadCell(f"是逻辑值 {text}，请改填文字")
    return text


def optional(cell: Cell) -> str | None:
    """As plain(), with the usual signs for nothing (-, /, 无) read as None."""
    return None if as_text(cell) in NOTHING else plain(cell)


def day(cell: Cell, *, from_1904: bool = False) -> date | None:
    """A date from a date cell, a serial number or text, or None. Raises BadCell, asking for the day where it lacks."""
    if isinstance(cell, Stored) and cell.kind in (Kind.TIME, Kind.TRUTH):
        raise BadCell("不是日期，请写成 2019-07-01")
    if isinstance(cell, Stored) and cell.kind is Kind.DAY:
        text = cell.shown
        if re.fullmatch(r"\d\d-\d\d", text):
            raise BadCell(f"只看得见月和日（{text}），看不出年份，请写成 2019-07-01")
    else:
        text = unicodedata.normalize("NFKC", as_text(cell))
    if text in NOTHING:
        return None
    if match := _DAY.fullmatch(text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:\.0+)?", text):
        return _possible(*map(int, match.groups()))
    if re.fullmatch(r"(?:19\d|20[0-3])\d[1-9](?:\.0+)?", text, re.ASCII):
        # As a serial number it is a day in the fifties.
        raise BadCell(f"“{text}”看不出是 {text[:4]} 年 {text[4]} 月还是表格的日期序号，请写成 2019-07-01，或 2019-07")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text, re.ASCII):
        serial = stored(float(text[:5]), "yyyy-mm-dd", from_1904=from_1904).shown
        return _possible(*map(int, serial.split("-")))
    if _MONTH.fullmatch(text):
        raise BadCell(f"“{text}”没有写到日，请补上是哪一天，写成 2019-07-01")
    raise BadCell(f"“{text[:20]}”不是日期，请写成 2019-07-01")


@dataclass(frozen=True, slots=True)
class Known:
    """A day, or a month of which nobody has said the day: then `day` is its first."""

    day: date
    whole: bool = True

    def before(self, other: "Known") -> bool:
        """Whether it is surely earlier: of two days in one month only where both are known."""
        if self.whole and other.whole:
            return self.day < other.day
        return (self.day.year, self.day.month) < (other.day.year, other.day.month)

    def __str__(self) -> str:
        return self.day.isoformat() if self.whole else f"{self.day:%Y-%m}"


def day_or_month(cell: Cell, *, from_1904: bool = False) -> Known | None:
    """As day(), but a month is enough: 2008.7, 2008年7月, 200807, 2008-07. Raises BadCell, asking for the month where it lacks."""
    if isinstance(cell, Stored) and cell.kind is not Kind.NUMBER:
        text = cell.shown if cell.kind is Kind.DAY else ""
    else:
        text = unicodedata.normalize("NFKC", as_text(cell))
    text = _BEHIND.sub("", text).strip()
    if re.fullmatch(r"\d{4}\.1", text, re.ASCII):
        # A number drops its last zero: 2008.10 is kept as 2008.1.
        raise BadCell(f"“{text}”看不出是 1 月还是 10 月，请写成 {text[:4]}-01 或 {text[:4]}-10")
    if match := _MONTH_ALONE.fullmatch(text):
        return Known(_possible(int(match[1]), int(match[2] or match[3]), 1), whole=False)
    if re.fullmatch(r"\d{4}\s*年?", text, re.ASCII):
        raise BadCell(f"“{text}”没有写到月，请写成 2019-07；知道哪一天的写 2019-07-01")
    whole = day(text if isinstance(cell, str) else cell, from_1904=from_1904)
    return Known(whole) if whole else None


def _possible(year: int, month: int, day_: int) -> date:
    try:
        found = date(year, month, day_)
    except ValueError:
        raise BadCell(f"没有 {year}年{month}月{day_}日 这一天，请改正") from None
    if not _FOUNDED <= year <= _FARTHEST:
        raise BadCell(f"{found.isoformat()} 不在可能的年份里，请改正")
    return found
