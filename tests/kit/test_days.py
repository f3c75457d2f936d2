"""Reading a day that has been, or an hour of it: a table, and what must hold for every day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring.chinese.times import Unclear, When, parse_day, parse_when

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=ZONE)  # a Tuesday
TODAY = NOW.date()
WIDE = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", "2026-11-24"),
        ("昨天", "2026-11-23"),
        ("昨日。", "2026-11-23"),
        ("前天", "2026-11-22"),
        ("3天前", "2026-11-21"),
        ("十天以前", "2026-11-14"),
        ("上周五", "2026-11-20"),
        ("上上周五", "2026-11-13"),
        ("本周一", "2026-11-23"),
        ("周五", "2026-11-20"),
        ("星期二", "2026-11-24"),
        ("周日", "2026-11-22"),
        ("20号", "2026-11-20"),
        ("24日", "2026-11-24"),
        ("25号", "2026-10-25"),
        ("31日", "2026-10-31"),
        ("二十号", "2026-11-20"),
        ("上个月20号", "2026-10-20"),
        ("上个月底", "2026-10-31"),
        ("11月20日", "2026-11-20"),
        ("11月20日（周五）", "2026-11-20"),
        ("11月24日", "2026-11-24"),
        ("11月25日", "2025-11-25"),
        ("1月3号", "2026-01-03"),
        ("12月31日", "2025-12-31"),
        ("十二月三十一日", "2025-12-31"),
        ("3/4", "2026-03-04"),
        ("3-4", "2026-03-04"),
        ("3.4", "2026-03-04"),
        ("12-5日", "2025-12-05"),
        ("2月29日", "2024-02-29"),
        ("去年12月5日", "2025-12-05"),
        ("2025年3月4日", "2025-03-04"),
        ("2025 年 3 月 4 日", "2025-03-04"),
        ("2025-03-04", "2025-03-04"),
        ("2025.3.4日", "2025-03-04"),
        ("１１月２０日", "2026-11-20"),
        ("２０２５－０３－０４", "2025-03-04"),
        ("　20号　", "2026-11-20"),
    ],
)
def test_a_day_that_has_been(text, day):
    assert parse_day(text, TODAY, past=True) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        ("2027-01-01", "昨天", "2026-12-31"),
        ("2027-01-01", "12月31日", "2026-12-31"),
        ("2027-01-01", "1月1日", "2027-01-01"),
        ("2027-01-01", "1月2日", "2026-01-02"),
        ("2027-01-01", "31号", "2026-12-31"),
        ("2027-01-02", "上周五", "2026-12-25"),
        ("2026-12-31", "12月31日", "2026-12-31"),
        ("2028-02-28", "2月29日", "2024-02-29"),
        ("2028-02-29", "2月29日", "2028-02-29"),
        ("2028-02-29", "29号", "2028-02-29"),
        ("2028-03-01", "昨天", "2028-02-29"),
        ("2027-03-01", "29号", "2027-01-29"),
        ("2027-03-15", "31号", "2027-01-31"),
        ("2104-02-28", "2月29日", "2096-02-29"),
    ],
)
def test_over_the_ends_of_years_and_months(today, text, day):
    assert parse_day(text, date.fromisoformat(today), past=True) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2月30日", "2月没有30日"),
        ("13月1日", "没有13月"),
        ("2025年2月29日", "2025年2月没有29日"),
        ("0号", "没有0日"),
        ("32号", "没有32日"),
        ("11月20日周三", "是周五，不是周三"),
        ("周末", "周六或周日"),
        ("昨天下午3点", "只要日期"),
        ("某天", "上周三"),
        ("", "上周三"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_write(text, said):
    with pytest.raises(Unclear, match=said) as caught:
        parse_day(text, TODAY, past=True)
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize("text", ["明天", "下周三", "2027-01-01", "三天后"])
def test_what_is_said_to_be_ahead_is_taken_at_its_word(text):
    assert parse_day(text, TODAY, past=True) == parse_day(text, TODAY) > TODAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨天下午3点", "2026-11-23 15:00"),
        ("11月20日 9:00", "2026-11-20 09:00"),
        ("12月1日上午10点", "2025-12-01 10:00"),
        ("3.4 14:30", "2026-03-04 14:30"),
        ("周五下午3点", "2026-11-20 15:00"),
        ("周二下午3点", "2026-11-24 15:00"),
        ("周二下午5点", "2026-11-17 17:00"),
        ("上午9点", "2026-11-24 09:00"),
        ("下午5点", "2026-11-24 17:00"),  # ahead, and said so: the caller refuses it
    ],
)
def test_an_hour_that_has_been(text, expected):
    at = datetime.fromisoformat(expected).replace(tzinfo=ZONE)
    assert parse_when(text, NOW, past=True) == When(at, has_time=True)


def plain(text):
    return text


def wide(text):
    return text.translate(WIDE)


@example(date(2028, 2, 29), 0, plain)
@example(date(2028, 3, 1), 1, wide)
@given(days, st.integers(0, 364), st.sampled_from([plain, wide]))
def test_every_day_of_the_last_year_is_read_without_its_year(today, ago, width):
    day = today - timedelta(days=ago)
    for form in (
        f"{day.month}月{day.day}日",
        f"{day.month}月{day.day}号",
        *(f"{day.month}{s}{day.day}" for s in "-/."),
    ):
        assert parse_day(width(form), today, past=True) == day


@given(days, days, st.sampled_from(["{0}-{1:02}-{2:02}", "{0}/{1}/{2}", "{0}.{1}.{2}", "{0}年{1}月{2}日"]))
def test_a_day_with_its_year_is_that_day(today, day, form):
    text = form.format(day.year, day.month, day.day)
    assert parse_day(text, today, past=True) == parse_day(wide(text), today, past=True) == day


@example(date(2027, 3, 1), 31)
@given(days, st.integers(1, 31))
def test_a_bare_day_of_the_month_is_the_last_one(today, number):
    found = parse_day(f"{number}号", today, past=True)
    assert found.day == number
    between = [found + timedelta(days=on) for on in range(1, (today - found).days + 1)]
    assert found <= today
    assert not any(day.day == number for day in between)


@given(days, st.integers(0, 6))
def test_a_bare_weekday_is_the_last_one(today, weekday):
    found = parse_day(f"周{'一二三四五六日'[weekday]}", today, past=True)
    assert found.weekday() == weekday
    assert timedelta() <= today - found < timedelta(days=7)


PIECES = [
    "昨",
    "前",
    "上",
    "周",
    "五",
    "天",
    "去年",
    "年",
    "月",
    "日",
    "号",
    "20",
    "2",
    "29",
    "31",
    "2026",
    "-",
    ".",
    "/",
]


@given(st.one_of(st.text(max_size=20), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)), days)
def test_any_text_is_read_or_unclear(text, today):
    try:
        parse_day(text, today, past=True)
    except Unclear as error:
        assert str(error).endswith("。")
