"""Telegram's limits on sending, on a clock of the test's own."""

import asyncio
import math
from collections import Counter
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, groupby, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from handlers.kit.engine.limits import PUSH, Limits, asked_to_wait
from handlers.kit.engine.turns import HEAD_START, SEVERAL

NUMBERS = count()


class Time:
    """A clock that moves only when everybody waits for it."""

    def __init__(self):
        self.now, self._alarms = 0.0, []

    def __call__(self):
        return self.now

    def later(self, seconds, call):
        alarm = Alarm(call)
        heappush(self._alarms, (self.now + seconds, next(NUMBERS), alarm))
        return alarm

    async def sleep(self, seconds):
        waiting = asyncio.get_running_loop().create_future()
        self.later(seconds, lambda: waiting.done() or waiting.set_result(None))
        await waiting

    async def rest(self, until=math.inf):
        """Until nobody waits for a moment up to that one."""
        await self._quiet()
        while self._alarms and self._alarms[0][0] <= until:
            at, _, alarm = heappop(self._alarms)
            if alarm.call:
                self.now = max(self.now, at)
                alarm.call()
                await self._quiet()

    @staticmethod
    async def _quiet():
        for _ in range(8):
            await asyncio.sleep(0)


@dataclass
class Alarm:
    call: object

    def cancel(self):
        self.call = None


@dataclass
class Asked:
    """A request, and what became of it."""

    chat: int
    at: float = 0.0
    push: bool = False
    latency: float = 0.0
    pictures: int = 0
    refuse: tuple = ()
    endpoint: str = "sendMessage"
    begun: float | None = None
    answered: float | None = None
    error: Exception | None = None


@dataclass
class Attempt:
    """One call of Telegram, and for how long it was refused."""

    begun: float
    answered: float
    of: Asked
    refused: float | None


async def sent(*asked):
    """All of these, each at its time; the attempts in their order."""
    time, attempts = Time(), []
    limits = Limits(now=time, later=time.later)

    async def ask(each):
        waits = list(each.refuse)

        async def callback():
            begun = time.now
            each.begun = begun if each.begun is None else each.begun
            await time.sleep(each.latency)
            refused = waits.pop(0) if waits else None
            attempts.append(Attempt(begun, time.now, each, refused))
            if refused:
                raise RetryAfter(refused)
            each.answered = time.now
            return True

        await time.sleep(each.at)
        data = {"chat_id": each.chat} | ({"media": [1] * each.pictures} if each.pictures else {})
        endpoint = "sendMediaGroup" if each.pictures else each.endpoint
        try:
            await limits.process_request(callback, (), {}, endpoint, data, PUSH if each.push else None)
        except RetryAfter as error:
            each.error = error

    tasks = [asyncio.create_task(ask(each)) for each in asked]
    await time.rest()
    assert all(task.done() for task in tasks)
    await asyncio.gather(*tasks)
    return sorted(attempts, key=lambda attempt: attempt.begun)


def most_in(attempts, seconds, which=lambda _: True):
    """The most that Telegram can have counted in any stretch: each somewhere between its start and its answer."""
    mine = [each for each in attempts if which(each.of)]

    def from_the_end_of(last):
        stretch = last.answered + seconds - 1e-6
        counted = [each for each in mine if each.begun < stretch and each.answered >= last.answered]
        return sum(each.of.pictures or 1 for each in counted)

    return max(map(from_the_end_of, mine), default=0)


@pytest.mark.parametrize("latency", [0.0, 0.05, 0.4])
async def test_at_most_thirty_a_second_whatever_the_delay(latency):
    attempts = await sent(*(Asked(chat, latency=latency) for chat in range(1, 121)))
    assert len(attempts) == 120
    assert most_in(attempts, 1.0) <= 30
    assert attempts[-1].begun <= 4 * (1 + latency) + 0.1


async def test_one_chat_gets_one_a_second_after_a_short_burst():
    attempts = await sent(*(Asked(7) for _ in range(9)))
    assert most_in(attempts, 3.0) <= 3
    assert attempts[-1].begun <= 7


