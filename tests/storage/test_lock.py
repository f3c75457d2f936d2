"""One process for one database, on both databases."""

import asyncio

import pytest
from sqlalchemy import text

from storage.engine import lock
from storage.engine.database import Database
from storage.engine.lock import AlreadyRunning, LockLost, only_process


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
            kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :lock"
            await connection.execute(text(kill), {"lock": lock.PROCESS_LOCK})
        with pytest.raises(LockLost):
            await asyncio.wait_for(held, 10)
    await other.close()
