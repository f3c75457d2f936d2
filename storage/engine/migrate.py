"""Bring a database to the newest shape, at every start."""

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


def newest() -> str:
    """The newest migration's number: they are numbered in the order of their chain."""
    return f"{len(list(MIGRATIONS.glob('versions/*.py'))):04d}"


async def migrate(database: Database) -> None:
    """Upgrade to the newest migration, in one transaction of the one writer. OperatorError for one that a newer program has shaped."""
    async with database.engine.execution_options(**{WRITES: True}).begin() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    stands = number(connection)
    if stands is not None and stands > newest():
        raise OperatorError(
            f"数据库比程序新（{stands}，程序只到 {newest()}）：请换上升级后的程序，或用升级前的备份恢复"
        )
    # Alembic is as much to import as the tables themselves: it is read where there is something to do.
    if stands != newest():
        from alembic import command

        command.upgrade(config(connection), "head")


def number(connection: Connection) -> str | None:
    """The migration that the database stands at; None where it is empty."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
