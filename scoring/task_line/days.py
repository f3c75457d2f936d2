"""Until when and how often, in the words of a task: one day at an edge of them, or one that is marked, is taken and cut out;
everything else is left in the words and asked about."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from scoring.cadence import Cadence
from scoring.chinese.days import NUMBER, normal, weekday
from scoring.chinese.expressions import expression
from scoring.chinese.times import Place, When, find_times
from scoring.task_line.words import BOUNDARY, EDGES, begins_clause, clause, ends_clause

_OFTEN = "|".join(("一次(?!性)", "一报", "一回"))
_SEVERAL = r"(?:[两二三四五六七八九十]+|\d+)(?:个月|个?季度?|年|周|个?星期|个?礼拜|天|日)"
_CADENCES: tuple[tuple[re.Pattern[str], Cadence | None], ...] = (
    (expression(rf"每个?半年(?:度|{_OFTEN})?|半年(?:{_OFTEN})|每?一?年(?:两|二|2)次"), Cadence.HALF_YEARLY),
    (expression(rf"[每按][个一]?季度?(?:{_OFTEN})?|一?个?季度?(?:{_OFTEN})"), Cadence.QUARTERLY),
    (expression(rf"[每按]一?年(?:度|{_OFTEN})?|一?年度?(?:{_OFTEN})"), Cadence.YEARLY),
    (expression(rf"[每按][个一]?月(?:{_OFTEN})?|一?个?月(?:{_OFTEN})"), Cadence.MONTHLY),
    (
        expression(
            rf"[每按]两?个?(?:周|星期|礼拜)(?:{_OFTEN}|[一二三四五六日天](?:{_OFTEN})?)?|[每按][天日旬](?:{_OFTEN})?"
            rf"|(?:每隔?|隔){_SEVERAL}(?:{_OFTEN})?|{_SEVERAL}(?:{_OFTEN})|每?隔[一1]?个?[天日周月季年](?:{_OFTEN})?"
            r"|天天|日日|周周|月月|年年|逐[日周月年]"
        ),
        None,
    ),
)
_QUOTED = expression(r"《[^》]*》|〈[^〉]*〉|“[^”]*”|「[^」]*」|『[^』]*』|‘[^’]*’|【[^】]*】|\"[^\"]*\"")
_QUOTE = "※"
_PAUSES = ("，", ",", "、", "；", ";")
_BEFORE = expression(r"\s*(?:之前|以前|前(?![后往期任台端沿线缀景面者]))")
_UNTIL = expression(rf"\s*(?:截[止至]|为止|止|到期)(?=[{re.escape(BOUNDARY)}]|$)")
_DEADLINE = expression(
    r"(?:截[止至](?:日期|时间|到|至|为|是|于)*|(?:最[迟晚]|不[迟晚]于|务必|必须|须)[于在]?|限期?|期限)[\s:]*$"
)
_AT = expression(r"(?<![由等关对属位处至])请?[于在]\s*$")
_AFTERWARDS = expression(r"\s*(?:[-~至到]|起|开始|之?后|以[后来]|当[天日]|以?内|之内|左右|前后|期间)")
_ECHO = expression(r"\s*\(\s*(?:周|星期|礼拜)?(?P<weekday>[一二三四五六日天])\s*\)")
_SPAN = expression(r"\s*(?:[-~至到]|、|和|与|或)\s*")
_BARE = expression(rf"{NUMBER}\s*[日号]")
_FIGURES = expression(r"(?:\d{1,2}\s*[-./]\s*\d{1,2}(?![日号])|\d{8})")


@dataclass(frozen=True)
class Choice:
    """A day that may be meant, how it is written, and what the task says if it is."""

    due: date
    written: str
    what: str


@dataclass
class Words:
    """What the task says, with what was taken cut out. `choices` and `problem` say what has to be asked about the day,
    `often` what about the cadence."""

    what: str
    cadence: Cadence | None = None
    often: str | None = None
    due: date | None = None
    choices: list[Choice] = field(default_factory=list)
    problem: str | None = None


@dataclass(frozen=True)
class _Day:
    """A time with the signs around it, from `start` to `end`."""

    place: Place
    start: int
    end: int
    marked: bool
    takeable: bool
    at_edge: bool


@dataclass(frozen=True)
class _Often:
    start: int
    end: int
    cadence: Cadence | None


def read_words(text: str, now: datetime) -> Words:
    """Read a task's words, without its receivers, as said at the aware `now`."""
    plain = _QUOTED.sub(lambda match: _QUOTE * len(match[0]), normal(text).replace("～", "~"))
    oftens = list(_oftens(plain))
    plain = _blank(plain, oftens)
    places = find_times(plain, now)
    joined = _joined(plain, places)
    found = [_day(plain, place, joined=place in joined) for place in places if place.has_day]
    # The weekday behind 12月10日前（周四） is no day of its own.
    found = [day for day in found if not any(one.place.end <= day.place.start < one.end for one in found)]
    days = [day for day in found if day.place in joined or _is_a_day(plain, day)]
    words = Words(text)
    bare = _blank(plain, days)
    cuts = [(each.start, each.end) for each in _take_cadence(text, bare, days, oftens, words)]
    _take_day(text, days, cuts, now, words)
    if not (words.due or words.choices or words.problem):
        words.choices = [
            Choice(place.when.at.date(), text[place.start : place.end], words.what)
            for place in places
            if place.when and not place.has_day and _at_edge(bare, place.start, place.end)
        ]
    return words


