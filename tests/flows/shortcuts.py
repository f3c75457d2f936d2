"""In one process nothing need lie between the bot, its Telegram and its database: no sockets, and no threads.

Requests, answers and statements are those of the product; who waits for one lets others go on, as there.
"""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit

from aiohttp import ServerDisconnectedError, SocketTimeoutError
from tornado.httputil import HTTPConnection, HTTPHeaders, RequestStartLine


def without_sockets(request, sandbox):
    """Let the library's requests go straight to that sandbox."""
    request._session = _Session(sandbox)


class _Session:
    """What aiohttp's has of its own, as far as requests use it."""

    def __init__(self, sandbox):
        self.sandbox = sandbox

    @asynccontextmanager
    async def request(self, method, url, *, data, headers, **given):
        call, parts = _Call(), urlsplit(url)
        handling = self.sandbox._server.request_callback.start_request(None, call)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers = HTTPHeaders(headers, Host=parts.netloc)
        handling.headers_received(RequestStartLine(method, path, "HTTP/1.1"), headers)
        if data is not None:
            handling.data_received(data if isinstance(data, bytes) else b"".join([piece async for piece in data]))
        handling.finish()
        try:
            async with asyncio.timeout(given["timeout"].sock_read):
                await call.answer
        except TimeoutError:
            raise SocketTimeoutError("no answer in time") from None
        finally:
            if call.gone:
                call.gone()
        yield call

    async def close(self):
        pass


class _Call(HTTPConnection):
    """What tornado has in the place of a connection: one request's."""

    context = SimpleNamespace(remote_ip="127.0.0.1", protocol="http")

    def __init__(self):
        self.answer = asyncio.get_running_loop().create_future()
        self.gone = None

    def write_headers(self, start_line, headers, chunk=None):
        self.status, self.body = start_line.code, chunk or b""
        return _done()

    def write(self, chunk):
        self.body += chunk
        return _done()

    async def read(self):
        return self.body

    def finish(self):
        self._end(self.answer.set_result, None)

    def set_close_callback(self, callback):
        self.gone = callback

    def detach(self):
        return self

    def close(self):
        self._end(self.answer.set_exception, ServerDisconnectedError)

    def _end(self, how, what):
        if not self.answer.done():
            how(what)


def _done():
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done
