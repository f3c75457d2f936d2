import asyncio
from datetime import timedelta

import pytest

from storage import inbox
from storage.database import AlreadyTaken
from storage.people import Branch, branches
from tests.conftest import NOW


async def keep(database, **updates):
    async with database.write() as tx:
        return await inbox.keep(tx, {int(number[1:]): payload for number, payload in updates.items()}, NOW)


async def waiting(database):
    async with database.write() as tx:
        return [(row.update_id, row.payload, row.attempts) for row in await inbox.unfinished(tx)]


async def test_an_update_delivered_twice_is_kept_once(database):
    assert await keep(database, u1="a", u2="b") == {1, 2}
    assert await keep(database, u2="again", u3="c") == {3}
    assert [row[:2] for row in await waiting(database)] == [(1, "a"), (2, "b"), (3, "c")]


async def test_done_erases_the_payload_but_still_recognises_the_update(database):
    await keep(database, u1="secret")
    async with database.write() as tx:
        await inbox.finish(tx, {1})
    async with database.read() as session:
        assert (await session.get(inbox.InboxRow, 1)).payload is None
    assert await waiting(database) == []
    assert await keep(database, u1="secret") == set()


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
        await inbox.set_aside(tx, 2, "ValueError")
        await inbox.forget(tx, NOW + inbox.REMEMBERED + timedelta(seconds=1))
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
