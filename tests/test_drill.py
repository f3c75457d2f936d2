"""The drills of `make drill`, small; larger with --thorough."""

import pytest

from tests.drills import homes
from tests.drills.ballots import ballots
from tests.drills.exams import Exam
from tests.drills.pushes import Pushes
from tests.drills.storm import Storm
from tests.drills.troubles import kills, standby
from tests.processes import telegram

pytestmark = pytest.mark.drill


@pytest.fixture
async def place(tmp_path):
    """The sandbox's Telegram, a folder, and a database in it."""
    async with telegram() as url:
        yield url, tmp_path, homes.sqlite(tmp_path)


async def test_nothing_is_lost_or_doubled_under_kills(place, thorough):
    number = 3 if thorough else 1
    outcome = await Storm(*place, "kills", updates=100 * number, seconds=number).run(kills(number))
    assert outcome.kept, str(outcome)


@pytest.mark.thorough
async def test_a_standby_takes_over_from_who_is_killed_and_who_is_told_to_end(place):
    outcome = await Storm(*place, "standby", updates=100, seconds=10).run(standby(over_sessions=False))
    assert outcome.kept, str(outcome)


async def test_a_push_to_everybody_survives_kills(place, thorough):
    number = 8 if thorough else 2
    outcome = await Pushes(*place, "pushes").run(number)
    assert outcome.acted == 474
    assert outcome.kept, str(outcome)


async def test_a_push_to_everybody_survives_failing_calls(place):
    outcome = await Pushes(*place, "pushes").run(0)
    assert outcome.facts["failed calls"] > 80
    assert outcome.facts["out of reach"] < 3
    assert outcome.kept, str(outcome)


async def test_every_answer_counts_once_and_every_score_is_right_under_kills(place, thorough):
    number = 3 if thorough else 1
    size = {"people": 10 * (number + 1), "questions": 2 * (number + 1), "kills": number}
    outcome = await Exam(*place, "exam", rate=100, **size).run()
    assert outcome.kept, str(outcome)


async def test_every_vote_counts_once_under_kills(tmp_path, thorough):
    outcome = await ballots(tmp_path, homes.sqlite(tmp_path), "votes", people=474, kills=5 if thorough else 1)
    assert outcome.kept, str(outcome)