async def test_a_group_gets_less_than_twenty_a_minute():
    attempts = await sent(*(Asked(-7) for _ in range(40)))
    assert len(attempts) == 40
    assert most_in(attempts, 60.0) <= 19


@pytest.mark.parametrize("push", [False, True])
async def test_an_album_counts_as_its_pictures_and_finds_room_among_single_messages(push):
    singles = [Asked(chat, at=chat / 40, push=push) for chat in range(1, 200)]
    album = Asked(1000, at=2.0, push=push, pictures=10)
    attempts = await sent(*singles, album)
    assert most_in(attempts, 1.0) <= 30
    assert album.begun < 4.5


async def test_what_goes_to_one_chat_keeps_its_order_also_where_the_later_would_find_room():
    in_order = [*(Asked(-1) for _ in range(10)), Asked(-1, pictures=10), Asked(-1)]
    attempts = await sent(*in_order)
    assert [each.of for each in attempts] == in_order


async def test_answers_to_presses_pass_at_once():
    attempts = await sent(*(Asked(1, endpoint="answerCallbackQuery") for _ in range(100)))
    assert Counter(each.begun for each in attempts) == {0.0: 100}


async def test_refused_for_one_chat_only_that_chat_waits():
    refused, others = Asked(1, refuse=(30,)), [Asked(chat, at=1.0) for chat in range(2, 10)]
    later = Asked(1, at=2.0)
    await sent(refused, later, *others)
    assert {each.begun for each in others} == {1.0}
    assert refused.answered == pytest.approx(30.1)
    assert later.begun == pytest.approx(30.1)


async def test_refused_in_a_group_it_is_said_once_the_group_takes_it():
    refused, other = Asked(-1, refuse=(20,)), Asked(-2, at=1.0)
    attempts = await sent(refused, other)
    assert [each.begun for each in attempts if each.of is refused] == [0.0, pytest.approx(20.1)]
    assert (refused.error, other.begun) == (None, 1.0)


async def test_refused_in_several_chats_everybody_waits_for_what_they_have_in_common():
    refused = [Asked(chat, refuse=(10 + chat,)) for chat in range(1, SEVERAL + 1)]
    other = Asked(99, at=1.0)
    await sent(*refused, other)
    assert other.begun == pytest.approx(11.1)


async def test_several_refusals_of_one_chat_are_no_reason_for_others_to_wait():
    refused = [Asked(-1, refuse=(3,)) for _ in range(SEVERAL + 1)]
    other = Asked(99, at=1.0)
    await sent(*refused, other)
    assert other.begun == 1.0


async def test_a_refused_push_is_the_callers_and_so_is_one_to_a_chat_that_takes_nothing():
    refused, another, elsewhere = (
        Asked(1, push=True, refuse=(30,)),
        Asked(1, push=True, at=10.0),
        Asked(2, push=True, at=10.0),
    )
    await sent(refused, another, elsewhere)
    assert asked_to_wait(refused.error).total_seconds() == 30
    assert asked_to_wait(another.error).total_seconds() == pytest.approx(20.1)
    assert another.begun is None
    assert elsewhere.begun == pytest.approx(10.0)


async def test_refused_again_and_again_it_is_the_callers():
    refused = Asked(1, refuse=(1,) * 4)
    await sent(refused)
    assert refused.error is not None


async def test_whoever_goes_away_leaves_their_place():
    """Cancelled at 0.5 s, while thirty are waited for: the place is the next one's."""
    time = Time()
    limits = Limits(now=time, later=time.later)
    done = []

    def send(chat):
        async def callback():
            done.append((time.now, chat))
            return True

        return asyncio.create_task(limits.process_request(callback, (), {}, "sendMessage", {"chat_id": chat}, None))

    tasks = [send(chat) for chat in range(1, 33)]
    await time.rest(0.5)
    tasks[30].cancel()
    await time.rest()
    assert [chat for _, chat in done] == [*range(1, 31), 32]
    assert tasks[30].cancelled()


