"""The ledger drawn for a phone: in each line a name, a bar of how its entries stand, what is late, and what is done of all."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from scoring.drawing import GREEN, INK, MUTED, RED, YELLOW, blank, box, fitted, png, sans, serif, text
from scoring.ledger_chart import Row

WIDTH, ROW, HEAD, FOOT = 7.2, 0.5, 1.75, 0.7
"""Inches at 100 dots: 720 dots wide, as a phone shows it."""
NAME_AT, BAR_AT, BAR_END, LATE_AT, DONE_AT = 0.35, 2.85, 5.25, 5.72, 6.85
NAME_ROOM = BAR_AT - NAME_AT - 0.15
SHADES = (RED, YELLOW, "#c9ced6", "#9ccfa6", GREEN)
WORDS = ("逾期", "今天到期", "进行中", "逾期完成", "完成")
WORDS_AT = (0.35, 1.45, 3.0, 4.25, 5.75)


def drawn(title: str, subtitle: str, rows: Sequence[Row]) -> bytes:
    height = HEAD + max(len(rows), 2) * ROW + FOOT
    figure = blank(WIDTH, height)
    box(figure, 0, height - 0.1, WIDTH, 0.1, RED)
    text(figure, NAME_AT, height - 0.55, fitted(title, serif(22), WIDTH - 0.7), serif(22), color=RED)
    text(figure, NAME_AT, height - 0.98, fitted(subtitle, sans(13), WIDTH - 0.7), sans(13), color=MUTED)
    for at, word in ((LATE_AT, "逾期"), (DONE_AT, "完成/共")):
        text(figure, at, height - 1.48, word, sans(12), color=MUTED, across="right")
    for number, row in enumerate(rows):
        _line(figure, height - HEAD - (number + 0.5) * ROW, row, shaded=bool(number % 2))
    if not rows:
        text(figure, WIDTH / 2, height - HEAD - ROW, "这段时间没有记录", sans(14), color=MUTED, across="center")
    for at, word, shade in zip(WORDS_AT, WORDS, SHADES, strict=True):
        box(figure, at, FOOT / 2 - 0.09, 0.18, 0.18, shade)
        text(figure, at + 0.26, FOOT / 2, word, sans(12), color=MUTED)
    return png(figure)


def _line(figure: Figure, middle: float, row: Row, *, shaded: bool) -> None:
    if shaded:
        box(figure, NAME_AT - 0.1, middle - ROW / 2, WIDTH - 2 * NAME_AT + 0.2, ROW, "#f6f1e6")
    text(figure, NAME_AT, middle, fitted(row.name, sans(14), NAME_ROOM), sans(14), color=INK)
    late, total, left = row.counts[0], sum(row.counts), BAR_AT
    for count, shade in zip(row.counts, SHADES, strict=True):
        wide = (BAR_END - BAR_AT) * count / total if total else 0
        box(figure, left, middle - 0.11, wide, 0.22, shade)
        left += wide
    text(figure, LATE_AT, middle, str(late or "·"), sans(15), color=RED if late else MUTED, across="right")
    text(figure, DONE_AT, middle, f"{sum(row.counts[-2:])}/{total}", sans(14), color=INK, across="right")
