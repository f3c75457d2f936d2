"""Which documents the file of a case must hold by now (材料清单), and which of them are not there. Facts in, no clock.

What is on the list is the bureau's to say (`storage/development/materials.toml`); a document is owed once its step is recorded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from scoring.development import Case, Done
from scoring.development_steps import Step


@dataclass(frozen=True, slots=True)
class Material:
    """A document that belongs into the file with a step.

    ``each``: one for every time that the step was recorded. ``verified``: the text that the step rests on names it; else it is
    usual in practice. ``about`` says how it is made.
    """

    key: str
    name: str
    step: Step
    each: bool = False
    verified: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A document that must be in the file: how many of it, how many there are, and by when the first that is missing is owed."""

    material: Material
    wanted: int
    there: int
    by: date

    @property
    def missing(self) -> int:
        """How many are not there."""
        return max(0, self.wanted - self.there)


def owed(
    case: Case, materials: Sequence[Material], there: Mapping[str, int], days: int, zone: tzinfo
) -> tuple[Owed, ...]:
    """Every document that the steps so far ask for, in the list's order; each so many days after its step was recorded."""
    found = []
    for material in materials:
        done = case.all_of(material.step)
        if not done:
            continue
        asking = done if material.each else done[-1:]
        kept = there.get(material.key, 0)
        first = asking[min(kept, len(asking) - 1)]
        found.append(Owed(material, len(asking), kept, _entered(first, zone) + timedelta(days=days)))
    return tuple(found)


def missing(found: Sequence[Owed]) -> tuple[Owed, ...]:
    """Those of which some are not there."""
    return tuple(each for each in found if each.missing)


def _entered(done: Done, zone: tzinfo) -> date:
    """What was entered late from the papers is owed from then on."""
    entered = done.entered.astimezone(zone).date() if done.entered else done.on
    return max(entered, done.on)
