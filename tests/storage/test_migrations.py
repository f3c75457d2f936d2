"""The migrations make exactly the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.engine.tables import METADATA


async def test_the_models_and_the_migrations_do_not_differ(database):
    async with database.engine.connect() as connection:
        differences = await connection.run_sync(
            lambda inner: compare_metadata(MigrationContext.configure(inner), METADATA)
        )
    assert differences == [], "write the missing migration: make migration NAME=what-changes"
