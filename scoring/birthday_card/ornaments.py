"""The card's ornament: rays, ears of wheat, a ribbon, a frame, small diamonds. Lines and patches only."""

from math import cos, pi, sin

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Arc, Circle, Ellipse, PathPatch, Polygon
from matplotlib.path import Path
from numpy.typing import NDArray

from scoring.birthday_card.canvas import (
    CREAM,
    CRIMSON,
    GOLD,
    OLD_GOLD,
    PALE_GOLD,
    VERMILION,
    WIDE,
    WINE,
    Canvas,
)

MIDDLE = WIDE / 2
DEEP = 120
"""How far the arc below the red field sinks in the middle."""
RAYS, SOFT, GLOW = 28, 7, 560
"""How many rays; the pixels over which an edge fades; how far the glow reaches."""
EMBER = "#d2603f"


def red_field(canvas: Canvas, bottom: int, rays_from: int) -> None:
    """The red top with rays, closed below by an arc with two golden lines."""
    edge = Path(
        [(0, 0), (WIDE, 0), (WIDE, bottom - DEEP), (MIDDLE, bottom + DEEP), (0, bottom - DEEP), (0, 0)],
        [Path.MOVETO, Path.LINETO, Path.LINETO, Path.CURVE3, Path.CURVE3, Path.CLOSEPOLY],
    )
    field = PathPatch(edge, facecolor="none", edgecolor="none", zorder=1)
    canvas.add(field)
    rays = canvas.axes.imshow(
        _sunburst(bottom, rays_from),
        extent=(0, WIDE, bottom, 0),
        cmap=LinearSegmentedColormap.from_list("red", [CRIMSON, VERMILION, EMBER]),
        vmin=0,
        vmax=1,
        aspect="auto",
        zorder=1.2,
    )
    rays.set_clip_path(field)
    canvas.axes.set(xlim=(0, WIDE), ylim=(canvas.high, 0))
    for drop, colour, thick in ((0, GOLD, 5), (14, OLD_GOLD, 2.2)):
        arc = Path(
            [(0, bottom - DEEP + drop), (MIDDLE, bottom + DEEP + drop), (WIDE, bottom - DEEP + drop)],
            [Path.MOVETO, Path.CURVE3, Path.CURVE3],
        )
        canvas.add(PathPatch(arc, facecolor="none", edgecolor=colour, linewidth=thick, zorder=1.6))


def _sunburst(high: int, middle: int) -> NDArray[np.float64]:
    """How bright each pixel of the field is, from 0 to 1: rays, and a glow where they come from.

    All of it is one run of reds, which a palette holds without steps. The rays' edges are soft, as phones make pictures
    smaller by leaving out pixels.
    """
    down, across = np.mgrid[0:high, 0:WIDE] + 0.5 - np.array([middle, MIDDLE]).reshape(2, 1, 1)
    distance = np.hypot(down, across)
    turn = np.arctan2(down, across) * RAYS / (2 * pi) % 1
    inside = (0.25 - abs(turn - 0.5)) * 2 * pi / RAYS * distance
    ray = np.clip(inside / SOFT + 0.5, 0, 1)
    glow = np.clip(1 - distance / GLOW, 0, 1) ** 1.5
    return np.asarray(0.7 * glow + 0.3 * ray)


