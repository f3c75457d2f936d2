"""Bring a database to the newest shape, at every start."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.engine.database import Database
from storage.engine.errors import OperatorError
from storage.engine.sqlite import WRITES

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[1] / "migrations"
VERSIONS = "alembic_version"
"""Alembic's own table, which says which migration a database stands at."""


def config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration without an ini file; the connection is handed to `migrations/env.py`."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


class NotOurs(OperatorError):
    """The database was made by a later version of this program, or by another one; `str()` says what to do."""


def check_version(found: str) -> None:
    """Raises NotOurs for a migration that we do not have."""
    if not re.fullmatch(r"\d{4}", found):
        raise NotOurs("数据库是别的程序的：请在 DATABASE_URL 里写一个空的数据库")
    if found > newest():
        raise NotOurs(f"数据库比程序新（{found}，程序只到 {newest()}）：请换上升级后的程序，或用升级前的备份恢复")


def newest() -> str:
    """The newest migration's number: they are numbered in the order of their chain."""
    return f"{len(list(MIGRATIONS.glob('versions/*.py'))):04d}"


async def migrate(database: Database) -> None:
    """Upgrade to the newest migration, in one transaction of the one writer. OperatorError for one that a newer program has shaped."""
    async with database.engine.execution_options(**{WRITES: True}).begin() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    found, ours = number(connection), newest()
    if found is not None:
        check_version(found)
    elif others := _tables_of_others(connection):
        raise NotOurs(f"数据库里已有别的程序的表（如 {min(others)}）：请在 DATABASE_URL 里写一个空的数据库")
    # Alembic is as much to import as the tables themselves: it is read where there is something to do.
    if found != ours:
        from alembic import command

        command.upgrade(config(connection), "head")


def _tables_of_others(connection: Connection) -> set[str]:
    """The names that our own tables would have."""
    from storage.engine.tables import METADATA

    return set(inspect(connection).get_table_names()) & set(METADATA.tables)


def number(connection: Connection) -> str | None:
    """The migration that the database stands at; None where it is empty."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
