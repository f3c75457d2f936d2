"""Drawing, marking and ranking, as arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import ranking
from scoring.exams import Item, Kind, draw, is_right, passed, percent, seed_of
from scoring.ranking import Facts, RankingError

OPTIONS = ("甲", "乙", "丙", "以上都对")
POOLS = {
    "党章": [Item(number, Kind.SINGLE, OPTIONS) for number in range(1, 31)],
    "组织": [Item(number, Kind.JUDGE, ("对", "错")) for number in range(31, 41)],
}


@given(st.integers(0, 2**62), st.integers(0, 40), st.integers(0, 12))
def test_so_many_of_each_topic_each_once_and_the_same_for_the_same_seed(seed, one, two):
    counts = {"党章": one, "组织": two}
    found = draw(seed, POOLS, counts)
    assert found == draw(seed, {name: list(reversed(pool)) for name, pool in POOLS.items()}, counts)
    numbers = [each.number for each in found]
    assert len(numbers) == len(set(numbers)) == min(one, 30) + min(two, 10)
    assert sum(number <= 30 for number in numbers) == min(one, 30)


@given(st.integers(0, 2**62))
def test_options_are_mixed_but_for_true_and_false_and_what_speaks_of_the_others(seed):
    for each in draw(seed, POOLS, {"党章": 30, "组织": 10}):
        assert sorted(each.order) == list(range(4 if each.number <= 30 else 2))
        assert each.order[-1] == (3 if each.number <= 30 else 1)


def test_different_people_get_different_papers():
    papers = {tuple(draw(seed_of(7, person, 1), POOLS, {"党章": 10})) for person in range(50)}
    assert len(papers) == 50


@pytest.mark.parametrize(
    ("right", "chosen", "ok"),
    [
        ([0], [0], True),
        ([0], [1], False),
        ([0, 2], [2, 0], True),
        ([0, 2], [0], False),
        ([0, 2], [0, 1, 2], False),
        ([1], [], False),
    ],
)
def test_an_answer_is_right_when_it_is_exactly_the_right_options(right, chosen, ok):
    assert is_right(right, chosen) is ok


@pytest.mark.parametrize(
    ("points", "full", "mark", "ok"), [(60, 100, 60, True), (59, 100, 60, False), (3, 5, 60, True), (0, 0, 1, True)]
)
def test_the_pass_mark_is_a_share_of_the_points(points, full, mark, ok):
    assert passed(points, full, mark) is ok


def test_a_share_is_never_rounded_up():
    assert percent(Fraction(599, 1000)) == 59
    assert percent(Fraction(1)) == 100


def test_equal_scores_share_a_place_and_the_next_is_left_out():
    scores = {"a": Fraction(3), "b": Fraction(5), "c": Fraction(3), "d": Fraction(1)}
    assert ranking.places(scores) == [(1, "b"), (2, "a"), (2, "c"), (4, "d")]


@given(st.dictionaries(st.integers(), st.fractions(0, 100), max_size=30))
def test_a_place_is_one_more_than_the_number_of_those_above(scores):
    for place, each in ranking.places(scores):
        assert place == 1 + sum(other > scores[each] for other in scores.values())


WEIGHTS = ranking.own()


def test_where_there_is_no_exam_or_no_study_the_other_carries_both():
    whole = ranking.score(Facts((Fraction(1),), Fraction(1), 10), WEIGHTS, 1)
    assert whole.total == 100
    exams = ranking.score(Facts((Fraction(1, 2),), None, 0), WEIGHTS, 1)
    assert exams.total == Fraction(95, 2)
    assert ranking.score(Facts((), Fraction(2), 0), WEIGHTS, 1).total == 95


def test_practice_counts_little_and_not_beyond_its_cap():
    assert ranking.score(Facts((), None, 31), WEIGHTS, 1).total == WEIGHTS.practice
    assert ranking.score(Facts((), None, 10), WEIGHTS, 12).total < 1


@given(
    st.lists(st.fractions(0, 1), max_size=5),
    st.none() | st.fractions(0, 3),
    st.integers(0, 400),
    st.sampled_from([1, 3, 12]),
)
def test_a_score_is_the_sum_of_its_parts_and_at_most_a_hundred(exams, study, practised, months):
    found = ranking.score(Facts(tuple(exams), study, practised), WEIGHTS, months)
    assert found.total == sum(part.points for part in found.parts)
    assert 0 <= found.total <= 100


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("exams = 61", "加起来"),
        ("exams = -1", "须是整数"),
        ("practice = 50\nexams = 15", "最多占 10"),
    ],
)
def test_wrong_weights_are_refused(wrong, why):
    kept = [
        line
        for line in ranking.FILE.read_text().splitlines()
        if line.split(" =")[0] not in [each.split(" =")[0] for each in wrong.splitlines()]
    ]
    place = kept.index("[weights]") + 1
    with pytest.raises(RankingError, match=why):
        ranking.parse("\n".join([*kept[:place], *wrong.splitlines(), *kept[place:]]))
