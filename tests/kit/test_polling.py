"""Polling that nothing odd can stop, and whose end is noticed."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder

from handlers.kit.engine import polling
from handlers.kit.engine.polling import PollingDied, UpdatesRequest, Watch, numbered, reached
from handlers.kit.engine.request import Request
from storage.engine.pulse import Pulse
from tests.kit.machinery import message
from tests.kit.test_access_check import SilentBot

SOUND = message(7, "/home")


@pytest.mark.parametrize(
    ("update", "left"),
    [
        (SOUND, [SOUND]),
        (SOUND | {"update_id": "7"}, [SOUND]),
        ({"update_id": "7", "message": 5}, [{"update_id": 7, "message": 5}]),
        ({"message": SOUND["message"]}, []),
        *[({"update_id": odd}, []) for odd in (None, "", "sieben", "-7", "٧", True, 7.5, -7, 10**30, [7])],
        (None, []),
        ("7", []),
        ([], []),
    ],
)
def test_an_update_with_an_odd_number_is_read_or_passed_over(update, left):
    assert numbered([SOUND, update, SOUND]) == [SOUND, *left, SOUND]


async def test_an_answer_with_nothing_to_confirm_is_not_asked_for_again_at_once(monkeypatch):
    pauses, kept = [], []

    async def answered(*_args, **_options):
        return 200, json.dumps({"ok": True, "result": [{"update_id": None}]}).encode()

    async def keep(updates):
        kept.append(updates)

    async def pause(seconds):
        pauses.append(seconds)

    monkeypatch.setattr(Request, "do_request", answered)
    monkeypatch.setattr(polling.asyncio, "sleep", pause)
    status, body = await UpdatesRequest("", keep).do_request(url="", method="POST")
    assert (status, json.loads(body)["result"], kept, len(pauses)) == (200, [], [[]], 1)


async def test_a_token_that_is_revoked_in_the_middle_ends_polling_with_its_reason():
    answers = iter([(), ()])

    class Revoked(SilentBot):
        async def get_updates(self, *_args, **_options):
            await asyncio.sleep(0)
            try:
                return next(answers)
            except StopIteration:
                raise InvalidToken("Unauthorized") from None

        async def delete_webhook(self, *_args, **_options):
            return True

    application = ApplicationBuilder().bot(Revoked()).build()
    async with application:
        watch = Watch(application, Pulse())
        await watch.start()
        with pytest.raises(PollingDied, match="BOT_TOKEN"):
            await watch.ended()
        await polling.stopped(application.updater)


async def test_polling_that_waits_for_the_database_is_not_taken_for_dead(monkeypatch):
    monkeypatch.setattr(polling, "STALLED", -1.0)
    monkeypatch.setattr(polling, "LOOK_EVERY", 0.0)
    pulse = Pulse()
    watch = Watch(SimpleNamespace(updater=SimpleNamespace(running=True)), pulse)
    pulse.unstored_since = 0.0
    ended = asyncio.create_task(watch.ended())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not ended.done()
    pulse.unstored_since = None
    with pytest.raises(PollingDied, match="getUpdates"):
        await ended


async def test_telegram_is_waited_for_but_a_refusal_is_not(monkeypatch, caplog):
    async def pause(_seconds):
        pass

    monkeypatch.setattr(polling.asyncio, "sleep", pause)
    failures = iter([NetworkError("Bad Gateway"), RetryAfter(3), NetworkError("aiohttp.ClientConnectorError"), None])

    async def ask():
        if (failure := next(failures)) is not None:
            raise failure
        return "here"

    assert await reached(ask) == "here"
    assert caplog.text.count("连不上 Telegram") == 3
    for refused in (InvalidToken("Unauthorized"), BadRequest("no")):
        failures = iter([refused])
        with pytest.raises(type(refused)):
            await reached(ask)
