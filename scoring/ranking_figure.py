"""The ranking drawn for a phone: a place, a name and a bar in each line."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath

from scoring.drawing import GOLD, INK, LINE, MUTED, RED, blank, png, sans, serif
from scoring.ranking_chart import Bar

WIDTH, ROW, HEAD, FOOT = 7.2, 0.46, 1.35, 0.75
"""Inches at 100 dots: 720 dots wide, as a phone shows it."""
PLACE_AT, NAME_AT, BAR_AT, BAR_END, SCORE_AT = 0.62, 0.85, 3.75, 6.15, 6.85
MEDALS = {1: GOLD, 2: "#a8a8a8", 3: "#b87333"}
NAME_ROOM = BAR_AT - NAME_AT - 0.15


def drawn(title: str, subtitle: str, bars: Sequence[Bar], below: str) -> bytes:
    """The picture as PNG; it says so where there is nobody to show."""
    rows = max(len(bars), 2)
    height = HEAD + rows * ROW + FOOT
    figure = blank(WIDTH, height)
    _box(figure, 0, height - 0.1, WIDTH, 0.1, RED)
    _text(figure, 0.35, height - 0.55, title, serif(22), color=RED)
    _text(figure, 0.35, height - 0.98, _fitted(subtitle, sans(13), WIDTH - 0.7), sans(13), color=MUTED)
    for number, bar in enumerate(bars):
        _line(figure, height - HEAD - (number + 0.5) * ROW, bar)
    if not bars:
        _text(
            figure, WIDTH / 2, height - HEAD - ROW, "这段时间还没有可以排名的人", sans(14), color=MUTED, across="center"
        )
    if below:
        _text(figure, WIDTH / 2, 0.4, _fitted(below, sans(12), WIDTH - 0.7), sans(12), color=MUTED, across="center")
    return png(figure)


def _line(figure: Figure, middle: float, bar: Bar) -> None:
    medal = MEDALS.get(bar.place)
    _text(figure, PLACE_AT, middle, str(bar.place), sans(15), color=medal or MUTED, across="right")
    _text(figure, NAME_AT, middle, _fitted(bar.name, sans(14), NAME_ROOM), sans(14), color=INK)
    long = BAR_END - BAR_AT
    _box(figure, BAR_AT, middle - 0.09, long, 0.18, LINE)
    _box(figure, BAR_AT, middle - 0.09, long * min(max(bar.score, 0.0), 100.0) / 100, 0.18, medal or RED)
    _text(figure, SCORE_AT, middle, f"{bar.score:.1f}", sans(13), color=INK, across="right")


def _fitted(text: str, font: FontProperties, room: float) -> str:
    """The text as far as there is room for it, in inches."""
    kept = text
    while kept and _width(kept if kept == text else kept + "…", font) > room:
        kept = kept[:-1]
    return kept if kept == text else kept + "…"


def _width(text: str, font: FontProperties) -> float:
    # A name may hold a $, which is no mathematics.
    return (
        float(TextPath((0, 0), text.replace("$", r"\$"), size=font.get_size_in_points(), prop=font).get_extents().x1)
        / 72
    )


def _box(  # noqa: PLR0917 - a box and its colour
    figure: Figure, left: float, bottom: float, width: float, height: float, color: str
) -> None:
    across, up = figure.get_size_inches()
    figure.add_artist(
        Rectangle(
            (left / across, bottom / up), width / across, height / up, transform=figure.transFigure, color=color, lw=0
        )
    )


def _text(
    figure: Figure, left: float, middle: float, text: str, font: FontProperties, *, color: str, across: str = "left"
) -> None:
    width, height = figure.get_size_inches()
    figure.text(
        left / width, middle / height, text, fontproperties=font, color=color, ha=across, va="center", parse_math=False
    )
