"""The figure of a health index: the five dimensions, twelve months, the colour in words and shape.

One figure is kept for all pictures: its fixed parts are painted once, and only what changes from one to the next is drawn
over them. Use it from one thread at a time.
"""

import math
from datetime import date
from functools import lru_cache
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text

from scoring import drawing
from scoring.index.chart import SHAPES, WORDS, Picture, tenths, words
from scoring.index.model import Colour
from scoring.rating import Dimension
from scoring.typesetting import clipped, width

WIDTH, HEIGHT, DPI = 7.2, 9.6, 125
MONTHS = 12
NAME_ROOM, PLACE_ROOM = 360, 300
"""Points from the left edge to the total and to its colour in words."""

PALETTE = {Colour.GREEN: drawing.GREEN, Colour.YELLOW: drawing.YELLOW, Colour.GRAY: drawing.GRAY}
_DEEP = {Colour.GREEN: drawing.GREEN, Colour.YELLOW: "#946800", Colour.GRAY: drawing.GRAY}
_MARKERS = {Colour.GREEN: "o", Colour.YELLOW: "^", Colour.GRAY: "D"}
_ANGLES = [math.pi / 2 - place * 2 * math.pi / 5 for place in range(5)]
_RINGS = (20, 40, 60, 80, 100)


@lru_cache(maxsize=2)
def kept(green: int, yellow: int, month: date) -> "Chart":
    """The figure for those thresholds and that last month: what people ask for is of one month, or of two."""
    return Chart(green, yellow, month)


