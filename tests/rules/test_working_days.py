"""Working days over holidays, days worked in exchange, and beyond the calendar's years."""

from datetime import date

import pytest

from scoring.working_days import Reckoned, Stop, last_of, working


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday worked in exchange
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 2, 17), False),  # Spring Festival
    ],
)
def test_the_state_councils_holidays(day, works):
    assert working(day) == (works, False)


def test_beyond_the_calendars_years_weekdays_are_taken_and_said_to_be_provisional():
    assert working(date(2031, 10, 1)) == (True, True)
    assert working(date(2031, 10, 4)) == (False, True)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),  # a Monday: Tuesday to Friday, and the next Monday
        (date(2026, 9, 28), date(2026, 10, 10)),  # over National Day; the Saturday after it is worked
        (date(2026, 11, 28), date(2026, 12, 4)),  # begun on a Saturday
    ],
)
def test_five_whole_working_days_after_the_day_of_the_start(start, last):
    assert last_of(start, 5) == Reckoned(last)


def test_the_turn_of_the_calendars_last_year_is_provisional():
    found = last_of(date(2026, 12, 29), 5)
    assert found == Reckoned(date(2027, 1, 5), provisional=True)


def test_days_of_a_stop_do_not_count():
    monday = date(2026, 11, 23)
    stop = Stop(date(2026, 11, 25), date(2026, 11, 26))
    assert last_of(monday, 5, [stop]) == Reckoned(date(2026, 12, 2))
    assert last_of(monday, 5, [stop, stop]) == Reckoned(date(2026, 12, 2))


def test_without_the_end_of_a_stop_there_is_no_last_day():
    assert last_of(date(2026, 11, 23), 5, [Stop(date(2026, 11, 24))]) is None
    # Unless the days had passed before it.
    assert last_of(date(2026, 11, 23), 5, [Stop(date(2026, 12, 1))]) == Reckoned(date(2026, 11, 30))
