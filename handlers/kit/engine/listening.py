"""Answering over HTTP at an address that a setting names: the webhook, and what the process tells of itself."""

from collections.abc import Sequence
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application as Site

from storage.engine.errors import OperatorError
from storage.engine.trouble import why

BUFFER = 1024 * 1024
"""Bytes of one connection that are held in memory, headers too."""


def listen_at(name: str, address: str, routes: Sequence[Any], *, largest: int, slowest: float) -> HTTPServer:
    """Answer there from now on, until `closed`.

    Args:
        name: The setting that says `address`, which is a host (IPv6 in brackets) and a port.
        largest: Bytes of a request's body.
        slowest: Seconds for a body to arrive, and for a connection to stand idle.

    Raises:
        OperatorError: when the address is taken, or not this machine's.
    """
    # What strangers ask for at the address is not worth a line each.
    site = Site(list(routes), log_function=lambda _handler: None)
    server = HTTPServer(
        site, max_body_size=largest, max_buffer_size=BUFFER, body_timeout=slowest, idle_connection_timeout=slowest
    )
    host, _, port = address.rpartition(":")
    try:
        server.listen(int(port), address=host.strip("[]"))
    except OSError as error:
        raise OperatorError(f"{name} {address} 不能监听：{why(error)}") from error
    return server


async def closed(server: HTTPServer) -> None:
    """Answer no more, also those who are connected."""
    server.stop()
    await server.close_all_connections()
