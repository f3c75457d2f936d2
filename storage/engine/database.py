"""The only maker of sessions: `read()` and `write()`.

A write opens `BEGIN IMMEDIATE` on SQLite and takes one transaction-wide advisory lock on PostgreSQL, so that on both
only one writer at a time reads what it then changes.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.mail import inbox, outbox
from storage.sealed.keyring import PASSING, Keyring, end_all
from storage.sealed.records import FOLDER
from storage.sealed.vault import HELD, Vault

WRITER_LOCK = 0x44_4A  # any number, the same in every process of one database


class AlreadyTaken(Exception):
    """This update has had its effect before; nothing was written this time."""


class Database:
    """One engine for the whole process. Always `close()` it.

    Its sessions carry the vault (for the audit trail and the records), the folder of the records' files, and the keyring of what
    passes (the inbox, drafts). Without a keyring that outlives the process what passes ends with it.
    """

    def __init__(
        self, url: str, vault: Vault | None = None, folder: Path | None = None, passing: Keyring | None = None
    ) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(url, is_sqlite=self.is_sqlite)
        self.vault = vault
        self.passing = passing or Keyring()
        carried = {HELD: vault, FOLDER: folder, PASSING: self.passing}
        self._readers = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False, info=carried)
        self._writers = async_sessionmaker(
            self.engine.execution_options(writes=True), class_=AsyncSession, expire_on_commit=False, info=carried
        )
        # SQLite has one writer anyway; queueing here is fair and costs no busy waiting.
        self._turn = asyncio.Lock()
        self.queued = asyncio.Event()
        """Set after a commit that put something into the outbox."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; whatever it changed is rolled back."""
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def write(self, update_id: int | None = None) -> AsyncIterator[AsyncSession]:
        """A write transaction, which holds the writer's turn from its first line to its commit.

        With an `update_id`, the effect is recorded as that update's in the same transaction. Keys of what the transaction has
        done away with end after its commit.

        Raises:
            AlreadyTaken: when that update has had its effect already.
        """
        async with self._turn, self._writers() as session, session.begin():
            if not self.is_sqlite:
                await session.exec(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))  # type: ignore[call-overload]
            if update_id is not None and not await inbox.take_effect(session, update_id):
                raise AlreadyTaken(update_id)
            yield session
        if session.info.pop(outbox.QUEUED, False):
            self.queued.set()
        await end_all(session)

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


def _engine(url: str, *, is_sqlite: bool) -> AsyncEngine:
    if not is_sqlite:
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_async_engine(url, connect_args={"timeout": 30}, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions of its own: `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
