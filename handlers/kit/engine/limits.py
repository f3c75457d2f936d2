"""Telegram's limits on sending: see https://core.telegram.org/bots/faq (30 a second, one a second a chat, 20 a minute a group)."""

import asyncio
import logging
import time
import warnings
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter
from telegram.warnings import PTBDeprecationWarning

from handlers.kit.engine.turns import Alarm, Turns

log = logging.getLogger(__name__)

PUSH: Final = "push"
"""As `rate_limit_args`: nobody waits for it just now. Answers to people go first; refused, it is the caller's to send later."""
MOST_RETRIES = 3
_SENDS = ("send", "copyMessage", "forwardMessage", "editMessage")


def asked_to_wait(error: RetryAfter) -> timedelta:
    """How long Telegram asks to wait."""
    with warnings.catch_warnings():
        # A number of seconds, unless the library is told to give what its next major version gives: either is read.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        asked = error.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)


def _later(seconds: float, call: Callable[[], None]) -> Alarm:
    return asyncio.get_running_loop().call_later(seconds, call)


class Limits(BaseRateLimiter[str]):
    """Gives what sends or edits messages its turn; answers to presses, polling and files pass at once."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.monotonic,
        later: Callable[[float, Callable[[], None]], Alarm] = _later,
    ) -> None:
        self._turns = Turns(now, later)

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
        rate_limit_args: str | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Make the request in its turn; an answer that is refused is tried again when its chat may take it."""
        if not endpoint.startswith(_SENDS):
            return await callback(*args, **kwargs)
        push = rate_limit_args == PUSH
        count = len(data["media"]) if endpoint == "sendMediaGroup" else 1
        turn = self._turns.ask(data.get("chat_id"), count, push=push)
        for attempt in range(MOST_RETRIES + 1):
            if attempt:
                self._turns.again(turn)
            try:
                await turn.may_go
                try:
                    return await callback(*args, **kwargs)
                except RetryAfter as error:
                    seconds = asked_to_wait(error).total_seconds()
                    log.warning("Telegram asks to wait for %s s", seconds)
                    self._turns.refused(turn, seconds)
                    if push or attempt == MOST_RETRIES:
                        raise
            finally:
                self._turns.over(turn)
        raise AssertionError("unreachable")
