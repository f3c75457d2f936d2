"""What delivery does with each of Telegram's answers, over the sandbox and its faults."""

from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from sandbox.telegram import group_acts as acts
from storage.mail import outbox
from storage.mail.outbox import OutboxRow, Push, State
from storage.people.directory import Branch, Person
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


async def refused(house):
    """As often as Telegram must refuse before it is believed."""
    for seconds in (0, 60, 300):
        await due(house, seconds)


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


async def test_who_blocked_the_bot_holds_up_nobody_and_the_secretary_hears_of_it_once(house):
    member, secretary = house.phone("李雷"), house.phone("王芳")
    await member.block()
    await put(house, push("1"), push("2"), push("3", person_id=3))
    await due(house)
    assert house.phone("赵敏").texts == ["通知3"]
    await refused(house)
    (told,) = secretary.texts
    assert "李雷同志收不到机器人的消息" in told
    await put(house, push("4"))
    await due(house, 3600)
    assert len(secretary.texts) == 1
    assert {row.state for row in await rows(house) if row.person_id == 2} == {State.WAITING}


async def test_who_comes_back_gets_what_waited(house):
    member = house.phone("李雷")
    await member.block()
    await put(house, push("1"), push("2"))
    await refused(house)
    await member.unblock()
    await member.send("/home")
    await due(house)
    assert [text for text in member.texts if text.startswith("通知")] == ["通知1", "通知2"]
    await member.block()
    await put(house, push("3"))
    await refused(house)
    assert len([text for text in house.phone("王芳").texts if "收不到" in text]) == 2


async def test_of_a_secretary_out_of_reach_the_staff_hear(house):
    await house.phone("王芳").block()
    await put(house, push(person_id=1))
    await refused(house)
    assert "王芳同志收不到" in house.phone("吴干").texts[-1]


async def test_party_affairs_staff_see_what_waits_and_what_failed(house):
    await house.phone("李雷").block()
    await put(house, push("1"), push("2", person_id=9), push("3", person_id=3))
    house.world.faults.add("500", "sendMessage", chat=1003)
    await refused(house)
    async with house.database.write() as tx:
        await tx.exec(update(OutboxRow).where(col(OutboxRow.person_id) == 3).values(attempts=200))
    await due(house, 3600)
    house.world.faults.clear()
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.walk("更多", "未送达消息")
    for words in ("李雷（第一支部）", "无法送达", "陈新（第一支部）　未绑定，1 条在等", "发送失败的 1 条", "赵敏"):
        assert words in staff.screen.text
    assert "通知" not in staff.screen.text
    await staff.press("全部重发")
    await due(house)
    assert house.phone("赵敏").texts == ["通知3"]
    await staff.press_data("unsent:0")
    assert "发送失败" not in staff.screen.text


@pytest.mark.parametrize("name", ["王芳", "郑局", "李雷"])
async def test_nobody_else_sees_what_waits(house, name):
    phone = house.phone(name)
    await phone.send("/home")
    assert not any("未送达" in label for label in phone.screen.labels)
    await phone.press_data("unsent:0")
    assert "没有这项权限" in phone.toast


async def test_a_group_that_threw_the_bot_out_is_let_go_and_its_secretary_told(house):
    async with house.database.write() as tx:
        await tx.exec(update(Branch).where(col(Branch.id) == 1).values(chat_id=GROUP))
    await put(house, push(person_id=None, chat_id=GROUP))
    house.world.faults.add("403", "sendMessage", chat=GROUP)
    await refused(house)
    assert "机器人已不在" in house.phone("王芳").texts[-1]
    async with house.database.read() as session:
        assert (await session.get(Branch, 1)).chat_id is None


async def test_nudges_of_one_moment_are_one_message_whose_buttons_say_which(house):
    row = [[{"text": "查看", "callback_data": "home"}]]
    await put(house, *(push(str(number), nudge=True, keyboard=row) for number in (1, 2, 3)), push("4"))
    await due(house)
    together, alone = house.phone("李雷").messages()
    assert "有 3 件事提醒您" in together.text
    assert "2. 通知2" in together.text
    assert together.labels == ["1. 查看", "2. 查看", "3. 查看", "📌 全部待办"]
    assert alone.text == "通知4"
    assert {row.state for row in await rows(house)} == {State.SENT}
    await house.phone("李雷").press("2. 查看", message=together)
    assert "2. 通知2" in house.phone("李雷").messages()[0].text


async def test_a_message_of_several_parts_goes_on_where_it_stopped(house):
    phone = house.phone("王芳")
    photo = (await phone.send_photo()).photo[-1]["file_id"]
    voice = (await phone.send_voice()).voice["file_id"]
    house.world.faults.add("500", "sendMessage", chat=1002, times=1)
    await put(house, push(files=(("photo", photo), ("voice", voice))))
    await due(house)
    await due(house, 10)
    messages = house.phone("李雷").messages()
    assert [bool(message.photo) for message in messages] == [True, False, False]
    assert messages[-1].text == "通知1"


async def test_at_night_messages_come_without_a_sound(house):
    await put(house, push("1"))
    await due(house)
    await put(house, push("2"))
    await due(house, 13 * 3600)
    assert [send["silent"] for send in house.world.journal.view(1002)["sends"]] == [False, True]


async def test_being_told_to_wait_is_obeyed(house):
    rule = house.world.faults.add("429", "sendMessage", times=2, retry_after=3)
    await put(house, push())
    await due(house)
    await due(house, 2)
    assert rule.fired == 1
    await due(house, 5)
    await due(house, 10)
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
