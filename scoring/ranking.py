"""The ranking as arithmetic: what a person's score is made of, and who has which place."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from scoring.own_rules import RuleFile, RuleFileError, read_once

FILE = Path(__file__).with_name("ranking.toml")
RULES = RuleFile(FILE, "ranking.toml")
K = TypeVar("K")


class RankingError(RuleFileError):
    """The file of weights is wrong; the text names the field."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, of 100. `practice_days` are the days of practice in a month beyond which no more count."""

    exams: int
    study: int
    practice: int
    practice_days: int
    version: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One person's period. `exams` are the shares of the points, 0 for one not taken; `study` the share of the hours owed,
    None where study is not kept; `practised` the days of practice."""

    exams: tuple[Fraction, ...] = ()
    study: Fraction | None = None
    practised: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One line of what a score is made of. `value` is None where there was nothing to count: its weight is shared out."""

    name: str
    value: Fraction | None
    weight: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Score:
    total: Fraction
    parts: tuple[Part, ...]


def parse(text: str) -> Weights:
    """Read the file's text. Raises RankingError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RankingError(f"不是 TOML：{error}") from error
    return from_tables(table)


def from_tables(table: Mapping[str, Any]) -> Weights:
    """As parse(), from the tables themselves."""
    try:
        if unknown := [each for each in table if each not in {"version", "weights", "practice"}]:
            raise RankingError(f"不认识 {'、'.join(unknown)}")
        weights, practice = table["weights"], table["practice"]
        found = Weights(
            exams=_number(weights, "exams"),
            study=_number(weights, "study"),
            practice=_number(weights, "practice"),
            practice_days=_number(practice, "days_a_month"),
            version=str(table["version"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise RankingError("须有 version、weights（exams、study、practice）和 practice（days_a_month）") from error
    if unknown := [*(weights.keys() - {"exams", "study", "practice"}), *(practice.keys() - {"days_a_month"})]:
        raise RankingError(f"不认识 {'、'.join(sorted(unknown))}")
    if found.exams + found.study + found.practice != 100:
        raise RankingError("weights: exams、study、practice 加起来须是 100")
    if found.practice > 10:
        raise RankingError("weights.practice: 最多占 10")
    if found.practice_days < 1:
        raise RankingError("practice.days_a_month: 不能小于 1")
    return found


def _number(table: Mapping[str, Any], name: str) -> int:
    value = table[name]
    if type(value) is not int or value < 0:
        raise RankingError(f"{name}: 须是整数，不能是 {value!r}")
    return value


@read_once
def own() -> Weights:
    """The weights that hold: as shipped, with the bureau's own over them. Raises RankingError."""
    return RULES.checked(from_tables)


def score(facts: Facts, weights: Weights, months: int) -> Score:
    """A person's score over that many months. Of exams and study, one without anything to count gives its weight to the other."""
    exams = sum(facts.exams, Fraction(0)) / len(facts.exams) if facts.exams else None
    study = None if facts.study is None else min(facts.study, Fraction(1))
    main = {"考试": (exams, weights.exams), "学时": (study, weights.study)}
    counted = sum(weight for value, weight in main.values() if value is not None)
    whole = 100 - weights.practice
    parts = []
    for name, (value, weight) in main.items():
        carries = Fraction(whole * weight, counted) if value is not None and counted else Fraction(0)
        parts.append(Part(name, value, carries, (value or Fraction(0)) * carries))
    practised = min(Fraction(facts.practised, weights.practice_days * months), Fraction(1))
    parts.append(Part("日常练习", practised, Fraction(weights.practice), practised * weights.practice))
    return Score(sum((part.points for part in parts), Fraction(0)), tuple(parts))


def places(scores: Mapping[K, Fraction]) -> list[tuple[int, K]]:
    """(place, whose) from the best on; equal scores share a place, and the next one is left out: 1, 2, 2, 4."""
    ordered = sorted(scores, key=lambda each: -scores[each])
    found: list[tuple[int, K]] = []
    for position, each in enumerate(ordered, 1):
        same = bool(found) and scores[found[-1][1]] == scores[each]
        found.append((found[-1][0] if same else position, each))
    return found


def average(values: Sequence[Fraction]) -> Fraction:
    """The mean; 0 of nothing."""
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)
