import asyncio
from datetime import timedelta

import pytest

from storage.engine.database import AlreadyTaken
from storage.mail import inbox
from storage.people.directory import Branch, branches
from storage.sealed.keyring import KeyEnded, Sealed
from tests.conftest import NOW


async def keep(database, **updates):
    async with database.write() as tx:
        sealed = await database.passing.seal([payload.encode() for payload in updates.values()])
        numbers = [int(number[1:]) for number in updates]
        return await inbox.keep(tx, dict(zip(numbers, sealed, strict=True)), NOW)


async def waiting(database):
    async with database.write() as tx:
        rows = await inbox.unfinished(tx)
        opened = [database.passing.open(Sealed(row.key, row.payload)).decode() for row in rows]
        return [(row.update_id, text, row.attempts) for row, text in zip(rows, opened, strict=True)]


async def test_an_update_delivered_twice_is_kept_once(database):
    assert await keep(database, u1="a", u2="b") == {1, 2}
    assert await keep(database, u2="again", u3="c") == {3}
    assert [row[:2] for row in await waiting(database)] == [(1, "a"), (2, "b"), (3, "c")]


async def test_done_erases_the_payload_and_ends_its_key_but_still_recognises_the_update(database):
    await keep(database, u1="secret")
    async with database.read() as session:
        row = await session.get(inbox.InboxRow, 1)
    async with database.write() as tx:
        await inbox.finish(tx, {1})
    with pytest.raises(KeyEnded):
        database.passing.open(Sealed(row.key, row.payload))
    async with database.read() as session:
        row = await session.get(inbox.InboxRow, 1)
        assert (row.payload, row.key, row.received_at) == (None, None, None)
    assert await waiting(database) == []
    assert await keep(database, u1="secret") == set()


async def test_a_transaction_that_comes_to_nothing_ends_no_key(database):
    await keep(database, u1="a")

    async def fail():
        async with database.write() as tx:
            await inbox.finish(tx, {1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await waiting(database) == [(1, "a", 0)]


async def test_an_effect_is_taken_once_and_rolled_back_with_its_transaction(database):
    await keep(database, u1="a")

    async def fail():
        async with database.write(1) as tx:
            tx.add(Branch(name="第一支部"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.write(1) as tx:
        tx.add(Branch(name="第一支部"))
    with pytest.raises(AlreadyTaken):
        async with database.write(1) as tx:
            tx.add(Branch(name="第二支部"))
    async with database.read() as session:
        assert [branch.name for branch in await branches(session)] == ["第一支部"]


async def test_only_what_was_begun_is_counted(database):
    await keep(database, u1="a", u2="b")
    async with database.write() as tx:
        await inbox.attempt(tx, 1)
    assert [row[2] for row in await waiting(database)] == [1, 0]


async def test_forgetting_spares_the_unfinished_and_those_set_aside(database):
    await keep(database, u1="a", u2="b", u3="c")
    async with database.write() as tx:
        await inbox.finish(tx, {1})
        await inbox.set_aside(tx, 2, "ValueError", "文字")
        await inbox.forget(tx, NOW + inbox.REMEMBERED + timedelta(days=1))
    async with database.read() as session:
        assert await session.get(inbox.InboxRow, 1) is None
        assert (await session.get(inbox.InboxRow, 2)).set_aside == "ValueError"
        assert await session.get(inbox.InboxRow, 3) is not None


async def test_writers_that_read_first_do_not_lose_each_others_work(database):
    async with database.write() as tx:
        tx.add(Branch(name="0"))

    async def add_one():
        async with database.write() as tx:
            (branch,) = await branches(tx)
            branch.name = str(int(branch.name) + 1)
            tx.add(branch)

    await asyncio.gather(*(add_one() for _ in range(40)))
    async with database.read() as session:
        assert (await branches(session))[0].name == "40"
