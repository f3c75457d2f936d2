"""Polling that one bad update cannot stop, and that cannot die unnoticed."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Any, TypeVar

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, Updater

from handlers.kit.engine.failures import SOON, is_transient
from handlers.kit.engine.minimal import minimised
from handlers.kit.engine.request import Request
from storage.engine.errors import OperatorError
from storage.engine.pulse import Beat, Pulse, Where

log = logging.getLogger(__name__)
T = TypeVar("T")

REFUSED = "Telegram 不认识这个 BOT_TOKEN"
POLLING = "Updater:start_polling:polling_task"
"""The library's name for the task that polls."""
STALLED = 180.0
LOOK_EVERY = 5.0
AGAIN = 1.0
"""Seconds until an answer is asked for again of which nothing can be confirmed."""
HIGHEST = 2**53
"""Above the number of any update: what JSON carries exactly. To confirm more would confirm all that is still to come."""
MOST_DIGITS = 18
"""Of a number that a database holds."""
CONTENDED = 30.0
"""Seconds for which another process may poll too: one that has just lost its lock, or is being replaced, will stop."""
GRACE = 2.0
"""Seconds that each of the library's two last waits has."""


class PollingDied(OperatorError):
    """Updates no longer come; the text says why, in one line."""


class UpdatesRequest(Request):
    """The request behind `getUpdates`: `keep` is given the updates of an answer, the library only their numbers, for it to confirm.

    One that the library cannot read would otherwise stop polling for good, as the offset could never pass it.
    """

    def __init__(
        self, api_url: str, keep: Callable[[Sequence[dict[str, Any]]], Awaitable[None]], pulse: Pulse | None = None
    ) -> None:
        # One for `getUpdates`, one for what the library sends beside it when it stops.
        super().__init__(api_url, connections=2, read_timeout=40, pulse=pulse)
        self._keep = keep

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """As the library's own, with a bare `{"update_id": n}` for each update."""
        status, body = await super().do_request(*args, **options)
        if status == 200:
            self._pulse.beat(Beat.HEARD)
            updates = _updates(body)
            found = numbered(updates)
            if updates and not found:
                # Nothing can be confirmed: the same answer comes again, and need not come at once.
                await asyncio.sleep(AGAIN)
            if found:
                await self._keep(found)
            body = json.dumps({"ok": True, "result": [{"update_id": each["update_id"]} for each in found]}).encode()
        return status, body


def _updates(body: bytes) -> list[Any]:
    """What came; one thing that is nobody's, where the answer is none of `getUpdates`."""
    try:
        # A byte that is no text is one update's own, and holds up no other.
        answer = json.loads(body.decode("utf-8", "replace"))
        updates = answer["result"] if answer["ok"] is True else None
    except (ValueError, TypeError, KeyError, RecursionError):
        updates = None
    return updates if isinstance(updates, list) else [None]


def numbered(updates: Sequence[Any]) -> list[dict[str, Any]]:
    """What is kept of the updates of an answer; without those that have no number, or one that nothing can follow."""
    found = []
    for update in updates:
        number = _number(update)
        if number is None:
            log.error("something without an update's number is passed over")
        else:
            found.append(minimised(update | {"update_id": number}))
    return found


def _number(update: Any) -> int | None:
    """An update's number, also where it came as text."""
    given = update.get("update_id") if isinstance(update, dict) else None
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS:
        given = int(given)
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < HIGHEST else None


class Watch:
    """Polling that is watched: `ended()` returns never, or raises PollingDied."""

    def __init__(self, application: "Application[Any, Any, Any, Any, Any, Any]", pulse: Pulse) -> None:
        self._application = application
        self._pulse = pulse
        self._died: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._polling: asyncio.Task[Any] | None = None
        self._contended: tuple[float, float] | None = None

    async def start(self) -> None:
        """Begin polling for everything the bot can use."""
        updater = self._application.updater
        if updater is None:
            raise RuntimeError("this application has no updater")
        self._pulse.beat(Beat.HEARD)
        others = asyncio.all_tasks()
        await updater.start_polling(allowed_updates=Update.ALL_TYPES, timeout=25, error_callback=self._on_error)
        # The library ends this task in silence when the token is revoked.
        self._polling = next((task for task in asyncio.all_tasks() - others if task.get_name() == POLLING), None)

    def _on_error(self, error: TelegramError) -> None:
        if isinstance(error, Conflict):
            now = time.monotonic()
            first, last = self._contended or (now, now)
            self._contended = (first if now - last < CONTENDED else now, now)
            log.warning("polling: another process polls too")
            if now - self._contended[0] > CONTENDED:
                self._die("另一个进程正用同一个 BOT_TOKEN 接收消息，请先停掉它")
        elif isinstance(error, InvalidToken):
            self._die(REFUSED)
        else:
            level = logging.WARNING if isinstance(error, NetworkError) else logging.ERROR
            log.log(level, "polling: %s", type(error).__name__)
            self._pulse.failed(Where.POLLING)

    def _die(self, reason: str) -> None:
        if not self._died.done():
            self._died.set_exception(PollingDied(reason))

    async def ended(self) -> None:
        """Wait until polling has died. Raises PollingDied."""
        updater = self._application.updater
        while not self._died.done():
            watched = [self._died, *([self._polling] if self._polling else [])]
            await asyncio.wait(watched, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
            over = self._polling is not None and self._polling.done()
            if (
                over
                and self._polling
                and not self._polling.cancelled()
                and isinstance(self._polling.exception(), InvalidToken)
            ):
                self._die(REFUSED)
            elif over or updater is None or not updater.running:
                self._die("接收消息的循环自行结束了")
            elif self._pulse.unstored_since is None and self._pulse.silent(Beat.HEARD) > STALLED:
                self._die(f"{STALLED:.0f} 秒没有收到 getUpdates 的答复")
        await self._died


async def reached(work: Callable[[], Awaitable[T]]) -> T:
    """What `work` gives, as soon as Telegram is there, however long that takes.

    Raises:
        TelegramError: what Telegram refuses, such as the token.
    """
    for number in count():
        try:
            return await work()
        except TelegramError as error:
            if isinstance(error, InvalidToken) or not is_transient(error):
                raise
            pause = SOON[min(number, len(SOON) - 1)]
            log.warning("连不上 Telegram（%s），%.0f 秒后再试", type(error).__name__, pause)
            await asyncio.sleep(pause)
    raise AssertionError("unreachable")


async def stopped(updater: Updater | None) -> None:
    """End polling. The library would wait for Telegram, where that is gone: for its next try, and for a last `getUpdates`."""
    if updater is None or not updater.running:
        return
    stopping = asyncio.create_task(updater.stop())
    while not stopping.done():
        await asyncio.wait([stopping], timeout=GRACE)
        stopping.cancel()
    await asyncio.gather(stopping, return_exceptions=True)
