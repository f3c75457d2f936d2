"""The sandbox as a server: the Bot API, files, the control API, events and the chat page on one port."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, StaticFileHandler

from sandbox.telegram.bot_http import BotFileHandler, BotHandler
from sandbox.telegram.chats import Group, Person
from sandbox.telegram.clock import Clock
from sandbox.telegram.control import CONTROL
from sandbox.telegram.events import EventsHandler
from sandbox.telegram.world import Event, World

PAGE = Path(__file__).parent / "page"
# Above Telegram's own 50 MB, so that it is the Bot API that refuses a file and not the socket.
_MOST_BYTES = 64 * 1024 * 1024
_LAST_CALLS = 1.0  # seconds in which calls under way may end when the sandbox stops


class _PageHandler(StaticFileHandler):
    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-cache")


class Sandbox:
    """A world behind HTTP on loopback. ``async with Sandbox(...) as sandbox`` starts and stops it.

    ``port`` 0 takes a free one; ``start`` puts the clock there.
    """

    def __init__(
        self,
        people: Iterable[Person] = (),
        groups: Iterable[Group] = (),
        *,
        token: str = "1:sandbox",
        port: int = 0,
        host: str = "127.0.0.1",
        start: datetime | None = None,
        seed: int = 2026,
    ) -> None:
        self.token = token
        self.host = host
        self.port = port
        self.world = World(people, groups, token=token, clock=Clock(start), seed=seed)
        self._server: HTTPServer | None = None
        self._calls: set[asyncio.Task[Any]] = set()
        self._watch: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where it listens; the chat page is there, and the bot's BOT_API_URL."""
        return f"http://{self.host}:{self.port}"

    async def start(self) -> None:
        """Listen. OSError if the port is taken."""
        application = Application(self._routes(), log_function=_no_log)
        sockets = bind_sockets(self.port, self.host)
        self.port = sockets[0].getsockname()[1]
        self._server = HTTPServer(application, max_buffer_size=_MOST_BYTES, max_body_size=_MOST_BYTES)
        self._server.add_sockets(sockets)
        self.world.closing = False
        self._watch = asyncio.create_task(self._watch_clock())

    async def stop(self) -> None:
        """Answer the waiting long poll, and close every connection."""
        self.world.closing = True
        self.world.updates.arrived.fire()
        self.world.webhook.stop()
        if self._watch is not None:
            self._watch.cancel()
        if self._server is not None:
            self._server.stop()
            if self._calls:
                await asyncio.wait(self._calls, timeout=_LAST_CALLS)
            await self._server.close_all_connections()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _routes(self) -> list[Any]:
        world = {"world": self.world}
        return [
            (r"/bot([^/]+)/([^/]*)/?", BotHandler, {**world, "calls": self._calls}),
            (r"/file/bot([^/]+)/(.+)", BotFileHandler, world),
            (r"/sandbox/events", EventsHandler, world),
            *((rf"/sandbox/{path}", handler, world) for path, handler in CONTROL),
            (r"/sandbox/.*", _NotFound),
            (r"/(.*)", _PageHandler, {"path": str(PAGE), "default_filename": "index.html"}),
        ]

    async def _watch_clock(self) -> None:
        clock = self.world.clock
        seen = clock.changed.seq
        while True:
            if clock.changed.seq == seen:
                await clock.changed.wait(1.0)
            self.world.close_due_polls()
            if clock.changed.seq != seen:
                seen = clock.changed.seq
                self.world.emit(Event("clock", fields=clock.state()))


class _NotFound(RequestHandler):
    def prepare(self) -> None:
        self.set_status(404)
        self.finish({"error": "there is no such path"})


def _no_log(handler: RequestHandler) -> None:
    """Requests are in the journal; a log line each would carry the token."""
