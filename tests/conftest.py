"""A database as new for each test: a real SQLite file, and a real PostgreSQL server where the machine can run one."""

import asyncio
import gc
import os
import shutil
import tempfile
import tomllib
from datetime import UTC, date, datetime
from functools import partial

import pytest
from cryptography.fernet import Fernet
from hypothesis import settings
from sqlalchemy import event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.asyncio import create_async_engine

from storage.engine import postgres as postgresql
from storage.engine import sqlite
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.rules import regulations, switches
from storage.rules.switches import Switch
from storage.sealed.vault import Vault
from tests.postgres import keep, ordered, restore, url_of

# A slow machine is no failure: nothing here is timed.
settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=500)

# Each test has an engine of its own, which would compile every statement anew: what was compiled is shared.
DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)
DefaultDialect.__hash__ = lambda self: hash(type(self))
postgresql.create_async_engine = sqlite.create_async_engine = partial(
    create_async_engine, execution_options={"compiled_cache": {}}
)

KEY = Fernet.generate_key().decode()
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def pytest_configure(config):
    settings.load_profile("thorough" if config.getoption("thorough") else "quick")


def pytest_collection_modifyitems(items):
    # Drills wait more than they compute: begun first, they leave the processor to the other workers, and none ends alone.
    items.sort(key=lambda item: item.get_closest_marker("drill") is None)


def pytest_collection_finish():
    # The modules and the tests stay to the end: no look for garbage need pass through them.
    gc.collect()
    gc.freeze()


@pytest.fixture
def thorough(request):
    """Whether this run may take its time."""
    return request.config.getoption("thorough")


@pytest.fixture
def operators_folder(tmp_path, monkeypatch):
    """Where an operator types commands; the umask that each of them sets is put back."""
    monkeypatch.chdir(tmp_path)
    umask = os.umask(0o022)
    yield tmp_path
    os.umask(umask)


@pytest.fixture(scope="session")
def postgres():
    pgserver = pytest.importorskip("pgserver")
    # Not below pytest's own folder: the server runs as another user, whom a second pytest's start would shut out of it.
    with tempfile.TemporaryDirectory() as folder:
        server = pgserver.get_server(folder)
        # Nothing here is to outlive the machine.
        for durable in ("fsync", "full_page_writes", "synchronous_commit"):
            server.psql(f"ALTER SYSTEM SET {durable} = off;")
        # The space of rows that went is not given to others: rows lie as they came, as in a new database.
        server.psql("ALTER SYSTEM SET autovacuum = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server
        server.cleanup()


def migrated(url):
    """Bring an empty database to the newest shape, once: each test begins with a copy."""

    async def work():
        made = Database(url)
        await migrate(made)
        await made.close()

    asyncio.run(work())


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """The file that each database is a copy of."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    migrated(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_database(postgres):
    """The name of the one database that all tests over PostgreSQL have, one after the other."""
    postgres.psql("CREATE DATABASE empty;")
    migrated(url_of(postgres, "empty"))
    keep(postgres, "empty")
    return "empty"


@pytest.fixture
def on_postgres(postgres):
    """The address of an empty database on the server."""
    asyncio.run(ordered(postgres, "CREATE DATABASE moved TEMPLATE template0"))
    yield url_of(postgres, "moved")
    asyncio.run(ordered(postgres, "DROP DATABASE moved WITH (FORCE)"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, tmp_path):
    """Where a fresh database lies."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "bot.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/bot.db"
        return
    server, name = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_database")
    restore(server, name)
    yield url_of(server, name)


def hurried(connection, _record):
    connection.execute("PRAGMA synchronous=OFF")


def opened(url, folder):
    """The database there, its files in that folder."""
    made = Database(url, Vault([KEY]), folder / "records")
    if made.is_sqlite:
        # What a test writes need not outlive the machine; the drills, which kill processes, write as the product does.
        event.listen(made.engine.sync_engine, "connect", hurried)
    return made


@pytest.fixture
async def database(database_url, tmp_path):
    made = opened(database_url, tmp_path)
    yield made
    await made.close()


@pytest.fixture
def switched_on(monkeypatch):
    """The bureau has switched on by name what the regulation on internal apps speaks against."""
    decided = {"by": "郑局（党委书记）", "on": date(2026, 11, 1), "ground": "局党委会议纪要"}
    tables = tomllib.loads(regulations.FILE.read_text(encoding="utf-8"))
    on = {
        key: table | {"values": {"on": True}, "decided": decided}
        for key, table in tables.items()
        if key in list(Switch)
    }
    rules = regulations.from_tables(tables | on)
    for module in (regulations, switches):
        monkeypatch.setattr(module, "own", lambda: rules)
