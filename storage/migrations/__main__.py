"""`make migration NAME=…`: write down what the models say and the migrations do not yet."""

import asyncio
import sys
import tempfile

from alembic import command

from storage.engine.database import Database
from storage.engine.migrate import config, migrate, newest


async def write(name: str) -> None:
    """Compare the tables with an empty database brought to the newest migration, and write the next one."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/empty.db")
        await migrate(database)
        async with database.engine.begin() as connection:
            await connection.run_sync(
                lambda inner: command.revision(
                    config(inner), name, autogenerate=True, rev_id=f"{int(newest()) + 1:04d}"
                )
            )
        await database.close()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1]))
