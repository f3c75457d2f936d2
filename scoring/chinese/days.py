"""Days as people write them in Chinese: 下周三, 12月5号, 月底, 三天后; or, of what has been, 上周五, 11月20日. Weeks begin on Monday."""

import calendar
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.cadence import add_months
from scoring.chinese.expressions import expression

WEEKDAYS = "一二三四五六日"
# One character for one, so that positions in the text stay what they were.
_WIDE = str.maketrans(
    "０１２３４５６７８９：／－—–．，（）點號週兩後個時鐘這當禮內間\u3000\t\r\n",
    "0123456789:/---.,()点号周两后个时钟这当礼内间    ",
)
_DIGITS = {**{word: value for value, word in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
# A day of this year that lies further back than this is taken for next year's.
LONG_PAST = timedelta(days=60)

NUMBER = r"(?:\d{1,3}|[零〇一二两三四五六七八九十廿]{1,4})"
_WEEK = r"(?:周|星期|礼拜)"
_WEEKDAY = r"(?:[一二三四五六日天]|[1-7](?![\d点:]))"
# 5号楼 and 一号文件 are not days.
_NOT_A_PLACE = r"(?![楼室厅门院车线机岗库馆栋令]|会议|文件|公告)"
_YEAR = r"\d{4}\s*年|[一二][零〇一二三四五六七八九]{3}年|去年|今年|本年|明年"
_MONTHS = r"这个月|本月|当月|下下个?月|下个?月|上个?月"


class Unclear(Exception):
    """The text does not say one time; its message is a Chinese sentence telling what to write.

    ``end`` is where the words that it is about end in the text, where that is known.
    """

    end: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day read from text. ``other_week`` when it is today by a bare weekday, and its hour may tell that another week is meant."""

    day: date
    end: int
    other_week: bool = False


def normal(text: str) -> str:
    """The text with full-width digits and signs made narrow and 點, 號, 週 … made 点, 号, 周, of the same length."""
    return text.translate(_WIDE)


def number(word: str) -> int:
    """12, 十二, 两, 廿五, 二〇二六 → the number. Raises Unclear for what is no number (十十)."""
    if word.isdecimal():
        return int(word)
    spelled = word.replace("廿", "二十")
    if "十" not in spelled:
        return int("".join(str(_DIGITS[digit]) for digit in spelled))
    tens, _, units = spelled.partition("十")
    if len(tens) > 1 or len(units) > 1 or tens in ("零", "〇") or units in ("十", "零", "〇"):
        raise Unclear(f"“{word}”不是一个数，请用数字写，例如：12月5日 9:00。")
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)


def weekday(word: str) -> int:
    """一 to 日 (or 天, or 1 to 7) → 0 to 6."""
    if word.isdecimal():
        return int(word) - 1
    return WEEKDAYS.index("日" if word == "天" else word)


def make_day(year: int, month: int, day: int) -> date:
    """The date, or Unclear naming what is wrong with it."""
    if not 1 <= month <= 12:
        raise Unclear(f"没有{month}月，请改正月份，例如：12月5日。")
    if not 1900 <= year <= 2999:
        raise Unclear(f"“{year}年”不在可用的范围里，请改正年份。")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise Unclear(f"{year}年{month}月没有{day}日，请改正日期。")
    return date(year, month, day)


def _year(word: str, today: date) -> int:
    on = {"去年": -1, "今年": 0, "本年": 0, "明年": 1}.get(word)
    return number(word.removesuffix("年").strip()) if on is None else today.year + on


def _full(match: re.Match[str], today: date) -> date:
    return make_day(_year(match["year"], today), number(match["month"]), number(match["day"]))


def _short_year(match: re.Match[str], today: date) -> date:
    year = 2000 + int(match["short"])
    if not -1 <= year - today.year <= 10:
        raise Unclear(f"“{match['short']}年”是哪一年？请写四位数的年份，例如：{today.year}年12月5日。")
    return make_day(year, number(match["month"]), number(match["day"]))


def _last_short_year(match: re.Match[str], today: date) -> date:
    year = 2000 + int(match["short"])
    return make_day(year if year <= today.year else year - 100, number(match["month"]), number(match["day"]))


def _month_day(match: re.Match[str], today: date) -> date:
    return _next(number(match["month"]), number(match["day"]), today)


def _next(month: int, day: int, today: date) -> date:
    leap_ahead = (month, day) == (2, 29) and calendar.isleap(today.year + 1) and not calendar.isleap(today.year)
    if leap_ahead and today - date(today.year, 2, 28) > LONG_PAST:
        return make_day(today.year + 1, month, day)
    found = make_day(today.year, month, day)
    if found >= today:
        return found
    if today - found > LONG_PAST:
        return make_day(today.year + 1, month, day)
    raise Unclear(f"今年的{month}月{day}日已经过去；要写明年的，请带上年份：{today.year + 1}年{month}月{day}日。")


def _last_month_day(match: re.Match[str], today: date) -> date:
    month, day = number(match["month"]), number(match["day"])
    # From one 29 February to the next are eight years at most.
    for year in range(today.year, today.year - 9, -1):
        with suppress(ValueError):
            if (found := date(year, month, day)) <= today:
                return found
    return make_day(today.year, month, day)  # there is no such day: it says why


def _months_on(word: str) -> int:
    return -1 if word.startswith("上") else word.count("下")


def _day_of_month(match: re.Match[str], today: date) -> date:
    first = add_months(today.replace(day=1), _months_on(match["which"]))
    return make_day(first.year, first.month, number(match["day"]))


def _bare_day(match: re.Match[str], today: date) -> date:
    day = number(match["day"])
    if day >= today.day or not 1 <= day <= 31:
        return make_day(today.year, today.month, day)
    following = add_months(today.replace(day=1), 1)
    return make_day(following.year, following.month, day)


def _last_bare_day(match: re.Match[str], today: date) -> date:
    day = number(match["day"])
    # Of two months that follow each other, one has 31 days.
    for months in range(3):
        first = add_months(today.replace(day=1), -months)
        with suppress(ValueError):
            if (found := first.replace(day=day)) <= today:
                return found
    return make_day(today.year, today.month, day)  # there is no such day: it says why


def _of_week(match: re.Match[str], today: date) -> date:
    word = match["which"]
    weeks = -word.count("上") + word.count("下")
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=weeks, days=weekday(match["weekday"]))


def _bare_weekday(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=(weekday(match["weekday"]) - today.weekday()) % 7)


def _last_weekday(match: re.Match[str], today: date) -> date:
    return today - timedelta(days=(today.weekday() - weekday(match["weekday"])) % 7)


def _word(match: re.Match[str], today: date) -> date:
    days = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大": 3}[match["word"][0]]
    return today + timedelta(days=days)


def _days_on(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=number(match["count"]))


def _days_ago(match: re.Match[str], today: date) -> date:
    return today - timedelta(days=number(match["count"]))


def _weeks_on(match: re.Match[str], today: date) -> date:
    return today + timedelta(weeks=number(match["count"]))


def _months_later(match: re.Match[str], today: date) -> date:
    word = match["count"]
    return today + timedelta(days=15) if word == "半" else add_months(today, number(word))


def _month_end(match: re.Match[str], today: date) -> date:
    first = add_months(today.replace(day=1), _months_on(match["which"] or ""))
    return add_months(first, 1) - timedelta(days=1)


def _end_of(year: int, month: int) -> date:
    return make_day(year, month, calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 1)


def _named_month_end(match: re.Match[str], today: date) -> date:
    month = number(match["month"])
    if match["year"]:
        return _end_of(_year(match["year"], today), month)
    return _next(month, _end_of(today.year, month).day, today)


def _last_named_month_end(match: re.Match[str], today: date) -> date:
    month = number(match["month"])
    if match["year"]:
        return _end_of(_year(match["year"], today), month)
    this = _end_of(today.year, month)
    return this if this <= today else _end_of(today.year - 1, month)


def _year_end(match: re.Match[str], today: date) -> date:
    word = match["year"] or "今年"
    return make_day(_year(word if word.endswith("年") else f"{word}年", today), 12, 31)


def _quarter_end(match: re.Match[str], today: date) -> date:
    return _end_of(today.year, (today.month + 2) // 3 * 3)


def _nth_weekday(match: re.Match[str], today: date) -> date:
    first = add_months(today.replace(day=1), _months_on(match["which"]))
    wanted = weekday(match["weekday"])
    days = [first + timedelta(days=offset) for offset in range(calendar.monthrange(first.year, first.month)[1])]
    matching = [day for day in days if day.weekday() == wanted]
    nth = len(matching) if match["nth"] is None else number(match["nth"])
    if not 1 <= nth <= len(matching):
        raise Unclear(f"{first.month}月没有第{nth}个周{WEEKDAYS[wanted]}，请写明日期。")
    return matching[nth - 1]


def _refuse(message: str) -> Callable[[re.Match[str], date], date]:
    def refuse(match: re.Match[str], today: date) -> date:
        raise Unclear(message.format(match[0]))

    return refuse


_AFTER = r"\s*(?:以后|之后|后)(?!天)"
_Read = Callable[[re.Match[str], date], date]
_FORMS: list[tuple[re.Pattern[str], _Read]] = [
    (expression(pattern), read)
    for pattern, read in [
        (
            r"每(?:个?月|天|日|年|个?季度?|个?(?:周|星期|礼拜))",
            _refuse("“{}”会重复，请写出一次的日期，例如：12月5日。"),
        ),
        (
            rf"(?P<year>{_YEAR})\s*"
            rf"(?P<month>{NUMBER})\s*月\s*(?P<day>{NUMBER})\s*[日号]?",
            _full,
        ),
        (
            rf"(?<!\d)(?P<short>\d\d)\s*年\s*(?P<month>{NUMBER})\s*月\s*(?P<day>{NUMBER})\s*[日号]?",
            _short_year,
        ),
        (r"(?P<year>\d{4})\s*(?P<sep>[-/.])\s*(?P<month>\d{1,2})\s*(?P=sep)\s*(?P<day>\d{1,2})(?!\d)[日号]?", _full),
        (r"(?<!\d)(?P<year>2\d{3})(?P<month>\d\d)(?P<day>\d\d)(?!\d)", _full),
        (rf"(?P<which>{_MONTHS})最后一?个?工作日", _refuse("“{}”要看放假安排，请写出日期，例如：12月31日。")),
        (
            rf"(?P<which>{_MONTHS})的?(?:最后一个|第(?P<nth>{NUMBER})个){_WEEK}(?P<weekday>{_WEEKDAY})",
            _nth_weekday,
        ),
        (rf"(?P<which>{_MONTHS})的?(?:最后一天|月?[底末])", _month_end),
        (rf"(?P<which>{_MONTHS})的?\s*(?P<day>{NUMBER})\s*[日号]", _day_of_month),
        (r"(?P<which>本|下|当)?月(?:底|末)", _month_end),
        (r"(?:这个|本|下个?)?月(?:初|中旬?)|[上中下]旬", _refuse("“{}”不是一天，请写出日期，例如：12月5日。")),
        (rf"(?:(?P<year>{_YEAR})\s*)?(?P<month>{NUMBER})\s*月份?的?(?:最后一天|[底末])", _named_month_end),
        (rf"(?P<year>{_YEAR})的?(?:年?[底末]|最后一天)", _year_end),
        (r"(?P<year>今|明|本)?年[底末]", _year_end),
        (r"(?:本|这个?)?季度?[底末]", _quarter_end),
        (rf"(?P<month>{NUMBER})\s*月\s*(?P<day>{NUMBER})\s*[日号]?", _month_day),
        (r"(?<![\d/])(?P<month>\d{1,2})\s*/\s*(?P<day>\d{1,2})(?![\d/]|以上|以下)", _month_day),
        (r"(?<![\d.\-])(?P<month>\d{1,2})\s*[-.]\s*(?P<day>\d{1,2})(?![\d点:.\-])[日号]?", _month_day),
        (rf"(?P<count>{NUMBER})\s*[天日]{_AFTER}", _days_on),
        (rf"(?P<count>{NUMBER})\s*个?\s*{_WEEK}{_AFTER}", _weeks_on),
        (rf"(?P<count>半|{NUMBER})\s*个\s*月{_AFTER}", _months_later),
        (rf"(?<!第)(?P<day>{NUMBER})\s*[日号]{_NOT_A_PLACE}", _bare_day),
        (
            r"(?:这个?|本|下+个?|上+个?)?(?:周|星期|礼拜)末",
            _refuse("“{}”有两天，请写周六或周日，例如：周六上午9点。"),
        ),
        (rf"(?P<which>这个?|本|下{{1,3}}个?|上{{1,2}}个?){_WEEK}\s*(?:的?{_WEEK})?(?P<weekday>{_WEEKDAY})", _of_week),
        (rf"{_WEEK}\s*(?P<weekday>{_WEEKDAY})", _bare_weekday),
        (
            r"(?:这个?|本|下+个?)(?:周|星期|礼拜)(?![一二三四五六日天末])",
            _refuse("“{}”有七天，请写出哪一天，例如：下周三下午3点。"),
        ),
        (r"(?P<word>大后天|后天|今[天日]|明[天日]|昨[天日]|前天|(?:今|明)(?=[早晚晨]))", _word),
    ]
]
# What has been: a day without its year or month, and a weekday, are the last such, today included.
_BACK: dict[_Read, _Read] = {
    _month_day: _last_month_day,
    _bare_day: _last_bare_day,
    _bare_weekday: _last_weekday,
    _named_month_end: _last_named_month_end,
    _short_year: _last_short_year,
}
_FORMS_BACK = [
    *((pattern, _BACK.get(read, read)) for pattern, read in _FORMS),
    (expression(rf"(?P<count>{NUMBER})\s*天\s*(?:以前|之前|前)"), _days_ago),
]
_ECHO = expression(rf"\s*\(\s*{_WEEK}?(?P<inside>{_WEEKDAY})\s*\)|\s*{_WEEK}(?P<weekday>{_WEEKDAY})")


def day_at(text: str, position: int, today: date, *, past: bool = False) -> Day | None:
    """The day that begins at ``position`` of normal text, or None. Raises Unclear for one that cannot be.

    With ``past`` it is of what has been; what is said to be ahead (明天) is ahead all the same.
    """
    for pattern, read in _FORMS_BACK if past else _FORMS:
        match = pattern.match(text, position)
        if match is None:
            continue
        try:
            day = read(match, today)
        except Unclear as error:
            error.end = match.end()
            raise
        except (OverflowError, ValueError) as error:  # beyond the calendar's years
            unclear = Unclear(f"“{match[0]}”超出了日历，请写出日期，例如：12月5日。")
            unclear.end = match.end()
            raise unclear from error
        bare = read in (_bare_weekday, _last_weekday)
        echo = None if bare or read is _of_week else _ECHO.match(text, match.end())
        if echo is None:
            return Day(day, match.end(), other_week=bare and day == today)
        echoed = weekday(echo["inside"] or echo["weekday"])
        if day.weekday() != echoed:
            unclear = Unclear(
                f"{day.month}月{day.day}日是周{WEEKDAYS[day.weekday()]}，不是周{WEEKDAYS[echoed]}，请改正其中一个。"
            )
            unclear.end = echo.end()
            raise unclear
        return Day(day, echo.end())
    return None
