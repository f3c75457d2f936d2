"""Names as a roster holds them and as people type them, made alike."""

import unicodedata

from scoring.chinese.expressions import expression

_HAN = r"[^\x00-\u2e7f]"
_HAN_GAP = expression(rf"(?<={_HAN})\s+(?={_HAN})")
# What stands between the parts of a name such as 买买提·艾力; keyboards differ in which of them they write.
_DOTS = "·•‧・･∙⋅●"
_DOT = expression(rf"(?<={_HAN})\s*[{_DOTS}.．]\s*(?={_HAN})")
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def _is_seen(letter: str) -> bool:
    """Zero-width marks, stray byte-order marks and variation selectors make equal names unequal."""
    return letter.isspace() or not (
        unicodedata.category(letter) in ("Cc", "Cf", "Cs")
        or "\ufe00" <= letter <= "\ufe0f"
        or "\U000e0100" <= letter <= "\U000e01ef"
    )


def tidy(name: str) -> str:
    """A name to keep: 王 芳 → 王芳, 买买提•艾力 → 买买提·艾力, 第１支部 → 第1支部."""
    seen = " ".join("".join(filter(_is_seen, name)).split()).translate(_NARROW)
    return _HAN_GAP.sub("", _DOT.sub("·", seen))


def folded(name: str) -> str:
    """A name to compare by: also without spaces and dots, in one width and one case."""
    return "".join(folded_text(name)[0].split())


def folded_text(text: str) -> tuple[str, list[int]]:
    """A text in which names can be looked for as `folded` makes them, white space kept as one space each; and where in
    the text each letter came from, with the text's end as the last place."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if not _is_seen(letter) or (letter in _DOTS) or (letter in ".．" and _between_han(text, place)):
            continue
        for each in unicodedata.normalize("NFKC", letter).casefold():
            letters.append(" " if each.isspace() else each)
            places.append(place)
    return "".join(letters), [*places, len(text)]


def _between_han(text: str, place: int) -> bool:
    return 0 < place < len(text) - 1 and text[place - 1] > "\u2e7f" and text[place + 1] > "\u2e7f"
