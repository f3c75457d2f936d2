from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring.chinese.times import Unclear, When, find_times, parse_day, parse_when, split_when

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=ZONE)  # a Tuesday
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("下周三下午3点", "2026-12-02 15:00"),
        ("周五上午九点半", "2026-11-27 09:30"),
        ("明天14:30", "2026-11-25 14:30"),
        ("明天的14：30", "2026-11-25 14:30"),
        ("后天晚上7点", "2026-11-26 19:00"),
        ("大后天上午10点", "2026-11-27 10:00"),
        ("今天下午五点一刻", "2026-11-24 17:15"),
        ("今天下午三点一刻", "2026-11-24 15:15"),  # past, and said so: the caller refuses it
        ("今晚8点", "2026-11-24 20:00"),
        ("明早9点", "2026-11-25 09:00"),
        ("12月5日9点", "2026-12-05 09:00"),
        ("12月5日 上午9点05分", "2026-12-05 09:05"),
        ("12月5日（周六）上午9点", "2026-12-05 09:00"),
        ("2026年12月5日 上午9:00", "2026-12-05 09:00"),
        ("二〇二六年十二月五日上午十点二十分", "2026-12-05 10:20"),
        ("2026-12-05 09:00", "2026-12-05 09:00"),
        ("2026-12-05 09:00:00", "2026-12-05 09:00"),
        ("2026.12.5 14:00", "2026-12-05 14:00"),
        ("明年1月3日上午9点", "2027-01-03 09:00"),
        ("1月3日上午9点", "2027-01-03 09:00"),
        ("12/5 14:00", "2026-12-05 14:00"),
        ("１２月５日１４：３０", "2026-12-05 14:30"),
        ("5号下午两点", "2026-12-05 14:00"),
        ("30号下午两点", "2026-11-30 14:00"),
        ("下个月5号下午两点", "2026-12-05 14:00"),
        ("下个月第一个周一上午9点", "2026-12-07 09:00"),
        ("本月最后一个周五上午9点", "2026-11-27 09:00"),
        ("半小时后", "2026-11-24 16:30"),
        ("一个半小时后", "2026-11-24 17:30"),
        ("两个小时以后", "2026-11-24 18:00"),
        ("20分钟后", "2026-11-24 16:20"),
        ("三天后上午9点", "2026-11-27 09:00"),
        ("下下周一9点", "2026-12-07 09:00"),
        ("这周一9点", "2026-11-23 09:00"),
        ("上周三9点", "2026-11-18 09:00"),
        ("周一9点", "2026-11-30 09:00"),
        ("周二下午6点", "2026-11-24 18:00"),
        ("周二下午3点", "2026-12-01 15:00"),
        ("礼拜天中午12点", "2026-11-29 12:00"),
        ("明天中午1点", "2026-11-25 13:00"),
        ("明天零点", "2026-11-25 00:00"),
        ("明天凌晨2点", "2026-11-25 02:00"),
        ("下午5点20", "2026-11-24 17:20"),
        ("周三十点", "2026-11-25 10:00"),
        ("晚上7点整", "2026-11-24 19:00"),
    ],
)
def test_moments(text: str, expected: str):
    when = parse_when(text, NOW)
    assert when == When(datetime.fromisoformat(expected).replace(tzinfo=ZONE), has_time=True)
    assert when.at.tzinfo is ZONE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大后天", "2026-11-27"),
        ("12月5号", "2026-12-05"),
        ("十二月五日", "2026-12-05"),
        ("二十五号", "2026-11-25"),
        ("廿五号", "2026-11-25"),
        ("20261205", "2026-12-05"),
        ("月底", "2026-11-30"),
        ("本月底", "2026-11-30"),
        ("下月底", "2026-12-31"),
        ("下个月最后一天", "2026-12-31"),
        ("年底", "2026-12-31"),
        ("三天后", "2026-11-27"),
        ("两周后", "2026-12-08"),
        ("两个星期后", "2026-12-08"),
        ("半个月后", "2026-12-09"),
        ("一个月之后", "2026-12-24"),
        ("星期日", "2026-11-29"),
        ("周日", "2026-11-29"),
        ("礼拜天", "2026-11-29"),
        ("周7", "2026-11-29"),
        ("本周三", "2026-11-25"),
        ("本周一", "2026-11-23"),
        ("下周二", "2026-12-01"),
        ("周二", "2026-11-24"),
        ("昨天", "2026-11-23"),
    ],
)
def test_days(text: str, expected: str):
    assert parse_day(text, TODAY) == date.fromisoformat(expected)
    when = parse_when(text, NOW)
    assert not when.has_time
    assert when.at == datetime.combine(date.fromisoformat(expected), datetime.min.time(), tzinfo=ZONE)


