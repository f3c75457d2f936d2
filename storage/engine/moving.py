"""Moving a bureau to another database: SQLite to PostgreSQL, or back.

Each batch of rows is committed by itself, so that a move that was killed goes on where it stood; until it is whole, a table in the target says
so, and the bot does not start there. Whether all came over is not believed but compared: every table's rows, hashed on both sides.
DATA_DIR stays where it is: sealed files, the records' keys, those of open ballots and of what is under way belong to either database.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, func, inspect, select, text
from sqlalchemy import insert as inserting
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import copying
from storage.engine.away import is_away
from storage.engine.database import Database
from storage.engine.errors import OperatorError
from storage.engine.lock import only_process
from storage.engine.migrate import VERSIONS, migrate, newest, number
from storage.engine.sqlite import WRITES
from storage.engine.trouble import plainly

HALF_MOVED = Table("half_moved", MetaData(), Column("source", String, primary_key=True))
"""In a target that is not whole yet: which database it is filled from."""
HALF = "这个数据库里的搬迁还没有做完：请先再运行一次 move（会接着做），做完才能使用。"

Tell = Callable[[str, int, int], None]
"""Is told a table's name, how many of its rows are there, and how many there will be."""


class MoveError(OperatorError):
    """It cannot be moved, or is not whole; `str()` says why, in one line."""


@dataclass(frozen=True)
class Moved:
    """What a move came to: tables and rows, all compared, and values whose NULs PostgreSQL does not store."""

    tables: int
    rows: int
    nuls: int
    resumed: bool


async def move(source: Database, target: Database, tell: Tell) -> Moved:
    """Copy every row into a database that is empty, or that an earlier move from the same source has half filled.

    Raises:
        MoveError: when the target holds anything else, or is not the same as the source in the end.
        AlreadyRunning: when the bot runs on either.
    """
    if source.url == target.url:
        raise MoveError("两个地址是同一个数据库")
    if not _is_there(source):
        raise MoveError(f"没有数据库可搬：{source.url.database} 不存在")
    try:
        async with only_process(source) as one, only_process(target) as other:
            return await _while_held(_move(source, target, tell), one, other)
    except (SQLAlchemyError, OSError) as error:
        urls = [each.url.render_as_string(hide_password=True) for each in (source, target)]
        raise MoveError(f"没有搬完，再运行一次会接着做：{plainly(error, *urls)}") from error


async def _move(source: Database, target: Database, tell: Tell) -> Moved:
    await _refuse_useless(source)
    await refuse_filled(target)
    # The source as well: what it is copied into has the newest shape.
    await migrate(source)
    await migrate(target)
    async with snapshot(source) as whole:
        resumed = await _begin(target, await _name(whole))
        await _copy(whole, target, tell)
        try:
            moved = await _compare(whole, target, tell)
        except MoveError:
            if not resumed:
                raise
            # The source was used after the move had begun: what came over then is not what there is now.
            await _empty(target)
            await _copy(whole, target, tell)
            moved = await _compare(whole, target, tell)
    await _finish(target)
    return Moved(len(_tables()), sum(rows for rows, _ in moved), sum(nuls for _, nuls in moved), resumed)


async def _while_held(work: Coroutine[None, None, Moved], *locks: "asyncio.Task[None]") -> Moved:
    """Raises what ended a lock that was lost: the work is broken off then."""
    moving = asyncio.create_task(work)
    try:
        await asyncio.wait([moving, *locks], return_when=asyncio.FIRST_COMPLETED)
        for lock in locks:
            if lock.done():
                lock.result()
        return await moving
    finally:
        moving.cancel()
        await asyncio.wait([moving])


async def export(url: str, file: Path) -> None:
    """Everything in one state of a database, whatever is written meanwhile, in a SQLite file.

    Raises:
        MoveError: when the database has not the shape of this program, or not every row came over.
    """
    source, target = Database(url), Database(f"sqlite+aiosqlite:///{file}")
    try:
        await refuse_half_moved(source)
        async with snapshot(source) as whole:
            if await whole.run_sync(number) != newest():
                raise MoveError("数据库不是这个版本的程序建的：请先用这个版本启动一次机器人")
            await migrate(target)
            await _copy(whole, target, lambda *_: None)
            async with target.engine.connect() as there:
                for table in _tables():
                    if await whole.run_sync(copying.count, table) != await there.run_sync(copying.count, table):
                        raise MoveError(f"表 {table.name} 没有抄全")
    finally:
        await source.close()
        await target.close()


