"""Quorum and majority on both sides of their bounds: at least half is not more than half."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.votes import Bound, Outcome, VoteRule, elect, majority, quorum
from storage.rules.regulations import load, vote_rule

HALF = VoteRule(Bound(Fraction(1, 2)), Bound(Fraction(1, 2), more=True))


@pytest.mark.parametrize(
    ("rule", "entitled", "needed"),
    [
        # half or more (支部工作条例, 第十一条)
        *[
            ("quorum_and_vote", entitled, needed)
            for entitled, needed in ((1, 1), (2, 1), (3, 2), (9, 5), (10, 5), (11, 6))
        ],
        # more than half (发展党员工作细则, 第十九条、第三十二条)
        *[
            (rule, entitled, needed)
            for rule in ("acceptance_vote", "full_membership_vote")
            for entitled, needed in ((1, 1), (2, 2), (3, 2), (9, 5), (10, 6), (11, 6))
        ],
        # four fifths or more (基层组织选举工作条例)
        *[("election", entitled, needed) for entitled, needed in ((1, 1), (4, 4), (5, 4), (9, 8), (10, 8), (11, 9))],
    ],
)
def test_who_must_be_there(rule: str, entitled: int, needed: int):
    numbers = vote_rule(load()[rule])
    assert quorum(entitled, needed, numbers).met
    assert quorum(entitled, needed - 1, numbers).needed == needed
    assert not quorum(entitled, needed - 1, numbers).met


@pytest.mark.parametrize("rule", ["quorum_and_vote", "acceptance_vote", "full_membership_vote", "election"])
@pytest.mark.parametrize(("entitled", "needed"), [(1, 1), (2, 2), (3, 2), (9, 5), (10, 6), (11, 6)])
def test_more_than_half_carry_a_vote(rule: str, entitled: int, needed: int):
    numbers = vote_rule(load()[rule])
    assert majority(entitled, 0, numbers).needed == needed
    assert majority(entitled, needed, numbers).met
    assert not majority(entitled, needed - 1, numbers).met


def test_with_nobody_entitled_there_is_never_a_quorum():
    assert not quorum(0, 0, HALF).met


@pytest.mark.parametrize(("entitled", "present"), [(3, 4), (3, -1), (-1, -1)])
def test_counts_that_cannot_be(entitled: int, present: int):
    for judge in (quorum, majority):
        with pytest.raises(ValueError, match="entitled"):
            judge(entitled, present, HALF)


bounds = st.one_of(
    st.builds(Bound, st.fractions(Fraction(1, 100), 1)),
    st.builds(Bound, st.fractions(Fraction(1, 100), Fraction(99, 100)), st.just(True)),
)


@given(bounds)
def test_a_bound_is_read_as_it_is_written(bound: Bound):
    assert Bound.read(str(bound)) == bound


@pytest.mark.parametrize("text", ["1/2", "0.5", ">= 0/2", "> 1", "> 2/2", ">= 3/2", ">= 1/0", "< 1/2", "", "> 1/2 "])
def test_what_is_no_bound(text: str):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Bound.read(text)


@pytest.mark.parametrize(
    ("counts", "seats", "needed", "outcome"),
    [
        ((5, 4, 0), 1, 5, Outcome((0,), (), 0)),
        ((4, 4, 0), 1, 5, Outcome((), (), 1)),  # nobody has more than half
        ((5, 7, 6), 2, 5, Outcome((1, 2), (), 0)),  # more winners than seats: by number of votes
        ((7, 5, 5), 2, 5, Outcome((0,), (1, 2), 1)),  # equal for the last seat
        ((6, 6, 6), 2, 5, Outcome((), (0, 1, 2), 2)),
        ((6, 6, 2), 2, 5, Outcome((0, 1), (), 0)),  # equal, and both within the seats
        ((6, 3, 2), 2, 5, Outcome((0,), (), 1)),  # fewer winners than seats
        ((0, 0), 1, 1, Outcome((), (), 1)),
        ((3, 2), 1, 1, Outcome((0,), (), 0)),
        ((2, 2), 1, 1, Outcome((), (0, 1), 1)),
    ],
)
def test_who_is_elected(counts, seats, needed, outcome):
    assert elect(counts, seats, needed) == outcome


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(1, 8), st.integers(1, 12))
def test_the_seats_go_to_those_with_the_most_votes_and_to_nobody_by_chance(counts, seats, needed):
    found = elect(counts, seats, needed)
    assert len(found.elected) + found.left == seats
    out = [counts[place] for place in range(len(counts)) if place not in found.elected]
    assert all((counts[place] >= needed and all(counts[place] > votes for votes in out if votes >= needed)) or not out
               for place in found.elected if out and max(out) >= needed)  # fmt: skip
    assert not found.tied or (len(found.tied) > found.left >= 1 and len({counts[place] for place in found.tied}) == 1)


@given(st.integers(1, 10**6), st.integers(0, 10**6), bounds, bounds)
def test_shares_are_exact(entitled: int, present: int, least: Bound, carries: Bound):
    present = min(present, entitled)
    rule, share = VoteRule(least, carries), Fraction(present, entitled)
    assert quorum(entitled, present, rule).met == (share > least.share if least.more else share >= least.share)
    assert majority(entitled, present, rule).met == (share > carries.share if carries.more else share >= carries.share)
