"""The leaders' monthly rating over 德能勤绩廉: what counts when several rate one person, and how a leader compares."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import mean

from scoring.cadence import add_months, last_of_month


class Dimension(StrEnum):
    """What is rated; the value is the word that people read."""

    VIRTUE = "德"
    ABILITY = "能"
    DILIGENCE = "勤"
    RESULTS = "绩"
    INTEGRITY = "廉"

    # An enumeration's own is written in Python, and asked fifty times a verdict.
    __hash__ = str.__hash__


LOWEST, MIDDLE, HIGHEST = 1, 3, 5
Marks = tuple[int, int, int, int, int]
"""One rater's marks of one person, in the order of `Dimension`."""
ALL_MIDDLE: Marks = (MIDDLE, MIDDLE, MIDDLE, MIDDLE, MIDDLE)


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a month is rated, both included."""

    month: date
    opens: date
    closes: date

    def open_on(self, day: date) -> bool:
        """Whether the month can be rated on that day."""
        return self.opens <= day <= self.closes


def window_of(month: date, from_day: int, days_after: int) -> Window:
    """From that day of the month (or its last) to that many days after its end."""
    last = last_of_month(month)
    first = month.replace(day=1)
    return Window(first, min(first + timedelta(days=from_day - 1), last), last + timedelta(days=days_after))


def open_window(today: date, from_day: int, days_after: int) -> Window | None:
    """The window that is open on that day: of last month while it still is, else of this one; None between two."""
    for month in (add_months(today.replace(day=1), -1), today.replace(day=1)):
        window = window_of(month, from_day, days_after)
        if window.open_on(today):
            return window
    return None


def extremes(marks: Sequence[int]) -> tuple[Dimension, ...]:
    """The dimensions with the lowest or the highest mark: they need a reason."""
    return tuple(each for each, mark in zip(Dimension, marks, strict=True) if mark in (LOWEST, HIGHEST))


def medians(raters: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """The median of the raters in each dimension. Raises ValueError without any."""
    if not raters:
        raise ValueError("nobody has rated")
    return tuple(each / 2 for each in halves(raters))


def halves(raters: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The median of the raters, of whom there is one at least, in each dimension, counted in halves."""
    low, high = (len(raters) - 1) // 2, len(raters) // 2
    return tuple([marks[low] + marks[high] for marks in map(sorted, zip(*raters, strict=True))])


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far a rater's marks lie above (mild) or below (harsh) the median of all raters, on average over `people`."""

    people: int
    by_dimension: tuple[float, ...]

    @property
    def overall(self) -> float:
        """Over all dimensions."""
        return mean(self.by_dimension)


def compare(mine: Mapping[int, Sequence[int]], everyone: Mapping[int, Iterable[Sequence[int]]]) -> Comparison | None:
    """My marks by person against the medians of all raters' (mine among them), over those whom others have rated too."""
    gaps: list[tuple[float, ...]] = []
    for person, marks in mine.items():
        rated = list(everyone.get(person, ()))
        if len(rated) > 1:
            gaps.append(tuple(mark - middle for mark, middle in zip(marks, medians(rated), strict=True)))
    if not gaps:
        return None
    return Comparison(len(gaps), tuple(mean(each) for each in zip(*gaps, strict=True)))