def _oftens(text: str) -> Iterator[_Often]:
    end = 0
    found = [(match, cadence) for pattern, cadence in _CADENCES for match in pattern.finditer(text)]
    for match, cadence in sorted(found, key=lambda each: (each[0].start(), -each[0].end())):
        if match.start() < end or (match[0][0] not in "每按" and text[: match.start()][-1:] in "第上下本这前后"):
            continue
        # 每月底 is 月底 each month, 每年末 年末 each year.
        ends = text[match.end() : match.end() + 1] in ("底", "末")
        end = max(match[0].rfind(word) for word in "月季年") + match.start() if ends else match.end()
        if end > match.start():
            yield _Often(match.start(), end, cadence)


def _blank(text: str, spans: Iterable[_Often | _Day]) -> str:
    for each in spans:
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text


def _joined(text: str, places: list[Place]) -> set[Place]:
    """The days that are the ends of a span, or stand in a list: 12月5日至8日, 12月5日、6日."""
    found: set[Place] = set()
    for index in range(1, len(places)):
        one, other = places[index - 1], places[index]
        if one.when and other.when and other.has_day and _SPAN.fullmatch(text, one.end, other.start):
            if _BARE.fullmatch(text, other.start, other.end):
                places[index] = replace(other, when=_same_month(one.when, other.when))
            found |= {one, places[index]}
    return found


def _same_month(one: When, other: When) -> When:
    """Of 12月1日~5日 both are in December."""
    try:
        at = other.at.replace(year=one.at.year, month=one.at.month)
    except ValueError:
        return other
    return replace(other, at=at) if at > one.at else other


def _day(text: str, place: Place, *, joined: bool) -> _Day:
    start, end = place.start, place.end
    before = _BEFORE.match(text, end)
    until = before or _UNTIL.match(text, end)
    if until:
        end = until.end()
        echo = _ECHO.match(text, end)
        if echo and place.when and weekday(echo["weekday"]) == place.when.at.weekday():
            end = echo.end()
    lead = _DEADLINE.search(text[:start])
    marked = bool(until or lead)
    if at := lead or _AT.search(text[:start]):
        start = at.start() if lead or before or ends_clause(text, at.start()) else start
    if text[:start].endswith("(") and text[end:].startswith(")"):
        start, end = start - 1, end + 1
    at_edge = _at_edge(text, start, end)
    fits = begins_clause(text, end) and not _AFTERWARDS.match(text, end)
    if not until and end < len(text) and text[end] not in BOUNDARY:
        # 12月1日发布的通知: the day belongs to a noun.
        fits = fits and "的" not in clause(text, end)
    apart = ends_clause(text, start) or bool(at and before)
    if not text[end:].strip(EDGES):
        apart = marked or apart or text[start - 1] not in "到至在从自于是为的"
    takeable = fits and apart and (at_edge or marked) and not joined
    return _Day(place, start, end, marked, takeable, at_edge)


