"""The figure of a health index: the five dimensions, twelve months, the colour in words and shape.

One figure is kept for all pictures: its fixed parts are painted once, and only what changes from one to the next is drawn
over them. Use it from one thread at a time.
"""

import math
from collections.abc import Sequence
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
from scoring.index.chart import SHAPES, Picture, tenths, words
from scoring.index.model import Colour
from scoring.rating import Dimension
from scoring.typesetting import clipped

WIDTH, HEIGHT, DPI = 7.2, 9.6, 125
MONTHS = 12
NAME_ROOM, PLACE_ROOM = 360, 300
"""Points from the left edge to the total and to its colour in words."""
EVERY = 2
"""Every so many months, counted back from the last, one is told by its name and points: more cannot be read on a phone."""
LEAST_SPAN = 30
"""The fewest points that the trend spans from its foot to its top, so that a small change does not look like a large one."""
MOST_TICKS = 7

PALETTE = {Colour.GREEN: drawing.GREEN, Colour.YELLOW: drawing.YELLOW, Colour.GRAY: drawing.GRAY}
_DEEP = {Colour.GREEN: drawing.GREEN, Colour.YELLOW: "#946800", Colour.GRAY: drawing.GRAY}
_MARKERS = {Colour.GREEN: "o", Colour.YELLOW: "^", Colour.GRAY: "D"}
_ANGLES = [math.pi / 2 - place * 2 * math.pi / 5 for place in range(5)]
_RINGS = (20, 40, 60, 80, 100)
_TOLD_RINGS = (60, 100)


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
        self._name = self._text((0.06, 0.95), 27, va="center", color=drawing.INK)
        self._name.set_fontproperties(drawing.serif(27))
        self._place = self._text((0.06, 0.905), 15, va="center", color=drawing.MUTED)
        self._month = self._text((0.06, 0.876), 15, va="center", color=drawing.MUTED)
        self._total = self._text((0.94, 0.945), 36, va="center", ha="right")
        self._colour = self._text((0.94, 0.89), 16, va="center", ha="right")
        self._foot = self._text((0.5, 0.042), 13, va="center", ha="center", color=drawing.MUTED)
        self.figure.text(
            0.5, 0.018, "指数只辅助人工研判，不作结论", fontproperties=drawing.sans(13), color=drawing.MUTED, va="center",
            ha="center",
        )  # fmt: skip
        rule = Line2D([0.06, 0.94], [0.853, 0.853], color=drawing.RED, linewidth=1.2)
        self.figure.add_artist(rule)

    def _fill_head(self, picture: Picture) -> None:
        shade = _DEEP[picture.colour] if picture.colour else drawing.MUTED
        self._name.set_text(_fitting(picture.name, 27, NAME_ROOM))
        self._place.set_text(_fitting(picture.place, 15, PLACE_ROOM))
        until = "（截至今日）" if picture.running else ""
        self._month.set_text(f"{picture.month.year}年{picture.month.month}月{until}")
        self._total.set_text(tenths(picture.total))
        self._total.set_color(shade)
        self._colour.set_text(words(picture.colour))
        self._colour.set_color(shade)
        self._foot.set_text(f"资料完整度 {round(picture.known / 10)}%　权重版本 {picture.version}")

    def _radar(self) -> None:
        axes = self.figure.add_axes((0.06, 0.395, 0.88, 0.452))
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set_xlim(-138, 138)
        axes.set_ylim(-112, 140)
        for ring in _RINGS:
            axes.add_patch(Polygon(_corners([ring] * 5), fill=False, edgecolor=drawing.LINE, linewidth=1))
            if ring in _TOLD_RINGS:
                axes.text(
                    2, ring, str(ring), fontproperties=drawing.sans(12), color=drawing.MUTED, va="bottom", ha="left"
                )
        self._spokes: list[Line2D] = []
        self._values: list[Text] = []
        for angle, dimension in zip(_ANGLES, Dimension, strict=True):
            x, y = math.cos(angle), math.sin(angle)
            axes.plot([0, 100 * x], [0, 100 * y], color=drawing.LINE, linewidth=1)
            # The topmost words stand clear of the scale's 100.
            over = 12 if y == 1 else 0
            axes.text(
                118 * x, 116 * y + 4 + over, dimension.value, fontproperties=drawing.serif(22), ha="center", va="center",
                color=drawing.INK,
            )  # fmt: skip
            value = axes.text(
                118 * x,
                116 * y - 10 + over,
                "",
                fontproperties=drawing.sans(15),
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
        axes = self._axes = self.figure.add_axes((0.06, 0.122, 0.88, 0.225), facecolor="none")
        axes.set_xlim(-1.15, MONTHS - 0.45)
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_visible(False)
        bands = ((100.0, green, Colour.GREEN), (green, yellow, Colour.YELLOW), (yellow, 0.0, Colour.GRAY))
        # What lies in the view differs from picture to picture.
        self._moving += [
            axes.axhspan(bottom, top, color=PALETTE[colour], alpha=0.13, linewidth=0, animated=True)
            for top, bottom, colour in bands
        ]
        self.figure.text(0.06, 0.372, "近12个月", fontproperties=drawing.sans(15), color=drawing.INK, va="center")
        for x, (_, bottom, colour) in zip((0.39, 0.58, 0.77), bands, strict=True):
            bound = f"{bottom:g} 分以上" if bottom else f"{yellow:g} 分以下"
            self.figure.text(
                x, 0.372, f"{SHAPES[colour]} {bound}", fontproperties=drawing.sans(13), color=_DEEP[colour], va="center"
            )
        self._grid = self._line(axes, color=drawing.LINE, linewidth=1)
        self._ticks = [self._told(axes, -0.55, 13, "right", "center", drawing.MUTED) for _ in range(MOST_TICKS)]
        self._path = self._line(axes, color=drawing.INK, linewidth=1.8)
        self._marks = {
            colour: self._line(axes, color=_DEEP[colour], linestyle="none", marker=marker, markersize=10)
            for colour, marker in _MARKERS.items()
        }
        self._plain = self._line(
            axes, color=drawing.MUTED, linestyle="none", marker="o", markersize=9, markerfacecolor=drawing.PAPER
        )
        self._none = self._told(axes, MONTHS / 2 - 0.5, 15, "center", "center", drawing.MUTED)
        self._labels: dict[date, Text] = {}
        year = None
        for place, month in enumerate(self._months):
            if (MONTHS - 1 - place) % EVERY:
                continue
            word = f"{month.month}月" if month.year == year else f"{month.month}月\n{month.year}"
            year = month.year
            axes.text(
                place, -0.05, word, transform=axes.get_xaxis_transform(), fontproperties=drawing.sans(15), ha="center",
                va="top", color=drawing.MUTED,
            )  # fmt: skip
            self._labels[month] = self._told(axes, place, 15, "center", "bottom", drawing.INK)

    def _told(self, axes: Axes, x: float, size: float, ha: str, va: str, color: str) -> Text:  # noqa: PLR0917
        """A text of the trend whose words and height differ from picture to picture."""
        text = axes.text(x, 0, "", fontproperties=drawing.sans(size), ha=ha, va=va, color=color, animated=True)
        self._moving.append(text)
        return text

    def _fill_trend(self, picture: Picture) -> None:
        by_month = {point.month: point for point in picture.trend if point.total is not None}
        known = [
            point.total / 10 for month in self._months if (point := by_month.get(month)) and point.total is not None
        ]
        low, high = view(known)
        span = high - low
        self._axes.set_ylim(low, high + (span * 0.2 if known else 0))
        self._fill_scale(low, high)
        self._none.set_text("" if known else "还没有算过的月份")
        self._none.set_y((low + high) / 2)
        totals: list[float] = []
        marks: dict[Colour | None, list[tuple[int, float]]] = {}
        for place, month in enumerate(self._months):
            point, label = by_month.get(month), self._labels.get(month)
            total = math.nan if point is None or point.total is None else point.total / 10
            totals.append(total)
            if point is not None:
                marks.setdefault(point.colour, []).append((place, total))
            if label is not None:
                label.set_text(tenths(point.total) if point else "")
                label.set_y(low if point is None else total + span * 0.06)
        self._path.set_data(range(MONTHS), totals)
        for colour, line in [*self._marks.items(), (None, self._plain)]:
            found = marks.get(colour, [])
            line.set_data([place for place, _ in found], [total for _, total in found])

    def _fill_scale(self, low: int, high: int) -> None:
        """The numbers at the left, which say that the scale does not begin at 0, and their lines."""
        step = 10 if high - low <= 10 * (MOST_TICKS - 1) else 20
        steps = [each for each in range(low, high + 1) if each % step == 0]
        for place, text in enumerate(self._ticks):
            text.set_text(str(steps[place]) if place < len(steps) else "")
            text.set_y(steps[place] if place < len(steps) else low)
        ends = (-0.45, MONTHS - 0.45, math.nan)
        self._grid.set_data([x for _ in steps for x in ends], [step for step in steps for _ in ends])


def view(totals: Sequence[float]) -> tuple[int, int]:
    """From which to which points the trend is shown: where the values are, in whole tens; everything where there are none."""
    if not totals:
        return 0, 100
    low, high = math.floor((min(totals) - 2) / 10) * 10, math.ceil((max(totals) + 2) / 10) * 10
    missing = max(0, LEAST_SPAN - (high - low))
    high = min(100, high + missing // 20 * 10)
    low = max(0, min(low, high - LEAST_SPAN))
    return low, max(high, low + LEAST_SPAN)


def _fitting(text: str, size: float, room: float) -> str:
    return "".join(clipped(text, size, room, 1))


def _corners(values: list[float] | list[int]) -> list[tuple[float, float]]:
    return [(value * math.cos(angle), value * math.sin(angle)) for value, angle in zip(values, _ANGLES, strict=True)]


def _months_before(month: date, number: int) -> date:
    years, rest = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, rest + 1, 1)
