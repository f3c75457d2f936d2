"""Working days over holidays, days worked in exchange, and beyond the calendar's years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.working_days import Reckoned, Stop, last_of, statutory, working


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
    assert working(date(2031, 10, 9)) == (True, True)
    assert working(date(2031, 10, 4)) == (False, True)


@pytest.mark.parametrize(
    ("first", "last", "what"),
    [
        ("2027-01-01", "2027-01-01", "元旦"),
        ("2027-02-05", "2027-02-08", "春节: 除夕 to 初三"),
        ("2027-04-05", "2027-04-05", "清明"),
        ("2028-04-04", "2028-04-04", "清明 on the 4th"),
        ("2027-05-01", "2027-05-02", "劳动节"),
        ("2027-06-09", "2027-06-09", "端午"),
        ("2027-09-15", "2027-09-15", "中秋"),
        ("2027-10-01", "2027-10-03", "国庆"),
        ("2028-10-01", "2028-10-03", "国庆 and 中秋 on one day"),
    ],
)
def test_statutory_holidays_are_known_before_the_years_calendar_is_out(first, last, what):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    for number in range((last - first).days + 1):
        assert working(first + timedelta(days=number)) == (False, False), what
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        assert working(day) == (day.weekday() < 5, day.year > 2026), what


@pytest.mark.parametrize("year", range(2008, 2027))
def test_the_statutory_days_are_holidays_in_every_year_that_was_announced(year):
    # 除夕 and 2 May became statutory in 2025; before, they were now and then worked.
    new = {date(year, 5, 2), min(day for day in statutory(year) if day.month in (1, 2) and day != date(year, 1, 1))}
    assert all(working(day) == (False, False) for day in statutory(year) - (new if year < 2025 else set()))


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_day_of_any_year_is_one_or_the_other(day):
    works, provisional = working(day)
    assert not works or day not in statutory(day.year) or day.year < 2025
    assert provisional is (not 2004 <= day.year <= 2026 and day not in statutory(day.year))


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


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 12, 24), Reckoned(date(2026, 12, 31))),
        (date(2026, 12, 25), Reckoned(date(2027, 1, 4), provisional=True)),  # 1 January is New Year whatever comes
        (date(2026, 12, 29), Reckoned(date(2027, 1, 6), provisional=True)),
    ],
)
def test_the_turn_of_the_calendars_last_year(start, last):
    assert last_of(start, 5) == last


def test_days_of_a_stop_do_not_count():
    monday = date(2026, 11, 23)
    stop = Stop(date(2026, 11, 25), date(2026, 11, 26))
    assert last_of(monday, 5, [stop]) == Reckoned(date(2026, 12, 2))
    assert last_of(monday, 5, [stop, stop]) == Reckoned(date(2026, 12, 2))


def test_without_the_end_of_a_stop_there_is_no_last_day():
    assert last_of(date(2026, 11, 23), 5, [Stop(date(2026, 11, 24))]) is None
    # Unless the days had passed before it.
    assert last_of(date(2026, 11, 23), 5, [Stop(date(2026, 12, 1))]) == Reckoned(date(2026, 11, 30))
