"""Polling that nothing odd can stop, and whose end is noticed."""

import asyncio
import json
from contextlib import suppress
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder

from handlers.kit.engine import polling
from handlers.kit.engine.polling import PollingDied, UpdatesRequest, Watch, numbered, reached
from handlers.kit.engine.request import Request
from storage.engine.pulse import Pulse
from tests.kit.machinery import OfflineBot, message
from tests.kit.test_access_check import SilentBot

SOUND = message(7, "/home")


@pytest.mark.parametrize(
    ("update", "left"),
    [
        (SOUND, [SOUND]),
        (SOUND | {"update_id": "7"}, [SOUND]),
        ({"update_id": "7", "message": 5}, [{"update_id": 7, "message": 5}]),
        ({"message": SOUND["message"]}, []),
        *[
            ({"update_id": odd}, [])
            for odd in (
                None,
                "",
                "sieben",
                "-7",
                "٧",
                True,
                7.5,
                7.0,
                -7,
                2**53,
                2**63,
                10**17,
                10**30,
                "9" * 30,
                [7],
                {},
            )
        ],
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
    assert (status, json.loads(body)["result"], kept, len(pauses)) == (200, [], [], 1)


NUMBERS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.text(max_size=3).filter(lambda text: not text.isdigit()), st.integers(max_value=-1), st.integers(min_value=2**53),
    st.lists(st.integers(), max_size=2), st.just("9" * 40),
)  # fmt: skip
ODD = st.one_of(
    NUMBERS,
    st.builds(lambda number: {"update_id": number, "message": SOUND["message"]}, NUMBERS),
    st.just({"message": SOUND["message"]}),
    st.just({}),
)
MISSHAPEN = st.one_of(
    NUMBERS,
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.just({"update_id": 7}),
)


async def asked(monkeypatch, body, status=200):
    """What is kept of an answer, and what the library is told."""
    kept = []

    async def answered(*_args, **_options):
        return status, body

    async def keep(updates):
        kept.extend(updates)

    async def pause(_seconds):
        pass

    monkeypatch.setattr(Request, "do_request", answered)
    monkeypatch.setattr(polling.asyncio, "sleep", pause)
    _, told = await UpdatesRequest("", keep).do_request(url="", method="POST")
    return [each["update_id"] for each in kept], json.loads(told)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.integers(1, 2**40).map(lambda number: message(number, "/home")), ODD), max_size=6))
async def test_whatever_stands_beside_them_good_updates_are_kept_and_confirmed(monkeypatch, came):
    numbers = [each.get("update_id") for each in came if isinstance(each, dict)]
    good = [each for each in numbers if type(each) is int and 0 <= each <= 2**40]
    kept, told = await asked(monkeypatch, json.dumps({"ok": True, "result": came}).encode())
    assert kept == good
    assert told == {"ok": True, "result": [{"update_id": each} for each in good]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MISSHAPEN)
async def test_a_result_that_is_no_list_is_passed_over(monkeypatch, result):
    assert await asked(monkeypatch, json.dumps({"ok": True, "result": result}).encode()) == (
        [],
        {"ok": True, "result": []},
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b"null",
        b"7",
        b'{"ok": true}',
        b'{"ok": "yes", "result": [{"update_id": 7}]}',
        b"[" * 9999,
    ],
)
async def test_an_answer_that_is_none_is_passed_over(monkeypatch, body):
    assert await asked(monkeypatch, body) == ([], {"ok": True, "result": []})


async def test_bytes_that_are_no_text_hold_up_only_their_own_update(monkeypatch):
    body = (
        json.dumps({"ok": True, "result": [message(7, "XX"), message(8, "/home")]}).encode().replace(b"XX", b"\xff\xfe")
    )
    assert (await asked(monkeypatch, body))[0] == [7, 8]


async def test_polling_goes_on_over_malformed_answers_and_their_good_neighbours_are_handled(monkeypatch):
    """The library's own loop, over HTTP."""
    monkeypatch.setattr(polling, "AGAIN", 0.0)
    waiting = [
        [message(1, "一")],
        [{"update_id": None}, message(2, "二"), {"update_id": True}],
        {"update_id": 3},
        [message(4, "四"), {"update_id": 10**30}, {"update_id": -4}, {"update_id": 4.5}],
        "nothing",
        [{"update_id": "5", "message": message(5, "五")["message"]}, None, 5],
        None,
        [message(6, "六")],
    ]
    kept, all_there = [], asyncio.Event()

    async def answer(reader, writer):
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            result = True
            if b"/getUpdates" in head:
                result = waiting.pop(0) if waiting else []
                await asyncio.sleep(0 if waiting else 0.01)
            body = json.dumps({"ok": True, "result": result}).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    async def talk(reader, writer):
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await answer(reader, writer)
        writer.close()

    async def keep(updates):
        kept.extend(each["update_id"] for each in updates)
        if kept[-1] == 6:
            all_there.set()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    request = UpdatesRequest(url, keep)
    bot = OfflineBot("1:test", base_url=f"{url}/bot", request=Request(url, connections=1), get_updates_request=request)
    for each in bot._request:
        await each.initialize()
    application = ApplicationBuilder().bot(bot).build()
    updater = application.updater
    await updater.initialize()
    await updater.start_polling()
    async with asyncio.timeout(20):
        await all_there.wait()
    await polling.stopped(updater)
    server.close()
    for each in bot._request:
        await each.shutdown()
    assert kept == [1, 2, 4, 5, 6]


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
