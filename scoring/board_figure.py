"""The branches drawn on one sheet, read at a glance on a phone: of each the name with its colours and trend, below it what is owed by subject."""

from collections.abc import Sequence

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from scoring import drawing
from scoring.board_chart import BranchRow, Cell
from scoring.drawing import GRAY, GREEN, INK, LINE, MUTED, PAPER, RED, YELLOW

# A PNG is packed with 32 kB of what stands before in sight: as long as a row's pixels are fewer, a figure costs little where the row above
# has the same one.
WIDTH = 7.2
ROW = 0.45
HEAD = 1.98
FOOT = 0.82
# Where things stand, in inches from the left edge; the two lines of a row, from its middle.
NAME, COLOURS, TREND, CELLS, RIGHT = 0.2, 4.05, 6.72, 0.2, 7.0
UPPER, LOWER = -0.105, 0.105
LONGEST_NAME = 17
STEP = 0.43
RULE = "#efece4"
# Shape and colour together, for those who do not tell the colours apart.
MARKS = (("o", GREEN, GREEN), ("^", YELLOW, YELLOW), ("s", GRAY, "none"), ("s", GRAY, GRAY), ("_", MUTED, MUTED))
WORDS = ("健康", "一般关注", "重点关注：提示", "已决定", "资料不足")
WORDS_AT = (0.0, 0.85, 2.05, 3.75, 4.8)
SHADES = {1: "#f7e6b5", 2: "#e9ebef", 3: "#d0d4db"}
LATE = "#fbe3df"
"""Below what is late, so that it is seen without its colour too."""
INKS = {
    RULE: (),
    LATE: (RED,),
    PAPER: (INK, MUTED, LINE, RED, GREEN, YELLOW, GRAY),
    **dict.fromkeys(SHADES.values(), (INK,)),
}
ARROWS = {1: ("↑", GREEN), -1: ("↓", RED), 0: ("→", MUTED), None: ("", MUTED)}


class _Sheet:
    """A figure of that height, on which is written from the upper left corner, in inches."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.figure = drawing.blank(WIDTH, height)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x / WIDTH, 1 - y / self.height

    def write(self, x: float, y: float, text: str, size: float, *, colour: str = INK, align: str = "left") -> None:
        made = drawing.sans(size)
        self.figure.text(
            *self._at(x, y), text, fontproperties=made, color=colour, ha=align, va="center", parse_math=False
        )

    def mark(self, x: float, y: float, number: int) -> None:
        shape, colour, face = MARKS[number]
        left, bottom = self._at(x, y)
        made = Line2D(
            [left], [bottom], marker=shape, color=colour, markerfacecolor=face, markersize=9, linestyle="none"
        )
        self.figure.add_artist(made)

    def block(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        left, bottom = self._at(x, y + high)
        across, up = wide / WIDTH, high / self.height
        transform = self.figure.transFigure
        self.figure.add_artist(Rectangle((left, bottom), across, up, transform=transform, facecolor=colour, lw=0))


def drawn(title: str, subtitle: str, columns: Sequence[str], rows: Sequence[BranchRow]) -> bytes:
    """The sheet as a PNG, as long as there are rows."""
    sheet = _Sheet(HEAD + ROW * max(len(rows), 1) + FOOT)
    middles = _middles(len(columns) + 2)
    sheet.write(NAME, 0.4, drawing.fitted(title, drawing.sans(17), WIDTH - 2 * NAME), 17)
    sheet.write(NAME, 0.82, drawing.fitted(subtitle, drawing.sans(11), WIDTH - 2 * NAME), 11, colour=MUTED)
    sheet.write(NAME, 1.34, "支部", 11, colour=MUTED)
    for number in range(len(MARKS)):
        sheet.mark(COLOURS + 0.2 + number * STEP, 1.34, number)
    sheet.write(TREND, 1.34, "按期率", 11, colour=MUTED, align="center")
    for x, word in zip(middles, (*columns, "逾期", "退回"), strict=True):
        sheet.write(x, 1.66, word, 11, colour=MUTED, align="center")
    sheet.block(NAME, HEAD - 0.06, WIDTH - 2 * NAME, 0.02, LINE)
    for number, row in enumerate(rows):
        _row(sheet, HEAD + ROW * (number + 0.5), row, middles, first=number == 0)
    if not rows:
        sheet.write(WIDTH / 2, HEAD + ROW / 2, "还没有支部", 14, colour=MUTED, align="center")
    foot = sheet.height - FOOT + 0.3
    for number, word in enumerate(WORDS):
        x = NAME + 0.1 + WORDS_AT[number]
        sheet.mark(x, foot, number)
        sheet.write(x + 0.16, foot, word, 10, colour=MUTED)
    foot += 0.27
    for x, word, colour in ((0.0, "红底：有逾期", RED), (1.2, "绿：都已完成", GREEN), (2.6, "黑：还没到期", INK)):
        sheet.write(NAME + x, foot, word, 10, colour=colour)
    sheet.write(RIGHT, foot, "按期率：本季到期的，比上季", 10, colour=MUTED, align="right")
    return drawing.png(sheet.figure, drawing.palette(INKS))


def _middles(number: int) -> list[float]:
    wide = (RIGHT - CELLS) / number
    return [CELLS + wide * (place + 0.5) for place in range(number)]


def _row(sheet: _Sheet, middle: float, row: BranchRow, middles: Sequence[float], *, first: bool) -> None:
    if not first:
        sheet.block(NAME, middle - ROW / 2, WIDTH - 2 * NAME, 0.01, RULE)
    upper, lower = middle + UPPER, middle + LOWER
    sheet.write(NAME, upper, _short(row.name), 13)
    for place, count in enumerate(row.colours):
        left = COLOURS + place * STEP
        if count and place in SHADES:
            sheet.block(left + 0.02, upper - 0.1, 0.36, 0.2, SHADES[place])
        shade = INK if count and place in SHADES else MUTED if count else LINE
        sheet.write(left + 0.2, upper, str(count), 12, colour=shade, align="center")
    arrow, shade = ARROWS[row.trend]
    sheet.write(TREND + 0.06, upper, "—" if row.on_time is None else f"{row.on_time}%", 12, colour=MUTED, align="right")
    sheet.write(TREND + 0.1, upper, arrow, 12, colour=shade)
    for x, cell in zip(middles, row.cells, strict=False):
        text, colour = _told(cell)
        if colour == RED:
            sheet.block(x - 0.34, lower - 0.1, 0.68, 0.2, LATE)
        sheet.write(x, lower, text, 12, colour=colour, align="center")
    for x, count, colour in ((middles[-2], row.late, RED), (middles[-1], row.returned, RED)):
        sheet.write(x, lower, str(count or "·"), 13, colour=colour if count else LINE, align="center")


def _told(cell: Cell | None) -> tuple[str, str]:
    """Done of what is owed; red where something is late by today, green where nothing is left, else plain: it is not due yet."""
    if cell is None or not cell.owed:
        return "·", LINE
    return f"{cell.done}/{cell.owed}", RED if cell.late else GREEN if cell.done == cell.owed else INK


def _short(name: str) -> str:
    """A name that fits its column."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
