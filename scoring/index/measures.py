"""How each indicator is measured from the facts: its value, what one more step of the member's own would make it, its records.

A value is exact, and None where nothing is known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from scoring.index.facts import Came, Checked, Facts
from scoring.rating import Dimension

CHECKED = {Checked.IN_TIME: (1, 1), Checked.LATE: (7, 10), Checked.MISSING: (0, 1)}
"""What a self-check is worth by how it was handed in."""
LONGEST_STEP = 10  # tenths of an hour: one study hour is the next step

Ratio = tuple[int, int]
"""An exact number: the numerator and the denominator, which is above 0, not necessarily in lowest terms."""
Measured = tuple[Ratio | None, Ratio | None]
"""A value (None: unknown), and the value after the next step that the member can take (None: there is none)."""
Parts = Mapping[str, int]
"""What one of each kind of record weighs, against the others, within an indicator that is measured by several kinds."""
UNKNOWN: Measured = (None, None)


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator is measured, and from which kinds of records; of some, less is better.

    The rule file says what each of the `parts` weighs.
    """

    kinds: tuple[str, ...]
    of: Callable[[Facts, Parts], Measured]
    less_is_better: bool = False
    parts: tuple[str, ...] = ()


def _organised(facts: Facts, parts: Parts) -> Measured:
    """Meetings attended and topics spoken on, of those that count. A topic that is over cannot be made up, a meeting can."""
    came = [each.came for each in facts.meetings if each.came is not Came.EXCUSED]
    attended = len(came) - came.count(Came.ABSENT)
    meeting, topic = parts["meeting"], parts["topic"]
    whole = meeting * len(came) + topic * len(facts.topics)
    if not whole:
        return UNKNOWN
    reached = meeting * attended + topic * [each.spoke for each in facts.topics].count(True)
    return (reached, whole), (reached + meeting, whole) if attended < len(came) else None


def _study(facts: Facts, _parts: Parts) -> Measured:
    study = facts.study
    if study is None or study.due <= 0:
        return UNKNOWN
    after = (min(study.due, study.tenths + LONGEST_STEP), study.due)
    return (min(study.due, study.tenths), study.due), after if study.tenths < study.due else None


def _exams(facts: Facts, _parts: Parts) -> Measured:
    if not facts.exams:
        return UNKNOWN
    reached, full = 0, 1
    for each in facts.exams:
        reached, full = reached * each.full + each.points * full, full * each.full
    count = len(facts.exams)
    value = reached, full * count
    return value, (reached + full, full * (count + 1)) if reached < full * count else None


def _presence(facts: Facts, _parts: Parts) -> Measured:
    owed = sum([each.owed for each in facts.duty])
    if owed <= 0:
        return UNKNOWN
    return (sum([min(each.present, each.owed) for each in facts.duty]), owed), None


def _punctuality(facts: Facts, _parts: Parts) -> Measured:
    late = [each.late for each in facts.duty if each.owed > 0]
    return ((sum(late), len(late)), None) if late else UNKNOWN


def _post_check(facts: Facts, _parts: Parts) -> Measured:
    check = facts.check
    if check is None:
        return UNKNOWN
    return CHECKED[check.checked], CHECKED[Checked.LATE] if check.checked is Checked.MISSING else None


def _rated(dimension: Dimension) -> Callable[[Facts, Parts], Measured]:
    place = list(Dimension).index(dimension)

    def measure(facts: Facts, _parts: Parts) -> Measured:
        if not facts.ratings:
            return UNKNOWN
        return (sum([each.medians[place] for each in facts.ratings]), 2 * len(facts.ratings)), None

    return measure


_number, _month = attrgetter("number"), attrgetter("month")
MEASURES: Mapping[str, Measure] = {
    "meetings": Measure(("meeting", "topic"), _organised, parts=("meeting", "topic")),
    "rated_virtue": Measure(("rating",), _rated(Dimension.VIRTUE)),
    "study": Measure(("study",), _study),
    "rated_ability": Measure(("rating",), _rated(Dimension.ABILITY)),
    "presence": Measure(("duty",), _presence),
    "punctuality": Measure(("duty",), _punctuality, less_is_better=True),
    "rated_diligence": Measure(("rating",), _rated(Dimension.DILIGENCE)),
    "exams": Measure(("exam",), _exams),
    "rated_results": Measure(("rating",), _rated(Dimension.RESULTS)),
    "post_check": Measure(("check",), _post_check),
    "rated_integrity": Measure(("rating",), _rated(Dimension.INTEGRITY)),
}
"""Every indicator that a rule file names, in the order in which they are shown."""


def records(facts: Facts) -> tuple[str, ...]:
    """The records behind the values; whose they are is told by the kind before the colon."""
    alone = [each.record for each in (facts.study, facts.check) if each is not None]
    return (
        *[each.record for each in sorted(facts.meetings, key=_number)],
        *[each.record for each in sorted(facts.topics, key=_number)],
        *[each.record for each in sorted(facts.duty, key=_month)],
        *[each.record for each in sorted(facts.exams, key=_number)],
        *[each.record for each in sorted(facts.ratings, key=_month)],
        *alone,
    )
