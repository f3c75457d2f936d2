"""The ranking as a picture: what it shows in each line. `ranking_figure.py` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One line; `score` is of 100."""

    place: int
    name: str
    score: float


def chart(title: str, subtitle: str, bars: Sequence[Bar], below: str) -> bytes:
    """The picture as PNG; it says so where there is nobody to show."""
    from scoring.ranking_figure import drawn

    return drawn(title, subtitle, bars, below)
