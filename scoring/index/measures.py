"""How each indicator is measured from the facts: its value, what one more step of the member's own would make it, its records.

A value is exact, and None where nothing is known. Records are named as `kind:key`, so that the verdict says what it rests on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.index.facts import Came, Checked, Facts
from scoring.rating import Dimension

_ATTENDED = (Came.ON_SPOT, Came.LIVE, Came.MADE_UP)
_CHECKED = {Checked.IN_TIME: Fraction(1), Checked.LATE: Fraction(7, 10), Checked.MISSING: Fraction(0)}
LONGEST_STEP = 10  # tenths of an hour: one study hour is the next step


@dataclass(frozen=True, slots=True)
class Measured:
    """A value (None: unknown), the value after the next step that the member can take (None: there is none), the records."""

    value: Fraction | None = None
    next: Fraction | None = None
    evidence: tuple[str, ...] = ()


Parts = Mapping[str, Fraction]
"""What one of each kind of record weighs within an indicator that is measured by several kinds."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator is measured; of some, less is better. The rule file says what each of the `parts` weighs."""

    of: Callable[[Facts, Parts], Measured]
    less_is_better: bool = False
    parts: tuple[str, ...] = ()


UNKNOWN = Measured()


def _organised(facts: Facts, parts: Parts) -> Measured:
    """Meetings attended and topics spoken on, of those that count. A topic that is over cannot be made up, a meeting can."""
    evidence = [f"meeting:{each.number}:{each.came}" for each in sorted(facts.meetings, key=lambda m: m.number)]
    evidence += [
        f"topic:{each.number}:{'spoke' if each.spoke else 'silent'}"
        for each in sorted(facts.topics, key=lambda t: t.number)
    ]
    counted = [each for each in facts.meetings if each.came is not Came.EXCUSED]
    whole = parts["meeting"] * len(counted) + parts["topic"] * len(facts.topics)
    if not whole:
        return Measured(evidence=tuple(evidence))
    came = sum(each.came in _ATTENDED for each in counted)
    reached = parts["meeting"] * came + parts["topic"] * sum(each.spoke for each in facts.topics)
    after = (reached + parts["meeting"]) / whole if came < len(counted) else None
    return Measured(reached / whole, after, tuple(evidence))


def _alone(measure: Callable[[Facts], Measured]) -> Callable[[Facts, Parts], Measured]:
    """A measure of one kind of record."""

    def of(facts: Facts, _parts: Parts) -> Measured:
        return measure(facts)

    return of


def _study(facts: Facts) -> Measured:
    study = facts.study
    if study is None:
        return UNKNOWN
    evidence = (f"study:{study.year}:{study.tenths}:{study.due}",)
    if study.due <= 0:
        return Measured(evidence=evidence)
    reached = min(Fraction(1), Fraction(study.tenths, study.due))
    after = min(Fraction(1), Fraction(study.tenths + LONGEST_STEP, study.due))
    return Measured(reached, after if after > reached else None, evidence)


def _exams(facts: Facts) -> Measured:
    if not facts.exams:
        return UNKNOWN
    evidence = tuple(f"exam:{each.number}" for each in sorted(facts.exams, key=lambda exam: exam.number))
    total, count = sum((each.share for each in facts.exams), Fraction(0)), len(facts.exams)
    after = (total + 1) / (count + 1)
    return Measured(total / count, after if total < count else None, evidence)


def _presence(facts: Facts) -> Measured:
    evidence = _months("duty", [each.month for each in facts.duty])
    owed = sum((each.owed for each in facts.duty), Fraction(0))
    if owed <= 0:
        return Measured(evidence=evidence)
    present = sum((min(each.present, each.owed) for each in facts.duty), Fraction(0))
    return Measured(present / owed, None, evidence)


def _punctuality(facts: Facts) -> Measured:
    worked = [each for each in facts.duty if each.owed > 0]
    evidence = _months("duty", [each.month for each in facts.duty])
    if not worked:
        return Measured(evidence=evidence)
    return Measured(Fraction(sum(each.late for each in worked), len(worked)), None, evidence)


def _post_check(facts: Facts) -> Measured:
    check = facts.check
    if check is None:
        return UNKNOWN
    value = _CHECKED[check.checked]
    after = _CHECKED[Checked.LATE] if check.checked is Checked.MISSING else None
    return Measured(value, after, (f"check:{check.first}:{check.checked}",))


def _rated(dimension: Dimension) -> Callable[[Facts], Measured]:
    place = list(Dimension).index(dimension)

    def measure(facts: Facts) -> Measured:
        if not facts.ratings:
            return UNKNOWN
        given = [each.medians[place] for each in facts.ratings]
        return Measured(
            sum(given, Fraction(0)) / len(given), None, _months("rating", [each.month for each in facts.ratings])
        )

    return measure


def _months(kind: str, months: list[object]) -> tuple[str, ...]:
    return tuple(f"{kind}:{month}" for month in sorted(str(each) for each in months))


MEASURES: Mapping[str, Measure] = {
    "meetings": Measure(_organised, parts=("meeting", "topic")),
    "rated_virtue": Measure(_alone(_rated(Dimension.VIRTUE))),
    "study": Measure(_alone(_study)),
    "rated_ability": Measure(_alone(_rated(Dimension.ABILITY))),
    "presence": Measure(_alone(_presence)),
    "punctuality": Measure(_alone(_punctuality), less_is_better=True),
    "rated_diligence": Measure(_alone(_rated(Dimension.DILIGENCE))),
    "exams": Measure(_alone(_exams)),
    "rated_results": Measure(_alone(_rated(Dimension.RESULTS))),
    "post_check": Measure(_alone(_post_check)),
    "rated_integrity": Measure(_alone(_rated(Dimension.INTEGRITY))),
}
"""Every indicator that a rule file names, in the order in which they are shown."""
