"""The verdict: facts and rules in; points, dimensions, total, colour and their explanation out. Points are in tenths.

Unknown indicators have their weight shared out among the known ones of their dimension, unknown dimensions among the known
dimensions. Each step is rounded half up to a tenth and the next one goes on with what was rounded: what people read adds up.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from math import lcm

from scoring.index.facts import Facts
from scoring.index.measures import MEASURES, Measured, records
from scoring.index.rules import FULL, Indicator, Rules, Shares, rounded
from scoring.rating import Dimension

MOST_LINES = 20_000
_NOTHING = dict.fromkeys(Dimension, 0)


class Colour(StrEnum):
    """What the rule proposes; gray stands only with a person's decision."""

    GREEN = "green"
    YELLOW = "yellow"
    GRAY = "gray"


@dataclass(frozen=True)
class Line:
    """One indicator of a verdict. `share` is its weight in the total after sharing out, in hundredths of a percent.

    `points` is None where nothing is known, `next` the points after the next step that the member can take; `value` is the measured
    value as a fraction in text, `evidence` the records behind it, which are of those `kinds`.
    """

    key: str
    dimension: Dimension
    weight: int
    share: int
    points: int | None
    next: int | None
    value: str | None
    kinds: tuple[str, ...]
    evidence: tuple[str, ...] = ()

    @cached_property
    def told(self) -> str:
        """All but the records, as JSON."""
        row = [self.key, self.dimension, self.weight, self.share, self.points, self.next, self.value, self.kinds]
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person's index of one month. `known` is the share of the weight that is known, in thousandths."""

    version: str
    total: int | None
    dimensions: Mapping[Dimension, int | None]
    weights: Mapping[Dimension, int]
    known: int
    colour: Colour | None
    lines: tuple[Line, ...]

    def with_points(self, points: Mapping[str, int]) -> int | None:
        """The total if those indicators, known ones, had other points."""
        rows = [(line.dimension, line.weight, points.get(line.key, line.points) if line.points is not None else None)
                for line in self.lines]  # fmt: skip
        return _total(self.weights, _dimensions(rows))

    def gain(self, line: Line) -> int:
        """By how much the total would rise if the indicator were full; 0 for an unknown one."""
        return self.raised(line, FULL)

    def step(self, line: Line) -> int:
        """By how much the total would rise with the next step that the member can take."""
        return self.raised(line, line.next) if line.next is not None else 0

    def raised(self, line: Line, points: int) -> int:
        """By how much the total would rise if the indicator, a known one, had those points."""
        raised = self.with_points({line.key: points})
        return 0 if line.points is None or raised is None or self.total is None else raised - self.total


def judge(facts: Facts, rules: Rules, before: Colour | None = None) -> Verdict:
    """The verdict of one month with its records; `before` is last month's colour, which is left only beyond the margin."""
    verdict = weigh(facts, rules, before)
    return replace(verdict, lines=_with_records(verdict.lines, records(facts)))


