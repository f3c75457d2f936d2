"""The verdict: facts and rules in; points, dimensions, total, colour and their explanation out. Points are in tenths.

Unknown indicators have their weight shared out among the known ones of their dimension, unknown dimensions among the known
dimensions. Each step is rounded half up to a tenth and the next one goes on with what was rounded: what people read adds up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from scoring.index.facts import Facts
from scoring.index.measures import MEASURES
from scoring.index.rules import FULL, Rules, half_up
from scoring.rating import Dimension


class Colour(StrEnum):
    """What the rule proposes; gray stands only with a person's decision."""

    GREEN = "green"
    YELLOW = "yellow"
    GRAY = "gray"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a verdict. `share` is its weight in the total after sharing out, in hundredths of a percent.

    `points` is None where nothing is known, `next` the points after the next step that the member can take; `value` is the measured
    value as a fraction in text, `evidence` the records behind it.
    """

    key: str
    dimension: Dimension
    weight: int
    share: int
    points: int | None
    next: int | None
    value: str | None
    evidence: tuple[str, ...]


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
        return self._raised(line, FULL)

    def step(self, line: Line) -> int:
        """By how much the total would rise with the next step that the member can take."""
        return self._raised(line, line.next) if line.next is not None else 0

    def _raised(self, line: Line, points: int) -> int:
        raised = self.with_points({line.key: points})
        return 0 if line.points is None or raised is None or self.total is None else raised - self.total


def judge(facts: Facts, rules: Rules, before: Colour | None = None) -> Verdict:
    """The verdict of one month; `before` is last month's colour, which is left only beyond the margin."""
    measured = [(each, MEASURES[each.key].of(facts, each.parts)) for each in rules.indicators]
    rows: list[tuple[Dimension, int, int | None]] = [
        (each.dimension, each.weight, None if found.value is None else rules.points(each, found.value))
        for each, found in measured
    ]
    dimensions = _dimensions(rows)
    total = _total(rules.dimensions, dimensions)
    shares, known = _shares(rules.dimensions, rows)
    lines = tuple(
        Line(
            key=each.key,
            dimension=each.dimension,
            weight=each.weight,
            share=half_up(share * 10_000),
            points=points,
            next=None if found.next is None else rules.points(each, found.next),
            value=None if found.value is None else str(found.value),
            evidence=found.evidence,
        )
        for (each, found), (_, _, points), share in zip(measured, rows, shares, strict=True)
    )
    enough = known >= rules.colours.known
    colour = colour_of(total, rules, before) if total is not None and enough else None
    return Verdict(rules.version, total, dimensions, rules.dimensions, int(known * 1000), colour, lines)


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
    found: dict[Dimension, int | None] = {}
    for dimension in Dimension:
        known = [
            (weight, points) for each, weight, points in rows if each is dimension and points is not None and weight
        ]
        weights = sum(weight for weight, _ in known)
        summed = sum(weight * points for weight, points in known)
        found[dimension] = (2 * summed + weights) // (2 * weights) if weights else None
    return found


def _total(weights: Mapping[Dimension, int], dimensions: Mapping[Dimension, int | None]) -> int | None:
    known = [(weights[each], points) for each, points in dimensions.items() if points is not None]
    together = sum(weight for weight, _ in known)
    summed = sum(weight * points for weight, points in known)
    return (2 * summed + together) // (2 * together) if together else None


_SHARED: dict[tuple[Any, ...], tuple[tuple[Fraction, ...], Fraction]] = {}
"""The shares by which indicators are known: a bureau has a few dozen such patterns."""


def _shares(
    weights: Mapping[Dimension, int], rows: Sequence[tuple[Dimension, int, int | None]]
) -> tuple[tuple[Fraction, ...], Fraction]:
    """What each indicator weighs in the total after sharing out, and the known share of the weight before it."""
    pattern = (*weights.values(), *((each, weight, points is not None) for each, weight, points in rows))
    if pattern not in _SHARED:
        if len(_SHARED) > 5000:
            _SHARED.clear()
        _SHARED[pattern] = _share(weights, rows)
    return _SHARED[pattern]


def _share(
    weights: Mapping[Dimension, int], rows: Sequence[tuple[Dimension, int, int | None]]
) -> tuple[tuple[Fraction, ...], Fraction]:
    inside = {each: sum(weight for dimension, weight, _ in rows if dimension is each) for each in Dimension}
    known_inside = {
        each: sum(weight for dimension, weight, points in rows if dimension is each and points is not None)
        for each in Dimension
    }
    # A dimension without any indicator of weight is no part of the index.
    whole = sum(weight for each, weight in weights.items() if inside[each])
    together = sum(weight for each, weight in weights.items() if known_inside[each])
    shares, known = [], Fraction(0)
    for dimension, weight, points in rows:
        if points is None or not known_inside[dimension] or not together:
            shares.append(Fraction(0))
            continue
        shares.append(Fraction(weights[dimension], together) * Fraction(weight, known_inside[dimension]))
        known += Fraction(weights[dimension], whole) * Fraction(weight, inside[dimension])
    return tuple(shares), known


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


def packed(lines: Sequence[Line]) -> list[list[Any]]:
    """The lines as JSON values, short: a bureau keeps thousands."""
    return [
        [line.key, line.dimension.value, line.weight, line.share, line.points, line.next, line.value, *line.evidence]
        for line in lines
    ]


def unpacked(rows: Sequence[Sequence[Any]]) -> tuple[Line, ...]:
    """What `packed` made."""
    return tuple(
        Line(key, Dimension(dimension), weight, share, points, following, value, tuple(evidence))
        for key, dimension, weight, share, points, following, value, *evidence in rows
    )