class Chart:
    """A figure whose fixed parts are painted already."""

    def __init__(self, green: int, yellow: int, month: date) -> None:
        self.figure: Figure = drawing.blank(WIDTH, HEIGHT, dpi=DPI)
        assert isinstance(self.figure.canvas, FigureCanvasAgg)  # noqa: S101 - `blank` made it
        self._canvas: FigureCanvasAgg = self.figure.canvas
        self._moving: list[Artist] = []
        self._head()
        self._radar()
        self._months = [_months_before(month, MONTHS - 1 - place) for place in range(MONTHS)]
        self._trend(green / 10, yellow / 10)
        self._canvas.draw()  # type: ignore[no-untyped-call]
        self._fixed = self._canvas.copy_from_bbox(self.figure.bbox)  # type: ignore[no-untyped-call]

    def draw(self, picture: Picture) -> bytes:
        """Only what moves is drawn."""
        self._fill_head(picture)
        self._fill_radar(picture.dimensions)
        self._fill_trend(picture)
        self._canvas.restore_region(self._fixed)  # type: ignore[no-untyped-call]
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        for artist in self._moving:
            artist.draw(renderer)
        return drawing.flat(self.figure)

    def _text(self, at: tuple[float, float], size: float, **named: Any) -> Text:
        text = self.figure.text(*at, "", fontproperties=drawing.sans(size), animated=True, **named)
        self._moving.append(text)
        return text

    def _line(self, axes: Axes, **named: Any) -> Line2D:
        line = Line2D([], [], animated=True, **named)
        axes.add_line(line)
        self._moving.append(line)
        return line

    def _head(self) -> None:
        self._name = self._text((0.06, 0.945), 27, va="center", color=drawing.INK)
        self._name.set_fontproperties(drawing.serif(27))
        self._place = self._text((0.06, 0.898), 13, va="center", color=drawing.MUTED)
        self._total = self._text((0.94, 0.945), 34, va="center", ha="right")
        self._colour = self._text((0.94, 0.898), 14.5, va="center", ha="right")
        self._foot = self._text((0.5, 0.018), 10, va="center", ha="center", color=drawing.MUTED)
        rule = Line2D([0.06, 0.94], [0.872, 0.872], color=drawing.RED, linewidth=1.2)
        self.figure.add_artist(rule)

    def _fill_head(self, picture: Picture) -> None:
        shade = _DEEP[picture.colour] if picture.colour else drawing.MUTED
        month = f"  {picture.month.year}年{picture.month.month}月{'（截至今日）' if picture.running else ''}"
        self._name.set_text(_fitting(picture.name, 27, NAME_ROOM))
        self._place.set_text(_fitting(picture.place, 13, PLACE_ROOM - width(month, 13)) + month)
        self._total.set_text(tenths(picture.total))
        self._total.set_color(shade)
        self._colour.set_text(words(picture.colour))
        self._colour.set_color(shade)
        known = f"资料完整度 {round(picture.known / 10)}%"
        self._foot.set_text(f"{known}  ·  权重版本 {picture.version}  ·  指数只辅助人工研判，不作结论")

    def _radar(self) -> None:
        axes = self.figure.add_axes((0.1, 0.40, 0.8, 0.46))
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set_xlim(-138, 138)
        axes.set_ylim(-112, 140)
        for ring in _RINGS:
            axes.add_patch(Polygon(_corners([ring] * 5), fill=False, edgecolor=drawing.LINE, linewidth=1))
            axes.text(2, ring, str(ring), fontproperties=drawing.sans(8), color=drawing.MUTED, va="bottom", ha="left")
        self._spokes: list[Line2D] = []
        self._values: list[Text] = []
        for angle, dimension in zip(_ANGLES, Dimension, strict=True):
            x, y = math.cos(angle), math.sin(angle)
            axes.plot([0, 100 * x], [0, 100 * y], color=drawing.LINE, linewidth=1)
            # The topmost words stand clear of the scale's 100.
            over = 12 if y == 1 else 0
            axes.text(
                118 * x, 116 * y + 4 + over, dimension.value, fontproperties=drawing.serif(21), ha="center", va="center",
                color=drawing.INK,
            )  # fmt: skip
            value = axes.text(
                118 * x,
                116 * y - 10 + over,
                "",
                fontproperties=drawing.sans(12),
                ha="center",
                va="center",
                animated=True,
            )
            self._values.append(value)
            self._moving.append(value)
        self._area = Polygon([(0, 0)], closed=True, facecolor=drawing.RED, alpha=0.16, animated=True)
        axes.add_patch(self._area)
        self._moving.append(self._area)
        self._edge = self._line(axes, color=drawing.RED, linewidth=2.2)
        self._dots = self._line(axes, color=drawing.RED, linestyle="none", marker="o", markersize=6)

    def _fill_radar(self, dimensions: tuple[int | None, ...]) -> None:
        for value, points in zip(self._values, dimensions, strict=True):
            value.set_text("未知" if points is None else tenths(points))
            value.set_color(drawing.MUTED if points is None else drawing.INK)
        corners = [corner for corner, points in zip(_corners([(p or 0) / 10 for p in dimensions]), dimensions, strict=True)
                   if points is not None]  # fmt: skip
        self._area.set_visible(len(corners) > 2)
        self._area.set_xy(corners or [(0, 0)])
        closed = [*corners, corners[0]] if len(corners) > 2 else corners
        self._edge.set_data([x for x, _ in closed], [y for _, y in closed])
        self._dots.set_data([x for x, _ in corners], [y for _, y in corners])

    def _trend(self, green: float, yellow: float) -> None:
        axes = self.figure.add_axes((0.06, 0.1, 0.88, 0.25), facecolor="none")
        axes.set_xlim(-2.3, MONTHS - 0.4)
        axes.set_ylim(0, 108)
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_visible(False)
        bands = ((yellow, 0.0, Colour.GRAY), (green, yellow, Colour.YELLOW), (100.0, green, Colour.GREEN))
        for top, bottom, colour in bands:
            axes.axhspan(bottom, top, color=PALETTE[colour], alpha=0.10, linewidth=0)
            axes.text(
                -2.2, (top + bottom) / 2, f"{SHAPES[colour]} {WORDS[colour].split('·')[1]}", color=_DEEP[colour],
                fontproperties=drawing.sans(9), va="center", ha="left", alpha=0.75,
            )  # fmt: skip
        for bound in (green, yellow):
            axes.axhline(bound, color=drawing.LINE, linewidth=1, zorder=0)
        self.figure.text(0.06, 0.372, "近12个月", fontproperties=drawing.sans(13), color=drawing.INK, va="center")
        self._path = self._line(axes, color=drawing.INK, linewidth=1.6)
        self._marks = {
            colour: self._line(axes, color=_DEEP[colour], linestyle="none", marker=marker, markersize=9)
            for colour, marker in _MARKERS.items()
        }
        self._plain = self._line(
            axes, color=drawing.MUTED, linestyle="none", marker="o", markersize=8, markerfacecolor=drawing.PAPER
        )
        self._labels: list[Text] = []
        for place, month in enumerate(self._months):
            word = f"{month.year}\n{month.month}月" if month.month == 1 else f"{month.month}月"
            axes.text(place, -5, word, fontproperties=drawing.sans(9.5), ha="center", va="top", color=drawing.MUTED)
            value = axes.text(
                place, 0, "", fontproperties=drawing.sans(9.5), ha="center", va="bottom", color=drawing.INK,
                animated=True,
            )  # fmt: skip
            self._labels.append(value)
        self._moving += self._labels

    def _fill_trend(self, picture: Picture) -> None:
        by_month = {point.month: point for point in picture.trend}
        totals: list[float] = []
        marks: dict[Colour | None, list[tuple[int, float]]] = {}
        for place, (month, value_text) in enumerate(zip(self._months, self._labels, strict=True)):
            point = by_month.get(month)
            if point is None or point.total is None:
                totals.append(math.nan)
                value_text.set_text("")
                continue
            total = point.total / 10
            totals.append(total)
            value_text.set_text(tenths(point.total))
            value_text.set_y(total + 5 if total < 94 else total - 14)
            marks.setdefault(point.colour, []).append((place, total))
        self._path.set_data(range(MONTHS), totals)
        for colour, line in [*self._marks.items(), (None, self._plain)]:
            found = marks.get(colour, [])
            line.set_data([place for place, _ in found], [total for _, total in found])


def _fitting(text: str, size: float, room: float) -> str:
    return "".join(clipped(text, size, room, 1))


def _corners(values: list[float] | list[int]) -> list[tuple[float, float]]:
    return [(value * math.cos(angle), value * math.sin(angle)) for value, angle in zip(values, _ANGLES, strict=True)]


def _months_before(month: date, number: int) -> date:
    years, rest = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, rest + 1, 1)
