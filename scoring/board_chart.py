"""The branches on one sheet: what it shows of each. `board_figure.py` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One branch: duties done of those owed, entries overdue, talks done of those owed (None: not kept), members by colour
    (green, yellow, gray as proposed, gray as decided, unknown), and whether the mean index rose (1), fell (-1), stayed (0), or is not known (None)."""

    name: str
    done: int
    owed: int
    late: int
    talks: tuple[int, int] | None
    colours: tuple[int, int, int, int, int]
    trend: int | None


def draw(title: str, subtitle: str, rows: Sequence[BranchRow]) -> bytes:
    """The sheet as a PNG, as long as there are rows."""
    from scoring.board_figure import drawn

    return drawn(title, subtitle, rows)
