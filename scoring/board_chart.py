"""The branches on one sheet: what it shows of each. `board_figure.py` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """Of what is owed: done, owed in all, and how much is late by today."""

    done: int
    owed: int
    late: int


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One branch: a cell for each column (None: not shown to who looks), entries late in all, minutes sent back and not mended,
    members by colour (green, yellow, gray as proposed, gray as decided, unknown); of what fell due in this quarter how many of a
    hundred were done on time, and whether that rose (1), fell (-1) or stayed (0) against the quarter before (None: not known)."""

    name: str
    cells: tuple[Cell | None, ...]
    late: int
    returned: int
    colours: tuple[int, int, int, int, int]
    on_time: int | None
    trend: int | None


def draw(title: str, subtitle: str, columns: Sequence[str], rows: Sequence[BranchRow]) -> bytes:
    """The sheet as a PNG, as long as there are rows."""
    from scoring.board_figure import drawn

    return drawn(title, subtitle, columns, rows)
