"""What only a person's cells hold: a police number, a name, a phone."""

import re
import unicodedata

from storage.people.phones import mobile
from storage.people.roster_words import without_notes
from storage.sheets.cells import NOTHING, BadCell, as_text, plain, words
from storage.sheets.table import Cell

# What stands before a number, and says only what it is.
_CALLED = re.compile(r"^(?:警号|编号|警员编号)[:.]?")
_GONE = re.compile(
    r"[(（\[【][^()（）]*?((?:病|去|逝|亡)[故世]|故|去世|逝世|死亡|调[出离走]|转出|辞职|辞退|开除|离职)[^()（）]*[)）\]】]"
)
_LANDLINE = re.compile(r"(?:0\d{2,3}[- ]?)?\d{7,8}(?:[-转]\d{1,6})?|\d{3,6}")


def police_number(cell: Cell) -> str:
    """Letters and digits; a number's “.0” is dropped, zeros that are seen in front are kept. "" when empty."""
    text = re.sub(r"\.0+$", "", unicodedata.normalize("NFKC", words(cell)).replace(" ", ""))
    text = _CALLED.sub("", text.strip("*"))
    if text and not re.fullmatch(r"[辅协]?警?[0-9A-Za-z][0-9A-Za-z-]{0,19}", text):
        raise BadCell(f"“{text[:20]}”不是警号，请只用数字和字母")
    return text


def name(cell: Cell) -> str:
    """A person's name, without a remark behind it: 王芳（女） is 王芳. Raises BadCell where it says that they are gone."""
    if gone := _GONE.search(as_text(cell)):
        raise BadCell(f"注明了“{gone[1]}”，请核对是否还在册：在册的去掉注明，不在册的删去这一行")
    return plain(cell if not isinstance(cell, str) else without_notes(cell).strip().rstrip("*＊★"))


def phone(cell: Cell) -> str | None:
    """A mainland mobile number as +86 and eleven digits, or None; a telephone on a desk is none."""
    text = as_text(cell)
    if text in NOTHING:
        return None
    number = mobile(text) or mobile(without_notes(text))
    if number is None:
        raise BadCell(f"“{text[:30]}”不是 11 位手机号，请只填一个手机号")
    return number


def is_landline(cell: Cell) -> bool:
    """Whether it is a desk's number rather than a mobile that is wrong."""
    return isinstance(cell, str) and bool(_LANDLINE.fullmatch(unicodedata.normalize("NFKC", cell).strip()))
