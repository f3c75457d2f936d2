"""Quorum and majority: whether enough of those entitled to vote are there, and whether enough of them are in favour.

Everything is exact: whole numbers and fractions.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

_BOUND = re.compile(r"(>=?) ?([0-9]+/[0-9]+|1)")


@dataclass(frozen=True, slots=True)
class Bound:
    """A share that has to be reached: at least so much (半数以上), or more than so much (超过半数)."""

    share: Fraction
    more: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        """From ">= 1/2" or "> 1/2". Raises ValueError for what is neither, and for what nobody could reach."""
        found = _BOUND.fullmatch(text)
        bound = cls(Fraction(found[2]), found[1] == ">") if found and not found[2].endswith("/0") else None
        if bound is None or not 0 < bound.share <= 1 - (bound.more and bound.share == 1):
            raise ValueError(text)
        return bound

    def __str__(self) -> str:
        return f"{'>' if self.more else '>='} {self.share}"

    def of(self, whole: int) -> int:
        """The least number, at least 1, that reaches it."""
        least = math.floor(whole * self.share) + 1 if self.more else math.ceil(whole * self.share)
        return max(1, least)


@dataclass(frozen=True, slots=True)
class VoteRule:
    """How many of those entitled must be present, and how many must be in favour."""

    quorum: Bound
    majority: Bound


@dataclass(frozen=True, slots=True)
class Quorum:
    """``needed`` people must be present of the ``entitled``; with nobody entitled there is never a quorum."""

    entitled: int
    present: int
    needed: int
    met: bool


@dataclass(frozen=True, slots=True)
class Majority:
    """``needed`` of all ``entitled`` must be in favour, whoever is present."""

    entitled: int
    in_favour: int
    needed: int
    met: bool


def quorum(entitled: int, present: int, rule: VoteRule) -> Quorum:
    """Whether enough of those entitled to vote are present. Raises ValueError unless 0 <= present <= entitled."""
    _check_count(entitled, present)
    needed = rule.quorum.of(entitled)
    return Quorum(entitled, present, needed, present >= needed)


def majority(entitled: int, in_favour: int, rule: VoteRule) -> Majority:
    """Whether enough of all entitled voted in favour. Raises ValueError unless 0 <= in_favour <= entitled."""
    _check_count(entitled, in_favour)
    needed = rule.majority.of(entitled)
    return Majority(entitled, in_favour, needed, in_favour >= needed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of an election: the options elected, most votes first; those that stand equal for the last seats; the seats left."""

    elected: tuple[int, ...]
    tied: tuple[int, ...]
    left: int


def elect(counts: Sequence[int], seats: int, needed: int) -> Outcome:
    """Of those with votes enough, the ones with the most take the seats; equal ones beyond the seats take none of them."""
    enough = [place for place, votes in enumerate(counts) if votes >= needed]
    ranked = sorted(enough, key=lambda place: (-counts[place], place))
    if len(ranked) <= seats:
        return Outcome(tuple(ranked), (), seats - len(ranked))
    border = counts[ranked[seats - 1]]
    if counts[ranked[seats]] < border:
        return Outcome(tuple(ranked[:seats]), (), 0)
    above = tuple(place for place in ranked if counts[place] > border)
    return Outcome(above, tuple(place for place in ranked if counts[place] == border), seats - len(above))


def _check_count(entitled: int, counted: int) -> None:
    if not 0 <= counted <= entitled:
        raise ValueError(f"{counted} of {entitled} entitled to vote")
