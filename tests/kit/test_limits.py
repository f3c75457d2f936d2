"""Telegram's limits on sending, on a clock of the test's own."""

import asyncio
from collections import Counter

import pytest
from telegram.error import RetryAfter

from handlers.kit.engine.limits import Limits


class Time:
    """A clock that moves only when everybody waits for it."""

    def __init__(self):
        self.now, self._sleepers = 0.0, []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        waiting = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, waiting))
        await waiting

    async def run(self, work):
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(50):
                await asyncio.sleep(0)
            if not task.done() and self._sleepers:
                self._sleepers.sort(key=lambda sleeper: sleeper[0])
                at, waiting = self._sleepers.pop(0)
                self.now = max(self.now, at)
                if not waiting.done():
                    waiting.set_result(None)
        return task.result()


@pytest.fixture
def time():
    return Time()


async def storm(time, chats, *, latency=0.0, endpoint="sendMessage", data=None, fail=()):
    """Send to each chat at once; gives (start, answer, chat) of each call."""
    limits, calls = Limits(now=time, sleep=time.sleep), []
    failures = list(fail)

    def request(chat):
        async def callback():
            begun = time.now
            if latency:
                await time.sleep(latency)
            calls.append((begun, time.now, chat))
            if failures:
                raise failures.pop(0)
            return True

        return limits.process_request(callback, (), {}, endpoint, (data or {}) | {"chat_id": chat}, None)

    await time.run(asyncio.gather(*(request(chat) for chat in chats)))
    return calls


def most_in(calls, seconds, chat=None):
    """The most calls that Telegram can have counted in any stretch: each somewhere between its start and its answer."""
    mine = sorted(call for call in calls if chat in (None, call[2]))
    return max(
        sum(begun < end + seconds - 1e-6 and answered >= end for begun, answered, _ in mine) for _, end, _ in mine
    )


@pytest.mark.parametrize("latency", [0.0, 0.05, 0.4])
async def test_at_most_thirty_a_second_whatever_the_delay(time, latency):
    calls = await storm(time, range(1, 121), latency=latency)
    assert len(calls) == 120
    assert most_in(calls, 1.0) <= 30


async def test_one_chat_gets_one_a_second_after_a_short_burst(time):
    calls = await storm(time, [7] * 9)
    assert most_in(calls, 3.0, 7) <= 3
    assert time.now <= 7


async def test_a_group_gets_less_than_twenty_a_minute(time):
    calls = await storm(time, [-7] * 40)
    assert most_in(calls, 60.0, -7) <= 19


async def test_an_album_counts_as_its_pictures(time):
    calls = await storm(time, range(1, 13), endpoint="sendMediaGroup", data={"media": [1] * 10})
    assert most_in(calls, 1.0) <= 3


async def test_told_to_wait_everything_waits(time):
    calls = await storm(time, [1], fail=[RetryAfter(5)])
    assert [begun for begun, _, _ in calls] == [0.0, pytest.approx(5.1)]


async def test_answers_to_presses_pass_at_once(time):
    calls = await storm(time, [1] * 100, endpoint="answerCallbackQuery")
    assert Counter(begun for begun, _, _ in calls) == {0.0: 100}


async def test_refused_again_and_again_it_is_the_callers(time):
    with pytest.raises(RetryAfter):
        await storm(time, [1], fail=[RetryAfter(1)] * 4)
