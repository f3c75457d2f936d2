"""Telegram's limits on sending, kept by sliding windows: see https://core.telegram.org/bots/faq (30 a second, 20 a minute a group)."""

import asyncio
import logging
import time
import warnings
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter
from telegram.warnings import PTBDeprecationWarning

log = logging.getLogger(__name__)

OVERALL = (30, 1.0)
PRIVATE = (3, 3.0)  # one a second, with a short burst for a conversation's answers
GROUP = (18, 60.0)
LOOK_AGAIN = 0.002
MOST_RETRIES = 3
_SENDS = ("send", "copyMessage", "forwardMessage", "editMessage")


def asked_to_wait(error: RetryAfter) -> timedelta:
    """How long Telegram asks to wait."""
    with warnings.catch_warnings():
        # A number of seconds, unless the library is told to give what its next major version gives: either is read.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        asked = error.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)


@dataclass
class _Window:
    """At most `most` messages in any `seconds`.

    Telegram counts a message somewhere between its request and its answer: its place is free again `seconds` after the
    answer, so that no delay on the way makes two windows overlap.
    """

    most: int
    seconds: float
    under_way: int = 0
    ends: deque[float] = field(default_factory=deque)

    def wait(self, now: float, count: int) -> float:
        """How long until so many more may be sent. An album may be larger than the window, and then goes alone."""
        while self.ends and self.ends[0] <= now - self.seconds:
            self.ends.popleft()
        busy = self.under_way + len(self.ends)
        if busy == 0 or busy + count <= self.most:
            return 0.0
        return max(self.ends[0] + self.seconds - now, LOOK_AGAIN) if self.ends else LOOK_AGAIN

    def begin(self, count: int) -> None:
        """They are on their way."""
        self.under_way += count

    def end(self, now: float, count: int) -> None:
        """They are answered."""
        self.under_way -= count
        self.ends.extend([now] * count)

    @property
    def idle(self) -> bool:
        """Whether nothing of it is remembered."""
        return not self.under_way and not self.ends


class Limits(BaseRateLimiter[None]):
    """Delays what sends or edits messages; answers to presses, polling and files pass at once."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._now, self._sleep = now, sleep
        self._overall = _Window(*OVERALL)
        self._chats: dict[int | str, _Window] = {}
        self._halted_until = 0.0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def process_request(  # noqa: PLR0917 - the library's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Make the request when it may be made; told to wait, halt everything and try again."""
        if not endpoint.startswith(_SENDS):
            return await callback(*args, **kwargs)
        count = len(data["media"]) if endpoint == "sendMediaGroup" else 1
        for attempt in range(MOST_RETRIES + 1):
            windows = await self._turn(data.get("chat_id"), count)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = asked_to_wait(error).total_seconds()
                self._halted_until = max(self._halted_until, self._now() + seconds + 0.1)
                log.warning("Telegram asks to wait for %s s", seconds)
                if attempt == MOST_RETRIES:
                    raise
            finally:
                for window in windows:
                    window.end(self._now(), count)
        raise AssertionError("unreachable")

    async def _turn(self, chat: int | str | None, count: int) -> list[_Window]:
        """Wait for the halt's end and for places in both windows, and take them."""
        windows = [self._overall, *self._window(chat)]
        while True:
            now = self._now()
            wait = max(self._halted_until - now, *(window.wait(now, count) for window in windows))
            if wait <= 0:
                for window in windows:
                    window.begin(count)
                return windows
            await self._sleep(wait)

    def _window(self, chat: int | str | None) -> list[_Window]:
        if chat is None:
            return []
        if len(self._chats) > 2000:
            now = self._now()
            for window in self._chats.values():
                window.wait(now, 1)
            self._chats = {key: window for key, window in self._chats.items() if not window.idle}
        limits = PRIVATE if isinstance(chat, int) and chat > 0 else GROUP
        return [self._chats.setdefault(chat, _Window(*limits))]
