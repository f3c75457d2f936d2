"""The drill of `python -m tests.exam_drill`, small; larger with --thorough."""

import pytest

from tests.exam_drill import exam_drill


@pytest.mark.drill
async def test_every_answer_counts_once_and_every_score_is_right_under_kills(thorough):
    kills = 3 if thorough else 1
    outcome = await exam_drill(people=10 * (kills + 1), questions=2 * (kills + 1), kills=kills, rate=100)
    assert outcome.kills == kills
    assert outcome.whole, str(outcome)
