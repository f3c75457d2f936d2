"""Times as people write them in Chinese: 下周三下午3点, 12月5日 9:00, 半小时后.

What is said is taken at its word, also when it is past (本周一); what may mean two things is asked about:
- 周三 is the next one still ahead, today included while its hour is; 下周三 is in the week that begins next Monday;
- 12月5日 without a year is this year's; next year's if this year's lies more than 60 days back; asked about in between;
- 5号 is the next one ahead; 3点 without 上午 or 下午 is asked about (1 to 6), as is 晚上12点;
- an hour without a day is today's while it is ahead.

Asked when something was (``past``), 12月5日, 5号 and 周三 are the last such, and an hour without a day is today's.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scoring.chinese.days import NUMBER, Day, Unclear, day_at, normal, number
from scoring.chinese.expressions import expression

__all__ = ["Place", "Unclear", "When", "find_times", "parse_day", "parse_when", "split_when"]

_LONGEST = 400
_HINT = "请写日期和钟点，例如：下周三下午3点、12月5日 9:00。"


@dataclass(frozen=True, slots=True)
class When:
    """A moment in the zone of the ``now`` that was given; midnight of the day where ``has_time`` is False."""

    at: datetime
    has_time: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text a time stands. ``when`` is None for one that cannot be, and ``problem`` says why, in Chinese."""

    start: int
    end: int
    when: When | None
    has_day: bool = True
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Hour:
    at: time
    end: int
    plain: bool  # nothing but 三点: also said of points on an agenda


@dataclass(frozen=True, slots=True)
class _Found:
    when: When
    start: int
    end: int
    has_day: bool


# Period of the day → (the hours it covers as 24-hour clock, from and to).
_PERIODS = {
    "凌晨": (0, 6), "清晨": (4, 8), "早上": (5, 11), "早晨": (5, 11), "早": (5, 11), "上午": (5, 12), "中午": (11, 14),
    "正午": (12, 12), "下午": (12, 19), "午后": (12, 19), "傍晚": (16, 20), "晚上": (17, 23), "晚间": (17, 23),
    "夜里": (20, 23), "深夜": (21, 23), "半夜": (22, 23), "晚": (17, 23), "晨": (4, 11),
}  # fmt: skip
_PERIOD = expression("|".join(_PERIODS))
# Minutes without 分 take two places (三点二十, 3点05), so that 三点三楼 and 三点20人 keep their own numbers.
_LOOSE = r"(?:[0-5]\d|[二三四五]?十[一二三四五六七八九]?|[零〇][1-9一二三四五六七八九])(?![\d零一二三四五六七八九十天日月号个周点时刻小:/年人项条名位楼层室])"
_CLOCK = expression(
    rf"\s*(?:(?P<h>\d{{1,3}})\s*:\s*(?P<m>\d{{1,2}})(?!\d)(?P<s>:\d\d)?(?:分(?!钟))?"
    rf"|(?P<hour>{NUMBER})\s*(?:点钟?|时(?!候))"
    rf"(?:(?P<half>半)|(?P<quarters>[一三1-3])刻|(?P<sharp>整)|\s*(?:(?P<minute>[零〇]\d|{NUMBER})分钟?|(?P<loose>{_LOOSE})))?)"
)
_SPAN = expression(
    rf"(?:(?P<halfhour>半)\s*个?\s*小?时|(?P<hours>{NUMBER})\s*个?\s*(?P<more>半)?\s*(?:小时|钟头)"
    rf"(?:(?P<half>半)|(?:又|零)?\s*(?P<rest>{NUMBER})\s*分钟?|(?:又|零)?\s*(?P<rest_quarters>{NUMBER})\s*刻钟?)?"
    rf"|(?P<quarters>{NUMBER})\s*刻钟?|(?P<minutes>{NUMBER})\s*分钟)\s*(?:以后|之后|后)(?!天)"
)
_GAP = expression(r"T(?=\d)|[\s,的]*")
# What people put around the day until which something has time.
_UNTIL = expression(
    r"^\s*(?:截[止至](?:日期|时间)?|最[迟晚]|不晚于|于|在)?\s*[:到至]?\s*|\s*(?:之前|以前|前|截止|为止)$"
)
_UP_TO = expression(r"\s*[到至~-]\s*")
_APART = expression(r"[\s,]+")
# Between a time and a place.
_AROUND = expression(r"^[\s,，.。、:：]*(?:左右[\s,，]*)?(?:[在的]\s*)?|[\s,，.。]+$")
_LIKE_A_TIME = expression(r"[\d零〇一二两三四五六七八九十廿年月日号周点时分秒刻半整:./\-]+")
_MISLEADING = expression(r"(?:差|最后一个|第|每个?)$")


