"""Updates by webhook: the secret before the body, the update in the inbox before 200.

TLS is a proxy's in front of it; Telegram's own requests are small, and nobody else's are read.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Coroutine
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot, Update
from tornado.httpserver import HTTPServer
from tornado.web import RequestHandler, stream_request_body

from handlers.kit.engine.inbox import Inbox
from handlers.kit.engine.listening import closed, listen_at
from handlers.kit.engine.order import App
from handlers.kit.engine.polling import numbered, reached
from storage.engine.failure import what_failed
from storage.engine.pulse import Beat
from storage.engine.settings import Settings

log = logging.getLogger(__name__)

LARGEST = 1024 * 1024
"""Bytes of one update; Telegram's are some kilobytes."""
SLOWEST = 30.0


@stream_request_body
class _Hook(RequestHandler):
    """`prepare` runs on the headers alone: without the secret the connection is closed with its body unread."""

    SUPPORTED_METHODS = ("POST",)

    def initialize(self, bot: Bot, inbox: Inbox, secret: str) -> None:
        self._bot, self._inbox, self._secret = bot, inbox, secret.encode()
        self._body = bytearray()

    def prepare(self) -> None:
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret):
            self._refuse(HTTPStatus.FORBIDDEN)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk

    async def post(self) -> None:
        try:
            update = json.loads(bytes(self._body))
            found = numbered([update])
        except (ValueError, RecursionError):
            found = []
        if not found:
            log.error("a request to the webhook holds no update: %s bytes", len(self._body))
            return self._refuse(HTTPStatus.BAD_REQUEST)
        (kept,) = found
        self._inbox.pulse.beat(Beat.HEARD)
        await self._inbox.keep([kept])
        # Comes back when the update is stored: only then may Telegram forget it.
        await self._inbox.put(Update.de_json({"update_id": kept["update_id"]}, self._bot))
        return None

    def _refuse(self, status: HTTPStatus) -> None:
        self.set_status(status)
        self.finish()

    def write_error(self, status_code: int, **_about: Any) -> None:
        self.finish()

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        log.error("a request to the webhook failed: %s", what_failed(value))


async def listen(application: App, inbox: Inbox, settings: Settings) -> Coroutine[Any, Any, None]:
    """Take updates at WEBHOOK_LISTEN and have Telegram send them to WEBHOOK_URL; gives what ends this when it is cancelled.

    Raises:
        OperatorError: when the address is taken.
        TelegramError: when Telegram does not take the URL.
    """
    if not settings.webhook_url or not settings.webhook_secret:
        raise RuntimeError("no webhook is set")
    secret = settings.webhook_secret.get_secret_value()
    path = urlsplit(settings.webhook_url).path or "/"
    route = (f"{path}/?", _Hook, {"bot": application.bot, "inbox": inbox, "secret": secret})
    server = listen_at("WEBHOOK_LISTEN", settings.webhook_listen, [route], largest=LARGEST, slowest=SLOWEST)
    hook = {"url": settings.webhook_url, "secret_token": secret, "allowed_updates": Update.ALL_TYPES}
    await reached(partial(application.bot.set_webhook, **hook))
    return _until_cancelled(server)


async def _until_cancelled(server: HTTPServer) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        await closed(server)
