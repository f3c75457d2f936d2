"""One writer at a time, one commit for those in line: each effect whole or not at all, and told only when it is stored."""

import asyncio
import os
import resource
import sqlite3
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from storage.engine import sweeps, writer
from storage.engine.away import TakenAlong, is_away
from storage.people.directory import Branch, branches

MANY = 200


async def found(database, name, *, failing=()):
    async with database.write() as tx:
        tx.add(Branch(name=name))
        await tx.flush()
        if name in failing:
            raise ValueError(name)


async def stored(database):
    async with database.read() as session:
        return [branch.name for branch in await branches(session)]


def counted(database):
    """A list that grows by one for each commit."""
    commits = []
    event.listen(database.engine.sync_engine, "commit", commits.append)
    return commits


async def at_once(*work):
    return await asyncio.gather(*work, return_exceptions=True)


async def test_what_waits_in_line_is_committed_together_in_its_order(database):
    commits, names = counted(database), [str(number) for number in range(MANY)]
    assert set(await at_once(*(found(database, name) for name in names))) == {None}
    assert await stored(database) == names
    assert len(commits) <= MANY / writer.MOST + 2


async def test_an_effect_that_fails_is_taken_back_alone(database):
    names = [str(number) for number in range(MANY)]
    failing = names[::7]
    outcomes = await at_once(*(found(database, name, failing=failing) for name in names))
    assert [name for name, outcome in zip(names, outcomes, strict=True) if isinstance(outcome, ValueError)] == failing
    assert await stored(database) == [name for name in names if name not in failing]


async def test_a_commit_that_fails_fails_for_everybody_in_it(database):
    def full(_connection):
        raise DBAPIError("COMMIT", None, OSError("disk full"), connection_invalidated=True)

    event.listen(database.engine.sync_engine, "commit", full)
    outcomes = await at_once(*(found(database, str(number)) for number in range(MANY)))
    event.remove(database.engine.sync_engine, "commit", full)
    assert all(is_away(outcome) for outcome in outcomes)
    assert await stored(database) == []
    await found(database, "and on it goes")
    assert await stored(database) == ["and on it goes"]


async def test_a_connection_that_cannot_even_be_dropped_leaves_nobody_waiting(database):
    def broken(*_):
        raise RuntimeError

    for name in ("commit", "invalidate"):
        event.listen(database.engine.sync_engine, name, broken)
    outcomes = asyncio.create_task(at_once(*(found(database, str(number)) for number in range(3))))
    done, _ = await asyncio.wait([outcomes], timeout=5)
    for name in ("commit", "invalidate"):
        event.remove(database.engine.sync_engine, name, broken)
    assert done
    assert {type(outcome) for outcome in outcomes.result()} == {RuntimeError}
    await found(database, "and on it goes")
    assert await stored(database) == ["and on it goes"]


async def test_who_is_given_up_waiting_holds_up_nobody(database):
    tasks = [asyncio.create_task(found(database, str(number))) for number in range(MANY)]
    for number, task in enumerate(tasks):
        if number % 3 == 0:
            await asyncio.sleep(0)
            task.cancel()
    for task in reversed(tasks[-5:]):
        task.cancel()
    outcomes = await at_once(*tasks)
    kept = {str(number) for number, outcome in enumerate(outcomes) if outcome is None}
    # One that was given up during its commit may be stored all the same.
    assert kept <= set(await stored(database))
    assert {type(outcome) for outcome in outcomes} == {type(None), asyncio.CancelledError}
    await found(database, "and on it goes")


async def test_who_is_broken_off_in_a_statement_is_broken_off_and_the_others_may_try_again(database):
    async def long(begun):
        async with database.write() as tx:
            begun.set()
            await (asyncio.sleep(60) if database.is_sqlite else tx.exec(text("SELECT pg_sleep(60)")))

    async def under_way():
        async with database.read() as session:
            query = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            return (await session.exec(query)).scalar_one()

    begun = asyncio.Event()
    task = asyncio.create_task(long(begun))
    await begun.wait()
    waiting = [asyncio.create_task(found(database, name)) for name in "ab"]
    while not database.is_sqlite and not await under_way():  # noqa: ASYNC110 - the server's state
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(outcome is None or is_away(outcome) for outcome in outcomes), outcomes
    assert await stored(database) == [name for name, outcome in zip("ab", outcomes, strict=True) if outcome is None]
    await found(database, "and on it goes")


async def test_nobody_reads_or_hears_of_what_is_not_committed(database):
    heard = []

    async def tell(name):
        await found(database, name)
        heard.append(name)

    async with database.write() as tx:
        waiting = [asyncio.create_task(tell(name)) for name in ("a", "b")]
        tx.add(Branch(name="first"))
        await tx.flush()
        await asyncio.sleep(0)
        assert (await stored(database), heard) == ([], [])
    await asyncio.gather(*waiting)
    assert (await stored(database), heard) == (["first", "a", "b"], ["a", "b"])


async def test_a_disk_that_is_full_ends_what_is_written_together(database):
    if not database.is_sqlite:
        pytest.skip("SQLite alone gives up the whole transaction")

    async def fill():
        async with database.write() as tx:
            pages = (await tx.exec(text("PRAGMA page_count"))).one()[0]
            await tx.exec(text(f"PRAGMA max_page_count={pages}"))
            tx.add_all(Branch(name=f"{number} {'长' * 300}") for number in range(100))
            await tx.flush()

    first, second, third = await at_once(found(database, "1"), fill(), found(database, "3"))
    assert is_away(second)
    assert not isinstance(second, TakenAlong)
    assert [name for name, outcome in (("1", first), ("3", third)) if outcome is None] == await stored(database)
    assert all(outcome is None or is_away(outcome) for outcome in (first, third))
    await found(database, "and on it goes")


@contextmanager
def disk_fails(database):
    """Nothing more can be written than a little."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = os.path.getsize(f"{database.url.database}-wal") + 100_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_what_the_disk_has_ended_is_not_told_as_stored_by_who_goes_on(database):
    if not database.is_sqlite:
        pytest.skip("SQLite alone gives up the whole transaction")

    async def sweep():
        async with database.write() as tx:
            await tx.exec(text("PRAGMA cache_size=1"))
            tx.add(Branch(name="before"))
            with disk_fails(database):
                for _ in range(2):
                    async with sweeps.apart_in(tx):
                        tx.add_all(Branch(name=f"{number} {'长' * 3000}") for number in range(100))
                        await tx.flush()
            tx.add(Branch(name="after"))

    async def long():
        async with database.write() as tx:
            tx.add(Branch(name="0"))
            await tx.flush()
            await asyncio.sleep(0.01)

    outcomes = await at_once(long(), found(database, "1"), sweep(), found(database, "3"))
    names = ("0", "1", "sweep", "3")
    assert is_away(outcomes[2])
    assert await stored(database) == [name for name, told in zip(names, outcomes, strict=True) if told is None]
    await found(database, "and on it goes")


async def test_a_writer_of_another_process_is_waited_for(database):
    if not database.is_sqlite:
        pytest.skip("PostgreSQL itself lets one wait")
    other = sqlite3.connect(database.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(found(database, "after"))
    # Others read meanwhile: the loop goes on.
    for _ in range(20):
        assert await stored(database) == []
        await asyncio.sleep(0)
    other.execute("COMMIT")
    await waiting
    other.close()
    assert await stored(database) == ["after"]
