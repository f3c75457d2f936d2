"""The rule file of the health index: weights, curves, thresholds, each with its source; wrong ones are named.

Everything in it is exact: whole numbers and fractions, so that the same facts always give the same index. What is worked out for
each person is worked out in whole numbers alone.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from pathlib import Path
from typing import Any

from scoring.index.measures import MEASURES, Measured, Ratio
from scoring.own_rules import RuleFile, RuleFileError, read_once
from scoring.rating import Dimension

FILE = Path(__file__).with_name("rules.toml")
RULES = RuleFile(FILE, "index.toml")
FULL = 1000
"""Full points, in tenths."""


class RuleError(RuleFileError):
    """The rule file is wrong; the text names the place."""


@dataclass(frozen=True)
class Curve:
    """Points (in tenths) by value: straight lines between the knots, level beyond the first and the last."""

    knots: tuple[tuple[Fraction, Fraction], ...]

    def points(self, value: Ratio) -> int:
        """The points of a value, rounded half up."""
        number, of = value
        for (end, end_of), (slope, base, unit) in self._lines:
            if number * end_of <= end * of:
                return rounded(slope * number + base * of, unit * of)
        return self._most

    @cached_property
    def _lines(self) -> tuple[tuple[Ratio, tuple[int, int, int]], ...]:
        """Up to which value each line goes, and its points: (slope × value + base) ÷ unit."""
        knots = ((self.knots[0][0] - 1, self.knots[0][1]), *self.knots)
        found = []
        for (left, low), (right, high) in pairwise(knots):
            slope = (high - low) / (right - left)
            base = low - slope * left
            unit = lcm(slope.denominator, base.denominator)
            found.append((right.as_integer_ratio(), (int(slope * unit), int(base * unit), unit)))
        return tuple(found)

    @cached_property
    def _most(self) -> int:
        return rounded(*self.knots[-1][1].as_integer_ratio())


@dataclass(frozen=True)
class Indicator:
    """One indicator: how it is called, of which input and dimension it is, and what it weighs there.

    `parts`: what one of each kind of its records weighs, where it has several kinds; `units` the same in whole numbers.
    """

    key: str
    title: str
    input: str
    dimension: Dimension
    weight: int
    curve: Curve
    source: str
    parts: Mapping[str, Fraction] = field(default_factory=dict)

    @cached_property
    def units(self) -> Mapping[str, int]:
        whole = lcm(*(each.denominator for each in self.parts.values()))
        return {name: int(each * whole) for name, each in self.parts.items()}


@dataclass(frozen=True, slots=True)
class Windows:
    """How many months count, ending with the verdict's, and on which day of the next month a month is closed."""

    meetings: int
    duty: int
    ratings: int
    exams: int
    settles: int
    source: str


@dataclass(frozen=True, slots=True)
class Colours:
    """From how many points (in tenths) a colour holds, the margin of the hysteresis, and the least known share."""

    green: int
    yellow: int
    margin: int
    known: Fraction
    source: str


Shares = tuple[tuple[int, ...], int, int]
"""What each indicator weighs in the total, in hundredths of a percent; the known weight, of how much, before sharing out."""


@dataclass(frozen=True)
class Rules:
    """One version of everything that the index is computed with.

    `lines` and `shares` keep what has been worked out by them: by indicator, value and share, and by which indicators are known.
    """

    version: str
    note: str
    colours: Colours
    windows: Windows
    dimensions: Mapping[Dimension, int]
    sources: Mapping[Dimension, str]
    indicators: tuple[Indicator, ...]
    lines: dict[tuple[str, Measured, int], Any] = field(default_factory=dict, compare=False, repr=False)
    shares: dict[tuple[bool, ...], Shares] = field(default_factory=dict, compare=False, repr=False)

    def without(self, key: str) -> "Rules":
        """These rules with one indicator left out, as a version of their own."""
        others = tuple(each for each in self.indicators if each.key != key)
        left_out = "、".join(each.title for each in self.indicators if each.key == key)
        return replace(self, version=f"{self.version}（不含{left_out}）", indicators=others, lines={}, shares={})

    def indicator(self, key: str) -> Indicator | None:
        """The indicator of that name; None where another version had it."""
        return next((each for each in self.indicators if each.key == key), None)


def rounded(number: int, of: int) -> int:
    """The quotient rounded half up, as people round by hand."""
    return (2 * number + of) // (2 * of)


@read_once
def own() -> Rules:
    """The rules that hold: as shipped, with the bureau's own over them. Raises RuleError."""
    return RULES.checked(from_tables, Fraction)


def load(path: Path = FILE) -> Rules:
    """Raises RuleError."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: {error}") from error


def parse(text: str) -> Rules:
    """As load(), from the file's text."""
    try:
        table = tomllib.loads(text, parse_float=Fraction)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"不是 TOML：{error}") from error
    return from_tables(table)


def from_tables(table: dict[str, Any]) -> Rules:
    """As parse(), from the tables themselves."""
    _keys("文件", table, {"version", "note", "colours", "windows", "dimensions", "indicators"})
    dimensions = _dimensions(table["dimensions"])
    mark = hashlib.sha256(repr(sorted(_flat(table))).encode()).hexdigest()[:6]
    return Rules(
        version=f"{_text('version', table['version'])}-{mark}",
        note=_text("note", table["note"]),
        colours=_colours(table["colours"]),
        windows=_windows(table["windows"]),
        dimensions={each: weight for each, (weight, _) in dimensions.items()},
        sources={each: source for each, (_, source) in dimensions.items()},
        indicators=_indicators(table["indicators"]),
    )


