"""The branches drawn on one sheet, read at a glance on a phone: duties, what is overdue, talks, colours by shape, and the trend."""

from collections.abc import Sequence

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from scoring import drawing
from scoring.board_chart import BranchRow
from scoring.drawing import GRAY, GREEN, INK, LINE, MUTED, PAPER, RED, YELLOW

# A PNG is packed with 32 kB of what stands before in sight: as long as a row's pixels are fewer, a figure costs little where the row above
# has the same one.
WIDTH = 8.5
ROW = 0.38
HEAD = 1.75
FOOT = 0.62
# Where the columns stand, in inches from the left edge.
NAME, DUTIES, BAR, LATE, TALKS, COLOURS, TREND = 0.25, 3.6, 0.62, 4.37, 5.03, 5.6, 8.08
LONGEST_NAME = 14
STEP = 0.475
RULE = "#efece4"
HALF = 0.5
# Shape and colour together, for those who do not tell the colours apart.
MARKS = (("o", GREEN, GREEN), ("^", YELLOW, YELLOW), ("s", GRAY, "none"), ("s", GRAY, GRAY), ("_", MUTED, MUTED))
WORDS = ("健康", "一般关注", "重点关注：提示", "重点关注：已决定", "资料不足")
SHADES = {1: "#f7e6b5", 2: "#e9ebef", 3: "#d0d4db"}
INKS = {RULE: (), PAPER: (INK, MUTED, LINE, RED, GREEN, YELLOW, GRAY), **dict.fromkeys(SHADES.values(), (INK,))}


def drawn(title: str, subtitle: str, rows: Sequence[BranchRow]) -> bytes:
    """The sheet as a PNG, as long as there are rows."""
    height = HEAD + ROW * max(len(rows), 1) + FOOT
    figure = drawing.blank(WIDTH, height)

    def at(x: float, y: float) -> tuple[float, float]:
        return x / WIDTH, 1 - y / height

    def write(x: float, y: float, text: str, size: float, *, colour: str = INK, align: str = "left") -> None:
        figure.text(*at(x, y), text, fontproperties=drawing.sans(size), color=colour, ha=align, va="center")

    def mark(x: float, y: float, number: int) -> None:
        shape, colour, face = MARKS[number]
        left, bottom = at(x, y)
        made = Line2D(
            [left], [bottom], marker=shape, color=colour, markerfacecolor=face, markersize=10, linestyle="none"
        )
        figure.add_artist(made)

    def block(x: float, y: float, wide: float, high: float, colour: str) -> None:
        left, bottom = at(x, y + high)
        figure.add_artist(
            Rectangle((left, bottom), wide / WIDTH, high / height, transform=figure.transFigure, facecolor=colour, lw=0)
        )

    write(NAME, 0.42, title, 19)
    write(NAME, 0.88, subtitle, 12, colour=MUTED)
    head = 1.42
    for x, word, align in (
        (NAME, "支部", "left"),
        (DUTIES, "三会一课", "center"),
        (LATE, "逾期", "center"),
        (TALKS, "谈话", "center"),
        (TREND, "趋势", "center"),
    ):
        write(x, head, word, 12, colour=MUTED, align=align)
    for number in range(len(MARKS)):
        mark(COLOURS + 0.2 + number * STEP, head, number)
    block(NAME, HEAD - 0.04, WIDTH - 2 * NAME, 0.02, LINE)
    for number, row in enumerate(rows):
        middle = HEAD + ROW * (number + 0.5)
        if number:
            block(NAME, middle - ROW / 2, WIDTH - 2 * NAME, 0.01, RULE)
        write(NAME, middle, _short(row.name), 15)
        if row.owed:
            share = row.done / row.owed
            full = GREEN if share == 1 else YELLOW if share >= HALF else RED
            block(DUTIES - BAR / 2, middle + 0.12, BAR, 0.05, LINE)
            block(DUTIES - BAR / 2, middle + 0.12, BAR * share, 0.05, full)
        write(DUTIES, middle - 0.04, f"{row.done}/{row.owed}" if row.owed else "—", 14, align="center")
        write(LATE, middle, str(row.late) if row.late else "·", 15, colour=RED if row.late else MUTED, align="center")
        talks = f"{row.talks[0]}/{row.talks[1]}" if row.talks and row.talks[1] else "—"
        write(TALKS, middle, talks, 14, colour=INK if talks != "—" else MUTED, align="center")
        for place, count in enumerate(row.colours):
            left = COLOURS + place * STEP
            if count and place in SHADES:
                block(left - 0.01, middle - 0.14, 0.42, 0.28, SHADES[place])
            shade = INK if count and place in SHADES else MUTED if count else LINE
            write(left + 0.2, middle, str(count), 14, colour=shade, align="center")
        arrow = {1: ("↑", GREEN), -1: ("↓", RED), 0: ("→", MUTED), None: ("—", MUTED)}[row.trend]
        write(TREND, middle, arrow[0], 15, colour=arrow[1], align="center")
    if not rows:
        write(WIDTH / 2, HEAD + ROW / 2, "还没有支部", 14, colour=MUTED, align="center")
    foot = height - FOOT / 2
    for number, word in enumerate(WORDS):
        x = NAME + 0.1 + (0, 0.95, 2.2, 4.0, 6.0)[number]
        mark(x, foot, number)
        write(x + 0.17, foot, word, 11, colour=MUTED)
    return drawing.png(figure, drawing.palette(INKS))


def _short(name: str) -> str:
    """A name that fits its column."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
