"""Delivery of updates to a webhook: in order, each until it is taken, with a growing pause after a failure."""

import asyncio
import json
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

from sandbox.telegram.clock import Clock
from sandbox.telegram.updates import Updates

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 30.0


class Webhook:
    """Where updates go when a webhook is set; ``url`` is empty when none is."""

    def __init__(self, updates: Updates, clock: Clock) -> None:
        self.updates = updates
        self.clock = clock
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.last_error: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None

    def set(self, url: str, secret: str, max_connections: int) -> None:
        """Begin to deliver to ``url``, or stop (empty)."""
        self.stop()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.last_error = None
        if url:
            self._task = asyncio.get_running_loop().create_task(self._deliver())

    def stop(self) -> None:
        """End the delivery; what waits stays."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def view(self) -> dict[str, Any]:
        """The Bot API's WebhookInfo."""
        shown: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": self.updates.pending,
        }
        if self.url:
            shown["max_connections"] = self.max_connections
        if self.last_error is not None:
            shown["last_error_date"], shown["last_error_message"] = self.last_error
        if self.updates.allowed:
            shown["allowed_updates"] = self.updates.allowed
        return shown

    async def _deliver(self) -> None:
        client = AsyncHTTPClient()
        pause = FIRST_PAUSE
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        while True:
            update = self.updates.peek()
            if update is None:
                await self.updates.arrived.wait()
                continue
            body = json.dumps(update, ensure_ascii=False)
            request = HTTPRequest(self.url, "POST", headers, body, request_timeout=60, connect_timeout=5)
            try:
                await client.fetch(request)
            except (HTTPClientError, OSError) as error:
                code = error.code if isinstance(error, HTTPClientError) else 0
                reason = f"Wrong response from the webhook: {code}" if code else "Connection failed"
                self.last_error = (self.clock.unix(), reason)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            if self.updates.peek() is update:
                self.updates.shift()
