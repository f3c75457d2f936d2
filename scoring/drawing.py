"""What every chart and card shares: the fonts, the colours, and a finished Figure as PNG. Never pyplot: it keeps figures."""

import io
from functools import cache

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from PIL import Image
from pylopdf_fonts_zh_cn import sans_path, serif_path

INK = "#262626"
MUTED = "#8a8a8a"
LINE = "#dedad2"
PAPER = "#fffdf8"
RED = "#b3261e"
GOLD = "#c9a227"
GREEN = "#3a8f4d"
YELLOW = "#e0a100"
GRAY = "#6b7280"
COLOURS = 256
"""As many as a palette holds: enough for what is flat but for the edges of its letters."""


@cache
def sans(size: float) -> FontProperties:
    """Noto Sans SC in that size (points); it holds rare characters such as 䶮 and 堃."""
    return FontProperties(fname=str(sans_path()), size=size)


@cache
def serif(size: float) -> FontProperties:
    """Noto Serif SC in that size (points)."""
    return FontProperties(fname=str(serif_path()), size=size)


def blank(width: float, height: float, *, paper: str = PAPER, dpi: float = 100) -> Figure:
    """An empty Figure of that many inches, with a canvas of its own."""
    figure = Figure((width, height), dpi=dpi, facecolor=paper)
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """The Figure as a PNG of its own size."""
    figure.canvas.draw()
    return flat(figure)


def flat(figure: Figure) -> bytes:
    """The same of one that is drawn already."""
    return packed(pixels(figure).quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE))


def pixels(figure: Figure) -> Image.Image:
    """What has been drawn."""
    assert isinstance(figure.canvas, FigureCanvasAgg)  # noqa: S101 - `blank` made it
    size = figure.canvas.get_width_height(physical=True)
    buffer = figure.canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    return Image.frombuffer("RGBA", size, buffer, "raw", "RGBA", 0, 1).convert("RGB")


def packed(picture: Image.Image) -> bytes:
    """A picture of a palette as PNG: a third or less of the bytes that it takes in full colour."""
    stream = io.BytesIO()
    # The next level takes a hundredth of the bytes off and costs half as much again.
    picture.save(stream, "PNG", compress_level=5)
    return stream.getvalue()
