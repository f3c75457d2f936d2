"""Rows from one database to another, whichever two they are: a table in the order of its keys, a bounded number of rows at a time."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy import insert as inserting
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import collate, tuple_

AT_ONCE = 1000
"""Rows in memory, and in one transaction of the target."""
NUL, INSTEAD = "\0", "\N{REPLACEMENT CHARACTER}"
"""PostgreSQL stores no NUL in a text: https://www.postgresql.org/docs/current/datatype-character.html."""

Row = tuple[Any, ...]


def batch(connection: Connection, table: Table, after: Row | None) -> list[Row]:
    """The first rows, or those whose key comes next; fewer than `AT_ONCE` are the last ones. JSON comes as its text, letter for letter."""
    return [tuple(row) for row in connection.execute(_next(connection, table, after))]


def key_of(table: Table, row: Row) -> Row:
    """The key in a row that `batch` gave."""
    return tuple(value for value, column in zip(row, table.columns, strict=True) if column.primary_key)


def last_key(connection: Connection, table: Table) -> Row | None:
    """The greatest key in a table, by the order in which `batch` gives them; None for an empty one."""
    query = select(*table.primary_key).order_by(*(key.desc() for key in _keys(connection, table))).limit(1)
    found = connection.execute(query).first()
    return None if found is None else tuple(found)


def count(connection: Connection, table: Table) -> int:
    """How many rows there are."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Store rows that `batch` gave."""
    names = [f"value_{column.name}" for column in table.columns]
    values = {column.name: _value(connection, column, name) for column, name in zip(table.columns, names, strict=True)}
    if not _is_sqlite(connection):
        rows = [tuple(map(without_nul, row)) for row in rows]
    connection.execute(inserting(table).values(values), [dict(zip(names, row, strict=True)) for row in rows])


async def digest(connection: AsyncConnection, table: Table) -> tuple[int, str, int]:
    """How many rows, the hash over all of them, which is the same on either database, and how many values hold a NUL."""
    rows, hashed, nuls = 0, sha256(), 0
    found, after = None, None
    while found is None or len(found) == AT_ONCE:
        found = await connection.run_sync(batch, table, after)
        for row in found:
            nuls += sum(isinstance(value, str) and NUL in value for value in row)
            hashed.update(repr(tuple(map(without_nul, row))).encode(errors="surrogatepass"))
            after = key_of(table, row)
        rows += len(found)
        # SQLite answers without a pause: what else the process does, such as holding its lock, has a turn.
        await asyncio.sleep(0)
    return rows, hashed.hexdigest(), nuls


def without_nul(value: Any) -> Any:
    """A text as PostgreSQL takes it; anything else as it is."""
    return value.replace(NUL, INSTEAD) if isinstance(value, str) and NUL in value else value


def _next(connection: Connection, table: Table, after: Row | None) -> Select[Any]:
    keys = _keys(connection, table)
    columns = [cast(each, Text) if isinstance(each.type, JSON) else each for each in table.columns]
    query = select(*columns).order_by(*keys).limit(AT_ONCE)
    if after is None:
        return query
    told = [literal(value, key.type) for value, key in zip(after, table.primary_key, strict=True)]
    return query.where(tuple_(*keys) > tuple_(*told) if len(keys) > 1 else keys[0] > told[0])


def _keys(connection: Connection, table: Table) -> list[ColumnElement[Any]]:
    """Text by its bytes, as SQLite compares it; a PostgreSQL server would go by its language."""
    return [
        collate(key, "C") if isinstance(key.type, String) and not _is_sqlite(connection) else key
        for key in table.primary_key
    ]


def _value(connection: Connection, column: Column[Any], name: str) -> ColumnElement[Any]:
    if not isinstance(column.type, JSON):
        return bindparam(name, type_=column.type)
    # SQLite would take a cast to JSON, which it does not know, for one to a number.
    text = bindparam(name, type_=Text())
    return text if _is_sqlite(connection) else cast(text, JSON())


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
