"""The fault panel, Telegram's limits, and the journal."""

import asyncio

import httpx
import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter

from sandbox.telegram.errors import ApiError, CannotActError
from sandbox.telegram.faults import Faults, Limits
from sandbox.telegram.phone import Phone, Sandbox
from tests.sandbox.conftest import LI, SUPERGROUP, WANG, Client


async def test_429_says_how_long(bot: Bot, sandbox: Sandbox, client: Client):
    rule = sandbox.world.faults.add("429", "send*", retry_after=7, times=2)
    assert (await bot.get_me()).id == 1
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(WANG, "x")
    assert "7" in str(caught.value)
    answer = await client.call("sendMessage", chat_id=WANG, text="x")
    assert (answer["description"], answer["parameters"]) == ("Too Many Requests: retry after 7", {"retry_after": 7})
    await bot.send_message(WANG, "x")
    assert (rule.fired, rule.times) == (2, 0)


async def test_refusing_faults_for_one_chat(bot: Bot, sandbox: Sandbox):
    sandbox.world.faults.add("403", "sendMessage", chat=WANG)
    with pytest.raises(Forbidden):
        await bot.send_message(WANG, "x")
    await bot.send_message(LI, "x")
    sandbox.world.faults.clear()
    for kind in ("500", "502"):
        sandbox.world.faults.add(kind, times=1)
        with pytest.raises(NetworkError):
            await bot.send_message(WANG, "x")
    await bot.send_message(WANG, "x")


async def test_slow_and_lost_answers(client: Client, sandbox: Sandbox, wang: Phone):
    faults = sandbox.world.faults
    faults.add("slow", "sendMessage", seconds=0.1, times=1)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await client.call("sendMessage", chat_id=WANG, text="慢")
    assert loop.time() - began >= 0.1
    for kind in ("drop", "drop_after"):
        faults.add(kind, "sendMessage", times=1)
        with pytest.raises(httpx.RemoteProtocolError):
            await client.call("sendMessage", chat_id=WANG, text=kind)
    assert wang.texts == ["慢", "drop_after"]


def test_shares_are_drawn_from_the_seed():
    def run(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add("429", share=0.5)
        return [faults.fire("sendMessage", None) is not None for _ in range(200)]

    assert run(1) == run(1) != run(2)
    assert 70 < sum(run(1)) < 130


@pytest.mark.parametrize(
    "given",
    [
        {"rules": [{"kind": "fire"}]},
        {"rules": [{"kind": "429", "share": 2}]},
        {"rules": [{"kind": "429", "colour": "red"}]},
        {"rules": [{}]},
        {"rules": "all"},
        {"duplicate": 2},
        {"seed": "x"},
        {"nonsense": 1},
    ],
)
def test_a_panel_that_makes_no_sense_is_refused(given: dict):
    with pytest.raises(CannotActError):
        Faults().set(given)


def test_limits_of_a_private_chat():
    limits = Limits()
    for _ in range(3):
        limits.check(1, 1, 0.0)
    with pytest.raises(ApiError, match="retry after 2"):
        limits.check(1, 1, 0.1)
    with pytest.raises(ApiError, match="Too Many Requests"):
        limits.check(1, 1, 1.9)
    limits.check(2, 10, 1.9)
    limits.check(1, 1, 3.1)


def test_limits_of_a_group_and_of_all():
    limits = Limits()
    for second in range(20):
        limits.check(-1, 1, float(second))
    with pytest.raises(ApiError, match="retry after 20"):
        limits.check(-1, 1, 20.0)
    for person in range(30):
        limits.check(person + 1, 1, 100.0)
    with pytest.raises(ApiError, match="retry after 1"):
        limits.check(99, 1, 100.5)
    limits.check(99, 1, 101.6)


async def test_limits_on_request(client: Client):
    await client.http.post("/sandbox/faults", json={"enforce_limits": True})
    answers = [await client.call("sendMessage", chat_id=WANG, text=str(n)) for n in range(5)]
    assert [answer["ok"] for answer in answers] == [True, True, True, False, False]
    assert answers[3]["parameters"]["retry_after"] == 2


async def test_the_journal_counts(bot: Bot, client: Client, sandbox: Sandbox):
    await bot.send_message(WANG, "你好")
    await bot.send_message(SUPERGROUP, "大家好")
    await client.call("sendMessage", chat_id=4711, text="x")
    shown = await client.get("journal")
    assert shown["calls"]["sendMessage"] == 3
    assert shown["chats"] == {str(WANG): {"sendMessage": 1}, str(SUPERGROUP): {"sendMessage": 1}}
    assert shown["refused"] == {"Bad Request: chat not found": 1}
    assert [(sent["chat"], sent["text"]) for sent in shown["sends"]] == [(WANG, "你好"), (SUPERGROUP, "大家好")]
    assert len(shown["sends"][0]["text_hash"]) == 16
    assert [sent["text"] for sent in (await client.get("journal", chat=WANG, limit=1))["sends"]] == ["你好"]
    assert (await client.http.delete("/sandbox/journal")).json()["total"] == 0
