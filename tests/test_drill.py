"""The drills of `make drill`, small; larger with --thorough."""

import pytest

from tests.ballot_drill import ballot_drill
from tests.drill import drill
from tests.push_drill import push_drill


@pytest.mark.drill
async def test_nothing_is_lost_or_doubled_under_kills(thorough):
    kills = 3 if thorough else 1
    outcome = await drill(updates=100 * kills, kills=kills, rate=100)
    assert outcome.kills == kills
    assert outcome.whole, str(outcome)


@pytest.mark.drill
async def test_a_push_to_everybody_survives_kills(thorough):
    kills = 8 if thorough else 2
    outcome = await push_drill(kills=kills)
    assert outcome.people == 474
    assert outcome.kills == kills
    assert outcome.whole, str(outcome)


@pytest.mark.drill
async def test_a_push_to_everybody_survives_failing_calls():
    outcome = await push_drill(faults=True)
    assert outcome.faults > 80
    assert outcome.unreachable < 3
    assert outcome.whole, str(outcome)


@pytest.mark.drill
async def test_every_vote_counts_once_under_kills(thorough):
    wanted, found, kills = await ballot_drill(kills=5 if thorough else 1)
    assert kills == (5 if thorough else 1)
    assert found == wanted