async def refuse_half_moved(database: Database) -> None:
    """Raises MoveError for a database that a move has not filled to its end."""
    async with database.engine.connect() as connection:
        if await connection.run_sync(lambda inner: inspect(inner).has_table(HALF_MOVED.name)):
            raise MoveError(HALF)


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection that sees one state of the database, whatever is written meanwhile."""
    async with database.engine.connect() as connection:
        if not database.is_sqlite:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        # SQLite's begins with the first statement, PostgreSQL's too.
        await connection.run_sync(number)
        yield connection


def _is_there(database: Database) -> bool:
    return not database.is_sqlite or Path(database.url.database or "").is_file()


def _tables() -> list[Table]:
    """What is copied, in an order in which no row comes before one that it names."""
    from storage.engine.tables import METADATA

    return METADATA.sorted_tables


async def _name(source: AsyncConnection) -> str:
    """What tells a database from every other: a word sealed in it at its first start, which no second one seals alike."""
    sealed = await source.run_sync(lambda inner: inner.scalar(text("SELECT sealed FROM key_check")))
    return sha256(str(sealed).encode()).hexdigest()


async def _refuse_useless(source: Database) -> None:
    await refuse_half_moved(source)
    async with source.engine.connect() as connection:
        if await connection.run_sync(number) is None:
            raise MoveError("没有数据库可搬：里面没有本程序的表")


async def refuse_filled(target: Database) -> None:
    """Raises MoveError for a database that holds anything but what a move has begun to fill."""
    async with target.engine.connect() as connection:
        filled = await connection.run_sync(_filled)
        shape = await connection.run_sync(number)
    if filled is not None:
        raise MoveError(f"目标数据库不是空的（表 {filled} 里有内容）：请换一个空的数据库，或先清空它")
    if shape is not None and shape > newest():
        raise MoveError("目标数据库是更新版本的程序建的：请先升级本程序")


def _filled(connection: Connection) -> str | None:
    """A table with rows; None where a move has begun or nothing is there."""
    names = inspect(connection).get_table_names()
    if HALF_MOVED.name in names:
        return None
    for name in names:
        quoted = connection.dialect.identifier_preparer.quote(name)
        if name != VERSIONS and connection.execute(text(f"SELECT 1 FROM {quoted} LIMIT 1")).first():  # noqa: S608 - quoted
            return name
    return None


async def _begin(target: Database, name: str) -> bool:
    """Have the target say what it is filled from; whether it did already."""

    def say(connection: Connection) -> bool:
        HALF_MOVED.create(connection, checkfirst=True)
        before = connection.scalars(select(HALF_MOVED.c.source)).all()
        if before and name not in before:
            raise MoveError("目标数据库里有另一个数据库没有搬完的内容：请换一个空的数据库，或先清空它")
        if not before:
            connection.execute(inserting(HALF_MOVED), {"source": name})
        return bool(before)

    async with _writing(target) as connection:
        return await connection.run_sync(say)


async def _copy(source: AsyncConnection, target: Database, tell: Tell) -> None:
    for table in _tables():
        total = await source.run_sync(copying.count, table)
        async with target.engine.connect() as connection:
            there = await connection.run_sync(copying.count, table)
            after = await connection.run_sync(copying.last_key, table)
        tell(table.name, there, total)
        while rows := await source.run_sync(copying.batch, table, after):
            await _insert(target, table, rows)
            there, after = there + len(rows), copying.key_of(table, rows[-1])
            tell(table.name, there, total)


async def _insert(target: Database, table: Table, rows: list[copying.Row]) -> None:
    try:
        async with _writing(target) as connection:
            await connection.run_sync(copying.insert, table, rows)
    except DBAPIError as error:
        if is_away(error):
            raise
        raise MoveError(f"表 {table.name} 里有目标数据库存不了的一行：{plainly(error)}") from error


async def _compare(source: AsyncConnection, target: Database, tell: Tell) -> list[tuple[int, int]]:
    """Each table's rows, and its values with a NUL. Raises MoveError with the tables that differ."""
    found, differ = [], []
    async with snapshot(target) as there:
        for at, table in enumerate(_tables()):
            rows, wanted, nuls = await copying.digest(source, table)
            if (rows, wanted) != (await copying.digest(there, table))[:2]:
                differ.append(table.name)
            found.append((rows, 0 if target.is_sqlite else nuls))
            tell("逐表核对", at + 1, len(_tables()))
    if differ:
        raise MoveError(f"两边的内容不一致：表 {'、'.join(differ)}。请不要使用目标数据库，清空后重新搬一次")
    return found


async def _empty(target: Database) -> None:
    def empty(connection: Connection) -> None:
        for table in reversed(_tables()):
            connection.execute(delete(table))

    async with _writing(target) as connection:
        await connection.run_sync(empty)


async def _finish(target: Database) -> None:
    """New rows get numbers after those that came along; and the target is whole."""

    def finish(connection: Connection) -> None:
        if not target.is_sqlite:
            for table in _tables():
                _count_on(connection, table)
        HALF_MOVED.drop(connection)

    async with _writing(target) as connection:
        await connection.run_sync(finish)


def _count_on(connection: Connection, table: Table) -> None:
    key = table.autoincrement_column
    if key is None:
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    greatest = connection.scalar(select(func.max(key)))
    if sequence is not None and greatest is not None:
        connection.execute(select(func.setval(sequence, greatest)))


@asynccontextmanager
async def _writing(target: Database) -> AsyncIterator[AsyncConnection]:
    async with target.engine.execution_options(**{WRITES: True}).begin() as connection:
        yield connection
