"""Where a drill's database lies: a SQLite file, or a PostgreSQL server that can be stopped, cut off, replaced."""

import asyncio
import contextlib
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.postgres import ordered

HOST = "127.0.0.1"
SYNCHRONOUS = "ALTER SYSTEM SET synchronous_standby_names = '*'"
_numbers = count(1)


@dataclass(frozen=True)
class Home:
    """`url` is the bot's, `straight` that of whoever counts; of PostgreSQL also the server, and the line between it and the bot."""

    name: str
    url: str
    straight: str
    server: "Server | None" = None
    line: "Line | None" = None


class Server:
    """A PostgreSQL of our own, with `pg_ctl` at hand."""

    def __init__(self, folder: Path) -> None:
        from pgserver import get_server

        self._folder, self._running = folder, get_server(folder)
        self._options = ("-o", '-h ""', "-o", f"-k {self.socket.parent}", "-l", str(folder / "log"))

    @property
    def socket(self) -> Path:
        """Where it listens."""
        info = self._running.get_postmaster_info()
        return Path(info.socket_dir) / f".s.PGSQL.{info.port or 5432}"

    async def make(self) -> str:
        """A new database; its name."""
        name = f"drill{next(_numbers)}"
        await self.order(f"CREATE DATABASE {name}")
        return name

    def url(self, name: str) -> str:
        """Straight to that database."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self.socket.parent}"

    async def order(self, order: str) -> None:
        """Have the server do that."""
        await ordered(self._running, order)

    async def stop(self, mode: str) -> None:
        """As `pg_ctl stop -m immediate`, or fast."""
        await self._ctl("stop", "-m", mode)

    async def start(self) -> None:
        """Again, after it was stopped."""
        await self._ctl("start", "-w", "-t", "300", *self._options)

    async def promote(self) -> None:
        """From a standby to the one that takes writes."""
        await self._ctl("promote", "-w")

    async def standby(self, folder: Path) -> "Server":
        """Another server that follows this one; what is committed from now on is committed on both."""
        from pgserver import _commands

        await asyncio.to_thread(folder.chmod, 0o777)
        copy = folder / "copy"
        arguments = ["-D", str(copy), "-h", str(self.socket.parent), "-U", "postgres", "-R", "-c", "fast"]
        user = self._running.system_user
        await asyncio.to_thread(_commands.pg_basebackup, arguments, user=user)
        for of_the_first in (".s.PGSQL.5432.lock", ".handle_pids.json", "log"):
            await asyncio.to_thread((copy / of_the_first).unlink, missing_ok=True)
        other = await asyncio.to_thread(Server, copy)
        await self.order(SYNCHRONOUS)
        await self.order("SELECT pg_reload_conf()")
        return other

    def cleanup(self) -> None:
        """End it."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._running.cleanup()

    async def _ctl(self, *arguments: str) -> None:
        from pgserver import _commands

        user = self._running.system_user
        await asyncio.to_thread(_commands.pg_ctl, list(arguments), pgdata=self._folder, user=user)


class Line:
    """A TCP port that leads to a server, and can be made to swallow everything."""

    def __init__(self, socket: Path) -> None:
        self.socket, self.port = socket, 0
        self._swallows = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._dead: set[asyncio.StreamWriter] = set()

    async def open(self) -> asyncio.Server:
        """Listen on a free port."""
        server = await asyncio.start_server(self._connected, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def swallow(self) -> None:
        """From now on nothing comes through, and nobody is told; what was open stays so for ever."""
        self._swallows = True
        self._dead |= self._ends

    def let_through(self) -> None:
        """New connections are led on again."""
        self._swallows = False

    def cut(self, socket: Path) -> None:
        """Break every connection off; new ones lead to that server."""
        self.socket = socket
        for end in self._ends:
            end.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        if self._swallows:
            self._dead.add(writer)
            return
        try:
            answers, on = await asyncio.open_unix_connection(str(self.socket))
        except OSError:
            writer.close()
            return
        self._ends.add(on)
        await asyncio.gather(self._lead(reader, on, writer), self._lead(answers, writer, on))

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, back: Any) -> None:
        with contextlib.suppress(ConnectionError, OSError):
            while content := await reader.read(65536):
                if writer in self._dead:
                    return
                writer.write(content)
                await writer.drain()
        if writer not in self._dead:
            for end in (writer, back):
                end.close()


def sqlite(data: Path) -> Home:
    """A file in that folder."""
    url = f"sqlite+aiosqlite:///{data}/bot.db"
    return Home("SQLite", url, url)


@asynccontextmanager
async def server() -> AsyncIterator[Server]:
    """A PostgreSQL server for some drills."""
    with tempfile.TemporaryDirectory() as folder:
        found = await asyncio.to_thread(Server, Path(folder))
        try:
            yield found
        finally:
            await asyncio.to_thread(found.cleanup)


@asynccontextmanager
async def postgres(server: Server, *, by_line: bool) -> AsyncIterator[Home]:
    """A database of that server, and if wanted a line to it, which takes time of its own."""
    name, line = await server.make(), Line(server.socket)
    if not by_line:
        yield Home("PostgreSQL", server.url(name), server.url(name), server)
        return
    listening = await line.open()
    try:
        url = f"postgresql+asyncpg://postgres@{HOST}:{line.port}/{name}"
        yield Home("PostgreSQL", url, server.url(name), server, line)
    finally:
        line.cut(line.socket)
        listening.close()
