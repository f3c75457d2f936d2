"""Bring a database to the newest shape, at every start."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.engine.database import Database
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
    """Upgrade to the newest migration, in one transaction of the one writer."""
    async with database.engine.execution_options(**{WRITES: True}).begin() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    # Alembic is as much to import as the tables themselves: it is read where there is something to do.
    if number(connection) != newest():
        from alembic import command

        command.upgrade(config(connection), "head")


def number(connection: Connection) -> str | None:
    """The migration that the database stands at; None where it is empty."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
