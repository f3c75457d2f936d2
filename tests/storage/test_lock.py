"""One process for one bureau, on both databases; and several bureaus on one server of PostgreSQL."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError

from storage.engine import lock
from storage.engine.away import LockLost, ReadOnly, is_away
from storage.engine.database import Database
from storage.engine.lock import AlreadyRunning, only_process
from storage.engine.migrate import migrate
from storage.engine.postgres import PROCESS_LOCK, WRITER_LOCK
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


async def test_a_standby_says_so_waits_and_takes_over(database, monkeypatch):
    monkeypatch.setattr(lock, "STANDBY_LOOKS_EVERY", 0.01)
    second, told = another(database), []

    async def stand_by():
        async with only_process(second, standby=told.append):
            await add(second, "二")

    async with only_process(database):
        waiting = asyncio.create_task(stand_by())
        async with asyncio.timeout(10):
            while not told:  # noqa: ASYNC110 - it tells, and waits
                await asyncio.sleep(0.01)
        await add(database, "一")
    await waiting
    assert len(told) == 1
    assert await stored(second) == ["一", "二"]
    await second.close()


def another(database):
    return Database(database.url.render_as_string(hide_password=False))


async def add(database, name):
    async with database.write() as tx:
        tx.add(Branch(name=name))


async def stored(database):
    async with database.read() as session:
        return [branch.name for branch in await branches(session)]


@pytest.fixture
def over_sessions(database):
    if database.is_sqlite:
        pytest.skip("a file's lock ends with the process alone")


async def end_session(other):
    """End the session that holds the process's lock, and no other."""
    async with other.engine.begin() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = :lock AND granted"
            ),
            {"lock": PROCESS_LOCK},
        )


async def test_whoever_loses_the_lock_hears_of_it_at_once_and_writes_nothing_more(database, over_sessions):
    other = another(database)
    async with only_process(database) as held:
        await add(database, "一")
        await end_session(other)
        with pytest.raises(LockLost):
            await asyncio.wait_for(held, lock.LOOK_EVERY / 2)
        with pytest.raises(LockLost) as refused:
            await add(database, "二")
        assert is_away(refused.value)
        # Whoever holds no lock, as a command of the operator, writes as before.
        await add(other, "三")
    assert await stored(other) == ["一", "三"]
    await other.close()


async def test_what_is_being_written_when_the_lock_is_lost_is_taken_back(database, over_sessions):
    other = another(database)

    async def write(held):
        async with database.write() as tx:
            tx.add(Branch(name="一"))
            await tx.flush()
            await end_session(other)
            await asyncio.wait([held])
            await tx.exec(text("SELECT 1"))

    async with only_process(database) as held:
        with pytest.raises(DBAPIError) as failed:
            await write(held)
        assert is_away(failed.value)
    assert await stored(other) == []
    await other.close()


async def test_a_process_that_has_not_noticed_yet_ends_what_it_writes_before_another_begins(database, over_sessions):
    other = another(database)

    async def take_over():
        async with only_process(other):
            return await stored(other)

    async with only_process(database) as held:
        held.cancel()
        async with database.write() as tx:
            tx.add(Branch(name="一"))
            await tx.flush()
            await end_session(other)
            taking = asyncio.create_task(take_over())
            async with asyncio.timeout(10), other.engine.connect() as connection:
                # It has the lock, and waits for the writer's turn.
                query = text("SELECT count(*) FROM pg_locks WHERE classid = :lock AND NOT granted")
                while not (await connection.execute(query, {"lock": WRITER_LOCK})).scalar():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        assert await taking == ["一"]
        with pytest.raises(LockLost):
            await add(database, "二")
    await other.close()


async def test_a_server_that_takes_no_writes_any_more_is_no_home(request, database, over_sessions, monkeypatch):
    monkeypatch.setattr(lock, "LOOK_EVERY", 0.01)
    server, late = request.getfixturevalue("postgres"), another(database)
    async with only_process(database) as held:
        server.psql("ALTER SYSTEM SET default_transaction_read_only = on; SELECT pg_reload_conf();")
        try:
            with pytest.raises(LockLost, match="只能读"):
                await asyncio.wait_for(held, 10)
            with pytest.raises(ReadOnly) as refused:
                await stored(late)
            assert is_away(refused.value)
        finally:
            server.psql("ALTER SYSTEM RESET default_transaction_read_only; SELECT pg_reload_conf();")
    await late.close()


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
