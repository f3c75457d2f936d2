"""The only maker of sessions: `read()` and `write()`.

A write opens `BEGIN IMMEDIATE` on SQLite and takes one transaction-wide advisory lock on PostgreSQL, so that on both
only one writer at a time reads what it then changes.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine import postgres, sqlite
from storage.engine.aside import Aside
from storage.engine.pulse import Pulse
from storage.engine.writer import Writer
from storage.mail import inbox, outbox
from storage.sealed.keyring import PASSING, Keyring, end_all
from storage.sealed.records import FOLDER
from storage.sealed.vault import HELD, Vault

T = TypeVar("T")


class AlreadyTaken(Exception):
    """This update has had its effect before; nothing was written this time."""


class Database:
    """One engine for the whole process. Always `close()` it.

    Its sessions carry the vault (for the audit trail and the records), the folder of the records' files, and the keyring of what
    passes (the inbox, drafts). Without a keyring that outlives the process what passes ends with it. `pulse` is the process's.
    """

    def __init__(
        self,
        url: str,
        vault: Vault | None = None,
        folder: Path | None = None,
        passing: Keyring | None = None,
        pulse: Pulse | None = None,
    ) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._connections: WeakSet[Any] = WeakSet()
        self.engine = sqlite.engine(self.url) if self.is_sqlite else postgres.engine(self.url, self._connections)
        self.vault = vault
        self.passing = passing or Keyring()
        self.pulse = pulse or Pulse()
        carried = {HELD: vault, FOLDER: folder, PASSING: self.passing}
        self._sessions = async_sessionmaker(
            class_=sqlite.SessionInLoop if self.is_sqlite else AsyncSession, expire_on_commit=False, info=carried
        )
        self._sessions_for_much = async_sessionmaker(class_=AsyncSession, expire_on_commit=False, info=carried)
        self._writer = Writer(
            self.engine.execution_options(**{sqlite.WRITES: True}), self._lock_writers, self._sessions, self.pulse
        )
        self._idle: list[AsyncConnection] = []
        """SQLite's for reading, that nobody reads from: to take one from the pool and begin costs more than a statement."""
        self._aside = Aside("much")
        self.queued = asyncio.Event()
        """Set after a commit that put something into the outbox."""
        self.token: int | None = None
        """What the session that holds the process's lock holds besides, on PostgreSQL: every write first asks whether it still does."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; whatever it changed is rolled back."""
        if not self.is_sqlite:
            async with self._sessions(bind=self.engine) as session:
                yield session
            return
        connection = self._idle.pop() if self._idle else await self.engine.connect()
        session = self._sessions(bind=connection)
        try:
            yield session
        finally:
            await session.close()
            if connection.invalidated or connection.closed:
                await connection.close()
            else:
                self._idle.append(connection)

    async def look(self, work: Callable[[AsyncSession], Awaitable[T]], *, much: bool) -> T:
        """What `work` finds in a session for reading; where it is `much`, the whole bureau's, others go on meanwhile."""
        if much:
            return await self._aside.do(partial(self._look_aside, work))
        async with self.read() as session:
            return await work(session)

    async def _look_aside(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with self._sessions_for_much(bind=self._of_many) as session:
            return await work(session)

    @asynccontextmanager
    async def write(self, update_id: int | None = None) -> AsyncIterator[AsyncSession]:
        """A write transaction, which holds the writer's turn from its first line to its commit.

        With an `update_id`, the effect is recorded as that update's in the same transaction. Keys of what the transaction has
        done away with end after its commit.

        Raises:
            AlreadyTaken: when that update has had its effect already.
            LockLost: when this process held the lock and has lost it.
        """
        async with self._writer.transaction() as session:
            if update_id is not None and not await inbox.take_effect(session, update_id):
                raise AlreadyTaken(update_id)
            yield session
        if session.info.pop(outbox.QUEUED, False):
            self.queued.set()
        await end_all(session)

    async def size(self) -> int:
        """Bytes that it takes on the disk."""
        if self.is_sqlite:
            file = self.url.database or ""
            return sum(part.stat().st_size for part in map(Path, (file, f"{file}-wal")) if part.exists())
        async with self.read() as session:
            return int((await session.exec(text("SELECT pg_database_size(current_database())"))).scalar_one())  # type: ignore[call-overload]

    @cached_property
    def _of_many(self) -> AsyncEngine:
        """The engine for reading much, in a loop of its own."""
        return (
            sqlite.engine_in_threads(self.url) if self.is_sqlite else postgres.engine(self.url, WeakSet(), pool_size=1)
        )

    async def _of_many_given_back(self) -> None:
        await self._of_many.dispose()

    async def _lock_writers(self, connection: AsyncConnection) -> None:
        if not self.is_sqlite:
            await postgres.begin_writing(connection, self.token)

    def break_off(self) -> None:
        """Whatever is under way on PostgreSQL fails now, rather than when a dead network is given up."""
        for connection in self._connections:
            connection.terminate()

    async def close(self) -> None:
        """Give every connection back."""
        await self._writer.close()
        for connection in self._idle:
            await connection.close()
        self._idle.clear()
        await self.engine.dispose()
        await self._aside.end(self._of_many_given_back)
