"""发展党员 in a stretch of time, in numbers: who stands where and for how long, what was reached, what is stuck, the plan against what
was done. Facts in, no clock."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from scoring.cadence import add_months
from scoring.development import Case
from scoring.development_steps import CLOSES, Stage, Step

REACHED = (Step.APPLIED, Step.ACTIVIST, Step.CANDIDATE, Step.ADMITTED, Step.FULL_APPROVED)
"""What is counted of the time."""


@dataclass(frozen=True, slots=True)
class Way:
    """One person's way: whose, of which branch, what has happened; ``ended`` where it was broken off, ``late`` where a term is over."""

    case: int
    person_id: int
    person: str
    branch_id: int
    facts: Case
    ended: bool = False
    late: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A way under way on the last day: its stage, since when it is in it, and when something last happened."""

    way: Way
    stage: Stage
    since: date
    last: date
    stuck: str = ""


@dataclass(frozen=True)
class Figures:
    """`days` are the median of how long those in a stage have been there. Of the plan: how many are on it, how many of them were
    admitted in the time, and how many were admitted without being on it."""

    under_way: tuple[Standing, ...]
    by_stage: dict[Stage, int]
    days: dict[Stage, int]
    reached: dict[Step, int]
    planned: int
    planned_done: int
    unplanned: int

    @property
    def stuck(self) -> tuple[Standing, ...]:
        """Those whose term is over, or with whom nothing has happened for long."""
        return tuple(each for each in self.under_way if each.stuck)


def figures(ways: Sequence[Way], planned: Collection[int], first: date, last: date, months: int) -> Figures:
    """Of these ways in the time; ``planned`` are the persons on the approved plan, stuck is what has rested so many months."""
    admitted = {way.person_id for way in ways for done in way.facts.all_of(Step.ADMITTED) if first <= done.on <= last}
    under_way = tuple(standing for way in ways if (standing := _standing(way, last, months)))
    by_stage = Counter(each.stage for each in under_way)
    return Figures(
        under_way=under_way,
        by_stage={stage: by_stage[stage] for stage in Stage},
        days={
            stage: round(median((last - each.since).days for each in under_way if each.stage is stage))
            for stage in Stage
            if by_stage[stage]
        },
        reached={
            step: sum(first <= done.on <= last for way in ways for done in way.facts.all_of(step)) for step in REACHED
        },
        planned=len(planned),
        planned_done=len(admitted & set(planned)),
        unplanned=len(admitted - set(planned)),
    )


def _standing(way: Way, last: date, months: int) -> Standing | None:
    facts = Case(tuple(done for done in way.facts.done if done.on <= last))
    if way.ended or not facts.done or facts.is_complete or facts.is_cancelled:
        return None
    newest = max(done.on for done in facts.done)
    stages = list(Stage)
    before = stages[: stages.index(facts.stage)]
    since = max((found.on for stage in before if (found := facts.last(CLOSES[stage]))), default=facts.done[0].on)
    stuck = way.late
    if not stuck and add_months(newest, months) < last:
        stuck = f"{(last - newest).days} 天没有进展"
    return Standing(way, facts.stage, since, newest, stuck)
