"""One cell of a roster → one value, or a Chinese clause that says what is wrong and what to write."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from openpyxl.utils.datetime import from_excel

from storage.phones import mobile
from storage.posts import Category, Post
from storage.roster_table import Cell, Special

_PLACEHOLDERS = {"", "-", "--", "—", "——", "/", "\\", "无", "暂无"}
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"}
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
_MAX_TEXT = 60
_FOUNDED, _FARTHEST = 1921, 2100
_HAN_GAP = re.compile(r"(?<=[^\x00-\u2e7f])\s+(?=[^\x00-\u2e7f])")
_POST_SEPARATORS = re.compile(r"[、,，/;；\s]+")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[T ]\s*0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?|\d{4}\s*年?")


class BadCell(Exception):
    """A value that cannot be used; its text is a Chinese clause without a full stop."""


def as_text(cell: Cell) -> str:
    """The cell as people see it, trimmed (full-width spaces too), on one line. Raises BadCell for formulas' failures."""
    if cell is None:
        return ""
    if cell is Special.UNCOMPUTED:
        raise BadCell("是没有结果的公式，请用 Excel 打开并保存一次，或改填文字")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    # Invisible marks (zero-width spaces, stray byte-order marks) make equal names unequal.
    visible = "".join(c for c in str(cell) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    text = " ".join(visible.split())
    if text.upper() in _ERRORS:
        raise BadCell(f"是 Excel 的错误值 {text}，请改正公式或改填文字")
    return text


def plain(cell: Cell) -> str:
    """A name or title, safe to show. Raises BadCell when it looks like a formula or is far too long."""
    text = _HAN_GAP.sub("", as_text(cell))
    if text.startswith(_FORMULA_STARTS):
        raise BadCell(f"以“{text[0]}”开头，像是公式，请改填文字")
    if len(text) > _MAX_TEXT:
        raise BadCell(f"超过 {_MAX_TEXT} 个字，请改短")
    return text


def optional(cell: Cell) -> str | None:
    """As plain(), with the usual signs for nothing (-, /, 无) read as None."""
    return None if as_text(cell) in _PLACEHOLDERS else plain(cell)


def police_number(cell: Cell) -> str:
    """Letters and digits; a number's “.0” is dropped, leading zeros of text are kept. "" when empty."""
    text = re.sub(r"\.0+$", "", unicodedata.normalize("NFKC", as_text(cell)).replace(" ", ""))
    if text and not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}", text):
        raise BadCell(f"“{text[:20]}”不是警号，请只用数字和字母")
    return text


def category(cell: Cell) -> Category | None:
    """One of the six categories, or None when empty."""
    text = plain(cell).replace(" ", "")
    if not text:
        return None
    try:
        return Category(text)
    except ValueError:
        raise BadCell(f"“{text}”不认识，请填：{'、'.join(Category)}") from None


def posts(cell: Cell) -> tuple[Post, ...]:
    """The posts in the order written, each once."""
    text = as_text(cell)
    if text in _PLACEHOLDERS:
        return ()
    found: dict[Post, None] = {}
    for word in filter(None, _POST_SEPARATORS.split(text)):
        try:
            found[Post(word)] = None
        except ValueError:
            raise BadCell(f"“{word[:20]}”不认识，请填：{'、'.join(Post)}，几个职务用、隔开") from None
    return tuple(found)


def phone(cell: Cell) -> str | None:
    """A mainland mobile number as +86 and eleven digits, or None."""
    text = as_text(cell)
    if text in _PLACEHOLDERS:
        return None
    number = mobile(text)
    if number is None:
        raise BadCell(f"“{text[:30]}”不是 11 位手机号，请只填一个手机号")
    return number


def day(cell: Cell, epoch: datetime) -> date | None:
    """A date from a date cell, a serial number or text, or None. Raises BadCell, asking for the day where it lacks."""
    if isinstance(cell, time | timedelta | bool):
        raise BadCell("不是日期，请写成 2019-07-01")
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _possible(cell.year, cell.month, cell.day)
    text = unicodedata.normalize("NFKC", as_text(cell))
    if text in _PLACEHOLDERS:
        return None
    if match := _DAY.fullmatch(text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:\.0+)?", text):
        return _possible(*map(int, match.groups()))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text, re.ASCII):
        serial = from_excel(int(text[:5]), epoch)
        if isinstance(serial, datetime):
            return _possible(serial.year, serial.month, serial.day)
    if _MONTH.fullmatch(text):
        raise BadCell(f"“{text}”没有写到日，请补上是哪一天，写成 2019-07-01")
    raise BadCell(f"“{text[:20]}”不是日期，请写成 2019-07-01")


def _possible(year: int, month: int, day_: int) -> date:
    try:
        found = date(year, month, day_)
    except ValueError:
        raise BadCell(f"没有 {year}年{month}月{day_}日 这一天，请改正") from None
    if not _FOUNDED <= year <= _FARTHEST:
        raise BadCell(f"{found.isoformat()} 不在可能的年份里，请改正")
    return found