def _at_edge(text: str, start: int, end: int) -> bool:
    return not text[:start].strip(EDGES) or not text[end:].strip(EDGES)


def _is_a_day(text: str, day: _Day) -> bool:
    """4/5G, 3号卡点, 5日拘留, 30日内 and the number of a case are not days."""
    place, written = day.place, text[day.place.start : day.place.end]
    before, after = text[: place.start][-1:], text[place.end :][:1]
    if (before.isascii() and before.isalnum()) or (before and before in "-./_#№第+百千"):
        return False
    if after.isascii() and (after.isalpha() or (after.isdecimal() and written[-1].isdecimal())):
        return False
    if after and after in "-./_%×" and text[place.end + 1 :][:1].isalnum():
        return False
    if not (_FIGURES.match(written) or _BARE.fullmatch(written)):
        return True
    if day.marked and not text[day.end :].strip(EDGES):
        return True
    free = ends_clause(text, day.start) or ends_clause(text, place.start)
    return free and begins_clause(text, day.end) and not _AFTERWARDS.match(text, place.end)


def _take_cadence(text: str, bare: str, days: list[_Day], oftens: list[_Often], words: Words) -> list[_Often]:
    """A cadence counts at an edge alone; two of them, one that is not known, or one that may belong to the words is asked."""
    bare = _blank(bare, oftens)
    starts = {day.start for day in days}
    at_edge = [each for each in oftens if _at_edge(bare, each.start, each.end)]
    if not at_edge:
        return []
    one = at_edge[0]
    written = text[one.start : one.end]
    follows = one.end in starts or begins_clause(text, one.end)
    last = not bare[one.end :].strip(EDGES)
    if len(at_edge) > 1:
        words.often = "这里写了几个周期。"
    elif one.cadence is None:
        said = follows or last or written.endswith(("次", "报", "回"))
        words.often = f"没有“{written}”这样的周期，请选一个。" if said else None
    elif not follows and not last:
        words.often = f"“{written}”是说要重复做吗？"
    else:
        words.cadence = one.cadence
        return [one]
    return []


def _take_day(text: str, days: list[_Day], cuts: list[tuple[int, int]], now: datetime, words: Words) -> None:
    today = now.date()
    good = [day for day in days if day.place.when and day.place.when.at.date() >= today]
    bad = [day for day in days if day not in good and (day.takeable or day.at_edge)]
    words.what = _without(text, cuts)
    if bad:
        when = bad[0].place.when
        words.problem = bad[0].place.problem or (
            f"{when.at.month}月{when.at.day}日已经过去，请写将来的日期，例如：12月31日。" if when else None
        )
    choices = [_choice(text, day, cuts) for day in good]
    if len(good) == 1 and good[0].takeable and not bad:
        words.due, words.what = choices[0].due, choices[0].what
    else:
        words.choices = choices


def _choice(text: str, day: _Day, cuts: list[tuple[int, int]]) -> Choice:
    when = day.place.when
    assert when is not None  # noqa: S101 - the caller has looked
    written = text[day.place.start : day.place.end]
    if not day.takeable:
        return Choice(when.at.date(), written, _without(text, cuts))
    # A task is due on a day; an hour that was written stays with the words.
    hour = f"（{when.at:%H:%M}前）" if when.has_time else ""
    return Choice(when.at.date(), written, _without(text, [*cuts, (day.start, day.end)]) + hour)


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    for start, end in sorted(cuts, reverse=True):
        before, after = text[:start].rstrip(), text[end:].lstrip()
        if after.startswith(_PAUSES):
            before = before.rstrip("".join(_PAUSES))
        text = before + ("" if before.endswith(_PAUSES) or after.startswith(_PAUSES) else " ") + after
    return re.sub(r"(?<=[（(])\s+", "", " ".join(text.split())).strip(EDGES)
