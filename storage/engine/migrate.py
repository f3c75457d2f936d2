"""Bring a database to the newest shape, at every start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage.engine.database import Database

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without an ini file; the connection is handed to `migrations/env.py`."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


async def migrate(database: Database) -> None:
    """Upgrade to the newest migration, in one transaction of the one writer."""
    async with database.engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(lambda inner: command.upgrade(config(inner), "head"))