async def test_a_press_never_waits_behind_pushes():
    """A notice to 474, and five presses a second meanwhile."""
    pushes = [Asked(chat, push=True, latency=0.05) for chat in range(1, 475)]
    presses = [Asked(10_000 + number, at=number * 0.2 + 0.01, latency=0.05) for number in range(100)]
    attempts = await sent(*pushes, *presses)
    assert [each.begun - each.at for each in presses] == pytest.approx([0.0] * 100)
    assert most_in(attempts, 1.0, lambda each: each.push) <= 24
    assert len(attempts) == 574
    assert max(each.begun for each in pushes) < 474 / 22


async def test_pushes_leave_room_for_an_answer_in_their_own_chat():
    answer, in_the_group = Asked(1, at=0.5), Asked(-1, at=5.0)
    await sent(*(Asked(chat, push=True) for chat in [1] * 5 + [-1] * 20), answer, in_the_group)
    assert (answer.begun, in_the_group.begun) == (0.5, 5.0)


async def test_a_push_goes_at_last_however_many_answers_there_are():
    push = Asked(1, at=1.0, push=True)
    answers = [Asked(10_000 + number, at=number / 60) for number in range(900)]
    await sent(push, *answers)
    after = [each for each in answers if each.at > push.at + HEAD_START]
    assert HEAD_START < push.begun <= min(each.begun for each in after)


async def test_pushes_go_one_by_one():
    attempts = await sent(*(Asked(chat, push=True) for chat in range(1, 30)))
    starts = [each.begun for each in attempts]
    assert min(after - before for before, after in pairwise(starts)) >= 0.04


REQUESTS = st.lists(
    st.builds(
        Asked,
        chat=st.sampled_from([1, 2, 3, 4, -1, -2]) | st.integers(10, 60),
        at=st.floats(0, 4).map(lambda at: round(at, 2)),
        push=st.booleans(),
        latency=st.sampled_from([0.0, 0.01, 0.3, 1.5]),
        pictures=st.sampled_from([0, 0, 0, 0, 2, 10]),
        refuse=st.sampled_from([(), (), (), (), (), (1,), (7, 2)]),
    ),
    max_size=120,
)


@settings(max_examples=40, deadline=None)
@given(REQUESTS, st.integers(0, 9))
def test_no_limit_is_passed_no_order_changed_and_nobody_left(asked, seed):
    # A tenth of the examples meets the limit over all: small lists do not.
    asked += [
        Asked(1000 + number, at=Random(seed).random(), push=number % 3 == 0) for number in range(60 * (seed == 0))
    ]
    attempts = asyncio.run(sent(*asked))
    assert most_in(attempts, 1.0) <= 30
    assert most_in(attempts, 1.0, lambda each: each.push) <= 24
    for chat in {each.chat for each in asked}:
        for which, private, group in ((lambda _: True, 3, 18), (lambda each: each.push, 2, 12)):
            most, seconds = (private, 3.0) if chat > 0 else (group, 60.0)
            # An album larger than the window goes alone.
            largest = max((each.pictures for each in asked if each.chat == chat), default=0)
            assert most_in(attempts, seconds, lambda each, c=chat, w=which: each.chat == c and w(each)) <= max(
                most, largest
            )
    for each in asked:
        assert each.answered is not None or each.error is not None
        assert each.push or each.answered is not None or len(each.refuse) > 3
    in_line = sorted(asked, key=lambda each: (each.chat, each.push, each.at))
    for _, lane in groupby(in_line, key=lambda each: (each.chat, each.push)):
        starts = [each.begun for each in lane if each.begun is not None]
        assert starts == sorted(starts)
    for last in attempts:
        if last.refused:
            later = [each.begun for each in attempts if each.of.chat == last.of.chat and each.begun > last.answered]
            assert min(later, default=math.inf) >= last.answered + last.refused


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 3), st.booleans()), min_size=40, max_size=160))
def test_no_push_goes_while_an_answer_waits_that_came_soon_enough(asked):
    """Each to a chat of its own, so that nothing but the limit over all holds it."""
    requests = [Asked(number + 1, at=round(at, 2), push=push) for number, (at, push) in enumerate(asked)]
    asyncio.run(sent(*requests))
    answers = [each for each in requests if not each.push]
    for push in (each for each in requests if each.push):
        waiting = [each for each in answers if each.at < push.begun < each.begun]
        assert all(each.at >= push.at + HEAD_START for each in waiting)
