"""Every number that the rules of 发展党员 name, held on both sides of its boundary."""

import pytest

from scoring.development import Case, Done
from scoring.development_dues import dues, late_days
from scoring.development_rules import blocks, warnings
from scoring.development_steps import Step
from storage.development.rules import USED
from storage.rules.regulations import own
from tests.rules.test_development import FAR, N, case_until, d


def refused(step, day=None, before=None, **facts):
    """The rules that are against that step on that day, after the whole way up to it."""
    case = before or case_until(step)
    return {block.rule for block in blocks(case, Done(step, d(day or "2026-06-01"), **facts), N, FAR)}


def late(step, day, before=None):
    """The rule whose term is over by then."""
    case = before or case_until(step)
    return {due.rule for due in dues(case, N) if due.step is step and late_days(case, Done(step, d(day)), N)}


def trained(**facts):
    """Before the pre-review, with nothing but that training."""
    return Case((*case_until(Step.TRAINED).done, Done(Step.TRAINED, d("2025-04-01"), **facts)))


def inspected(*days):
    """An activist who was inspected on those days, and of whom opinions were heard."""
    done = [each for each in case_until(Step.PROPOSED).done if each.step is not Step.INSPECTED]
    return Case((*done, *(Done(Step.INSPECTED, d(day)) for day in days)))


def warned(day):
    """Who leaves on that day, at a pre-review of 2025-04-10."""
    done = Done(Step.PRE_REVIEWED, d("2025-04-10"), leaves=d(day))
    return {each.rule for each in warnings(case_until(Step.PRE_REVIEWED), done, N)}


LONGER = Case((*case_until(Step.APPROVED).done, Done(Step.LONGER, d("2025-08-01"), noted=True)))
PUT_OFF = Case(
    (*case_until(Step.FULL_VOTED).done, Done(Step.DEFERRED, d("2026-05-10"), noted=True)), moved=(d("2026-01-05"),)
)
EXTENDED = Case(
    (
        *case_until(Step.FULL_VOTED).done,
        Done(Step.EXTENDED, d("2026-05-10"), months=6),
        Done(Step.EXTENDED_APPROVED, d("2026-05-11")),
    )
)
# Rule and number; what is against it just beyond its boundary, and just within.
HELD = [
    ("application_talk", "months", late(Step.TALKED, "2024-02-11"), late(Step.TALKED, "2024-02-10")),
    ("cultivation", "months", refused(Step.PROPOSED, "2025-02-27"), refused(Step.PROPOSED, "2025-02-28")),
    (
        "cultivation",
        "inspection",
        refused(Step.INSPECTED, "2024-08-28", inspected("2024-06-01")),
        refused(Step.INSPECTED, "2024-08-29", inspected("2024-06-01")),
    ),
    ("cultivation", "contacts_min", refused(Step.CONTACTS, count=0), refused(Step.CONTACTS, count=1)),
    ("cultivation", "contacts_max", refused(Step.CONTACTS, count=3), refused(Step.CONTACTS, count=2)),
    (
        "notice_period",
        "working_days",
        refused(Step.NOTICE_ENDED, "2025-03-10"),
        refused(Step.NOTICE_ENDED, "2025-03-11"),
    ),
    ("introducers", "introducers", refused(Step.INTRODUCERS, count=1), refused(Step.INTRODUCERS, count=2)),
    ("introducers", "introducers", refused(Step.INTRODUCERS, count=3), refused(Step.INTRODUCERS, count=2)),
    (
        "short_training",
        "days",
        refused(Step.PRE_REVIEWED, before=trained(days=2)),
        refused(Step.PRE_REVIEWED, before=trained(days=3)),
    ),
    (
        "short_training",
        "hours",
        refused(Step.PRE_REVIEWED, before=trained(hours=23)),
        refused(Step.PRE_REVIEWED, before=trained(hours=24)),
    ),
    ("pre_review", "months", warned("2025-07-10"), warned("2025-07-11")),
    ("pre_review_to_meeting", "months", late(Step.ADMITTED, "2025-05-11"), late(Step.ADMITTED, "2025-05-10")),
    ("committee_approval", "months", late(Step.APPROVED, "2025-08-11"), late(Step.APPROVED, "2025-08-10")),
    (
        "committee_approval",
        "special_months",
        late(Step.APPROVED, "2025-11-11", LONGER),
        late(Step.APPROVED, "2025-11-10", LONGER),
    ),
    ("oath", "months", late(Step.SWORN, "2025-09-11"), late(Step.SWORN, "2025-09-10")),
    ("probation", "months", refused(Step.FULL_VOTED, "2026-05-09"), refused(Step.FULL_VOTED, "2026-05-10")),
    (
        "full_membership_deferral",
        "months",
        late(Step.FULL_VOTED, "2026-11-11", PUT_OFF),
        late(Step.FULL_VOTED, "2026-11-10", PUT_OFF),
    ),
    (
        "probation_extension",
        "count",
        refused(Step.EXTENDED, "2026-11-10", EXTENDED, months=6),
        refused(Step.EXTENDED, "2026-11-10", case_until(Step.FULL_VOTED), months=6),
    ),
    (
        "probation_extension",
        "months_min",
        refused(Step.EXTENDED, before=case_until(Step.FULL_VOTED), months=5),
        refused(Step.EXTENDED, before=case_until(Step.FULL_VOTED), months=6),
    ),
    (
        "probation_extension",
        "months_max",
        refused(Step.EXTENDED, before=case_until(Step.FULL_VOTED), months=13),
        refused(Step.EXTENDED, before=case_until(Step.FULL_VOTED), months=12),
    ),
    (
        "full_membership_approval",
        "months",
        late(Step.FULL_APPROVED, "2026-08-11"),
        late(Step.FULL_APPROVED, "2026-08-10"),
    ),
]


@pytest.mark.parametrize(("rule", "name", "beyond", "within"), HELD)
def test_every_number_is_held_on_both_sides(rule, name, beyond, within):
    assert (beyond, within) == ({rule}, set()), name


def test_no_number_of_the_rules_is_without_its_two_sides():
    of_votes = {"quorum", "majority", "secret", "written", "usual"}
    numbers = {(key, name) for key in USED for name in own()[key].values if name not in of_votes}
    assert {(rule, name) for rule, name, *_ in HELD} == numbers
