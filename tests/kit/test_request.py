"""Requests over aiohttp: what goes over the wire, and what is said when it fails."""

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from telegram import Bot, InputMediaPhoto
from telegram.error import NetworkError, TimedOut

from handlers.kit.engine import request as over_http
from handlers.kit.engine.failures import perhaps_taken
from handlers.kit.engine.request import PIECE, Request, proxy_for
from sandbox.telegram.phone import Person, Sandbox, picture
from storage.engine.errors import OperatorError

TOKEN = "1:secret"
ANSWER = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"b","username":"b"}}'
GIVEN = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ANSWER) + ANSWER


@pytest.fixture(autouse=True)
def nothing_in_between(monkeypatch):
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    over_http._trusted.cache_clear()
    yield
    over_http._trusted.cache_clear()


@asynccontextmanager
async def served(answer=GIVEN, tls=None, **options):
    """A server that reads heads and gives that answer to each, or closes (b""), or says nothing (None); its address,
    and what it has read of each connection."""
    seen = []

    async def talk(reader, writer):
        seen.append([])
        try:
            while not options.get("deaf"):
                head = await reader.readuntil(b"\r\n\r\n")
                seen[-1].append(head.decode())
                if answer is None:
                    continue
                if not answer:
                    break
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                writer.write(answer)
            else:
                await asyncio.Event().wait()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    yield f"{'https' if tls else 'http'}://127.0.0.1:{port}", seen
    server.close()


@asynccontextmanager
async def bot(url, token=TOKEN, **options):
    """A bot there, which has asked nothing yet."""
    request = Request(url, **{"connections": 4} | options)
    await request.initialize()
    yield Bot(
        token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=request, get_updates_request=request
    )
    await request.shutdown()


async def failed(work):
    """The failure, whose texts and causes do not tell the token."""
    with pytest.raises(NetworkError) as caught:
        await work
    error = caught.value
    assert "secret" not in f"{error!r} {error} {error.__cause__!r}"
    assert error.__suppress_context__
    return type(error), perhaps_taken(error)


async def test_connections_are_kept_and_texts_arrive_as_they_are():
    async with Sandbox([Person(1001, "王芳", started=True)], []) as sandbox, bot(sandbox.url, sandbox.token) as here:
        assert (
            await here.send_message(1001, '签到 <&+%=\n😀 "引"', disable_notification=True)
        ).text == '签到 <&+%=\n😀 "引"'
        large = bytes(range(256)) * 10_000
        sent = await here.send_document(1001, large, "说明 & 😀", filename='汇总 "一"\\.xlsx\r\nx')
        assert (sent.document.file_name, sent.caption) == ('汇总 "一"\\.xlsx x', "说明 & 😀")
        assert await (await sent.document.get_file()).download_as_bytearray() == large
        album = await here.send_media_group(
            1001, [InputMediaPhoto(picture(shade=each)) for each in (1, 2)], caption="图"
        )
        assert [message.caption for message in album] == ["图", None]
    async with served() as (url, seen), bot(url) as here:
        for _ in range(3):
            await here.get_me()
        assert [len(each) for each in seen] == [3]


@pytest.mark.parametrize(
    ("answer", "options", "expected"),
    [
        (b"", {}, (NetworkError, True)),
        (b"nonsense\r\n\r\n", {}, (NetworkError, True)),
        (GIVEN[:-5], {}, (TimedOut, True)),
        (None, {}, (TimedOut, True)),
    ],
)
async def test_an_answer_that_does_not_come_may_have_been_one(answer, options, expected):
    async with served(answer) as (url, _), bot(url, read_timeout=0.1) as here:
        assert await failed(here.get_me()) == expected


async def test_what_was_never_sent_is_told_apart():
    async with served(None) as (url, _):
        pass
    async with bot(url) as here:
        assert await failed(here.get_me()) == (NetworkError, False)
    async with served(None, deaf=True) as (url, _), bot(url.replace("http:", "https:")) as here:
        assert await failed(here.get_me(connect_timeout=0.1)) == (TimedOut, False)
    async with served(None) as (url, _), bot(url, connections=1, pool_timeout=0.1) as here:
        first = asyncio.create_task(failed(here.get_me(read_timeout=1)))
        await asyncio.sleep(0.05)
        assert await failed(here.get_me()) == (TimedOut, False)
        assert await first == (TimedOut, True)


