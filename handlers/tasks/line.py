"""Reading a task in one line: 第三支部 提交半年总结 10月30日. What is not certain is left open, never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.kit.chinese_days import Unclear
from handlers.kit.chinese_time import find_when
from scoring.cadence import Cadence

_CADENCES = (
    (re.compile(r"每(?:个)?半年(?:一次|度)?"), Cadence.HALF_YEARLY),
    (re.compile(r"每(?:个)?季度?(?:一次)?"), Cadence.QUARTERLY),
    (re.compile(r"每(?:一)?年(?:度|一次)?"), Cadence.YEARLY),
    (re.compile(r"每(?:个)?月(?:一次)?"), Cadence.MONTHLY),
)
_BETWEEN = " \u3000,，、;；和及与"
_LEADING = re.compile(rf"^(?:请|给|由|让|@|[{_BETWEEN}])+")
_UNTIL = re.compile(r"(?<=[日号天末底一二三四五六点半分\d])\s*(?:之前|以前|前|截止|为止)")
_BEFORE_DATE = re.compile(
    r"(?:请?于|在|截止(?:日期|时间)?[到至:：]?|[到至])\s*(?=[\d一二三四五六七八九十今明后下本周星月年])"
)
_EDGES = " \u3000,，。;；:：、"
# Only with more words behind it: in 走访派出所 周五 it is what is to be done.
_LIKE_A_RECEIVER = re.compile(rf"([^{_BETWEEN}]{{1,15}}(?:支部|党小组|[大中支]队|派出所|科|所))[{_BETWEEN}]+(?=\S)")


@dataclass(frozen=True)
class Named:
    """What a name stands for. `together`: all of them are meant; else several numbers are several of that name."""

    numbers: tuple[int, ...]
    together: bool = False


@dataclass
class Line:
    """What was read. `unclear` holds the choices for each name that fits several; `problem` says why no day was read.

    `unknown` is a first word that plainly names a receiver whom nobody here is called.
    """

    to: list[int] = field(default_factory=list)
    unclear: list[list[int]] = field(default_factory=list)
    what: str = ""
    cadence: Cadence | None = None
    due: date | None = None
    problem: str | None = None
    unknown: str | None = None


def read_line(text: str, names: Mapping[str, Named], now: datetime) -> Line:
    """Take a line apart: receivers at its beginning (or behind the date), how often, until when; the rest is what."""
    line = Line()
    rest = _names(text.strip(), names, line)
    rest = _cadence(rest, line)
    rest = _due(rest, line, now)
    if not line.to and not line.unclear:
        rest = _names(rest, names, line)
    if not line.to and not line.unclear:
        rest = _unknown(rest, line)
    line.what = " ".join(rest.split()).strip(_EDGES)
    return line


def _names(text: str, names: Mapping[str, Named], line: Line) -> str:
    """Take names off the beginning, the longest that fits each time."""
    ordered = sorted(names, key=len, reverse=True)
    while True:
        rest = _LEADING.sub("", text)
        name = next((each for each in ordered if rest.startswith(each)), None)
        if name is None:
            return text if line.to or line.unclear else _part_of_a_name(text, names, line)
        _take(names[name], line)
        text = rest[len(name) :]


def _take(named: Named, line: Line) -> None:
    if named.together or len(named.numbers) == 1:
        line.to += [number for number in named.numbers if number not in line.to]
    else:
        line.unclear.append(list(named.numbers))


def _part_of_a_name(text: str, names: Mapping[str, Named], line: Line) -> str:
    """The first word may be part of a name: asked about, even when it fits only one."""
    rest = _LEADING.sub("", text)
    word = re.split(rf"[{_BETWEEN}]", rest, maxsplit=1)[0]
    if len(word) < 2:
        return text
    fitting = {
        number for name, named in names.items() if word in name and not named.together for number in named.numbers
    }
    if not fitting:
        return text
    line.unclear.append(sorted(fitting))
    return rest[len(word) :]


def _unknown(text: str, line: Line) -> str:
    rest = _LEADING.sub("", text)
    found = _LIKE_A_RECEIVER.match(rest)
    if found is None:
        return text
    line.unknown = found[1]
    return rest[found.end() :]


def _cadence(text: str, line: Line) -> str:
    for pattern, cadence in _CADENCES:
        found = pattern.search(text)
        if found is None:
            continue
        line.cadence = cadence
        after = text[found.end() :]
        # 每月底 is 月底 each month; 每月25日 is 25日 each month.
        month = "月" if cadence is Cadence.MONTHLY and after[:1] in ("底", "末") else ""
        return f"{text[: found.start()].rstrip()} {month}{after}".strip()
    return text


def _due(text: str, line: Line, now: datetime) -> str:
    plain = _BEFORE_DATE.sub("", _UNTIL.sub(" ", text))
    try:
        found = find_when(plain, now)
    except Unclear as error:
        line.problem = str(error)
        return text
    if found is None:
        return text
    when, rest = found
    if when.at.date() < now.date():
        line.problem = f"{when.at.month}月{when.at.day}日已经过去，请写将来的日期，例如：12月31日。"
        return rest
    line.due = when.at.date()
    # A task is due on a day; an hour that was written stays with the words.
    return f"{rest}（{when.at:%H:%M}前）" if when.has_time else rest
