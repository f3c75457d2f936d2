"""The greeting card as a sheet: portrait format, in red and gold, as tall as its words need."""

import io

import numpy as np
from matplotlib.patches import Circle, Rectangle
from PIL import Image

from scoring.birthday_card import MOST_GROWTH, Card, ornaments
from scoring.birthday_card.canvas import (
    CREAM,
    CRIMSON,
    GOLD,
    INK,
    MUTED,
    OLD_GOLD,
    PALE_GOLD,
    SAND,
    WIDE,
    WINE,
    Canvas,
)
from scoring.birthday_card.palette import Box, reduced
from scoring.birthday_words import OATH, in_words
from scoring.drawing import packed, pixels
from scoring.typesetting import clipped, printable, width, wrap

LEAST_HIGH = 1620
MOST_PIXELS = 25_000_000
"""Of a portrait: a few kilobytes may unpack to gigabytes. Telegram's own photos have at most 2560 × 2560."""
ONE_COLUMN = 9
LEAST_GAP = 40

MIDDLE = WIDE / 2
SIDE = 110
FIELD, FACE, RADIUS = 430, 372, 138
BODY, LONG_BODY = 34, 31
"""The size of the words, and of words longer than MANY."""
MANY = 160
LEAD = 1.7
ROW, NARROW_ROW, ROW_LEAD = 29, 27, 47
DATES = 142
SWORN, SWORN_LEAD = 31, 54

ROOM = WIDE - 2 * SIDE
WORDS_ROOM = ROOM - 60


