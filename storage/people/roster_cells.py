"""What only a person's cells hold: a police number, a category, posts, a phone."""

import re
import unicodedata

from storage.people.phones import mobile
from storage.people.posts import Category, Post
from storage.sheets.cells import NOTHING, BadCell, as_text, plain, words
from storage.sheets.table import Cell

_POST_SEPARATORS = re.compile(r"[、,，/;；\s]+")


def police_number(cell: Cell) -> str:
    """Letters and digits; a number's “.0” is dropped, zeros that are seen in front are kept. "" when empty."""
    text = re.sub(r"\.0+$", "", unicodedata.normalize("NFKC", words(cell)).replace(" ", ""))
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
    if text in NOTHING:
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
    if text in NOTHING:
        return None
    number = mobile(text)
    if number is None:
        raise BadCell(f"“{text[:30]}”不是 11 位手机号，请只填一个手机号")
    return number
