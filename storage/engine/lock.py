"""One process for one database: a second one would poll and send beside the first. It is refused, or waits as a standby."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial

from filelock import FileLock, Timeout
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.away import LockLost
from storage.engine.database import Database
from storage.engine.errors import OperatorError
from storage.engine.postgres import PROCESS_LOCK, TOKENS, WRITER_LOCK, advisory

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
ANSWERED = 10.0
"""Seconds in which the server has to say that the lock is still held."""
FORGOTTEN = "30s"
"""After this time without a word the server ends the lock's session: its process is frozen, or cut off. More than the two above."""
STANDBY_LOOKS_EVERY = 1.0

Standby = Callable[[str], None]


class AlreadyRunning(OperatorError):
    """Another process holds the database."""


@asynccontextmanager
async def only_process(database: Database, *, standby: Standby | None = None) -> AsyncIterator["asyncio.Task[None]"]:
    """Hold the lock: a file beside the SQLite file, an advisory lock on PostgreSQL.

    Gives a task that ends only by LockLost. A `standby` waits until the lock is free; it is told the reason when it begins to.

    Raises:
        AlreadyRunning: at once, when another process holds it and this is no standby.
    """
    async with (_file if database.is_sqlite else _session)(database, standby=standby) as watch:
        held = asyncio.create_task(watch)
        try:
            yield held
        finally:
            held.cancel()
            await asyncio.gather(held, return_exceptions=True)


@asynccontextmanager
async def _file(database: Database, *, standby: Standby | None) -> AsyncIterator[Coroutine[None, None, None]]:
    lock = FileLock(f"{database.url.database}.lock", timeout=0)

    async def taken() -> bool:
        try:
            lock.acquire()
        except Timeout:
            return False
        return True

    await _until(taken, f"另一个进程正在使用 {database.url.database}", standby=standby)
    try:
        # A file's lock ends with the process alone.
        yield _for_ever()
    finally:
        lock.release()


async def _for_ever() -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def _session(database: Database, *, standby: Standby | None) -> AsyncIterator[Coroutine[None, None, None]]:
    """The lock's session holds a lock of this process's own besides, by which each write finds out whether the session lives."""
    connection, token = await database.engine.connect(), secrets.randbits(31)
    try:
        await _asked(connection, f"SET idle_session_timeout = '{FORGOTTEN}'")
        await _asked(connection, f"SELECT pg_advisory_lock({TOKENS}, {token})")
        taken = partial(_asked, connection, f"SELECT pg_try_advisory_lock({advisory(PROCESS_LOCK)})")
        await _until(taken, "另一个进程正在使用这个 PostgreSQL 数据库", standby=standby)
        # What the last holder was writing when it lost the lock ends first; whatever it begins now is refused.
        await _asked(connection, f"SELECT pg_advisory_xact_lock({advisory(WRITER_LOCK)})")
        database.token = token
        yield _watch(database, connection)
    finally:
        # Given back to the pool the connection would go on holding the locks.
        await connection.invalidate()
        await connection.close()


async def _until(taken: Callable[[], Awaitable[object]], reason: str, *, standby: Standby | None) -> None:
    if await taken():
        return
    if standby is None:
        raise AlreadyRunning(f"{reason}，请先停掉它")
    log.info("%s，本进程等候接替", reason)
    standby(reason)
    while not await taken():  # noqa: ASYNC110 - another process holds it
        await asyncio.sleep(STANDBY_LOOKS_EVERY)
    log.info("原来的进程已经结束，本进程接替")


async def _asked(connection: AsyncConnection, statement: str) -> object:
    """The answer, in a transaction of its own: an open one would keep old rows alive."""
    result = await connection.execute(text(statement))
    answer = result.scalar() if result.returns_rows else None
    await connection.commit()
    return answer


async def _watch(database: Database, connection: AsyncConnection) -> None:
    """Raises LockLost when the session has ended, does not answer, or is on a server that takes no writes any more.

    Whatever else is under way then fails too.
    """
    ended = asyncio.Event()
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None  # noqa: S101 - asyncpg's
    driver.add_termination_listener(lambda _: ended.set())
    try:
        while not driver.is_closed():
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), LOOK_EVERY)
            async with asyncio.timeout(ANSWERED):
                if await _asked(connection, "SELECT current_setting('transaction_read_only')") == "on":
                    raise LockLost("数据库现在只能读，不能写")
        raise LockLost
    except (LockLost, SQLAlchemyError, OSError) as error:
        database.break_off()
        raise error if isinstance(error, LockLost) else LockLost() from error
