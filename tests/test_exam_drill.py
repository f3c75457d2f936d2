"""The drill of ``python -m tests.exam_drill``, small."""

import pytest

from tests.exam_drill import exam_drill


@pytest.mark.drill
async def test_every_answer_counts_once_and_every_score_is_right_under_kills():
    outcome = await exam_drill(people=40, questions=8, kills=3, rate=100)
    assert outcome.kills == 3
    assert outcome.whole, str(outcome)
