"""The board's rules: late by today, the rate of what fell due, and its trend; the sheet's colours."""

from datetime import date

import pytest

from handlers.board.loading import BranchStand, on_time
from scoring.board_chart import Cell
from scoring.board_figure import _told
from scoring.drawing import GREEN, INK, LINE, RED
from storage.ledger import Entry, Standing


def entry(on, standing, *, undated=False):
    return Entry(1, 1, "一支部", "写心得", on, standing, undated=undated)


@pytest.mark.parametrize(
    ("cell", "colour"),
    [
        (Cell(3, 4, 1), RED),
        (Cell(4, 4, 0), GREEN),
        # Not due yet: no colour says that the month will be over one day.
        (Cell(1, 4, 0), INK),
        (Cell(0, 4, 0), INK),
        (Cell(0, 0, 0), LINE),
        (None, LINE),
    ],
)
def test_a_cell_is_red_for_what_is_late_by_today_alone(cell, colour):
    assert _told(cell)[1] == colour


def test_the_rate_is_of_what_fell_due():
    day, later = date(2026, 11, 10), date(2026, 12, 10)
    entries = [
        entry(day, Standing.DONE),
        entry(day, Standing.DONE),
        entry(day, Standing.DONE_LATE),
        entry(day, Standing.LATE),
        entry(day, Standing.DUE),
        entry(later, Standing.DONE),
        entry(day, Standing.DONE, undated=True),
    ]
    assert on_time(entries, date(2026, 10, 1), date(2026, 11, 24)) == 50
    assert on_time(entries, date(2026, 7, 1), date(2026, 9, 30)) is None


@pytest.mark.parametrize(
    ("now", "before", "trend"), [(90, 80, 1), (80, 90, -1), (90, 91, 0), (90, None, None), (None, 90, None)]
)
def test_the_trend_is_this_quarter_against_the_last(now, before, trend):
    assert BranchStand(1, "一支部", on_time=now, before=before).trend == trend
