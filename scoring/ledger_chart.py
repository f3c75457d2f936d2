"""The ledger as a picture: what it shows in each line. `ledger_figure.py` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One subject or branch: how many entries are late, due today, under way, done late, and done."""

    name: str
    counts: tuple[int, int, int, int, int]


def draw(title: str, subtitle: str, rows: Sequence[Row]) -> bytes:
    """The picture as a PNG, as long as there are rows; it says so where there is none."""
    from scoring.ledger_figure import drawn

    return drawn(title, subtitle, rows)