def parse_when(text: str, now: datetime, *, past: bool = False) -> When:
    """The one time that ``text`` is, from the aware ``now``, of what is to come or has been. Raises Unclear."""
    plain = _bare(_checked(text, now), past=past)
    start = len(plain) - len(plain.lstrip())
    found = _at(plain, start, now, past=past)
    if found is None:
        raise Unclear(f"看不懂这个时间。{_HINT}")
    if rest := plain[found.end :].strip(" ,.。!！"):
        raise Unclear(f"看不懂“{rest[:20]}”。{_HINT}")
    return found.when


def split_when(text: str, now: datetime, *, past: bool = False) -> tuple[When | None, str]:
    """The time with which ``text`` begins, or which it ends with behind a space or comma; and the other words. Raises Unclear.

    Of 下午3点到5点 the beginning is kept; 晨光小区 holds no time.
    """
    plain = _checked(text, now)
    start = len(plain) - len(plain.lstrip(" ,.在于"))
    found = _at(plain, start, now, in_sentence=_PERIOD.match(plain, start) is not None, past=past)
    if found is not None:
        end = found.end
        if to := _UP_TO.match(plain, end):
            period = _PERIOD.match(plain, to.end())
            clock = _CLOCK.match(plain, period.end() if period else to.end())
            end = clock.end() if clock else end
        return found.when, _bared(text[end:])
    for gap in _APART.finditer(plain):
        found = _at(plain, gap.end(), now, in_sentence=True, past=past)
        if found is not None and not plain[found.end :].strip(" ,.。!！"):
            return found.when, _bared(text[: gap.start()])
    return None, _bared(text)


def _bared(text: str) -> str:
    return _AROUND.sub("", text)


def parse_day(text: str, today: date, *, past: bool = False) -> date:
    """The one day that ``text`` is, of what is to come or has been; an hour beside it is refused. Raises Unclear."""
    plain = _bare(normal(text), past=past).strip(" ,.。!！")
    if len(plain) > _LONGEST:
        raise Unclear("这段话太长了，请只写日期，例如：12月5日。")
    day = day_at(plain, 0, today, past=past)
    if day is None:
        examples = "11月20日、上周三或 2025-11-20" if past else "12月5日、下周三或 2026-12-05"
        raise Unclear(f"看不懂这个日期，请写成：{examples}。")
    if rest := plain[day.end :].strip():
        raise Unclear(f"这里只要日期，看不懂“{rest[:20]}”，请写成：12月5日。")
    return day.day


def _bare(text: str, *, past: bool) -> str:
    return text if past else _UNTIL.sub("", text.strip(" ,.。!！"))


def find_times(text: str, now: datetime) -> list[Place]:
    """Every time that stands in a text, from left to right, also those that cannot be or may mean two things."""
    plain = _checked(text, now, longest=5000)
    found: list[Place] = []
    position = 0
    while position < len(plain):
        # A number is read from its beginning or not at all: 112:30 holds no 12:30.
        inside = position > 0 and plain[position].isdecimal() and plain[position - 1].isdecimal()
        place = None if inside else _place(plain, position, now)
        if place:
            found.append(place)
        position = place.end if place else position + 1
    return found


def _place(text: str, position: int, now: datetime) -> Place | None:
    try:
        found = _at(text, position, now, in_sentence=True)
    except Unclear as error:
        has_day = True
        with suppress(Unclear):
            # Of 12月10日5点 the day is plain, whatever 5点 is.
            if day := day_at(text, position, now.date()):
                return Place(position, day.end, When(_moment(day.day, time(), now), has_time=False))
            has_day = False
        like = _LIKE_A_TIME.match(text, position)
        end = error.end or (like.end() if like else position + 1)
        return Place(position, max(end, position + 1), None, has_day, str(error))
    if found is None:
        return None
    if _MISLEADING.search(text[: found.start]):
        return Place(position, found.end, None, problem=f"看不懂“{text[max(0, position - 4) : found.end]}”。{_HINT}")
    return Place(position, found.end, found.when, has_day=found.has_day)


def _checked(text: str, now: datetime, longest: int = _LONGEST) -> str:
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if len(text) > longest:
        raise Unclear(f"这段话太长了。{_HINT}")
    return normal(text)


