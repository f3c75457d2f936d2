"""Study hours as they are written and read, the year's pace, and an order of options of one's own."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.study import hours_text, order, pace, parse_hours
from storage.study.topics import LONGEST, TopicsError, parse, topics

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("text", "tenths"),
    [("1.5", 15), ("2", 20), ("２", 20), ("0.5学时", 5), ("１．５ 学时", 15), ("24个学时", 240), ("3小时", 30),
     ("", None), ("一", None), ("-1", None), ("1.25", None), ("1,5", None), ("1000", None), ("1.5.", None)],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text, tenths):
    assert parse_hours(text) == tenths


@given(st.integers(0, 9999))
def test_what_is_written_is_read_again(tenths):
    assert parse_hours(hours_text(tenths)) == tenths


@pytest.mark.parametrize(
    ("since", "today", "expected"),
    [
        (None, date(2026, 1, 1), 0),
        (None, date(2026, 7, 2), 159),
        (None, date(2026, 12, 31), 319),
        (date(2020, 5, 1), date(2026, 7, 2), 159),
        (date(2026, 7, 1), date(2026, 7, 2), 0),
        (date(2026, 7, 1), date(2026, 12, 31), 160),
        (date(2026, 8, 1), date(2026, 7, 2), 0),
    ],
)
def test_the_pace_runs_evenly_from_the_years_beginning_or_from_ones_coming(since, today, expected):
    assert pace(320, since, today) == expected


@given(st.integers(1, 1000), DAYS, DAYS)
def test_the_pace_never_falls_within_a_year_and_never_asks_for_more_than_the_year(target, since, today):
    now = pace(target, since, today)
    assert 0 <= now <= target
    tomorrow = today + timedelta(days=1)
    if tomorrow.year == today.year:
        assert pace(target, since, tomorrow) >= now


@given(st.text(min_size=1), st.integers(1, 10**6), st.integers(2, 4))
def test_everybody_sees_each_option_once_and_always_in_the_same_order(secret, person, count):
    assert sorted(order(secret, person, count)) == list(range(count))
    assert order(secret, person, count) == order(secret, person, count)


def test_the_right_option_stands_everywhere():
    places = [order("secret", person, 4).index(0) for person in range(400)]
    assert all(70 < places.count(place) < 130 for place in range(4))


def test_the_topics_as_shipped_fit_into_a_button():
    assert "党章党规" in topics()
    assert all(len(topic) <= LONGEST for topic in topics())


@pytest.mark.parametrize(
    "text", ["topics = 1", 'topics = [""]', 'topics = ["一二三四五六七八九十一二三"]', 'topics = ["甲", "甲"]']
)
def test_a_wrong_file_of_topics_is_refused(text):
    with pytest.raises(TopicsError):
        parse(text)
