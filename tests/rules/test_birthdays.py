"""The days of political birthdays: a table from the calendar, and what must hold for every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.birthday_words import OATH, default, drafts
from scoring.birthdays import Birthday, completed, in_year, joined_for, on, standing, upcoming, welcomed, within

DAYS = st.dates(date(1940, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("joined", "year", "day"),
    [
        ("2006-11-24", 2026, "2026-11-24"),
        ("2006-11-24", 2007, "2007-11-24"),
        ("2006-11-24", 2006, None),
        ("2006-11-24", 2005, None),
        ("2004-02-29", 2027, "2027-02-28"),
        ("2004-02-29", 2028, "2028-02-29"),
        ("2004-02-28", 2028, "2028-02-28"),
        ("1996-02-29", 2100, "2100-02-28"),
    ],
)
def test_the_day_of_a_year(joined, year, day):
    joined = date.fromisoformat(joined)
    found = in_year(joined, year)
    assert found == (Birthday(date.fromisoformat(day), year - joined.year) if day else None)


@pytest.mark.parametrize(
    ("joined", "today", "years", "coming"),
    [
        ("2006-11-24", "2026-11-23", 19, "2026-11-24"),
        ("2006-11-24", "2026-11-24", 20, "2026-11-24"),
        ("2006-11-24", "2026-11-25", 20, "2027-11-24"),
        ("2026-11-24", "2026-11-24", 0, "2027-11-24"),
        ("2026-11-24", "2027-11-23", 0, "2027-11-24"),
        ("2027-01-05", "2026-11-24", 0, "2028-01-05"),
        ("2024-02-29", "2025-02-28", 1, "2025-02-28"),
        ("2024-02-29", "2028-02-28", 3, "2028-02-29"),
    ],
)
def test_years_and_the_next_one(joined, today, years, coming):
    joined, today = date.fromisoformat(joined), date.fromisoformat(today)
    assert completed(joined, today) == years
    assert upcoming(joined, today).day == date.fromisoformat(coming)


@given(DAYS, DAYS)
def test_one_a_year_on_the_day_that_one_would_say(joined, today):
    found = upcoming(joined, today)
    assert found.day >= today
    assert found.years >= 1
    assert found.day.year - joined.year == found.years
    plain = f"{joined:%m-%d}"
    assert f"{found.day:%m-%d}" == plain or (plain == "02-29" and f"{found.day:%m-%d}" == "02-28")
    assert on(joined, found.day) == found


@given(DAYS, DAYS, st.integers(0, 800))
def test_a_span_has_those_that_its_days_have(joined, first, length):
    last = first + timedelta(days=length)
    days = [first + timedelta(days=number) for number in range(length + 1)]
    assert [each.day for each in within(joined, first, last)] == [day for day in days if on(joined, day)]


@given(DAYS)
def test_who_joins_today_is_welcomed_and_has_no_birthday(joined):
    assert welcomed(joined, joined)
    assert on(joined, joined) is None
    assert not welcomed(joined, joined + timedelta(days=1))


@given(
    st.integers(1, 80),
    st.lists(st.sampled_from(["支部书记", "党小组长"]), unique=True),
    st.sampled_from([None, "民警"]),
)
def test_drafts_differ_fit_and_name_the_member(years, posts, position):
    found = drafts("欧阳修远", years, posts, position)
    assert len(set(found)) == len(found) >= 3
    for text in (*found, default("欧阳修远", years)):
        assert 5 <= len(text) <= 300
        assert text.startswith("欧阳修远同志")
        assert "None" not in text
    assert all(str(years) in text for text in found)


def test_no_draft_puts_the_oath_on_the_day_of_joining():
    # It is sworn after the approval, months later.
    for draft in drafts("李雷", 20, [], None):
        assert "年前的今天，您在党旗下" not in draft
        assert not ("今天" in draft.partition("。")[0] and "誓" in draft.partition("。")[0])


@pytest.mark.parametrize(
    ("full", "today", "years"),
    [
        (None, date(2026, 12, 1), None),  # not known, or not a full member yet
        (date(2007, 12, 1), date(2026, 11, 30), 18),
        (date(2007, 12, 1), date(2026, 12, 1), 19),
        (date(2026, 11, 30), date(2026, 12, 1), 0),
        (date(2026, 12, 2), date(2026, 12, 1), None),
        (date(2024, 2, 29), date(2026, 2, 28), 2),
    ],
)
def test_standing_runs_from_full_membership(full, today, years):
    assert standing(full, today) == years


@pytest.mark.parametrize(
    ("years", "said"), [(9, "一路走来"), (10, "十载"), (19, "十余载"), (20, "二十载"), (45, "四十余载"), (50, "五十载")]
)
def test_drafts_count_whole_decades(years, said):
    assert f"。{said}" in drafts("李雷", years, [], None)[0]


def test_the_oath_is_to_the_letter():
    assert OATH == (
        "我志愿加入中国共产党，拥护党的纲领，遵守党的章程，履行党员义务，执行党的决定，严守党的纪律，保守党的秘密，对党忠诚，"
        "积极工作，为共产主义奋斗终身，随时准备为党和人民牺牲一切，永不叛党。"
    )


@given(DAYS, st.integers(0, 14))
def test_who_has_a_birthday_then_is_found_by_the_day_of_joining(first, length):
    last = first + timedelta(days=length)
    wanted = joined_for(first, last)
    assert all(within(joined, first, last) for joined in wanted)
    near = [first - timedelta(days=number) for number in range(-20, 4 * 366)]
    assert {day for day in near if within(day, first, last)} <= set(wanted)