def weigh(facts: Facts, rules: Rules, before: Colour | None = None) -> Verdict:
    """The verdict without its records."""
    measured = [MEASURES[each.key].of(facts, each.units) for each in rules.indicators]
    shares, known, of = _shares(rules, tuple([value is not None for value, _ in measured]))
    lines = tuple(map(_line, repeat(rules), rules.indicators, measured, shares))
    dimensions = _dimensions([(line.dimension, line.weight, line.points) for line in lines])
    total = _total(rules.dimensions, dimensions)
    least = rules.colours.known
    enough = known * least.denominator >= least.numerator * of
    colour = colour_of(total, rules, before) if total is not None and enough else None
    return Verdict(rules.version, total, dimensions, rules.dimensions, known * 1000 // of, colour, lines)


def _line(rules: Rules, indicator: Indicator, measured: Measured, share: int) -> Line:
    """What the indicator comes to; values come back again and again, in a whole bureau above all."""
    key = (indicator.key, measured, share)
    line: Line | None = rules.lines.get(key)
    if line is None:
        if len(rules.lines) > MOST_LINES:
            rules.lines.clear()
        value, following = measured
        line = rules.lines[key] = Line(
            key=indicator.key,
            dimension=indicator.dimension,
            weight=indicator.weight,
            share=share,
            points=None if value is None else indicator.curve.points(value),
            next=None if following is None else indicator.curve.points(following),
            value=None if value is None else str(Fraction(*value)),
            kinds=MEASURES[indicator.key].kinds,
        )
    return line


def _with_records(lines: Sequence[Line], found: Sequence[str]) -> tuple[Line, ...]:
    """The lines, each with its own of the records."""
    by_kind: dict[str, list[str]] = {}
    for record in found:
        by_kind.setdefault(record.partition(":")[0], []).append(record)
    return tuple(
        replace(line, evidence=tuple(record for kind in line.kinds for record in by_kind.get(kind, ())))
        for line in lines
    )


def colour_of(total: int, rules: Rules, before: Colour | None = None) -> Colour:
    """The colour of a total (in tenths); from last month's one leaves only when the total is more than the margin beyond."""
    margin = rules.colours.margin
    green, yellow = rules.colours.green, rules.colours.yellow
    if before is Colour.GREEN:
        green -= margin
        yellow -= margin
    elif before is Colour.YELLOW:
        green += margin
        yellow -= margin
    elif before is Colour.GRAY:
        green += margin
        yellow += margin
    return Colour.GREEN if total >= green else Colour.YELLOW if total >= yellow else Colour.GRAY


def _dimensions(rows: Sequence[tuple[Dimension, int, int | None]]) -> dict[Dimension, int | None]:
    summed, weights = _NOTHING.copy(), _NOTHING.copy()
    for dimension, weight, points in rows:
        if points is not None:
            weights[dimension] += weight
            summed[dimension] += weight * points
    return {each: rounded(summed[each], weight) if weight else None for each, weight in weights.items()}


def _total(weights: Mapping[Dimension, int], dimensions: Mapping[Dimension, int | None]) -> int | None:
    together = summed = 0
    for each, points in dimensions.items():
        if points is not None:
            together += weights[each]
            summed += weights[each] * points
    return rounded(summed, together) if together else None


def _shares(rules: Rules, known: tuple[bool, ...]) -> Shares:
    """By which indicators are known: a bureau has a few dozen such patterns."""
    found = rules.shares.get(known)
    if found is None:
        found = rules.shares[known] = _share(rules, known)
    return found


def _share(rules: Rules, known: tuple[bool, ...]) -> Shares:
    inside, known_inside = _NOTHING.copy(), _NOTHING.copy()
    for each, is_known in zip(rules.indicators, known, strict=True):
        inside[each.dimension] += each.weight
        known_inside[each.dimension] += each.weight * is_known
    # A dimension without any indicator of weight is no part of the index.
    weights = {each: weight for each, weight in rules.dimensions.items() if inside[each]}
    together = sum(weight for each, weight in weights.items() if known_inside[each])
    shares = [
        rounded(weights[each.dimension] * each.weight * 10_000, together * known_inside[each.dimension])
        if is_known and known_inside[each.dimension] and together
        else 0
        for each, is_known in zip(rules.indicators, known, strict=True)
    ]
    whole = lcm(*(inside[each] for each in weights))
    reached = sum(weight * known_inside[each] * (whole // inside[each]) for each, weight in weights.items())
    return tuple(shares), reached, whole * sum(weights.values()) or 1


@dataclass(frozen=True, slots=True)
class Change:
    """How one indicator changed from one verdict to the next; None on a side where it was unknown or not there."""

    key: str
    before: int | None
    now: int | None


def changes(before: Sequence[Line], now: Sequence[Line]) -> tuple[Change, ...]:
    """Every indicator whose points changed, in the order of the newer verdict."""
    then = {line.key: line.points for line in before}
    found = [Change(line.key, then.pop(line.key, None), line.points) for line in now]
    found += [Change(key, points, None) for key, points in then.items()]
    return tuple(each for each in found if each.before != each.now)


def packed(lines: Sequence[Line]) -> str:
    """The lines without their records, as a JSON array."""
    return f"[{','.join([line.told for line in lines])}]"


def unpacked(lines: str, found: str) -> tuple[Line, ...]:
    """What `packed` made, with the records, which are words apart by spaces."""
    rows = [
        Line(key, Dimension(dimension), weight, share, points, following, value, tuple(kinds))
        for key, dimension, weight, share, points, following, value, kinds in json.loads(lines)
    ]
    return _with_records(rows, found.split())