def wheat(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """Two ears of wheat that rise round a circle from below."""
    for side in (-1, 1):
        stem = [(x + side * radius * sin(a), y + radius * cos(a)) for a in np.linspace(0.22, 2.2, 40)]
        path = Path(stem, [Path.MOVETO, *[Path.LINETO] * (len(stem) - 1)])
        canvas.add(PathPatch(path, facecolor="none", edgecolor=GOLD, linewidth=2.2, zorder=2))
        for step, angle in enumerate(np.linspace(0.62, 2.2, 15)):
            long = 38 - step * 0.9
            for lean, shift in ((0.5, 13), (-0.5, -13)):
                out = radius + shift
                direction = angle + (0.5 if lean > 0 else -0.5) * -0.9
                # A kernel points along the stem and a little away from it.
                heading = np.degrees(np.arctan2(-sin(direction), side * cos(direction)))
                kernel = Ellipse(
                    (x + side * out * sin(angle), y + out * cos(angle)),
                    long,
                    13,
                    angle=heading,
                    facecolor=PALE_GOLD if lean > 0 else GOLD,
                    edgecolor=OLD_GOLD,
                    linewidth=0.7,
                    zorder=2.1,
                )
                canvas.add(kernel)
        tip = 2.27
        heading = np.degrees(np.arctan2(-sin(tip), side * cos(tip)))
        canvas.add(
            Ellipse(
                (x + side * radius * sin(tip), y + radius * cos(tip)),
                34,
                12,
                angle=heading,
                facecolor=PALE_GOLD,
                edgecolor=OLD_GOLD,
                linewidth=0.7,
                zorder=2.1,
            )
        )


def rings(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """The golden rim of the portrait."""
    canvas.add(Circle((x, y), radius + 15, facecolor=CREAM, edgecolor=OLD_GOLD, linewidth=1.2, zorder=2.4))
    canvas.add(Circle((x, y), radius + 8, facecolor="none", edgecolor=GOLD, linewidth=6, zorder=2.5))
    canvas.add(Circle((x, y), radius, facecolor="none", edgecolor=OLD_GOLD, linewidth=1.2, zorder=4))


def ribbon(canvas: Canvas, middle: float, top: float, wide: float, high: float) -> None:
    """A red ribbon with folded ends."""
    left, right, bottom = middle - wide / 2, middle + wide / 2, top + high
    fold, tail, drop = 34, 92, 20
    for side, inner in ((-1, left), (1, right)):
        out = inner + side * (tail - fold)
        start = inner - side * fold
        end = [
            (start, top + drop),
            (out, top + drop),
            (out - side * 26, top + drop + high / 2),
            (out, bottom + drop),
            (start, bottom + drop),
        ]
        canvas.add(Polygon(end, facecolor=WINE, edgecolor=GOLD, linewidth=1.4, zorder=4.2))
        canvas.add(
            Polygon(
                [(start, bottom), (inner, bottom), (start, bottom + drop)], facecolor="#4f0a0d", zorder=4.3, linewidth=0
            )
        )
    body = [(left, top), (right, top), (right, bottom), (left, bottom)]
    canvas.add(Polygon(body, facecolor=CRIMSON, edgecolor=GOLD, linewidth=2, zorder=4.4))
    for y in (top + 7, bottom - 7):
        canvas.axes.plot([left + 10, right - 10], [y, y], color=GOLD, linewidth=0.9, zorder=4.5)


def sheet(canvas: Canvas, top: float, bottom: float, inset: float, hollow: float = 26) -> None:
    """A lighter field in the shape of `frame`."""
    left, right = inset, WIDE - inset
    turns = np.linspace(0, pi / 2, 12)
    corners = [(left, top, 1, 1), (left, bottom, 1, -1), (right, bottom, -1, -1), (right, top, -1, 1)]
    outline = []
    for number, (x, y, across, down) in enumerate(corners):
        arc = [(x + across * hollow * cos(turn), y + down * hollow * sin(turn)) for turn in turns]
        outline += arc if number % 2 == 0 else arc[::-1]
    canvas.add(Polygon(outline, facecolor="#fffdf6", alpha=0.85, edgecolor="none", zorder=2))


def frame(canvas: Canvas, top: float, bottom: float, inset: float, colour: str, *, hollow: float = 26) -> None:
    """A thin double frame whose corners are hollowed out."""
    for gap, thick in ((0, 2), (8, 0.8)):
        left, right = inset + gap, WIDE - inset - gap
        high, low = top + gap, bottom - gap
        for start, end in (
            ((left + hollow, high), (right - hollow, high)),
            ((left + hollow, low), (right - hollow, low)),
        ):
            canvas.axes.plot([start[0], end[0]], [start[1], end[1]], color=colour, linewidth=thick, zorder=3)
        for x in (left, right):
            canvas.axes.plot([x, x], [high + hollow, low - hollow], color=colour, linewidth=thick, zorder=3)
        for x, y, first in ((left, high, 0), (right, high, 90), (right, low, 180), (left, low, 270)):
            canvas.add(
                Arc((x, y), 2 * hollow, 2 * hollow, theta1=first, theta2=first + 90, color=colour, lw=thick, zorder=3)
            )


def diamond(canvas: Canvas, x: float, y: float, size: float, colour: str = OLD_GOLD) -> None:
    """A small lozenge."""
    corners = [(x - size, y), (x, y - size), (x + size, y), (x, y + size)]
    canvas.add(Polygon(corners, facecolor=colour, edgecolor="none", zorder=5))


def heading(canvas: Canvas, baseline: float, text: str, colour: str, line: str, *, size: float = 38) -> None:
    """A section's title between two tapering lines."""
    gap = 10
    half = (len(text) * size + (len(text) - 1) * gap) / 2
    canvas.spaced(MIDDLE, baseline, text, size, gap, colour, bold=0.9)
    y = baseline - size * 0.36
    for side in (-1, 1):
        near, far = MIDDLE + side * (half + 46), MIDDLE + side * (half + 210)
        canvas.add(Polygon([(near, y - 1.8), (far, y), (near, y + 1.8)], facecolor=line, edgecolor="none", zorder=5))
        diamond(canvas, MIDDLE + side * (half + 28), y, 7, line)


def rosette(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """A small golden flower of lines."""
    for petal in range(8):
        angle = petal * pi / 4
        canvas.add(
            Ellipse(
                (x + radius * 0.55 * cos(angle), y + radius * 0.55 * sin(angle)),
                radius,
                radius * 0.42,
                angle=np.degrees(angle),
                facecolor="none",
                edgecolor=GOLD,
                linewidth=1,
                zorder=5,
            )
        )
    canvas.add(Circle((x, y), radius * 0.16, facecolor=GOLD, edgecolor="none", zorder=5))