async def test_an_upload_that_stands_still_ends():
    async with served(None, deaf=True) as (url, _), bot(url) as here:
        assert await failed(here.send_document(1, bytes(2**24), write_timeout=0.2)) == (TimedOut, True)


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://u:p@proxy:3128"}, "http://u:p@proxy:3128"),
        ({"HTTP_PROXY": "http://proxy:1"}, None),
        ({"ALL_PROXY": "proxy:1"}, "http://proxy:1"),
        ({"HTTPS_PROXY": "http://proxy:1", "ALL_PROXY": "socks5://proxy:2"}, "http://proxy:1"),
        ({"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "localhost,telegram.org"}, None),
        ({"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "gram.org"}, "http://proxy:1"),
    ],
)
def test_the_environment_names_a_proxy(monkeypatch, environment, proxy):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for("https://api.telegram.org") == proxy


def test_a_socks_proxy_is_refused(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks5://u:secret@proxy:1")
    with pytest.raises(OperatorError, match="socks5 代理") as caught:
        Request("https://api.telegram.org", connections=1)
    assert "secret" not in str(caught.value)


async def test_requests_go_through_the_proxy(monkeypatch):
    async with served() as (url, seen):
        proxy = url.replace("//", "//u:p@")
        monkeypatch.setenv("HTTP_PROXY", proxy)
        async with bot("http://api.example") as here:
            await here.get_me()
        assert seen[0][0].startswith(f"POST http://api.example/bot{TOKEN}/getMe HTTP/1.1\r\n")
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        async with bot("https://api.example") as here:
            # This one gives its answer to CONNECT, and then speaks no TLS.
            assert await failed(here.get_me(connect_timeout=0.2)) == (TimedOut, False)
        assert seen[1][0].startswith("CONNECT api.example:443 HTTP/1.1\r\n")
        assert all("Proxy-Authorization: Basic dTpw\r\n" in heads[0] for heads in seen)
    async with served(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n") as (url, _):
        monkeypatch.setenv("HTTPS_PROXY", url)
        async with bot("https://api.example") as here:
            assert await failed(here.get_me()) == (NetworkError, False)


async def test_a_proxy_that_connects_carries_tls_to_its_end(monkeypatch, tmp_path):
    """A little one that does what CONNECT asks for, and sees nothing of what passes."""
    asked, passed = [], bytearray()

    async def copy(reader, writer):
        with suppress(ConnectionError):
            while piece := await reader.read(PIECE):
                passed.extend(piece)
                writer.write(piece)
        writer.close()

    async def connect(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head.splitlines()[0])
        there, back = await asyncio.open_connection("127.0.0.1", int(head.split()[1].rpartition(":")[2]))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(copy(reader, back), copy(there, writer))

    certificate, tls = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    over_http._trusted.cache_clear()
    async with served(tls=tls) as (url, seen), await asyncio.start_server(connect, "127.0.0.1", 0) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
        async with bot(url) as here:
            for _ in range(2):
                assert (await here.get_me()).id == 1
        assert asked == [f"CONNECT {url.removeprefix('https://')} HTTP/1.1"]
        assert seen[0][0].startswith(f"POST /bot{TOKEN}/getMe HTTP/1.1\r\n")
        assert TOKEN.encode() not in passed
        proxy.close()


async def test_only_trusted_certificates_are_accepted(monkeypatch, tmp_path):
    certificate, tls = certified(tmp_path)
    async with served(tls=tls) as (url, seen):
        async with bot(url) as here:
            assert await failed(here.get_me()) == (NetworkError, False)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        over_http._trusted.cache_clear()
        async with bot(url) as here:
            await here.get_me()
        async with bot(url.replace("127.0.0.1", "localhost")) as here:
            assert await failed(here.get_me()) == (NetworkError, False)
    assert sum(map(len, seen)) == 1


def certified(folder):
    """A certificate that 127.0.0.1 signed for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "here.pem"
    kept = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *kept)
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    return path, tls
