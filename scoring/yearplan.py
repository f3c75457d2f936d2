"""A branch's year of meetings (年度计划): what the rules and last year's habits propose, what a plan still lacks, what became of its lines.

Facts and rules in, verdict out; which days are working days comes from `working_days`.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from scoring.duties import DutyRule, Meeting, MeetingKind, MeetingState, period_of
from scoring.working_days import working

HABIT = 3
"""So many meetings make a habit, if half of them keep to it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One planned meeting; of 党小组会 each group's. Without a day any day of the month will do."""

    month: int
    kinds: frozenset[MeetingKind]
    day: int | None = None

    @property
    def of_groups(self) -> bool:
        return MeetingKind.GROUP in self.kinds

    def since(self, year: int) -> date:
        """From when it is to be called: the Monday of its week, or the first of its month."""
        first = date(year, self.month, self.day or 1)
        return first - timedelta(days=first.weekday()) if self.day else first

    def last(self, year: int) -> date:
        """Its day, or the last one of its month."""
        return date(year, self.month, self.day or monthrange(year, self.month)[1])


class LineState(StrEnum):
    """What became of a line; the value is the word shown."""

    HELD = "已开"
    CALLED = "已召集"
    LATE = "逾期未开"
    AHEAD = "待召集"

    @property
    def over(self) -> bool:
        """Whether there is nothing more to call."""
        return self in (LineState.HELD, LineState.CALLED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line with what became of it, and on which days it was held or is to be."""

    line: Line
    state: LineState
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """What a branch owes depends on its groups, and on whether it has a committee."""

    groups: tuple[str, ...] = ()
    has_committee: bool = True

    def owes(self, rule: DutyRule) -> bool:
        sits = self.has_committee or MeetingKind.COMMITTEE not in rule.kinds
        return sits and (bool(self.groups) or not rule.each_group)


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule of which a period of the year is not covered yet: so many meetings are missing."""

    rule: DutyRule
    first: date
    last: date
    missing: int


def place_in_year(line: Line) -> tuple[int, int, str]:
    """By month and day; what has no day comes last in its month."""
    return line.month, line.day or 32, "".join(sorted(line.kinds))


def met_by(line: Line, rules: Iterable[DutyRule]) -> list[DutyRule]:
    """The rules that a line counts for."""
    return [rule for rule in rules if line.kinds >= rule.kinds]


def gaps(year: int, lines: Sequence[Line], rules: Iterable[DutyRule], branch: Branch, today: date) -> list[Gap]:
    """What the lines leave open in periods that are not over."""
    found = []
    for rule in rules:
        for first, last in periods(year, rule) if branch.owes(rule) else ():
            planned = sum(first.month <= each.month <= last.month and each.kinds >= rule.kinds for each in lines)
            if planned < rule.count and last >= today:
                found.append(Gap(rule, first, last, rule.count - planned))
    return found


def periods(year: int, rule: DutyRule) -> Iterator[tuple[date, date]]:
    """The rule's periods of that year."""
    for month in range(1, 13, rule.per.months):
        yield period_of(date(year, month, 1), rule.per)


def proposal(
    year: int, rules: Iterable[DutyRule], past: Sequence[Meeting], branch: Branch, today: date
) -> tuple[Line, ...]:
    """A whole year's lines: what has been held or called this year, and what the rules still want, on the days that the `past` (of the year before,
    and of this one) was used to."""
    lines = _held(year, past)
    # A meeting of several kinds counts for the rules about each of them.
    for rule in sorted(rules, key=lambda each: -len(each.kinds)):
        for gap in gaps(year, lines, [rule], branch, today):
            earliest = gap.first.month if year > today.year else max(gap.first.month, today.month)
            months = _months(rule, past, year, earliest, gap)
            lines += [_dated(Line(month, rule.kinds), year, past, today) for month in months]
    return tuple(sorted(lines, key=place_in_year))


def _held(year: int, past: Sequence[Meeting]) -> list[Line]:
    """This year's own meetings as lines; the groups' of a month are one."""
    mine = [each for each in past if each.day.year == year]
    return list(
        dict.fromkeys(
            Line(each.day.month, each.kinds, None if MeetingKind.GROUP in each.kinds else each.day.day) for each in mine
        )
    )


def _months(rule: DutyRule, past: Sequence[Meeting], year: int, earliest: int, gap: Gap) -> list[int]:
    """In which months of the period: those of the year before, else its last ones."""
    free = range(earliest, gap.last.month + 1)
    before = [each.day.month for each in past if each.day.year == year - 1 and each.kinds >= rule.kinds]
    wanted = dict.fromkeys([month for month in before if month in free] + list(reversed(free)))
    found = list(wanted)[: gap.missing]
    return found + found[-1:] * (gap.missing - len(found))


def _dated(line: Line, year: int, past: Sequence[Meeting], today: date) -> Line:
    """With the day that the branch is used to, on a working day."""
    days = [each.day for each in past if each.kinds == line.kinds]
    if line.of_groups or len(days) < HABIT:
        return line
    (of_month, often), ((nth, weekday), as_often) = (
        Counter(day.day for day in days).most_common(1)[0],
        Counter(((day.day - 1) // 7, day.weekday()) for day in days).most_common(1)[0],
    )
    if max(often, as_often) * 2 < len(days):
        return line
    if often >= as_often:
        wanted = min(of_month, monthrange(year, line.month)[1])
    else:
        wanted = nth_weekday(year, line.month, nth, weekday)
    day = on_working_day(date(year, line.month, wanted))
    return replace(line, day=day.day) if day >= today else line


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> int:
    """The day of the nth (from 0) of those weekdays; of a month that has none, the last one."""
    first = (weekday - date(year, month, 1).weekday()) % 7 + 1 + nth * 7
    return first if first <= monthrange(year, month)[1] else first - 7


def on_working_day(day: date) -> date:
    """The day itself, else the nearest working day after it in its month, else before it."""
    length = monthrange(day.year, day.month)[1]
    for number in (*range(day.day, length + 1), *range(day.day - 1, 0, -1)):
        if working(day.replace(day=number))[0]:
            return day.replace(day=number)
    return day


def moved(line: Line, months: int, year: int) -> Line:
    """Into another month of the year, the day with it: on a working day there; at the year's ends it stays."""
    month = min(max(line.month + months, 1), 12)
    if line.day is None or month == line.month:
        return replace(line, month=month)
    day = date(year, month, min(line.day, monthrange(year, month)[1]))
    return replace(line, month=month, day=on_working_day(day).day)


def outcomes(
    year: int, lines: Sequence[Line], meetings: Iterable[Meeting], branch: Branch, today: date
) -> list[Outcome]:
    """What became of each line, in their order. A meeting stands for one line of a kind alone, in its own month."""
    by_month: dict[int, list[Meeting]] = {}
    for each in meetings:
        if each.day.year == year and (each.state is not MeetingState.PLANNED or each.day >= today):
            by_month.setdefault(each.day.month, []).append(each)
    taken: Counter[tuple[int, frozenset[MeetingKind]]] = Counter()
    found: dict[int, Outcome] = {}
    # What is several kinds at once chooses first.
    for place in sorted(range(len(lines)), key=lambda each: (-len(lines[each].kinds), lines[each].day or 32)):
        line, here = lines[place], by_month.get(lines[place].month, [])
        number = taken[line.month, line.kinds]
        taken[line.month, line.kinds] += 1
        standing = _of_groups if line.of_groups else _of_branch
        state, days = standing(line, here, number, branch)
        if state is LineState.AHEAD and line.last(year) < today:
            state = LineState.LATE
        found[place] = Outcome(line, state, days)
    return [found[place] for place in range(len(lines))]


def _of_branch(
    line: Line, meetings: Sequence[Meeting], number: int, _branch: Branch
) -> tuple[LineState, tuple[date, ...]]:
    fitting = sorted(
        (each for each in meetings if each.kinds >= line.kinds and each.group is None),
        key=lambda each: (len(each.kinds), each.day),
    )
    if number >= len(fitting):
        return LineState.AHEAD, ()
    meeting = fitting[number]
    return LineState.CALLED if meeting.state is MeetingState.PLANNED else LineState.HELD, (meeting.day,)


def _of_groups(
    _line: Line, meetings: Sequence[Meeting], number: int, branch: Branch
) -> tuple[LineState, tuple[date, ...]]:
    """Once each group has met as often."""
    found = [sorted((each for each in meetings if each.group == name), key=_day)[number:] for name in branch.groups]
    if not found or not all(found):
        return LineState.AHEAD, tuple(sorted({each[0].day for each in found if each}))
    planned = any(each[0].state is MeetingState.PLANNED for each in found)
    return LineState.CALLED if planned else LineState.HELD, tuple(sorted({each[0].day for each in found}))


def _day(meeting: Meeting) -> date:
    return meeting.day
