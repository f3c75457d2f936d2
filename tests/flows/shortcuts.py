"""In one process nothing need lie between the bot, its Telegram and its database: no sockets, and no threads.

Requests, answers and statements are those of the product; who waits for one lets others go on, as there.
"""

import asyncio
from types import SimpleNamespace

import aiosqlite
import httpx
from aiosqlite.core import set_exception, set_result
from sqlalchemy import event
from tornado.httputil import HTTPConnection, HTTPHeaders, RequestStartLine


def without_sockets(request, sandbox):
    """Let the library's requests go straight to that sandbox."""
    request._client_kwargs["transport"] = _Transport(sandbox)
    request._client = request._build_client()


class _Transport(httpx.AsyncBaseTransport):
    def __init__(self, sandbox):
        self.sandbox = sandbox

    async def handle_async_request(self, request):
        call = _Call()
        handling = self.sandbox._server.request_callback.start_request(None, call)
        headers = HTTPHeaders((name.decode(), value.decode()) for name, value in request.headers.raw)
        handling.headers_received(RequestStartLine(request.method, request.url.raw_path.decode(), "HTTP/1.1"), headers)
        handling.data_received(await request.aread())
        handling.finish()
        try:
            async with asyncio.timeout(request.extensions["timeout"]["read"]):
                return await call.answer
        except TimeoutError:
            raise httpx.ReadTimeout("no answer in time") from None
        finally:
            if call.gone:
                call.gone()


class _Call(HTTPConnection):
    """What tornado has in the place of a connection: one request's."""

    context = SimpleNamespace(remote_ip="127.0.0.1", protocol="http")

    def __init__(self):
        self.answer = asyncio.get_running_loop().create_future()
        self.gone = None

    def write_headers(self, start_line, headers, chunk=None):
        self.code, self.headers, self.body = start_line.code, headers, chunk or b""
        return _done()

    def write(self, chunk):
        self.body += chunk
        return _done()

    def finish(self):
        self._end(
            self.answer.set_result, httpx.Response(self.code, headers=[*self.headers.get_all()], content=self.body)
        )

    def set_close_callback(self, callback):
        self.gone = callback

    def detach(self):
        return self

    def close(self):
        self._end(self.answer.set_exception, httpx.RemoteProtocolError("dropped"))

    def _end(self, how, what):
        if not self.answer.done():
            how(what)


def _done():
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done


def without_threads(database):
    """Let SQLite work where it is asked."""
    if database.is_sqlite:
        event.listen(database.engine.sync_engine, "do_connect", _connect)


def _connect(_dialect, _record, _arguments, named):
    named["async_creator_fn"] = _connection


def _connection(*arguments, **named):
    made = aiosqlite.connect(*arguments, **named)
    made._tx, made._thread = SimpleNamespace(put_nowait=_work), SimpleNamespace(start=lambda: None)
    return made


def _work(asked):
    future, work = asked
    try:
        how, what = set_result, work()
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to who asked
        how, what = set_exception, error
    if future:
        future.get_loop().call_soon(how, future, what)
