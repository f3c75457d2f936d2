"""Working days (工作日) by the State Council's holidays.

Statutory holidays are none in any year (全国年节及纪念日放假办法, as revised in 2024). What the State Council arranges around
them, weekends moved and days made up, is known for the calendar's years alone: beyond them weekdays are taken, and the answer
is provisional (暂算).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

QINGMING = 6
"""Its number among the solar terms, from 小寒 = 0."""
FURTHEST = 400
"""After this many days the search gives up: a clock that is stopped all the time never gets there."""


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
        if day in statutory(day.year):
            return False, False
        return day.weekday() < 5, True


@lru_cache(maxsize=256)
def statutory(year: int) -> frozenset[date]:
    """The days of 元旦, 春节, 清明, 劳动节, 端午, 中秋 and 国庆; beyond the lunar calendar's years (1900 to 2100) the fixed ones."""
    from borax.calendars.lunardate import LunarDate, TermUtils

    fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    found = {date(year, month, day) for month, day in fixed}
    try:
        spring = LunarDate(year, 1, 1).to_solar_date()
        found |= {spring + timedelta(days=days) for days in range(-1, 3)}
        found |= {LunarDate(year, month, day).to_solar_date() for month, day in ((5, 5), (8, 15))}
        found.add(TermUtils.nth_term_day(year, QINGMING))
    except ValueError:
        return frozenset(found)
    return frozenset(found)


def last_of(start: date, count: int, stops: Sequence[Stop] = ()) -> Reckoned | None:
    """The last of that many whole working days after ``start``; None while a stop has no end.

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
