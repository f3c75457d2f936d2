"""What every chart and card shares: the fonts, the colours, and a finished Figure as PNG. Never pyplot: it keeps figures."""

import io
from functools import cache

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
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


@cache
def sans(size: float) -> FontProperties:
    """Noto Sans SC in that size (points); it holds rare characters such as 䶮 and 堃."""
    return FontProperties(fname=str(sans_path()), size=size)


@cache
def serif(size: float) -> FontProperties:
    """Noto Serif SC in that size (points)."""
    return FontProperties(fname=str(serif_path()), size=size)


def blank(width: float, height: float, *, paper: str = PAPER, dpi: int = 100) -> Figure:
    """An empty Figure of that many inches, with a canvas of its own."""
    figure = Figure((width, height), dpi=dpi, facecolor=paper)
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """The Figure as it stands, as a PNG of its own size."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", facecolor=figure.get_facecolor())
    return stream.getvalue()
