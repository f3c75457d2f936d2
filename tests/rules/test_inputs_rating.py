"""The leaders' rating: windows, medians, and how a rater compares. And the months of the attendance file."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.cadence import add_months, last_of_month
from scoring.rating import ALL_MIDDLE, Dimension, compare, extremes, medians, open_window, window_of

MARKS = st.tuples(*[st.integers(1, 5)] * 5)


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 19), None),
        (date(2026, 11, 20), date(2026, 11, 1)),
        (date(2026, 11, 30), date(2026, 11, 1)),
        (date(2026, 12, 5), date(2026, 11, 1)),
        (date(2026, 12, 6), None),
        (date(2027, 1, 3), date(2026, 12, 1)),
    ],
)
def test_a_month_is_rated_from_its_twentieth_to_the_fifth_after(today, month):
    window = open_window(today, 20, 5)
    assert (window.month if window else None) == month


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 31), st.integers(0, 20))
def test_an_open_window_holds_its_day_and_begins_within_its_month(today, from_day, after):
    window = open_window(today, from_day, after)
    if window is not None:
        assert window.opens <= today <= window.closes
        assert window.opens.month == window.month.month
        assert window.closes - last_of_month(window.month) == timedelta(days=after)
    else:
        this, before = today.replace(day=1), add_months(today.replace(day=1), -1)
        assert not any(window_of(each, from_day, after).open_on(today) for each in (this, before))


@given(st.lists(MARKS, min_size=1, max_size=7))
def test_a_median_lies_between_the_lowest_and_the_highest(raters):
    for value, marks in zip(medians(raters), zip(*raters, strict=True), strict=True):
        assert min(marks) <= value <= max(marks)


def test_one_outlier_does_not_move_the_median():
    assert medians([(3, 3, 3, 3, 3), (3, 3, 3, 3, 3), (1, 1, 1, 1, 5)]) == (3, 3, 3, 3, 3)


def test_nobodys_rating_has_no_median():
    with pytest.raises(ValueError, match="nobody"):
        medians([])


def test_the_ends_need_a_reason():
    assert extremes((1, 3, 4, 2, 5)) == (Dimension.VIRTUE, Dimension.INTEGRITY)
    assert extremes(ALL_MIDDLE) == ()


def test_a_harsh_rater_lies_below_the_medians():
    everyone = {7: [(2, 2, 2, 2, 2), (4, 4, 4, 4, 4), (4, 4, 4, 4, 4)], 8: [(3, 3, 3, 3, 3)]}
    found = compare({7: (2, 2, 2, 2, 2), 8: (3, 3, 3, 3, 3)}, everyone)
    assert (found.people, found.overall) == (1, -2)


def test_who_rates_alone_has_nothing_to_compare_with():
    assert compare({8: ALL_MIDDLE}, {8: [ALL_MIDDLE]}) is None