def _at(text: str, position: int, now: datetime, *, in_sentence: bool = False, past: bool = False) -> _Found | None:
    if span := _SPAN.match(text, position):
        return _Found(When(_later(span, now), has_time=True), position, span.end(), has_day=True)
    day = day_at(text, position, now.date(), past=past)
    gap = _GAP.match(text, day.end if day else position)
    hour = _hour_at(text, gap.end() if gap and day else position, strict=bool(day) or not in_sentence)
    if day is None:
        if hour is None:
            return None
        at = _moment(now.date(), hour.at, now) if past else _today(hour.at, now)
        return _Found(When(at, has_time=True), position, hour.end, has_day=False)
    if hour is None:
        return _Found(When(_moment(day.day, time(), now), has_time=False), position, day.end, has_day=True)
    return _Found(When(_on(day, hour.at, now, past=past), has_time=True), position, hour.end, has_day=True)


def _moment(day: date, at: time, now: datetime) -> datetime:
    return datetime.combine(day, at, tzinfo=now.tzinfo)


def _on(day: Day, at: time, now: datetime, *, past: bool) -> datetime:
    moment = _moment(day.day, at, now)
    if not day.other_week or past == (moment <= now):
        return moment
    return moment + timedelta(weeks=-1 if past else 1)


def _today(at: time, now: datetime) -> datetime:
    moment = _moment(now.date(), at, now)
    if moment <= now:
        raise Unclear(f"今天的{at:%H:%M}已经过了，请写明日期，例如：明天{at:%H:%M}。")
    return moment


def _later(span: re.Match[str], now: datetime) -> datetime:
    if span["halfhour"]:
        minutes = 30
    elif span["hours"]:
        minutes = number(span["hours"]) * 60 + (30 if span["more"] or span["half"] else 0)
        minutes += number(span["rest"] or "0") + 15 * number(span["rest_quarters"] or "0")
    elif span["quarters"]:
        minutes = number(span["quarters"]) * 15
    else:
        minutes = number(span["minutes"])
    try:
        return (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    except OverflowError as error:
        raise Unclear(f"“{span[0]}”超出了日历。{_HINT}") from error


def _hour_at(text: str, position: int, *, strict: bool) -> _Hour | None:
    """The hour at ``position``. Unless ``strict``, a lone 三点 or 下午 in a sentence is passed over."""
    if text.startswith(("午夜", "子夜"), position):
        raise Unclear("“午夜”分不清是哪一天，请写成：12月5日 23:59 或 12月6日 0:00。")
    period = _PERIOD.match(text, position)
    clock = _CLOCK.match(text, period.end() if period else position)
    word = period[0] if period else ""
    if clock is None or (not period and clock.start() != position and text[position].isspace()):
        if period and strict:
            raise Unclear(f"请写明{word}几点，例如：{'下午3点' if word == '下午' else '上午9点'}或 14:30。")
        return None
    written = clock["h"] or clock["hour"]
    plain = not (
        period
        or clock["h"]
        or clock["half"]
        or clock["quarters"]
        or clock["sharp"]
        or clock["minute"]
        or clock["loose"]
    )
    if plain and not strict:
        return None
    hour = number(written)
    if clock["half"]:
        minute = 30
    elif clock["quarters"]:
        minute = 15 * number(clock["quarters"])
    else:
        minute = number((clock["m"] or clock["minute"] or clock["loose"] or "0").lstrip("零〇") or "0")
    if hour > 24:
        raise Unclear(f"没有{hour}点，请写 0 到 23 点，例如：14:30。")
    if minute > 59:
        raise Unclear(f"没有{minute}分，请写 0 到 59 分，例如：14:30。")
    if clock["s"] and clock["s"] != ":00":
        raise Unclear("时间请只写到分，例如：14:30。")
    return _Hour(time(_of_day(hour, written, word), minute), clock.end(), plain)


def _of_day(hour: int, written: str, period: str) -> int:
    """The hour on the 24-hour clock."""
    if hour == 24:
        raise Unclear("24点请写成第二天 0:00，例如：12月6日 0:00。")
    if not period:
        if 1 <= hour <= 6 and not written.startswith("0"):
            raise Unclear(f"{hour}点是凌晨还是下午？请写成：下午{hour}点，或 {hour:02}:00。")
        return hour
    if (
        hour in (0, 12)
        and period in ("晚上", "晚间", "晚", "夜里", "深夜", "半夜", "凌晨")
        and (hour or period != "凌晨")
    ):
        raise Unclear(f"“{period}{hour}点”分不清是哪一天，请写成：12月5日 23:59 或 12月6日 0:00。")
    if hour == 0 and period != "凌晨":
        raise Unclear(f"“{period}0点”是中午还是半夜？请用 24 小时制写，例如：12:00 或 0:00。")
    first, last = _PERIODS[period]
    for candidate in (hour, hour + 12):
        if first <= candidate <= last:
            return candidate
    raise Unclear(f"“{period}{hour}点”对不上，请用 24 小时制写，例如：14:30。")
