"""The process as seen from outside: `/healthz` and `/metrics` at METRICS_LISTEN.

They are answered by the loop that does all the work: where it hangs, nothing answers.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tornado.httpserver import HTTPServer
from tornado.web import Application as Site
from tornado.web import RequestHandler

from handlers.kit.engine.vitals import Vitals
from storage.engine.errors import OperatorError
from storage.engine.settings import Settings
from storage.engine.trouble import why

if TYPE_CHECKING:
    from handlers.kit.engine.metrics import Metrics

IDLE = 60.0
"""Seconds for a connection to stand idle."""
LARGEST = 1024
"""Bytes of a request's body: nobody has a reason to send one, and what is taken is taken from the bot."""


class _Health(RequestHandler):
    """200 while every fact is within its limit, else 503; which, is in the answer."""

    def initialize(self, vitals: Vitals) -> None:
        self._vitals = vitals

    async def get(self) -> None:
        facts = await self._vitals.facts()
        well = self._vitals.pulse.works and all(fact.is_well for fact in facts)
        self.set_status(HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)
        self.write(
            {
                "ok": well,
                "works": self._vitals.pulse.works,
                **{
                    fact.name: {
                        "value": fact.value if fact.value is None else round(fact.value, 1),
                        "limit": fact.limit,
                        "ok": fact.is_well,
                    }
                    for fact in facts
                },
            }
        )


class _Metrics(RequestHandler):
    def initialize(self, metrics: "Metrics") -> None:
        self._metrics = metrics

    async def get(self) -> None:
        self.set_header("Content-Type", self._metrics.KIND)
        self.write(await self._metrics.text())


def site(vitals: Vitals) -> Site:
    """What is answered there."""
    # Its library is read only where somebody is to ask for it.
    from handlers.kit.engine.metrics import Metrics

    routes: list[Any] = [
        (r"/healthz", _Health, {"vitals": vitals}),
        (r"/metrics", _Metrics, {"metrics": Metrics(vitals)}),
    ]
    return Site(routes, log_function=lambda _handler: None)


@asynccontextmanager
async def seen(settings: Settings, vitals: Vitals) -> AsyncIterator[None]:
    """Answer, where an address is set. Raises OperatorError when it is taken."""
    if settings.metrics_listen is None:
        yield
        return
    server = HTTPServer(site(vitals), max_body_size=LARGEST, body_timeout=IDLE, idle_connection_timeout=IDLE)
    host, _, port = settings.metrics_listen.rpartition(":")
    try:
        server.listen(int(port), address=host.strip("[]"))
    except OSError as error:
        raise OperatorError(f"METRICS_LISTEN {settings.metrics_listen} 不能监听：{why(error)}") from error
    try:
        yield
    finally:
        server.stop()
        await server.close_all_connections()
