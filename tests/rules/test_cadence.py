"""Due days and reminders: tables from the calendar, and what must hold for every day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.cadence import (
    Cadence,
    Lead,
    Stage,
    add_months,
    awake,
    due_day,
    last_of_month,
    reminder_on,
    reminders,
)
from storage.rules.regulations import leads_of

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
RECURRING = st.sampled_from([each for each in Cadence if each is not Cadence.ONCE])
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("cadence", "due", "first"),
    [
        (Cadence.YEARLY, "2026-12-31", "2026-11-30"),
        (Cadence.YEARLY, "2027-03-31", "2027-02-28"),
        (Cadence.YEARLY, "2028-03-30", "2028-02-29"),
        (Cadence.YEARLY, "2027-01-15", "2026-12-15"),
        (Cadence.HALF_YEARLY, "2026-06-30", "2026-06-15"),
        (Cadence.QUARTERLY, "2027-01-05", "2026-12-26"),
        (Cadence.MONTHLY, "2027-03-03", "2027-02-26"),
        (Cadence.ONCE, "2027-03-01", "2027-02-28"),
    ],
)
def test_one_lead_time_for_each_cadence(cadence, due, first):
    due = date.fromisoformat(due)
    found = reminders(due, leads_of(cadence))
    assert [reminder.day for reminder in found] == [date.fromisoformat(first), due, due + timedelta(days=1)]
    assert [reminder.stage for reminder in found] == [Stage.LEAD, Stage.DUE, Stage.OVERDUE]


def test_a_one_off_task_has_the_givers_lead_too():
    found = reminders(date(2026, 12, 10), leads_of(Cadence.ONCE, 7))
    assert [reminder.day.day for reminder in found] == [3, 9, 10, 11]
    assert leads_of(Cadence.MONTHLY, 7) == leads_of(Cadence.MONTHLY)


@pytest.mark.parametrize(
    ("first", "of_month", "cadence", "number", "expected"),
    [
        ("2026-01-31", 31, Cadence.MONTHLY, 1, "2026-02-28"),
        ("2026-01-31", 31, Cadence.MONTHLY, 2, "2026-03-31"),
        ("2026-11-30", 31, Cadence.MONTHLY, 1, "2026-12-31"),
        ("2026-11-30", 30, Cadence.MONTHLY, 3, "2027-02-28"),
        ("2026-11-30", 30, Cadence.MONTHLY, 4, "2027-03-30"),
        ("2028-02-29", 29, Cadence.YEARLY, 1, "2029-02-28"),
        ("2028-02-29", 29, Cadence.YEARLY, 4, "2032-02-29"),
        ("2026-08-31", 31, Cadence.HALF_YEARLY, 1, "2027-02-28"),
        ("2026-11-30", 31, Cadence.QUARTERLY, 5, "2028-02-29"),
    ],
)
def test_periods_over_month_ends_and_leap_years(first, of_month, cadence, number, expected):
    assert due_day(date.fromisoformat(first), of_month, cadence, number) == date.fromisoformat(expected)


@given(DAYS, RECURRING, st.integers(1, 40))
def test_each_period_is_in_its_own_month(first, cadence, number):
    due = due_day(first, first.day, cadence, number)
    months = (due.year - first.year) * 12 + due.month - first.month
    assert months == number * cadence.months
    assert due.day == first.day or due == last_of_month(due)
    assert due > due_day(first, first.day, cadence, number - 1)


@given(DAYS, st.integers(-60, 60))
def test_months_there_and_back_lose_at_most_the_months_end(day, months):
    back = add_months(add_months(day, months), -months)
    assert back.replace(day=1) == day.replace(day=1)
    assert back <= day


@given(DAYS, RECURRING, st.integers(-400, 400), st.integers(-400, 400))
def test_nothing_is_said_before_its_day_or_to_who_was_told_later(due, cadence, today, since):
    today, since = due + timedelta(days=today), due + timedelta(days=since)
    found = reminder_on(today, since, due, leads_of(cadence))
    if found is not None:
        assert since < found.day <= today
        later = [each for each in reminders(due, leads_of(cadence)) if found.day < each.day <= today]
        assert later == []


@given(DAYS, RECURRING)
def test_day_by_day_each_reminder_comes_once(due, cadence):
    leads = leads_of(cadence)
    start = due - timedelta(days=40)
    seen = [reminder_on(start + timedelta(days=number), start, due, leads) for number in range(60)]
    assert [each for each in dict.fromkeys(seen) if each] == list(reminders(due, leads))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24T08:29", "2026-11-24T08:30"),
        ("2026-11-24T08:30", "2026-11-24T08:30"),
        ("2026-11-24T20:59", "2026-11-24T20:59"),
        ("2026-11-24T21:00", "2026-11-25T08:30"),
        ("2026-12-31T23:59", "2027-01-01T08:30"),
        ("2026-11-24T00:00", "2026-11-24T08:30"),
    ],
)
def test_quiet_hours_last_until_the_morning(at, expected):
    local = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    assert awake(local) == datetime.fromisoformat(expected).replace(tzinfo=ZONE)


def test_a_lead_is_months_or_days():
    assert Lead(months=1).before(date(2027, 3, 31)) == date(2027, 2, 28)
    assert Lead(days=15).before(date(2027, 3, 10)) == date(2027, 2, 23)
