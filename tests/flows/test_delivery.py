"""What delivery does with each of Telegram's answers, over the sandbox and its faults."""

from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from sandbox import group_acts as acts
from storage import outbox
from storage.outbox import OutboxRow, Push, State
from storage.people import Branch, Person
from tests.flows.conftest import GROUP


async def put(house, *pushes):
    async with house.database.write() as tx:
        return await outbox.put(tx, house.clock.now(), *pushes)


async def rows(house):
    async with house.database.read() as session:
        return list((await session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))).all())


async def due(house, seconds=0.0):
    house.world.clock.advance(timedelta(seconds=seconds))
    while await house.delivery.send_due():
        pass


def push(subject="1", **facts):
    return Push("test", subject, f"通知{subject}", **({"person_id": 2} | facts))


async def test_a_push_is_sent_once_and_its_text_erased(house):
    assert await put(house, push()) == 1
    assert await put(house, push()) == 0
    await due(house)
    assert house.phone("李雷").texts == ["通知1"]
    (row,) = await rows(house)
    assert (row.state, row.text) == (State.SENT, None)
    assert await put(house, push()) == 0


async def test_one_persons_pushes_keep_their_order(house):
    await put(house, *(push(str(number)) for number in range(5)))
    await due(house)
    assert house.phone("李雷").texts == [f"通知{number}" for number in range(5)]


@pytest.mark.parametrize("kind", ["500", "502", "drop"])
async def test_what_failed_for_a_while_is_sent_later_and_once(house, kind):
    house.world.faults.add(kind, "sendMessage", times=1)
    await put(house, push())
    await due(house)
    assert house.phone("李雷").texts == []
    assert (await rows(house))[0].state == State.WAITING
    await due(house, 6)
    assert house.phone("李雷").texts == ["通知1"]


async def test_an_answer_lost_on_the_way_doubles_one_message_at_most(house):
    house.world.faults.add("drop_after", "sendMessage", times=1)
    await put(house, push("1"), push("2"))
    await due(house)
    await due(house, 6)
    assert sorted(house.phone("李雷").texts) in (["通知1", "通知1", "通知2"], ["通知1", "通知2"])


async def test_a_blocked_bot_is_noted_and_holds_up_nobody(house):
    await house.phone("李雷").block()
    await put(house, push("1"), push("2", person_id=3))
    await due(house)
    assert [row.state for row in await rows(house)] == [State.UNREACHABLE, State.SENT]
    assert house.phone("赵敏").texts == ["通知2"]


async def test_being_told_to_wait_is_obeyed(house):
    house.world.faults.add("429", "sendMessage", times=2, retry_after=3)
    await put(house, push())
    await due(house)
    await due(house, 30)
    assert house.phone("李雷").texts == ["通知1"]


async def test_a_group_that_became_a_supergroup_is_followed(house):
    async with house.database.write() as tx:
        await tx.exec(update(Branch).where(col(Branch.id) == 1).values(chat_id=GROUP))
    await put(house, push(person_id=None, chat_id=GROUP))
    acts.migrate(house.world, 1001, GROUP)
    await due(house)
    assert (await rows(house))[0].state == State.SENT
    async with house.database.read() as session:
        assert (await session.get(Branch, 1)).chat_id != GROUP


async def test_who_is_not_bound_gets_it_once_bound(house):
    await put(house, push(person_id=9))
    await due(house)
    assert (await rows(house))[0].state == State.WAITING
    async with house.database.write() as tx:
        await tx.exec(update(Person).where(col(Person.id) == 9).values(telegram_id=1009))
    await due(house)
    assert house.phone("陈新").texts == ["通知1"]


async def test_what_has_expired_is_not_sent(house):
    await put(house, push(expires_at=house.clock.now() + timedelta(minutes=5), not_before=house.clock.now()))
    house.world.clock.advance(timedelta(minutes=6))
    await due(house)
    assert house.phone("李雷").texts == []
    assert (await rows(house))[0].state == State.EXPIRED
