"""One process for one bureau, on both databases; and several bureaus on one server of PostgreSQL."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from storage.engine import lock
from storage.engine.database import Database
from storage.engine.lock import AlreadyRunning, LockLost, only_process
from storage.engine.migrate import migrate
from storage.people.directory import Branch, branches
from tests.postgres import ordered, url_of


async def test_a_second_process_is_refused_with_a_clear_sentence_until_the_first_ends(database):
    second = Database(database.url.render_as_string(hide_password=False))
    async with only_process(database):
        with pytest.raises(AlreadyRunning, match="另一个进程正在使用"):
            async with only_process(second):
                raise AssertionError("both hold it")
    async with only_process(second):
        pass
    await second.close()


async def test_whoever_loses_the_lock_hears_of_it(database, monkeypatch):
    if database.is_sqlite:
        pytest.skip("a file's lock ends with the process alone")
    monkeypatch.setattr(lock, "LOOK_EVERY", 0.01)
    other = Database(database.url.render_as_string(hide_password=False))
    async with only_process(database) as held:
        async with other.engine.begin() as connection:
            kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = :lock"
            await connection.execute(text(kill), {"lock": lock.PROCESS_LOCK})
        with pytest.raises(LockLost):
            await asyncio.wait_for(held, 10)
    await other.close()


@pytest.fixture
async def bureaus(postgres):
    """Two in one database of PostgreSQL: a role each, with a schema of its name, as docs/scale.md has it."""
    await ordered(postgres, "CREATE DATABASE bureaus")
    made = []
    for name in ("haibin", "hai-nan"):
        await ordered(postgres, f'CREATE ROLE "{name}" LOGIN; CREATE SCHEMA AUTHORIZATION "{name}"', "bureaus")
        made.append(Database(make_url(url_of(postgres, "bureaus")).set(username=name).render_as_string()))
        await migrate(made[-1])
    yield made
    for each in made:
        await each.close()


@pytest.mark.postgres
async def test_bureaus_with_a_schema_each_run_and_write_side_by_side_and_see_nothing_of_one_another(bureaus):
    one, other = bureaus
    async with only_process(one), only_process(other), asyncio.timeout(60):
        second = Database(one.url.render_as_string())
        with pytest.raises(AlreadyRunning):
            async with only_process(second):
                raise AssertionError("both hold it")
        await second.close()
        async with one.write() as tx, other.write() as beside:
            tx.add(Branch(name="海滨支部"))
            beside.add(Branch(name="海南支部"))
    for bureau, name in ((one, "海滨支部"), (other, "海南支部")):
        async with bureau.read() as session:
            assert [branch.name for branch in await branches(session)] == [name]
    async with other.read() as session:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await session.exec(text("SELECT * FROM haibin.branch"))