def as_people_write_them() -> list[list[str]]:
    """Question, words, present moment, what is meant; `ask` where nobody can know."""
    lines = (Path(__file__).parent / "dates.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("question", "text", "now", "meant"), as_people_write_them())
def test_as_people_write_them(question: str, text: str, now: str, meant: str):
    at = datetime.fromisoformat(now).replace(tzinfo=ZONE)

    def read() -> str:
        if question == "day to come":
            return parse_day(text, at.date()).isoformat()
        when = parse_when(text, at)
        return f"{when.at:%Y-%m-%d %H:%M}" if when.has_time else f"{when.at:%Y-%m-%d}"

    if meant == "ask":
        with pytest.raises(Unclear):
            read()
    else:
        assert read() == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("99年12月5日", "四位数"),
        ("明天上午0点", "中午还是半夜"),
        ("13.5", "没有13月"),
        ("2月30日", "2月没有30日"),
        ("13月5日", "没有13月"),
        ("2027年2月29日", "2027年2月没有29日"),
        ("31号", "11月没有31日"),
        ("明天25点", "没有25点"),
        ("明天9:60", "没有60分"),
        ("明天24点", "第二天 0:00"),
        ("今天晚上12点", "分不清是哪一天"),
        ("凌晨12点", "分不清是哪一天"),
        ("明天午夜", "分不清是哪一天"),
        ("明天3点", "凌晨还是下午"),
        ("3:00", "凌晨还是下午"),
        ("上午15点", "对不上"),
        ("明天下午", "写明下午几点"),
        ("上午9点", "已经过了"),
        ("11月3日", "2027年11月3日"),
        ("12月5日周五9点", "12月5日是周六，不是周五"),
        ("本月最后一个工作日", "放假安排"),
        ("周末", "周六或周日"),
        ("下周", "七天"),
        ("月初", "不是一天"),
        ("每周三下午3点", "会重复"),
        ("明天14:00-16:00", "-16:00"),
        ("差一刻9点", "看不懂"),
        ("随便", "看不懂"),
        ("", "看不懂"),
        ("十十点", "不是一个数"),
    ],
)
def test_unclear_says_what_is_wrong(text: str, said: str):
    with pytest.raises(Unclear) as caught:
        parse_when(text, NOW)
    assert said in str(caught.value)
    assert str(caught.value).endswith("。")


def test_parse_day_wants_no_hour():
    with pytest.raises(Unclear, match="只要日期"):
        parse_day("12月5日9点", TODAY)


def test_a_leap_day():
    assert parse_day("2月29日", date(2028, 1, 1)) == date(2028, 2, 29)
    assert parse_day("2月29日", date(2027, 11, 1)) == date(2028, 2, 29)
    with pytest.raises(Unclear, match="2026年2月没有29日"):
        parse_day("2月29日", date(2026, 1, 1))


@pytest.mark.parametrize(("today", "expected"), [(date(2026, 6, 5), "2026-06-05"), (date(2026, 9, 1), "2027-06-05")])
def test_a_day_without_year(today: date, expected: str):
    assert parse_day("6月5日", today) == date.fromisoformat(expected)


def test_now_must_be_aware():
    with pytest.raises(ValueError, match="aware"):
        parse_when("明天", datetime(2026, 1, 1))


