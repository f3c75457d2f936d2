"""The process as seen from outside: `/healthz` and `/metrics` at METRICS_LISTEN.

They are answered by the loop that does all the work: where it hangs, nothing answers.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tornado.web import RequestHandler

from handlers.kit.engine.listening import closed, listen_at
from handlers.kit.engine.vitals import Vitals
from storage.engine.settings import Settings

if TYPE_CHECKING:
    from handlers.kit.engine.metrics import Metrics

SLOWEST = 60.0
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


def _routes(vitals: Vitals) -> list[Any]:
    # Its library is read only where somebody is to ask for it.
    from handlers.kit.engine.metrics import Metrics

    return [
        (r"/healthz", _Health, {"vitals": vitals}),
        (r"/metrics", _Metrics, {"metrics": Metrics(vitals)}),
    ]


@asynccontextmanager
async def seen(settings: Settings, vitals: Vitals) -> AsyncIterator[None]:
    """Answer, where an address is set. Raises OperatorError when it is taken."""
    if settings.metrics_listen is None:
        yield
        return
    address, routes = settings.metrics_listen, _routes(vitals)
    server = listen_at("METRICS_LISTEN", address, routes, largest=LARGEST, slowest=SLOWEST)
    try:
        yield
    finally:
        await closed(server)
