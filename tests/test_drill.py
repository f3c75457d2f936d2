"""The drill of ``python -m tests.drill``, small."""

import pytest

from tests.drill import drill


@pytest.mark.drill
async def test_nothing_is_lost_or_doubled_under_kills():
    outcome = await drill(updates=300, kills=3, rate=100)
    assert outcome.kills == 3
    assert outcome.whole, str(outcome)
