"""The sheet that a card is drawn on: pixels from the top left, with text that is measured before it is set."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch
from matplotlib.patheffects import Stroke

from scoring.drawing import blank, serif
from scoring.typesetting import width

WIDE = 1080
DPI = 100
MOST_HIGH = 2560
"""Pixels: of a taller picture Telegram keeps no more."""

CRIMSON = "#9e1b1f"
WINE = "#7c1216"
VERMILION = "#b8282b"
GOLD = "#d9b15c"
PALE_GOLD = "#f3dca4"
OLD_GOLD = "#b1842f"
CREAM = "#fdf7e8"
SAND = "#f6e8cb"
INK = "#3b2a20"
MUTED = "#8d7355"


class Canvas:
    """A figure of WIDE by `high` pixels, or as many as Telegram keeps of a tall one; y grows downwards."""

    def __init__(self, high: int) -> None:
        self.high = high
        self.scale = min(1, MOST_HIGH / high)
        self.figure = blank(WIDE / DPI, high / DPI, paper=CREAM, dpi=DPI * self.scale)
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, WIDE), ylim=(high, 0))
        self.axes.axis("off")

    def add(self, patch: Patch) -> Patch:
        """Put a shape on the sheet."""
        self.axes.add_patch(patch)
        return patch

    def shade(self, top: float, bottom: float, colours: tuple[str, ...], zorder: float = 0) -> None:
        """A vertical run of colours across the sheet."""
        steps = np.linspace(0, 1, 256).reshape(-1, 1)
        run = LinearSegmentedColormap.from_list("run", list(colours))
        self.axes.imshow(
            steps, extent=(0, WIDE, bottom, top), cmap=run, aspect="auto", zorder=zorder, interpolation="bicubic"
        )
        self.axes.set(xlim=(0, WIDE), ylim=(self.high, 0))

    def write(
        self,
        x: float,
        baseline: float,
        text: str,
        size: float,
        colour: str = INK,
        *,
        align: str = "left",
        bold: float = 0,
        zorder: float = 5,
    ) -> None:
        """One line. The font has one weight: `bold` is the width of a stroke around the letters."""
        effects = [Stroke(linewidth=bold, foreground=colour)] if bold else []
        self.axes.text(
            x,
            baseline,
            text,
            fontproperties=serif(size * 72 / DPI),
            color=colour,
            ha=align,
            va="baseline",
            zorder=zorder,
            parse_math=False,
            path_effects=effects,
        )

    def justified(  # noqa: PLR0917 - a line's measures
        self, left: float, baseline: float, text: str, size: float, room: float, colour: str = INK
    ) -> None:
        """One line spread over the room, as far as that does not tear it apart."""
        gap = (room - width(text, size)) / max(1, len(text) - 1)
        if not 0 < gap < size * 0.16:
            return self.write(left, baseline, text, size, colour)
        for number, character in enumerate(text):
            self.write(left + width(text[:number], size) + gap * number, baseline, character, size, colour)
        return None

    def spaced(  # noqa: PLR0917 - a line's measures
        self, middle: float, baseline: float, text: str, size: float, gap: float, colour: str, bold: float = 0
    ) -> None:
        """One line around its middle with `gap` between the characters."""
        x = middle - (width(text, size) + gap * (len(text) - 1)) / 2
        for character in text:
            self.write(x, baseline, character, size, colour, bold=bold)
            x += width(character, size) + gap
