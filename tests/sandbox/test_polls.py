"""Polls and quizzes: their limits, votes, answers and ends."""

import pytest
from telegram import Bot
from telegram.error import BadRequest

from sandbox.telegram.phone import CannotActError, Phone, Sandbox
from tests.sandbox.conftest import WANG, Client


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"question": ""}, "poll question must be non-empty"),
        ({"question": "字" * 301}, "poll question length must not exceed 300"),
        ({"options": ["一"]}, "poll must have at least 2 option"),
        ({"options": ["一"] * 13}, "poll can't have more than 12 options"),
        ({"options": ["一", " "]}, "poll options must be non-empty"),
        ({"options": ["一", "字" * 101]}, "poll options length must not exceed 100"),
        ({"type": "essay"}, "unsupported poll type specified"),
        ({"type": "quiz"}, "wrong correct option ID specified"),
        ({"type": "quiz", "correct_option_ids": [2]}, "wrong correct option ID specified"),
        (
            {"type": "quiz", "correct_option_ids": [0], "explanation": "字" * 201},
            "explanation length must not exceed 200",
        ),
        ({"open_period": 4}, "OPEN_PERIOD_INVALID"),
        ({"open_period": 9, "close_date": 9}, "open_period and close_date can't be used simultaneously"),
        ({"close_date": 9}, "CLOSE_DATE_INVALID"),
    ],
)
async def test_refused_polls(client: Client, params: dict, reason: str):
    given = {"chat_id": WANG, "question": "问", "options": ["一", "二"], **params}
    assert await client.refusal("sendPoll", **given) == (400, f"Bad Request: {reason}")


async def test_votes_reach_the_bot(bot: Bot, wang: Phone, sandbox: Sandbox):
    sent = await bot.send_poll(WANG, "问", ["一", "二", "三"], is_anonymous=False, allows_multiple_answers=True)
    await wang.vote(sent.message_id, [0, 2])
    answer, state = await bot.get_updates()
    assert (answer.poll_answer.user.id, answer.poll_answer.option_ids) == (WANG, (0, 2))
    assert [option.voter_count for option in state.poll.options] == [1, 0, 1]
    await wang.vote(sent.message_id, [])
    answer, state = await bot.get_updates(offset=state.update_id + 1)
    assert (answer.poll_answer.option_ids, state.poll.total_voter_count) == ((), 0)


async def test_anonymous_polls_keep_who_voted(bot: Bot, wang: Phone):
    sent = await bot.send_poll(WANG, "问", ["一", "二"])
    await wang.vote(sent.message_id, [1])
    (update,) = await bot.get_updates()
    assert update.poll.total_voter_count == 1
    with pytest.raises(CannotActError, match="one answer"):
        await wang.vote(sent.message_id, [0, 1])


async def test_quiz_with_several_right_answers(bot: Bot, wang: Phone, client: Client):
    sent = await bot.send_poll(
        WANG,
        "问",
        ["一", "二", "三"],
        type="quiz",
        correct_option_ids=[0, 1],
        allows_multiple_answers=True,
        explanation="因为",
    )
    assert sent.poll.correct_option_ids == (0, 1)
    shown = (await client.get("messages", user=WANG))["messages"][-1]
    assert "correct_option_ids" not in shown["poll"]
    await wang.vote(sent.message_id, [0, 1])
    shown = (await client.get("messages", user=WANG))["messages"][-1]
    assert (shown["poll"]["correct_option_ids"], shown["my_votes"]) == ([0, 1], [0, 1])
    with pytest.raises(CannotActError, match="cannot be changed"):
        await wang.vote(sent.message_id, [])


async def test_stopping(bot: Bot, wang: Phone):
    sent = await bot.send_poll(WANG, "问", ["一", "二"])
    assert (await bot.stop_poll(WANG, sent.message_id)).is_closed
    with pytest.raises(BadRequest, match=r"(?i)poll has already been closed"):
        await bot.stop_poll(WANG, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message with poll to stop not found"):
        await bot.stop_poll(WANG, (await bot.send_message(WANG, "x")).message_id)
    with pytest.raises(CannotActError, match="closed"):
        await wang.vote(sent.message_id, [0])


async def test_a_poll_ends_by_the_sandbox_clock(bot: Bot, wang: Phone, sandbox: Sandbox):
    await bot.send_poll(WANG, "问", ["一", "二"], open_period=60)
    sandbox.world.clock.advance(61)
    await sandbox.world.until(lambda: wang.screen.poll["is_closed"])
    (update,) = await bot.get_updates()
    assert update.poll.is_closed
