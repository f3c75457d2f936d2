"""The drill of ``python -m tests.drill``, small."""

import pytest

from tests.ballot_drill import ballot_drill
from tests.drill import drill
from tests.push_drill import push_drill


@pytest.mark.drill
async def test_nothing_is_lost_or_doubled_under_kills():
    outcome = await drill(updates=300, kills=3, rate=100)
    assert outcome.kills == 3
    assert outcome.whole, str(outcome)


@pytest.mark.drill
async def test_a_push_to_everybody_survives_kills():
    outcome = await push_drill(kills=8)
    assert outcome.people == 474
    assert outcome.kills == 8
    assert outcome.whole, str(outcome)


@pytest.mark.drill
async def test_a_push_to_everybody_survives_failing_calls():
    outcome = await push_drill(faults=True)
    assert outcome.faults > 80
    assert outcome.unreachable > 5
    assert outcome.whole, str(outcome)


@pytest.mark.drill
async def test_every_vote_counts_once_under_kills():
    wanted, found, kills = await ballot_drill(kills=5)
    assert kills == 5
    assert found == wanted
