"""Chinese text in lines of a width: no line begins with a closing mark or ends with an opening one (禁则); words stay whole."""

import re
import unicodedata
from functools import cache

from matplotlib.ft2font import FT2Font
from pylopdf_fonts_zh_cn import serif_path

NOT_FIRST = frozenset("，。、；：？！…—·）》」』】〉〕”’％‰℃,.;:?!)]}%～~々〇")
NOT_LAST = frozenset("（《「『【〈〔“‘([{￥$")
# Digits and Latin letters hold together; everything else may be broken.
_PIECES = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-/:%]*|\s+|.", re.DOTALL)


@cache
def _face() -> FT2Font:
    face = FT2Font(str(serif_path()))
    face.set_size(100, 72)
    return face


@cache
def _advance(character: str) -> float:
    # Hinted advances are in 1/65536 of a pixel at 100 px an em.
    return float(_face().load_char(ord(character)).linearHoriAdvance) / 65536 / 100


@cache
def _charmap() -> frozenset[int]:
    return frozenset(_face().get_charmap())


def printable(text: str) -> str:
    """The text as the font can show it: signs that it lacks (emoji, invisible marks) are left out, letters become 〓."""
    kept = []
    for character in text:
        if ord(character) in _charmap() or character == "\n":
            kept.append(character)
        elif unicodedata.category(character)[0] in "LN":
            kept.append("〓")
    return "".join(kept)


def width(text: str, size: float) -> float:
    """How wide the text is in Noto Serif at that size, in the same unit."""
    return sum(map(_advance, text)) * size


def wrap(text: str, size: float, most: float) -> list[str]:
    """The text in lines of at most that width. Line breaks in the text are kept."""
    return [line for paragraph in text.splitlines() for line in _paragraph(paragraph, size, most)]


def _paragraph(text: str, size: float, most: float) -> list[str]:
    pieces = [part for piece in _PIECES.findall(text) for part in _fitting(piece, size, most)]
    lines: list[list[str]] = [[]]
    for piece in pieces:
        line = lines[-1]
        if not line or width("".join([*line, piece]), size) <= most:
            line.append(piece)
            continue
        carried = [] if piece.isspace() else [piece]
        # A line may begin only with what may stand first, after what may stand last: else the one before comes along.
        while len(line) > 1 and carried and (carried[0][0] in NOT_FIRST or line[-1][-1] in NOT_LAST):
            carried.insert(0, line.pop())
        lines.append(carried)
    return ["".join(line).rstrip() for line in lines]


def _fitting(piece: str, size: float, most: float) -> list[str]:
    """A word longer than a line is broken into its characters."""
    return [piece] if len(piece) == 1 or width(piece, size) <= most else list(piece)


def clipped(text: str, size: float, most: float, lines: int) -> list[str]:
    """As wrap(), at most that many lines; … stands for what is left out."""
    found = wrap(text, size, most)
    if len(found) <= lines:
        return found
    last = found[lines - 1]
    while last and (width(last + "…", size) > most or last[-1] in NOT_LAST | NOT_FIRST):
        last = last[:-1]
    return [*found[: lines - 1], last + "…"]
