"""Requests to Telegram over aiohttp: a fraction of the processor time that the library's own way over httpx takes."""

import asyncio
import json
import os
import ssl
from collections.abc import AsyncIterator
from functools import cache
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    TCPConnector,
)
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from handlers.kit.engine.failures import Lost
from storage.engine.errors import OperatorError
from storage.engine.pulse import Pulse
from storage.engine.settings import Settings

JSON = {"Content-Type": "application/json"}
PIECE = 2**16
"""Bytes of an upload that are written at once."""
NOT_SENT = (ClientConnectorError, ConnectionTimeoutError, ClientHttpProxyError, InvalidURL)


class Request(BaseRequest):
    """At most `connections` at once, kept open; the timeouts and their defaults are those of the library's own class."""

    def __init__(
        self,
        api_url: str,
        *,
        connections: int,
        read_timeout: float = 5.0,
        pool_timeout: float = 1.0,
        pulse: Pulse | None = None,
    ) -> None:
        self._secure = urlsplit(api_url).scheme == "https"
        self._proxy = proxy_for(api_url)
        self._read_timeout, self._pool_timeout = read_timeout, pool_timeout
        self._places = asyncio.Semaphore(connections)
        self._session: ClientSession | None = None
        self._pulse = pulse or Pulse()

    @property
    def read_timeout(self) -> float:
        """What holds where a call says nothing."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open a session; a connection is made when one is needed."""
        if self._session is None:
            self._session = ClientSession(
                # The places count connections: those of aiohttp's would have no time of their own to wait for one.
                connector=TCPConnector(limit=0, ssl=_trusted() if self._secure or self._proxy else True),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer.

        Raises:
            TimedOut, NetworkError: from Lost where Telegram may have taken the request. Their texts name no address,
                as the token is in it.
        """
        connect, read = _given(connect_timeout, 5.0), _given(read_timeout, self._read_timeout)
        timeout = ClientTimeout(connect=connect, sock_connect=connect, sock_read=read)
        try:
            async with asyncio.timeout(_given(pool_timeout, self._pool_timeout)):
                await self._places.acquire()
        except TimeoutError:
            raise TimedOut("Pool timeout: every connection is in use. Nothing was sent to Telegram.") from None
        try:
            if request_data and request_data.contains_files:
                headers, body = await _form(request_data)
                async with asyncio.timeout(None) as writing:
                    pieces = _pieces(body, writing, _given(write_timeout, 20.0))
                    return await self._answer(method, url, headers, pieces, timeout)
            if request_data:
                body = json.dumps(request_data.parameters).encode()
                return await self._answer(method, url, JSON, body, timeout)
            return await self._answer(method, url, {}, None, timeout)
        except (TimeoutError, ClientError) as error:
            kind = type(error).__name__
            failure = TimedOut() if isinstance(error, TimeoutError) else NetworkError(f"aiohttp.{kind}")
            raise failure from None if isinstance(error, NOT_SENT) else Lost(kind)
        finally:
            self._places.release()

    async def _answer(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes | AsyncIterator[bytes] | None,
        timeout: ClientTimeout,  # noqa: ASYNC109 - aiohttp's own, which tells its parts apart
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("this request is not initialized")
        async with self._session.request(
            method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
        ) as answer:
            if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                self._pulse.held_back += 1
            return answer.status, await answer.read()


def bare_bot(settings: Settings, *, connections: int, pool_timeout: float = 1.0) -> Bot:
    """A bot beside the application's, without its limits. Raises SettingsError without a token, OperatorError for its proxy."""
    request = Request(settings.bot_api_url, connections=connections, pool_timeout=pool_timeout)
    return Bot(settings.token, base_url=f"{settings.bot_api_url}/bot", request=request, get_updates_request=request)


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for that address: `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY`, unless `NO_PROXY`.

    Raises OperatorError.
    """
    parts, named = urlsplit(url), getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy or proxy_bypass(parts.netloc):
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    if (kind := urlsplit(proxy).scheme) not in {"http", "https"}:
        raise OperatorError(f"不支持 {kind} 代理，请把 HTTPS_PROXY 设为 http 代理的地址")
    return proxy


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that are trusted, read once: it takes a good part of a start."""
    own = "SSL_CERT_FILE" in os.environ or "SSL_CERT_DIR" in os.environ  # which OpenSSL knows by itself
    return ssl.create_default_context(cafile=None if own else certifi.where())


def _given(value: Any, default: float) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value


async def _form(request_data: RequestData) -> tuple[dict[str, str], bytes]:
    """Headers and body of a form with its files."""
    form = FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        whole = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, whole, filename=" ".join(filename.splitlines()), content_type=kind)
    written = form()
    body = await written.as_bytes()
    return {"Content-Type": written.content_type, "Content-Length": str(len(body))}, body


async def _pieces(body: bytes, writing: asyncio.Timeout, seconds: float | None) -> AsyncIterator[bytes]:
    """The body, piece by piece; writing one may take so long."""
    loop = asyncio.get_running_loop()
    for start in range(0, len(body), PIECE):
        writing.reschedule(None if seconds is None else loop.time() + seconds)
        yield body[start : start + PIECE]
    writing.reschedule(None)
