"""Column types that mean the same on SQLite and on PostgreSQL, and the tables beneath the models."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    DateTime,
    Executable,
    Index,
    String,
    Table,
    func,
    literal,
    null,
    select,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

# Rows are never validated: what pydantic would build for that, for each table at every start, waits until somebody asks for it.
SQLModel.model_config["defer_build"] = True


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. SQLite hands back naive values; this restores the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes: nobody can tell later which hour they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the value back aware, in UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def table_of(model: type[SQLModel]) -> Table:
    """The model's table, for what every update does: a statement on it, made once, costs a sixth of one that is made of the model at each
    use. Such a statement sees only what has been flushed.
    """
    return model.__table__  # type: ignore[attr-defined, no-any-return]


async def ask(session: AsyncSession, statement: Executable, params: Any = None) -> CursorResult[Any]:
    """Have a statement on tables carried out; gives its rows. A session's own `exec`, which looks for models in it, takes twice as long."""
    return await session.run_sync(lambda plain: plain.connection().execute(statement, params))


def index_where(name: str, column: str, condition: str) -> Index:
    """An index of the few rows about which something is still to be done, among the many that are done with."""
    return Index(name, column, sqlite_where=text(condition), postgresql_where=text(condition))


def unsought(column: Any) -> Any:
    """The column's value, for which no index is taken: SQLite, which knows no frequencies, would begin with the few words of a state
    or with a time, and read everybody's, where the rows of one person are meant."""
    return func.coalesce(column, null())


class _Each(GenericFunction[Any]):
    """The texts of a JSON list, as rows."""

    name = "json_each"
    inherit_cache = True


@compiles(_Each, "postgresql")
def _each_of_postgresql(each: _Each, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(each.clauses, **given)} AS JSON))"


def among(column: Any, words: Iterable[str]) -> ColumnElement[bool]:
    """Whether the column is one of these, by one value: of `in_`, which has one for each, databases take only so many."""
    each = _Each(literal(json.dumps(sorted(words), ensure_ascii=False), String())).table_valued("value")
    found: ColumnElement[bool] = column.in_(select(each.c.value))
    return found


def moment(*, index: bool = False, default: Any = ...) -> Any:
    """A field for an aware datetime."""
    return Field(default=default, sa_type=UTCDateTime, index=index)
