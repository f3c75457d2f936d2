"""Working days (工作日) by the State Council's holidays. Where the calendar's years end, weekdays are taken: provisional (暂算)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

FURTHEST = 400
"""So many days on the search gives up: a clock that is stopped all the time never gets there."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A day, and whether it rests on holidays that are not announced yet."""

    day: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """Days on which a clock stands still, both included; without ``until`` it still does."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the clock stands still on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@lru_cache(maxsize=8192)
def working(day: date) -> tuple[bool, bool]:
    """Whether that is a working day, and whether the answer is provisional."""
    try:
        return bool(chinese_calendar.is_workday(day)), False
    except NotImplementedError:
        return day.weekday() < 5, True


def last_of(start: date, count: int, stops: Sequence[Stop] = ()) -> Reckoned | None:
    """The last of so many whole working days after ``start``; None while a stop has no end.

    The day of the start does not count, nor does any day of a stop.
    """
    day, provisional = start, False
    for _ in range(FURTHEST):
        if count == 0:
            return Reckoned(day, provisional)
        day += timedelta(days=1)
        works, guessed = working(day)
        provisional = provisional or guessed
        count -= works and not any(stop.covers(day) for stop in stops)
    return Reckoned(day, provisional) if count == 0 else None
