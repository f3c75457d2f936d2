"""The migrations make exactly the tables that the models describe, and end where a start looks for their end."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.engine.migrate import config, newest
from storage.engine.tables import METADATA


async def test_the_models_and_the_migrations_do_not_differ(database):
    async with database.engine.connect() as connection:
        differences = await connection.run_sync(
            lambda inner: compare_metadata(MigrationContext.configure(inner), METADATA)
        )
    assert differences == [], "write the missing migration: make migration NAME=what-changes"


def test_the_newest_migration_is_the_one_that_its_number_says():
    assert ScriptDirectory.from_config(config()).get_heads() == [newest()]
