"""The probation: whom it is discussed of later, extended and cancelled, and its days."""

import pytest

from scoring.development import Case, Done, probation_ends
from scoring.development_dues import dues, late_days
from scoring.development_rules import ahead, blocks, possible
from scoring.development_steps import ORDER, Step
from tests.rules.test_development import FAR, N, case_until, d


def moved_in(*days):
    """The whole way up to the vote on full membership, by somebody whose case came to the branch on those days."""
    return Case(case_until(Step.FULL_VOTED).done, moved=tuple(map(d, days)))


@pytest.mark.parametrize(
    ("days", "allowed"),
    [((), False), (("2025-05-09",), False), (("2025-05-10",), True), (("2024-01-01", "2026-04-01"), True)],
)
def test_only_a_probationer_who_moved_in_is_discussed_later(days, allowed):
    deferred = Done(Step.DEFERRED, d("2026-05-10"), noted=True)
    assert (blocks(moved_in(*days), deferred, N, FAR) == ()) is allowed
    assert (Step.DEFERRED in dict(ahead(moved_in(*days), N, FAR))) is allowed


def test_the_discussion_is_put_off_at_the_end_of_the_probation_by_six_months_and_no_day_of_membership_is_lost():
    case = moved_in("2026-01-05")
    (early,) = possible(case, Step.DEFERRED, N, d("2026-05-09"))
    assert early.rule == "probation"
    assert possible(case, Step.DEFERRED, N, d("2026-05-10")) == ()
    deferred = Case((*case.done, Done(Step.DEFERRED, d("2026-05-10"), noted=True)), moved=case.moved)
    (due,) = dues(deferred, N)
    assert (due.step, due.by.day, due.rule) == (Step.FULL_VOTED, d("2026-11-10"), "full_membership_deferral")
    for day, late in (("2026-05-11", 0), ("2026-11-10", 0), ("2026-11-11", 1)):
        voted = Done(Step.FULL_VOTED, d(day))
        assert blocks(deferred, voted, N, FAR) == ()
        assert late_days(deferred, voted, N) == late
        assert probation_ends(Case((*deferred.done, voted)), N) == d("2026-05-10")


def test_a_cancellation_is_voted_and_approved_and_ends_everything():
    case = case_until(Step.FULL_VOTED)
    (first,) = possible(case, Step.CANCEL_VOTED, N, FAR)
    assert "提出取消" in first.why
    proposed = Case((*case.done, Done(Step.CANCEL_PROPOSED, d("2026-05-09"), noted=True)))
    (unvoted,) = possible(proposed, Step.CANCEL_APPROVED, N, FAR)
    assert "支部大会讨论取消资格" in unvoted.why
    for no in (Step.CANCEL_VOTED, Step.CANCEL_APPROVED):
        done = [*proposed.done]
        if no is Step.CANCEL_APPROVED:
            done.append(Done(Step.CANCEL_VOTED, d("2026-05-10")))
        kept = Case((*done, Done(no, d("2026-05-11"), passed=False)))
        assert not kept.has(Step.CANCEL_PROPOSED)
        assert possible(kept, Step.FULL_VOTED, N, d("2026-05-11")) == ()
    voted = Case((*proposed.done, Done(Step.CANCEL_VOTED, d("2026-05-10"))))
    assert not voted.is_cancelled
    for step in (Step.FULL_VOTED, Step.EXTENDED, Step.FULL_APPROVED, Step.DEFERRED):
        assert possible(voted, step, N, FAR)
    ended = Case((*voted.done, Done(Step.CANCEL_APPROVED, d("2026-05-20"))))
    assert ended.is_cancelled
    assert dues(ended, N) == ()
    assert [step for step, _ in ahead(ended, N, FAR) if step in ORDER[Step.FULL_APPLIED.place :]] == []


def test_nobody_is_cancelled_before_or_after_the_probation():
    assert possible(case_until(Step.APPROVED), Step.CANCEL_PROPOSED, N, FAR)
    assert not possible(case_until(Step.SWORN), Step.CANCEL_PROPOSED, N, FAR)
    assert possible(case_until(None), Step.CANCEL_PROPOSED, N, FAR)


def test_the_probation_is_extended_once_by_a_vote_that_is_approved():
    case = case_until(Step.FULL_VOTED)
    assert probation_ends(case, N) == d("2026-05-10")
    (early,) = possible(case, Step.EXTENDED, N, d("2026-05-09"))
    assert early.rule == "probation"
    voted = Case((*case.done, Done(Step.EXTENDED, d("2026-05-10"), months=6)))
    # Until the committee has approved it, nothing is longer and nothing else is decided.
    assert probation_ends(voted, N) == d("2026-05-10")
    for step in (Step.FULL_VOTED, Step.EXTENDED):
        (waits,) = possible(voted, step, N, FAR)
        assert "还没有批复" in waits.why
    extended = Case((*voted.done, Done(Step.EXTENDED_APPROVED, d("2026-05-20"))))
    assert probation_ends(extended, N) == d("2026-11-10")
    assert blocks(extended, Done(Step.FULL_VOTED, d("2026-11-09")), N, FAR)
    assert blocks(extended, Done(Step.FULL_VOTED, d("2026-11-10")), N, FAR) == ()
    (again,) = blocks(extended, Done(Step.EXTENDED, d("2026-11-10"), months=6), N, FAR)
    assert again.rule == "probation_extension"
    refused = Case((*voted.done, Done(Step.EXTENDED_APPROVED, d("2026-05-20"), passed=False)))
    assert probation_ends(refused, N) == d("2026-05-10")
    assert not refused.has(Step.EXTENDED)
    assert possible(refused, Step.FULL_VOTED, N, d("2026-05-20")) == ()


def test_a_probation_from_29_february():
    days = [Done(step, d("2024-02-29")) for step in (Step.ADMITTED,)]
    assert probation_ends(Case(tuple(days)), N) == d("2025-02-28")