def _flat(value: object, path: str = "") -> list[tuple[str, str]]:
    """Every number of the file by its path; words change no index."""
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in _flat(inner, f"{path}.{key}")]
    if isinstance(value, list):
        return [each for number, inner in enumerate(value) for each in _flat(inner, f"{path}.{number}")]
    return [(path, str(value))] if isinstance(value, int | Fraction) or path.endswith(".dimension") else []


def _dimensions(table: dict[str, Any]) -> dict[Dimension, tuple[int, str]]:
    if set(table) != {each.value for each in Dimension}:
        raise RuleError("dimensions: 须是德、能、勤、绩、廉五项")
    found = {}
    for each in Dimension:
        row = table[each.value]
        _keys(f"dimensions.{each.value}", row, {"weight", "source"})
        where = f"dimensions.{each.value}"
        found[each] = (_whole(f"{where}.weight", row["weight"], 0, 1000), _text(f"{where}.source", row["source"]))
    if not any(weight for weight, _ in found.values()):
        raise RuleError("dimensions: 至少一项的权重要大于 0")
    return found


def _indicators(table: dict[str, Any]) -> tuple[Indicator, ...]:
    if set(table) != set(MEASURES):
        raise RuleError(f"indicators: 须是 {'、'.join(MEASURES)}；不用的把权重写成 0")
    found = []
    for key in MEASURES:
        row, where = table[key], f"indicators.{key}"
        parts = MEASURES[key].parts
        _keys(where, row, {"title", "input", "dimension", "weight", "curve", "source", *(["parts"] if parts else [])})
        try:
            dimension = Dimension(row["dimension"])
        except ValueError as error:
            raise RuleError(f"{where}.dimension: 只能是德、能、勤、绩、廉") from error
        found.append(
            Indicator(
                key=key,
                title=_text(f"{where}.title", row["title"]),
                input=_text(f"{where}.input", row["input"]),
                dimension=dimension,
                weight=_whole(f"{where}.weight", row["weight"], 0, 1000),
                curve=_curve(f"{where}.curve", row["curve"], falling=MEASURES[key].less_is_better),
                source=_text(f"{where}.source", row["source"]),
                parts=_parts(f"{where}.parts", row["parts"], parts) if parts else {},
            )
        )
    return tuple(found)


def _parts(where: str, row: object, wanted: tuple[str, ...]) -> dict[str, Fraction]:
    _keys(where, row, set(wanted))
    assert isinstance(row, dict)  # noqa: S101 - as _keys has said
    for name, number in row.items():
        if isinstance(number, bool) or not isinstance(number, int | Fraction) or not 0 <= number <= 10:
            raise RuleError(f"{where}.{name}: 须是 0 到 10 的数")
    return {name: Fraction(row[name]) for name in wanted}


def _curve(where: str, knots: object, *, falling: bool) -> Curve:
    if not isinstance(knots, list) or len(knots) < 2 or any(not isinstance(k, list) or len(k) != 2 for k in knots):
        raise RuleError(f"{where}: 须是两个以上 [值, 分] 的列表")
    if any(isinstance(number, bool) or not isinstance(number, int | Fraction) for knot in knots for number in knot):
        raise RuleError(f"{where}: 只能是数字")
    read = [(Fraction(value), Fraction(points) * 10) for value, points in knots]
    for (left, low), (right, high) in pairwise(read):
        if left >= right:
            raise RuleError(f"{where}: 值须从小到大")
        if (high > low) if falling else (high < low):
            raise RuleError(f"{where}: 值更好，分不能更少")
    if any(not 0 <= points <= FULL for _, points in read):
        raise RuleError(f"{where}: 分须在 0 到 100 之间")
    return Curve(tuple(read))


def _colours(row: dict[str, Any]) -> Colours:
    _keys("colours", row, {"green", "yellow", "margin", "known", "source"})
    green, yellow = (_whole(f"colours.{name}", row[name], 0, 100) for name in ("green", "yellow"))
    margin, known = _whole("colours.margin", row["margin"], 0, 100), _whole("colours.known", row["known"], 0, 100)
    if green - margin < yellow + margin:
        raise RuleError("colours: green 减去 margin 不能低于 yellow 加上 margin")
    return Colours(green * 10, yellow * 10, margin * 10, Fraction(known, 100), _text("colours.source", row["source"]))


def _windows(row: dict[str, Any]) -> Windows:
    months = ("meetings", "duty", "ratings", "exams")
    _keys("windows", row, {*months, "settles", "source"})
    found = {name: _whole(f"windows.{name}", row[name], 1, 12) for name in months}
    settles = _whole("windows.settles", row["settles"], 1, 28)
    return Windows(**found, settles=settles, source=_text("windows.source", row["source"]))


def _keys(where: str, table: object, wanted: set[str]) -> None:
    if not isinstance(table, dict) or set(table) != wanted:
        raise RuleError(f"{where}: 须有且只有 {'、'.join(sorted(wanted))}")


def _whole(where: str, value: object, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise RuleError(f"{where}: 须是 {low} 到 {high} 的整数，不能是 {value!r}")
    return value


def _text(where: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RuleError(f"{where}: 须是文字")
    return value
