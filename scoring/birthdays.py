"""Political birthdays: the anniversaries of joining; and 党龄, which is something else. Days in, days out; no clock.

29 February is greeted on 28 February in other years. The first birthday is one year after joining; who has joined today is
welcomed, and has no count of years yet.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

OLDEST = 120
"""Years of membership that nobody exceeds."""


@dataclass(frozen=True, slots=True)
class Birthday:
    """One anniversary: its day, and how many years it completes (at least 1)."""

    day: date
    years: int


def in_year(joined: date, year: int) -> Birthday | None:
    """That year's birthday; None in the year of joining and before."""
    if year <= joined.year:
        return None
    day = 28 if (joined.month, joined.day) == (2, 29) and not calendar.isleap(year) else joined.day
    return Birthday(date(year, joined.month, day), year - joined.year)


def within(joined: date, first: date, last: date) -> tuple[Birthday, ...]:
    """The birthdays from the first to the last day."""
    found = (in_year(joined, year) for year in range(first.year, last.year + 1))
    return tuple(each for each in found if each is not None and first <= each.day <= last)


def joined_for(first: date, last: date) -> list[date]:
    """The days of joining that have a birthday from the first to the last day; of nobody who joined longer ago than OLDEST years."""
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        wanted = [(day.month, day.day)]
        if wanted == [(2, 28)] and not calendar.isleap(day.year):
            wanted.append((2, 29))
        for year in range(day.year - OLDEST, day.year):
            found += [date(year, *each) for each in wanted if each != (2, 29) or calendar.isleap(year)]
    return found


def on(joined: date, today: date) -> Birthday | None:
    found = in_year(joined, today.year)
    return found if found is not None and found.day == today else None


def upcoming(joined: date, today: date) -> Birthday:
    """The next birthday, today's included. One who joins in the future waits for the year after that."""
    for year in range(max(today.year, joined.year + 1), max(today.year, joined.year) + 2):
        found = in_year(joined, year)
        if found is not None and found.day >= today:
            return found
    raise AssertionError("one of two years in a row has a birthday to come")


def completed(since: date, today: date) -> int:
    """How many whole years have gone by since that day; 0 before the first anniversary."""
    found = in_year(since, today.year)
    if found is None:
        return 0
    return found.years if found.day <= today else found.years - 1


def standing(full: date | None, today: date) -> int | None:
    """The 党龄 in whole years: it runs from the day of full membership (中国共产党章程, 第七条). None before it, and without it."""
    return completed(full, today) if full is not None and full <= today else None


def welcomed(joined: date, today: date) -> bool:
    """Whether today is the day of joining itself."""
    return joined == today