def found(text: str) -> list[tuple[str, str | None]]:
    """Each time in a sentence as it is written, with what it says."""
    places = find_times(text, NOW)
    return [(text[each.start : each.end], f"{each.when.at:%Y-%m-%d %H:%M}" if each.when else None) for each in places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("明天下午3点在三楼会议室开支委会", [("明天下午3点", "2026-11-25 15:00")]),
        ("支委会 12月5日 9:00 三楼", [("12月5日 9:00", "2026-12-05 09:00")]),
        ("交材料，周五，一定要全", [("周五", "2026-11-27 00:00")]),
        ("下周三下午3点三楼会议室", [("下周三下午3点", "2026-12-02 15:00")]),
        ("下周三下午3点20人参加", [("下周三下午3点", "2026-12-02 15:00")]),
        ("下周三下午3点301室", [("下周三下午3点", "2026-12-02 15:00")]),
        ("明天上午9点讨论周五的检查", [("明天上午9点", "2026-11-25 09:00"), ("周五", "2026-11-27 00:00")]),
        ("周三开会，下午6点", [("周三", "2026-11-25 00:00"), ("下午6点", "2026-11-24 18:00")]),
        ("12月10日5点交", [("12月10日", "2026-12-10 00:00")]),
        ("开会2月30日，改到周五", [("2月30日", None), ("周五", "2026-11-27 00:00")]),
        ("学习线下 周五交", [("周五", "2026-11-27 00:00")]),
        ("第三季度最后一个周五交", [("周五", None)]),
    ],
)
def test_found_in_a_sentence(text: str, expected: list[tuple[str, str | None]]):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text", ["提三点要求", "5号楼开会", "学习一号文件", "没有时间", "", "第3号令", "12月份报告", "1/2以上同意"]
)
def test_no_time_in_a_sentence(text: str):
    assert find_times(text, NOW) == []


HAN = "零一二三四五六七八九"


def han(value: int) -> str:
    """0 to 99 in Chinese numerals."""
    tens, units = divmod(value, 10)
    if tens == 0:
        return HAN[units]
    return ("" if tens == 1 else HAN[tens]) + "十" + (HAN[units] if units else "")


def wide(text: str) -> str:
    return text.translate(str.maketrans("0123456789:/-", "０１２３４５６７８９：／－"))


def spoken(at: datetime) -> str:
    """The hour with its part of the day."""
    parts = ((5, "凌晨"), (11, "上午"), (12, "中午"), (18, "下午"), (23, "晚上"))
    word = next(word for last, word in parts if at.hour <= last)
    hour = at.hour - 12 if at.hour > 12 else at.hour
    minutes = {0: "", 15: "一刻", 30: "半", 45: "三刻"}.get(at.minute, f"{han(at.minute)}分")
    return f"{word}{han(hour)}点{minutes}"


full_days: list[Callable[[datetime], str]] = [
    lambda at: f"{at.year}年{at.month}月{at.day}日",
    lambda at: f"{at.year}年{han(at.month)}月{han(at.day)}号",
    lambda at: f"{at:%Y-%m-%d}",
    lambda at: f"{at.year}/{at.month}/{at.day}",
    lambda at: f"{at.year}.{at.month}.{at.day}",
    lambda at: f"{at:%Y%m%d}",
    lambda at: f"{at.year}年{at.month}月{at.day}日（周{'一二三四五六日'[at.weekday()]}）",
    lambda at: f"{at.year}年{at.month}月{at.day}日 星期{'一二三四五六天'[at.weekday()]}",
]
hours: list[Callable[[datetime], str]] = [
    lambda at: f" {at:%H:%M}",
    lambda at: f" {at:%H:%M}:00",
    lambda at: f" {at:%H}点{at:%M}分",
    lambda at: f" {at:%H}时{at:%M}分",
    lambda at: f" {at:%H}点{at:%M}",
    spoken,
    lambda at: f" {spoken(at)}",
]
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=ZONE)
)


@given(moments, moments, st.sampled_from(full_days), st.sampled_from(hours), st.sampled_from([str, wide]))
def test_every_moment_in_every_form_is_read_back(now, at, day_form, hour_form, width):
    text = width(day_form(at) + hour_form(at))
    assert parse_when(text, now) == When(at, has_time=True)
    (place,) = find_times(f"开会：{text}，请准时", now)
    assert (place.start, place.end, place.when) == (3, 3 + len(text), When(at, has_time=True))


@example(datetime(2003, 8, 3, tzinfo=ZONE), 210, full_days[0])
@given(moments, st.integers(0, 300), st.sampled_from(full_days))
def test_every_day_in_every_form_is_read_back(now, ahead, day_form):
    at = now + timedelta(days=ahead)
    assert parse_day(day_form(at), now.date()) == at.date()
    assert parse_day(f"{at.month}月{at.day}日", now.date()) == at.date()
    assert parse_day(f"{at.month}/{at.day}", now.date()) == at.date()
    assert parse_day(f"{han(ahead) if ahead < 100 else ahead}天后", now.date()) == at.date()


