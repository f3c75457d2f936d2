"""A fresh database for each test: a real SQLite file, and a real PostgreSQL server where the machine can run one."""

import uuid
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from hypothesis import settings

from storage.database import Database
from storage.migrate import migrate
from storage.vault import Vault

# A slow machine is no failure: nothing here is timed.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    pgserver = pytest.importorskip("pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    else:
        server = request.getfixturevalue("postgres")
        name = f"t{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name};")
        url = server.get_uri(database=name).replace("postgresql://", "postgresql+asyncpg://")
    made = Database(url, Vault([Fernet.generate_key().decode()]), tmp_path / "records")
    await migrate(made)
    yield made
    await made.close()
