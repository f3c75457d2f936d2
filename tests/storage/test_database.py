"""Sessions: what reads much lets others go on, and what reads sees what is committed."""

import asyncio
import threading

from sqlalchemy import text

from storage.people.directory import Branch, branches

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n"


async def test_others_go_on_while_much_is_read(database):
    async with database.write() as tx:
        tx.add(Branch(name="第一支部"))
    reading, turns = asyncio.Event(), 0

    async def read(session):
        assert [branch.name for branch in await branches(session)] == ["第一支部"]
        here.call_soon_threadsafe(reading.set)
        assert (await session.exec(text(LONG))).one() == (300000,)

    here = asyncio.get_running_loop()
    task = asyncio.create_task(database.look(read, much=True))
    await reading.wait()
    while not task.done():
        turns += 1
        await asyncio.sleep(0)
    await task
    assert turns > 10


async def test_the_end_breaks_off_what_is_read_beside(database):
    reading = asyncio.Event()

    async def read(session):
        await branches(session)
        here.call_soon_threadsafe(reading.set)
        await asyncio.Event().wait()

    here = asyncio.get_running_loop()
    task = asyncio.create_task(database.look(read, much=True))
    await reading.wait()
    await database.close()
    await asyncio.wait([task])
    assert task.cancelled()
    assert not [each for each in threading.enumerate() if each.name == "much"]