@given(moments, st.integers(0, 3), st.integers(0, 6), st.sampled_from(["周", "星期", "礼拜"]))
def test_weeks_begin_on_monday(now, weeks, day, word):
    monday = now.date() - timedelta(days=now.weekday())
    prefix = "下" * weeks or "这"
    assert parse_day(f"{prefix}{word}{'一二三四五六日'[day]}", now.date()) == monday + timedelta(weeks=weeks, days=day)


@given(moments, st.integers(0, 6), st.integers(7, 23), st.integers(0, 59))
def test_a_bare_weekday_is_the_next_one_ahead(now, day, hour, minute):
    at = parse_when(f"周{'一二三四五六日'[day]} {hour:02}:{minute:02}", now).at
    assert now < at <= now + timedelta(days=7)
    assert (at.weekday(), at.hour, at.minute) == (day, hour, minute)


@given(moments, st.integers(1, 28))
def test_a_bare_day_of_the_month_is_the_next_one_ahead(now, day):
    found = parse_day(f"{day}号", now.date())
    assert found.day == day
    assert timedelta() <= found - now.date() <= timedelta(days=31)


PIECES = [
    "今天",
    "明",
    "后天",
    "大后天",
    "周",
    "星期",
    "下",
    "下下",
    "这个",
    "本",
    "上",
    "三",
    "十",
    "廿",
    "两",
    "半",
    "一刻",
    "12",
    "5",
    "30",
    "25",
    "99",
    "999",
    "2026",
    "年",
    "月",
    "日",
    "号",
    "点",
    "时",
    "分",
    ":",
    "/",
    "-",
    ".",
    "小时",
    "分钟",
    "后",
    "之后",
    "以后",
    "上午",
    "下午",
    "晚上",
    "凌晨",
    "中午",
    "最后一个",
    "第",
    "底",
    "末",
    "每",
    "的",
    "（",
    "）",
    "，",
    "天",
    "个",
    "工作日",
    "会议",
    "楼",
]


@pytest.mark.parametrize(
    ("text", "when", "rest"),
    [
        ("昨天下午3点，办公室", "2026-11-23 15:00", "办公室"),
        ("昨天下午3点在他办公室", "2026-11-23 15:00", "他办公室"),
        ("于11月20日 上午9点半左右，三楼会议室", "2026-11-20 09:30", "三楼会议室"),
        ("下午3点到5点 办公室", "2026-11-24 15:00", "办公室"),
        ("昨天14:00-15:30，上洋路5号", "2026-11-23 14:00", "上洋路5号"),
        ("上周五 对方家中", "2026-11-20", "对方家中"),
        ("办公室，昨天下午3点", "2026-11-23 15:00", "办公室"),
        ("对方家中 上周五。", "2026-11-20", "对方家中"),
        ("昨天", "2026-11-23", ""),
        ("在办公室", None, "办公室"),
        ("晨光小区3幢", None, "晨光小区3幢"),
        ("上洋路5号", None, "上洋路5号"),
        ("于家村村委会", None, "于家村村委会"),
    ],
)
def test_a_time_and_a_place_in_one(text, when, rest):
    found, place = split_when(text, NOW, past=True)
    moment = when and When(datetime.fromisoformat(when).replace(tzinfo=ZONE), has_time=":" in when)
    assert (found, place) == (moment, rest)


@pytest.mark.parametrize("text", ["3点，办公室", "昨天25点，办公室", "2月30日 办公室"])
def test_a_time_that_cannot_be_is_no_place(text):
    with pytest.raises(Unclear):
        split_when(text, NOW, past=True)


@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)),
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(lambda at: at.replace(tzinfo=ZONE)),
)
def test_any_text_is_read_or_unclear(text, now):
    for read in (
        lambda: parse_when(text, now),
        lambda: find_times(text, now),
        lambda: parse_day(text, now.date()),
        lambda: split_when(text, now, past=True),
    ):
        try:
            read()
        except Unclear as error:
            assert str(error).endswith("。")


def test_long_texts_are_refused_or_searched_quickly():
    with pytest.raises(Unclear, match="太长"):
        parse_when("一" * 1000, NOW)
    assert find_times("二" * 4096, NOW) == []
