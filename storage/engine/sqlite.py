"""SQLite asked in the event loop itself, and in a thread where much is asked for.

A statement takes microseconds, the way into a thread and back a hundred of them, and one through a greenlet twenty. What waits for the disk
leaves the loop: the commit of a write. So do statements that take long because they read much, with aiosqlite.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, Pool, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.away import TakenAlong
from storage.engine.private import make_folder

T = TypeVar("T")
P = ParamSpec("P")

WRITES = "writes"
"""The execution option of a connection that is to write."""
PATIENCE = 30.0
"""Seconds that a write waits for another process's."""
LOOK_EVERY = 0.01


class Cursor(sqlite3.Cursor):
    """As SQLAlchemy's asynchronous results want it."""

    async def _async_soft_close(self) -> None:
        """Nothing waits elsewhere: the rows are read where they are asked for."""


class Driver(sqlite3.Connection):
    """Gives such cursors."""

    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)


class InLoop(SQLiteDialect_pysqlite):
    """Python's own driver beneath SQLAlchemy's asynchronous sessions."""

    is_async = True
    supports_statement_cache = True
    driver = "inloop"

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """One whose waiting does not hold up the loop."""
        return AsyncAdaptedQueuePool

    def do_commit(self, dbapi_connection: Any) -> None:
        """In a thread: it ends when the disk has it."""
        _check_open(dbapi_connection)
        await_only(_to_its_end(dbapi_connection.commit))

    # SQLAlchemy would compile each of these anew at each effect.
    def do_savepoint(self, connection: Connection, name: str) -> None:
        _tell_within(connection, f"SAVEPOINT {name}")

    def do_rollback_to_savepoint(self, connection: Connection, name: str) -> None:
        _tell_within(connection, f"ROLLBACK TO {name}")

    def do_release_savepoint(self, connection: Connection, name: str) -> None:
        _tell_within(connection, f"RELEASE {name}")


class SessionInLoop(AsyncSession):
    """Does what does not wait where it is asked for, without a greenlet: all but to begin a write, and to commit it."""

    async def run_sync(self, fn: Callable[Concatenate[Session, P], T], *arg: P.args, **kw: P.kwargs) -> T:
        return fn(self.sync_session, *arg, **kw)

    async def exec(self, statement: Any, **given: Any) -> Any:
        # As the library's: what is asked for meanwhile finds no rows half read.
        options = dict(given.pop("execution_options", {})) | {"prebuffer_rows": True}
        return self.sync_session.exec(statement, execution_options=options, **given)

    async def get(self, entity: Any, ident: Any, **given: Any) -> Any:
        return self.sync_session.get(entity, ident, **given)

    async def flush(self, objects: Any = None) -> None:
        self.sync_session.flush(objects)

    async def commit(self) -> None:
        self.sync_session.commit()

    async def rollback(self) -> None:
        self.sync_session.rollback()

    async def close(self) -> None:
        self.sync_session.close()


registry.register("sqlite.inloop", __name__, InLoop.__name__)


def file_of(url: str) -> Path | None:
    """Where SQLite keeps that database; None where it is PostgreSQL's."""
    made = make_url(url)
    return Path(made.database) if made.get_backend_name() == "sqlite" and made.database else None


def engine(url: URL) -> AsyncEngine:
    """For all that asks for little, whatever driver the URL names."""
    if url.database:
        make_folder(Path(url.database).parent)
    # None is closed because others were given back before.
    return _prepared(url.set(drivername="sqlite+inloop"), {"check_same_thread": False, "factory": Driver}, pool_size=0)


def engine_in_threads(url: URL) -> AsyncEngine:
    """For what asks for much: each connection has a thread of its own."""
    return _prepared(url.set(drivername="sqlite+aiosqlite"), {})


def _prepared(url: URL, arguments: dict[str, Any], **pool: int) -> AsyncEngine:
    made = create_async_engine(url, connect_args=arguments, hide_parameters=True, **pool)
    event.listen(made.sync_engine, "connect", _prepare)
    event.listen(made.sync_engine, "begin", _begin)
    return made


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions of its own: `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("busy_timeout=1000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=0"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITES):
        _tell(connection, "BEGIN")
        return
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError as error:
            if not _is_busy(error) or time.monotonic() > until:
                raise
            await_only(asyncio.sleep(LOOK_EVERY))


def _tell(connection: Connection, command: str) -> None:
    """Past SQLAlchemy, which makes a statement's error its own here too."""
    connection.connection.cursor().execute(command)


def _tell_within(connection: Connection, command: str) -> None:
    _check_open(connection.connection)
    _tell(connection, command)


def _check_open(connection: Any) -> None:
    """Raises TakenAlong where SQLite itself has rolled back, as it does when the disk fails it: what follows would be stored at once,
    each statement alone, and a commit would say that it stored what is gone."""
    if not connection.in_transaction:
        raise TakenAlong


def _is_busy(error: OperationalError) -> bool:
    return isinstance(error.orig, sqlite3.Error) and error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


async def _to_its_end(work: Callable[[], None]) -> None:
    """Nobody else may use the connection while the thread does, also where the waiting is given up."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
