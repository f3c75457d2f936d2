"""Exams as arithmetic: which questions a person is given, in which order their options stand, and what an answer earns."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from random import Random

LAST = ("以上", "上述")
"""An option that speaks of the others stays the last one, however the options are shuffled."""
TRUE, FALSE = "对", "错"


class Kind(StrEnum):
    """A kind of question; the value is the word that people read and write."""

    SINGLE = "单选"
    SEVERAL = "多选"
    JUDGE = "判断"


@dataclass(frozen=True, slots=True)
class Item:
    """What drawing needs to know of a question. `options` are the texts, in the order in which they were entered."""

    number: int
    kind: Kind
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as one person gets it: `order[i]` is the entered place of the option that is shown in place i."""

    number: int
    order: tuple[int, ...]


def seed_of(*facts: object) -> int:
    """A number that is the same for the same facts, in every process."""
    return int.from_bytes(hashlib.sha256(repr(facts).encode()).digest()[:8], "big")


def draw(seed: int, pools: Mapping[str, Sequence[Item]], counts: Mapping[str, int]) -> list[Drawn]:
    """That many questions of each topic, or all where there are fewer, mixed; the same for the same seed and pools."""
    random = Random(seed)
    found: list[Item] = []
    taken: set[int] = set()
    for topic in sorted(counts):
        pool = [item for item in sorted(pools.get(topic, ()), key=lambda each: each.number) if item.number not in taken]
        chosen = random.sample(pool, min(counts[topic], len(pool)))
        taken |= {item.number for item in chosen}
        found += chosen
    random.shuffle(found)
    return [Drawn(item.number, shuffled(item, random)) for item in found]


def shuffled(item: Item, random: Random) -> tuple[int, ...]:
    """The options' places, mixed; 对 and 错 stay as they are, and so does what speaks of the other options."""
    places = list(range(len(item.options)))
    if item.kind is Kind.JUDGE:
        return tuple(places)
    last = [place for place in places if item.options[place].startswith(LAST)]
    free = [place for place in places if place not in last]
    random.shuffle(free)
    return tuple(free + last)


def is_right(right: Sequence[int], chosen: Sequence[int]) -> bool:
    """Whether an answer is the right one: of several right options all, and none besides."""
    return set(right) == set(chosen)


def share(points: int, full: int) -> Fraction:
    """The share of the points that was earned."""
    return Fraction(points, full) if full else Fraction(0)


def percent(part: Fraction) -> int:
    """A share in whole percent, never rounded up: 59.9 % is not 60 %."""
    return part.numerator * 100 // part.denominator


def passed(points: int, full: int, pass_percent: int) -> bool:
    """Whether that many points reach the pass mark."""
    return points * 100 >= full * pass_percent
