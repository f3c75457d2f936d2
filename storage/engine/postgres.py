"""PostgreSQL as the bot asks it: connections that wait for nothing without end, and lead to a server that takes writes."""

from typing import Any
from weakref import WeakSet

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.engine.away import LockLost, ReadOnly

WRITER_LOCK = 0x44_4A  # any numbers, the same in every process of one bureau
PROCESS_LOCK = 0x44_4B
TOKENS = 0x44_4C
CONNECTING = 5.0
"""Seconds until the next server of the URL is asked, or none answers."""
ANSWERED = 30.0
"""Seconds that a statement may take. What takes longer has most likely gone into a network that swallows everything."""
WRITING = "60s"
"""How long a write may do nothing before the server ends it: a process that froze in one would hold up its successor."""


def advisory(lock: int) -> str:
    """In SQL, the number by which PostgreSQL knows that lock, as the bureau's own: bureaus may have a schema each in one database."""
    return f"({lock}::bigint << 32) | (SELECT oid::bigint FROM pg_namespace WHERE nspname = current_schema())"  # noqa: S608 - a number


_TURN = f"pg_advisory_xact_lock({advisory(WRITER_LOCK)})"
_IMPATIENT = f"set_config('idle_in_transaction_session_timeout', '{WRITING}', true)"
ONE_WRITER = f"SELECT {_TURN}, {_IMPATIENT}"
# CASE alone promises the order: asked before the writer's turn has come, the answer could be old when it has.
FENCED = f"""
SELECT CASE WHEN {_TURN}::text IS NOT NULL THEN pg_try_advisory_xact_lock_shared({TOKENS}, {{}}) END, {_IMPATIENT}
"""


def engine(url: URL, known: "WeakSet[Any]", **pool: int) -> AsyncEngine:
    """For all that the bot asks; each connection is among those that are `known`."""
    arguments = {
        "async_creator_fn": _connect,
        "timeout": CONNECTING,
        "command_timeout": ANSWERED,
        "target_session_attrs": "read-write",
        "server_settings": {"application_name": "dangjian"},
    }
    made = create_async_engine(url, connect_args=arguments, pool_pre_ping=True, hide_parameters=True, **pool)
    event.listen(made.sync_engine, "connect", lambda connection, _record: known.add(connection.driver_connection))
    return made


async def begin_writing(connection: AsyncConnection, token: int | None) -> None:
    """Take the one writer's turn in this transaction.

    Raises:
        LockLost: when the session that holds the process's lock, and with it this token's, has ended.
    """
    if token is None:
        await connection.exec_driver_sql(ONE_WRITER)
    # The token's lock can be had only where nobody holds it any more.
    elif (await connection.exec_driver_sql(FENCED.format(int(token)))).scalar():
        raise LockLost


async def _connect(*arguments: Any, **options: Any) -> Any:
    import asyncpg  # by now it is there; who uses SQLite does not read it

    try:
        return await asyncpg.connect(*arguments, **options)
    except asyncpg.TargetServerAttributeNotMatched as error:
        raise ReadOnly from error
    except FileNotFoundError as error:
        # The socket of a server that is down: it comes back with the server.
        raise ConnectionRefusedError from error