class Sheet:
    """One card in the making: everything is measured first, so that the sheet is as tall as it must be."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.branch = wrap(printable(card.branch), 32, ROOM)
        self.body = BODY if len(card.words) <= MANY else LONG_BODY
        self.words = _paragraphs(printable(card.words), self.body, WORDS_ROOM)
        self.rows, self.columns = self._growth()
        self.oath = _paragraphs(OATH, SWORN, ROOM)
        heights = [self._words_high(), self._growth_high(), self._oath_high()]
        gaps = sum(high > 0 for high in heights)
        natural = self._name_bottom() + sum(heights) + LEAST_GAP * gaps
        self.high = max(LEAST_HIGH, round(natural))
        self.gap = LEAST_GAP + (self.high - natural) / gaps
        self.canvas = Canvas(self.high)
        self.photo: Box | None = None

    def drawn(self) -> bytes:
        canvas = self.canvas
        canvas.shade(0, self.high, (CREAM, CREAM, SAND))
        self._top()
        self._name()
        y = self._name_bottom() + self.gap
        y = self._draw_words(y) + self.gap
        if self.rows:
            y = self._draw_growth(y) + self.gap
        self._draw_oath()
        canvas.figure.canvas.draw()
        return packed(reduced(pixels(canvas.figure), self.photo))

    # The top: title, portrait, ribbon, name

    def _top(self) -> None:
        canvas = self.canvas
        ornaments.red_field(canvas, FIELD, FACE)
        canvas.spaced(MIDDLE, 118, "政治生日", 74, 26, PALE_GOLD, bold=1.6)
        canvas.spaced(MIDDLE, 172, "不忘初心　牢记使命", 28, 9, PALE_GOLD)
        for x in (74, WIDE - 74):
            ornaments.rosette(canvas, x, 74, 30)
        ornaments.wheat(canvas, MIDDLE, FACE, RADIUS + 52)
        ornaments.rings(canvas, MIDDLE, FACE, RADIUS)
        if not self._portrait():
            self._monogram()
        text = f"入党{in_words(self.card.years)}周年"
        size, gap = 44, 8
        wide = len(text) * (size + gap) + 90
        ornaments.ribbon(canvas, MIDDLE, 502, wide, 78)
        canvas.spaced(MIDDLE, 502 + 55, text, size, gap, PALE_GOLD, bold=1)

    def _portrait(self) -> bool:
        """The photo within the circle; nothing where it cannot be read."""
        if self.card.portrait is None:
            return False
        try:
            with Image.open(io.BytesIO(self.card.portrait), formats=("JPEG", "PNG", "WEBP")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return False
                photo = opened.convert("RGB")
        except (OSError, ValueError, Image.DecompressionBombError):
            return False
        side = min(photo.size)
        # Faces are above the middle of a tall picture.
        left, top = (photo.width - side) // 2, (photo.height - side) // 3
        square = photo.crop((left, top, left + side, top + side)).resize((RADIUS * 4, RADIUS * 4))
        circle = self.canvas.add(Circle((MIDDLE, FACE), RADIUS, facecolor="none", edgecolor="none", zorder=3))
        shown = self.canvas.axes.imshow(
            np.asarray(square),
            extent=(MIDDLE - RADIUS, MIDDLE + RADIUS, FACE + RADIUS, FACE - RADIUS),
            zorder=3,
            aspect="auto",
        )
        shown.set_clip_path(circle)
        self.canvas.axes.set(xlim=(0, WIDE), ylim=(self.high, 0))
        edges = (MIDDLE - RADIUS, FACE - RADIUS, MIDDLE + RADIUS, FACE + RADIUS)
        left, top, right, bottom = (round(edge * self.canvas.scale) for edge in edges)
        self.photo = (left, top, right, bottom)
        return True

    def _monogram(self) -> None:
        """Without a photo: the surname like a seal."""
        canvas = self.canvas
        canvas.add(Circle((MIDDLE, FACE), RADIUS, facecolor=WINE, edgecolor="none", zorder=3))
        canvas.add(Circle((MIDDLE, FACE), RADIUS - 14, facecolor="none", edgecolor=GOLD, linewidth=1, zorder=3.1))
        surname = printable(self.card.name)[:1]
        canvas.write(MIDDLE, FACE + 56, surname, 156, PALE_GOLD, align="center", bold=1.5)

    def _name_bottom(self) -> float:
        return 784 + 44 * len(self.branch)

    def _name(self) -> None:
        canvas, card = self.canvas, self.card
        name = printable(card.name)
        size, after = (80, 36) if len(name) <= 6 else (56, 32)
        gap = 22 if len(name) <= 3 else 10
        wide = width(name, size) + gap * (len(name) - 1)
        whole = wide + 24 + width("同志", after)
        x = MIDDLE - whole / 2
        canvas.spaced(x + wide / 2, 712, name, size, gap, CRIMSON, bold=1.8)
        canvas.write(x + wide + 24, 712, "同志", after, INK)
        for number, line in enumerate(self.branch):
            canvas.write(MIDDLE, 772 + 44 * number, line, 32, INK, align="center")
        joined = card.joined
        day = "" if card.month_alone else f"{joined.day}日"
        text = f"{joined.year}年{joined.month}月{day}　光荣加入中国共产党"
        if card.standing:
            text += f"　党龄{card.standing}年"
        canvas.write(MIDDLE, 776 + 44 * len(self.branch), text, 30, MUTED, align="center")

    # The words of the branch

    def _words_high(self) -> float:
        return 100 + self.body * LEAD * len(self.words) + 78

    def _draw_words(self, top: float) -> float:
        canvas, bottom = self.canvas, top + self._words_high()
        left = SIDE - 30
        ornaments.sheet(canvas, top, bottom, left)
        ornaments.frame(canvas, top, bottom, left, OLD_GOLD)
        ornaments.heading(canvas, top + 66, "寄语", CRIMSON, OLD_GOLD)
        y = top + 134
        if len(self.words) == 1:
            canvas.write(MIDDLE, y, self.words[0][0].strip(), self.body, align="center")
            y += self.body * LEAD
        else:
            y = _set(canvas, self.words, SIDE + 30, y, self.body, self.body * LEAD, WORDS_ROOM, INK)
        signed = clipped("—— " + printable(self.card.signed), 30, WORDS_ROOM, 1)
        canvas.write(WIDE - SIDE - 30, y + 4, "".join(signed), 30, MUTED, align="right")
        return bottom

    # The list of growth

    def _growth(self) -> tuple[list[tuple[str, list[str]]], int]:
        """What is shown, each in at most two lines, and in how many columns."""
        listed = self.card.growth[-MOST_GROWTH:]
        columns = 1 if len(listed) <= ONE_COLUMN else 2
        room = (WIDE - 2 * SIDE - 40 * (columns - 1)) / columns - DATES
        self.row = ROW if columns == 1 else NARROW_ROW
        return [(when, clipped(printable(what), self.row, room, 2)) for when, what in listed], columns

    def _split(self) -> list[list[tuple[str, list[str]]]]:
        """The columns, as even in height as whole entries allow."""
        if self.columns == 1:
            return [self.rows]
        lines = [len(texts) for _, texts in self.rows]
        best = min(range(1, len(lines)), key=lambda at: max(sum(lines[:at]), sum(lines[at:])))
        return [self.rows[:best], self.rows[best:]]

    def _growth_high(self) -> float:
        if not self.rows:
            return 0
        return 92 + ROW_LEAD * max(sum(len(texts) for _, texts in column) for column in self._split())

    def _draw_growth(self, top: float) -> float:
        canvas = self.canvas
        ornaments.heading(canvas, top + 38, "成长历程", CRIMSON, OLD_GOLD)
        step = (WIDE - 2 * SIDE + 40) / 2
        for number, column in enumerate(self._split()):
            x, y = SIDE + number * step, top + 108
            dots = []
            for when, texts in column:
                dots.append(y - self.row * 0.36)
                canvas.write(x + 28, y, when, self.row - 1, OLD_GOLD)
                for text in texts:
                    canvas.write(x + DATES, y, text, self.row)
                    y += ROW_LEAD
            canvas.axes.plot([x + 8, x + 8], [dots[0], dots[-1]], color=GOLD, linewidth=1.6, zorder=4)
            for dot in dots:
                canvas.add(Circle((x + 8, dot), 7, facecolor=CREAM, edgecolor=CRIMSON, linewidth=2.2, zorder=5))
        return top + self._growth_high()

    # The oath

    def _oath_high(self) -> float:
        return 128 + SWORN_LEAD * len(self.oath) + 96

    def _draw_oath(self) -> None:
        canvas, high = self.canvas, self._oath_high()
        top = self.high - high
        canvas.add(Rectangle((0, top), WIDE, high, facecolor=CRIMSON, edgecolor="none", zorder=2))
        for y, thick in ((top, 5), (top + 12, 1.2)):
            canvas.axes.plot([0, WIDE], [y, y], color=GOLD, linewidth=thick, zorder=3)
        ornaments.heading(canvas, top + 84, "入党誓词", PALE_GOLD, GOLD)
        y = top + 156
        y = _set(canvas, self.oath, SIDE, y, SWORN, SWORN_LEAD, ROOM, CREAM)
        day = self.card.day
        canvas.write(WIDE - SIDE, y + 18, f"{day.year}年{day.month}月{day.day}日", 28, PALE_GOLD, align="right")


def _paragraphs(text: str, size: float, room: float) -> list[tuple[str, bool]]:
    """Lines, each paragraph indented by two characters; and whether a line is its paragraph's last."""
    lines = []
    for paragraph in text.splitlines():
        if paragraph.strip():
            found = wrap("　　" + paragraph.strip(), size, room)
            lines += [(line, number == len(found)) for number, line in enumerate(found, 1)]
    return lines


def _set(  # noqa: PLR0917 - a text block's measures
    canvas: Canvas,
    lines: list[tuple[str, bool]],
    left: float,
    baseline: float,
    size: float,
    lead: float,
    room: float,
    colour: str,
) -> float:
    """Lines under each other, all but a paragraph's last spread over the room; gives the baseline that would follow."""
    for line, last in lines:
        if last:
            canvas.write(left, baseline, line, size, colour)
        else:
            canvas.justified(left, baseline, line, size, room, colour)
        baseline += lead
    return baseline
