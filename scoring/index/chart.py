"""The picture of a health index: what it shows, and its numbers and colours in words. `figure.py` draws it."""

from dataclasses import dataclass
from datetime import date

from scoring.index.model import Colour

LOOK = 4
"""Raise it when the look changes: pictures that Telegram holds are then drawn anew."""

SHAPES = {Colour.GREEN: "●", Colour.YELLOW: "▲", Colour.GRAY: "◆"}
WORDS = {Colour.GREEN: "绿色·健康", Colour.YELLOW: "黄色·一般关注", Colour.GRAY: "灰色·重点关注"}
UNKNOWN_WORDS = "资料不足，不给颜色"


@dataclass(frozen=True, slots=True)
class Point:
    """One month of the trend; points in tenths."""

    month: date
    total: int | None
    colour: Colour | None


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a picture shows. `dimensions` are in the order of `Dimension`, `trend` the last months, oldest first.

    `green` and `yellow` are the thresholds, in tenths; `known` is in thousandths.
    """

    name: str
    place: str
    month: date
    total: int | None
    colour: Colour | None
    known: int
    version: str
    running: bool
    dimensions: tuple[int | None, ...]
    trend: tuple[Point, ...]
    green: int
    yellow: int


def tenths(points: int | None) -> str:
    """80.9 for 809, 80 for 800; a dash where nothing is known."""
    if points is None:
        return "—"
    whole, tenth = divmod(points, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def words(colour: Colour | None) -> str:
    return f"{SHAPES[colour]} {WORDS[colour]}" if colour else f"○ {UNKNOWN_WORDS}"


def draw(picture: Picture) -> bytes:
    """The picture as a PNG, over the kept figure of its thresholds and month."""
    from scoring.index.figure import kept

    return kept(picture.green, picture.yellow, picture.month).draw(picture)
