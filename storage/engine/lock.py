"""One process for one database: a second one would poll and send beside the first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from filelock import FileLock, Timeout
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.engine.database import Database, advisory
from storage.engine.errors import OperatorError

PROCESS_LOCK = 0x44_4B  # any number but the writers'
LOOK_EVERY = 5.0


class AlreadyRunning(OperatorError):
    """Another process holds the database."""


class LockLost(OperatorError):
    """The lock's connection has gone, and with it the right to send."""


@asynccontextmanager
async def only_process(database: Database) -> AsyncIterator["asyncio.Task[None]"]:
    """Hold the lock: a file beside the SQLite file, an advisory lock on PostgreSQL.

    Gives a task that ends only by LockLost.

    Raises:
        AlreadyRunning: at once, when another process holds it.
    """
    if database.is_sqlite:
        lock = FileLock(f"{database.url.database}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise AlreadyRunning(f"另一个进程正在使用 {database.url.database}，请先停掉它") from error
        held: asyncio.Task[None] = asyncio.create_task(_for_ever())
    else:
        held = await _hold(database)
    try:
        yield held
    finally:
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)
        if database.is_sqlite:
            lock.release()


async def _for_ever() -> None:
    await asyncio.Event().wait()


async def _hold(database: Database) -> "asyncio.Task[None]":
    connection = await database.engine.connect()
    taken = (await connection.execute(text(f"SELECT pg_try_advisory_lock({advisory(PROCESS_LOCK)})"))).scalar()
    # A session's lock outlives its transactions; an open one would keep old rows alive.
    await connection.commit()
    if not taken:
        await connection.close()
        raise AlreadyRunning("另一个进程正在使用这个 PostgreSQL 数据库，请先停掉它")

    async def watch() -> None:
        try:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                await connection.execute(text("SELECT 1"))
                await connection.commit()
        except (SQLAlchemyError, OSError) as error:
            raise LockLost("持有数据库锁的连接断开了") from error
        finally:
            # Given back to the pool the connection would go on holding the lock.
            await connection.invalidate()
            await connection.close()

    return asyncio.create_task(watch())
