"""What every chart and card shares: the fonts, the colours, and a finished Figure as PNG. Never pyplot: it keeps figures."""

import io
from collections.abc import Iterable, Mapping
from functools import cache

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath
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

LEVEL, HARDEST = 5, 9
"""How hard a picture is packed: of a chart the next level takes a hundredth of the bytes off and costs half as much again, of a page of text
the last one takes a seventh."""
EDGE = 3
"""Steps from a ground to the colour of a letter on it."""


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


def fitted(words: str, font: FontProperties, room: float) -> str:
    """The text as far as there is room for it, in inches."""
    kept = words
    while kept and _width(kept if kept == words else kept + "…", font) > room:
        kept = kept[:-1]
    return kept if kept == words else kept + "…"


def _width(words: str, font: FontProperties) -> float:
    # A name may hold a $, which is no mathematics.
    return (
        float(TextPath((0, 0), words.replace("$", r"\$"), size=font.get_size_in_points(), prop=font).get_extents().x1)
        / 72
    )


def box(  # noqa: PLR0917 - a box and its colour
    figure: Figure, left: float, bottom: float, width: float, height: float, color: str
) -> None:
    """A filled box, in inches from the lower left."""
    across, up = figure.get_size_inches()
    figure.add_artist(
        Rectangle(
            (left / across, bottom / up), width / across, height / up, transform=figure.transFigure, color=color, lw=0
        )
    )


def text(
    figure: Figure, left: float, middle: float, words: str, font: FontProperties, *, color: str, across: str = "left"
) -> None:
    """A line of text, in inches from the lower left."""
    width, height = figure.get_size_inches()
    figure.text(
        left / width, middle / height, words, fontproperties=font, color=color, ha=across, va="center", parse_math=False
    )


def png(figure: Figure, palette: Image.Image | None = None) -> bytes:
    """The Figure as a PNG of its own size, in those colours."""
    figure.canvas.draw()
    return flat(figure, palette)


def flat(figure: Figure, palette: Image.Image | None = None) -> bytes:
    """The same of one that is drawn already."""
    drawn = pixels(figure)
    if palette is not None:
        return packed(drawn.quantize(palette=palette, dither=Image.Dither.NONE), HARDEST)
    return packed(drawn.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE))


def palette(inks: Mapping[str, Iterable[str]]) -> Image.Image:
    """Of each ground what is written on it, with the two steps of a letter's edge between them: few colours, and none of them dirty."""
    found = dict.fromkeys(_parts(ground) for ground in inks)
    for ground, written in inks.items():
        for ink in written:
            below, above = _parts(ground), _parts(ink)
            for step in range(1, EDGE + 1):
                mixed = tuple((a * (EDGE - step) + b * step) // EDGE for a, b in zip(below, above, strict=True))
                found[mixed] = None
    image = Image.new("P", (1, 1))
    image.putpalette([part for colour in found for part in colour])
    return image


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def pixels(figure: Figure) -> Image.Image:
    """What has been drawn."""
    assert isinstance(figure.canvas, FigureCanvasAgg)  # noqa: S101 - `blank` made it
    size = figure.canvas.get_width_height(physical=True)
    buffer = figure.canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    return Image.frombuffer("RGBA", size, buffer, "raw", "RGBA", 0, 1).convert("RGB")


def packed(picture: Image.Image, level: int = LEVEL) -> bytes:
    """A picture of a palette as PNG: a third or less of the bytes that it takes in full colour."""
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=level)
    return stream.getvalue()
