"""The ranking drawn for a phone: a place, a name and a bar in each line."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from scoring.drawing import GOLD, INK, LINE, MUTED, RED, blank, box, fitted, png, sans, serif, text
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
    box(figure, 0, height - 0.1, WIDTH, 0.1, RED)
    text(figure, 0.35, height - 0.55, title, serif(22), color=RED)
    text(figure, 0.35, height - 0.98, fitted(subtitle, sans(13), WIDTH - 0.7), sans(13), color=MUTED)
    for number, bar in enumerate(bars):
        _line(figure, height - HEAD - (number + 0.5) * ROW, bar)
    if not bars:
        text(
            figure, WIDTH / 2, height - HEAD - ROW, "这段时间还没有可以排名的人", sans(14), color=MUTED, across="center"
        )
    if below:
        text(figure, WIDTH / 2, 0.4, fitted(below, sans(12), WIDTH - 0.7), sans(12), color=MUTED, across="center")
    return png(figure)


def _line(figure: Figure, middle: float, bar: Bar) -> None:
    medal = MEDALS.get(bar.place)
    text(figure, PLACE_AT, middle, str(bar.place), sans(15), color=medal or MUTED, across="right")
    text(figure, NAME_AT, middle, fitted(bar.name, sans(14), NAME_ROOM), sans(14), color=INK)
    long = BAR_END - BAR_AT
    box(figure, BAR_AT, middle - 0.09, long, 0.18, LINE)
    box(figure, BAR_AT, middle - 0.09, long * min(max(bar.score, 0.0), 100.0) / 100, 0.18, medal or RED)
    text(figure, SCORE_AT, middle, f"{bar.score:.1f}", sans(13), color=INK, across="right")
