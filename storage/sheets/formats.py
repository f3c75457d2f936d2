"""What people see in a cell with a number: the part of Excel's number formats that lists are written with.

Format codes and the numbers of the built-in ones: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

import math
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from storage.sheets.table import Kind, Stored

_MONTH_ONLY, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
# Those from 27 to 58 are the Chinese ones: Excel gives them to “2026-10” and “1-2”, and writes no code for them.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _MONTH_ONLY, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy", 31: "yyyy/m/d",
    32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 36: _MONTH_ONLY, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '¥#,##0;-¥#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '¥#,##0.00;-¥#,##0.00;"-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
    48: "##0.0E+0", 49: "@", 50: _MONTH_ONLY, 51: _MONTH_DAY, 52: _MONTH_ONLY, 53: _MONTH_DAY, 54: _MONTH_DAY,
    55: "h:mm", 56: "h:mm:ss", 57: _MONTH_ONLY, 58: _MONTH_DAY,
}  # fmt: skip
_GENERAL = {"general", "g/通用格式", "@", ""}
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet's days have no zone
_MOST_DIGITS = 15
_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<plain>.)', re.DOTALL)
_DATE = re.compile(r"y+|m+|d+|h+|s+|\[[hms]+\]")
_COLOUR = re.compile(r"(?i)black|blue|cyan|green|magenta|red|white|yellow|color\d+|[黑蓝青绿红白黄]色?|洋红|颜色\d+")
_LITERALS = set("$-+():!^&'~{}<>= ￥¥€£")


def stored(number: float, code: str, *, from_1904: bool = False) -> Stored:
    """The cell that holds this number under that format code."""
    if not math.isfinite(number):
        return Stored(Kind.FAULT, "#NUM!")
    if parts := _date_parts(code):
        return _day(number, parts, from_1904=from_1904)
    shown = _general(number) if code.lower() in _GENERAL else _shown(number, code)
    return Stored(Kind.LOSSY, _bare(number)) if shown is None else Stored(Kind.NUMBER, shown.strip())


def _bare(number: float) -> str:
    return f"{number:.0f}" if number.is_integer() and abs(number) < 10**_MOST_DIGITS else f"{number:.5G}"


def _general(number: float) -> str | None:
    """None where its last digits are lost: a spreadsheet keeps fifteen."""
    if number.is_integer():
        return f"{number:.0f}" if abs(number) < 10**_MOST_DIGITS else None
    text = f"{number:.10g}"
    return None if "e" in text else text


@lru_cache(maxsize=1000)
def _tokens(code: str) -> tuple[tuple[tuple[str, bool], ...], ...] | None:
    """The sections of a code, each as its characters and whether they are literal; None for what is not read here."""
    sections: list[list[tuple[str, bool]]] = [[]]
    for token in _TOKEN.finditer(code):
        if (bracket := token["bracket"]) is not None:
            if bracket.startswith("$"):
                sections[-1] += [(each, True) for each in bracket[1:].partition("-")[0]]
            elif not _COLOUR.fullmatch(bracket):
                return None
        elif (literal := token["quoted"] if token["quoted"] is not None else token["escaped"]) is not None:
            sections[-1] += [(each, True) for each in literal]
        elif token["plain"] == ";":
            sections.append([])
        elif plain := token["plain"]:
            if plain in "0#?.,%":
                sections[-1].append((plain, False))
            elif plain in _LITERALS or ord(plain) >= 0x2E80:
                sections[-1].append((plain, True))
            else:
                return None
    return tuple(tuple(section) for section in sections)


def _shown(number: float, code: str) -> str | None:
    """The number by a code of digits and words; None where the code is none, or shows another number than is stored."""
    sections = _tokens(code)
    if sections is None:
        return None
    place = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0
    section = sections[place]
    pattern = "".join(char for char, literal in section if not literal)
    found = re.fullmatch(r"(?P<whole>[0#?,]*)(?:\.(?P<part>[0#?]*))?(?P<percent>%?)", pattern)
    if found is None or found["whole"].endswith(","):
        return None
    if not pattern:
        # Words alone: a dash for nothing is one, anything else hides what is stored.
        words = "".join(char for char, _ in section)
        return words if number == 0 and words else None
    part = found["part"] or ""
    exact = Decimal(repr(abs(number))) * (100 if found["percent"] else 1)
    if exact >= 10**_MOST_DIGITS or len(part) > _MOST_DIGITS:
        return None
    rounded = exact.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    if not math.isclose(exact, rounded, rel_tol=1e-9, abs_tol=1e-9):
        return None
    whole, _, digits = f"{rounded:f}".partition(".")
    while part.endswith(("#", "?")) and digits.endswith("0"):
        part, digits = part[:-1], digits[:-1]
    text = _filled(section, whole, digits, grouped="," in found["whole"])
    return f"-{text}" if number < 0 and place == 0 and rounded else text


def _filled(section: tuple[tuple[str, bool], ...], whole: str, digits: str, *, grouped: bool) -> str:
    """The section with its places filled from the point outwards; what is over goes to the first place."""
    point = next((place for place, (char, literal) in enumerate(section) if char == "." and not literal), len(section))
    slots = sum(char in "0#?" and not literal for char, literal in section[:point])
    rest, left = whole.lstrip("0"), slots
    head: list[str] = []
    written = 0
    for char, literal in reversed(section[:point]):
        if literal or char not in "0#?":
            if char != ",":
                head.append(char)
            continue
        left -= 1
        taken, rest = (rest, "") if left == 0 else (rest[-1:], rest[:-1])
        for digit in reversed(taken or ("0" if char == "0" else "")):
            head.append("," if grouped and written and written % 3 == 0 else "")
            head.append(digit)
            written += 1
    if not slots:
        head.append(rest)
    tail, at = "", 0
    for char, literal in section[point:]:
        if literal or char not in "0#?":
            tail += char
        elif at < len(digits):
            tail += digits[at]
            at += 1
    return "".join(reversed(head)) + (tail if digits or not tail.startswith(".") else tail[1:])


@lru_cache(maxsize=1000)
def _date_parts(code: str) -> str:
    """Which of y, m, d and t (a time) a code shows; "" when it is no date's. Only its first section counts."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', "", code.lower())
    words = _DATE.findall(re.sub(r"am/pm|a/p", "", bare.split(";")[0]))
    parts = ""
    for place, word in enumerate(words):
        before, after = words[place - 1 : place], words[place + 1 : place + 2]
        if word[0] in "hs[" or (word[0] == "m" and ("h" in "".join(before) or "s" in "".join(after))):
            parts += "t"
        elif not (word[0] == "d" and len(word) > 2):
            parts += word[0]
        else:
            parts += "w"
    return parts


def _day(number: float, parts: str, *, from_1904: bool) -> Stored:
    try:
        at = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=number)
    except OverflowError:
        return Stored(Kind.FAULT, "########")
    if not set(parts) - {"t"}:
        return Stored(Kind.TIME, f"{at:%H:%M}")
    if number < 0:
        return Stored(Kind.FAULT, "########")
    written = {"y": f"{at:%Y}".zfill(4), "m": f"{at:%m}", "d": f"{at:%d}"}
    return Stored(Kind.DAY, "-".join(text for part, text in written.items() if part in parts) or f"{at:%m-%d}")
