"""Bells: the ways below the outbox that tell somebody that something waits. Each is given an address and a sentence without content."""

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiohttp

from storage.channels import Way
from storage.engine.settings import Settings

TIMEOUT = 20.0


class Refusing(Exception):
    """The address takes nothing; another one may."""


class Bell(Protocol):
    async def ring(self, address: str, subject: str, text: str) -> None:
        """Raises Refusing for the address, and whatever the network raises for what may be tried again."""


class Mail:
    """E-mail over SMTP: `smtp://` or `smtps://`, with `user:password@` and `?from=`.

    Over `smtp://` STARTTLS is taken where the server offers it, and asked for where there is a password: whoever stands between could
    have the offer left out. `&tls=no` is for a server without.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        secure = parts.scheme == "smtps"
        self._server: dict[str, Any] = {
            "hostname": parts.hostname,
            "port": parts.port,
            "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "use_tls": secure,
            "start_tls": True if parts.password and not secure and asked.get("tls") != ["no"] else None,
        }
        self._sender = asked.get("from", [unquote(parts.username or "")])[0]

    async def ring(self, address: str, subject: str, text: str) -> None:
        import aiosmtplib

        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, address, subject
        message.set_content(text)
        try:
            await aiosmtplib.send(message, timeout=TIMEOUT, **self._server)
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(each.code >= 500 for each in error.recipients):
                raise Refusing from None
            raise


class WeCom:
    """企业微信's own messages to the members of a corporation: https://developer.work.weixin.qq.com/document/path/90236."""

    def __init__(self, url: str, server: str = "https://qyapi.weixin.qq.com") -> None:
        parts = urlsplit(url)
        self._corporation, self._secret = unquote(parts.username or ""), unquote(parts.password or "")
        self._agent, self._server, self._token = int(parts.hostname or 0), server, ""

    async def ring(self, address: str, subject: str, text: str) -> None:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            answer = await self._send(session, address, f"{subject}\n{text}")
            if answer.get("errcode") in _OUTDATED:
                self._token = ""
                answer = await self._send(session, address, f"{subject}\n{text}")
        if answer.get("errcode") in _NOBODY or answer.get("invaliduser"):
            raise Refusing
        if answer.get("errcode") != 0:
            raise OSError(f"errcode {answer.get('errcode')}")

    async def _send(self, session: aiohttp.ClientSession, user: str, text: str) -> Mapping[str, Any]:
        if not self._token:
            asked = {"corpid": self._corporation, "corpsecret": self._secret}
            async with session.get(f"{self._server}/cgi-bin/gettoken", params=asked) as response:
                self._token = (await response.json(content_type=None)).get("access_token", "")
        content = {"touser": user, "msgtype": "text", "agentid": self._agent, "text": {"content": text}}
        sent = session.post(f"{self._server}/cgi-bin/message/send", params={"access_token": self._token}, json=content)
        async with sent as response:
            found: Mapping[str, Any] = await response.json(content_type=None)
            return found


_OUTDATED = (40014, 42001, 41001)
"""The token is not valid (any more), or there was none."""
_NOBODY = (60111, 81013)
"""No member of that name, or none that the application may write to."""


def bells_of(settings: Settings) -> dict[Way, Bell]:
    """Those that the operator has set up."""
    found: dict[Way, Bell] = {}
    if settings.smtp_url:
        found[Way.EMAIL] = Mail(settings.smtp_url.get_secret_value())
    if settings.wecom_url:
        found[Way.WECOM] = WeCom(settings.wecom_url.get_secret_value())
    return found
