"""What fails by itself is set aside, seen by the staff, and run again after the cure or let go."""

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.home import Screens
from handlers.unsent import LetGo, RunAgain
from storage.mail import inbox
from storage.mail.inbox import LISTED, RUNS_AGAIN, InboxRow
from storage.mail.outbox import OutboxRow
from storage.sealed.keyring import KeyEnded, Sealed


@pytest.fixture
async def failed(house, monkeypatch):
    """李雷's /help fails by a fault of ours; gives its row."""
    sound = Screens.commands_of

    def fail(self, me):
        if me.name == "李雷":
            raise ValueError("机密")
        return sound(self, me)

    monkeypatch.setattr(Screens, "commands_of", fail)
    await house.phone("李雷").send("/help")
    async with house.database.read() as session:
        (row,) = await inbox.all_set_aside(session)
    return row


async def seen(house, name="吴干"):
    staff = house.phone(name)
    await staff.send("/home")
    await staff.walk("更多", "未送达消息")
    return staff.screen


async def test_the_person_has_the_number_that_the_staff_see(house, failed):
    phone = house.phone("李雷")
    assert f"编号 {failed.number}" in phone.screen.text
    screen = await seen(house)
    for words in ("没有处理成功的操作 1 个", str(failed.number), "命令", "ValueError"):
        assert words in screen.text
    for words in ("所有消息都送到了", "李雷", "机密", "/help"):
        assert words not in screen.text


async def test_after_the_cure_it_is_run_again_once(house, failed, monkeypatch):
    monkeypatch.undo()
    await seen(house)
    staff, phone = house.phone("吴干"), house.phone("李雷")
    await staff.press("再试一次")
    assert "您可以这样用" in phone.screen.text
    assert "所有消息都送到了" in staff.screen.text
    await staff.press_data(RunAgain(str(failed.number)).pack(), staff.screen)
    assert "已经处理过了" in staff.toast
    assert [("您可以这样用" in text) for text in phone.texts].count(True) == 1


async def test_without_a_cure_it_is_set_aside_again(house, failed):
    await seen(house)
    staff = house.phone("吴干")
    await staff.press("再试一次")
    assert [text.count(str(failed.number)) for text in house.phone("李雷").texts] == [1, 1]
    assert "没有处理成功的操作 1 个" in (await seen(house)).text


async def test_let_go_its_sender_is_told_and_its_key_ends(house, failed):
    async with house.database.read() as session:
        row = await session.get(InboxRow, failed.number)
    await seen(house)
    await house.phone("吴干").press("不再处理")
    assert f"（编号 {failed.number}）不再处理" in house.phone("李雷").screen.text
    assert "所有消息都送到了" in house.phone("吴干").screen.text
    with pytest.raises(KeyEnded):
        house.database.passing.open(Sealed(row.key, row.payload))


async def test_let_go_after_its_effect_nothing_joins_its_sender_with_its_number(house, failed):
    async with house.database.write() as tx:
        await inbox.take_effect(tx, failed.number)
    await seen(house)
    await house.phone("吴干").press("不再处理")
    assert "其实已经保存" in house.phone("李雷").screen.text
    async with house.database.read() as session:
        kept = [row.model_dump_json() for row in (await session.exec(select(OutboxRow))).all()]
    assert kept
    assert not any(str(failed.number) in row for row in kept)


@pytest.mark.parametrize("name", ["李雷", "王芳", "赵敏"])
async def test_only_the_staff_decide(house, failed, name):
    phone = house.phone(name)
    await phone.send("/home")
    for button in (RunAgain(str(failed.number)), LetGo(str(failed.number))):
        await phone.press_data(button.pack(), phone.screen)
        assert "没有这项权限" in phone.toast
    async with house.database.read() as session:
        assert failed in await inbox.all_set_aside(session)


async def test_after_some_days_what_was_in_it_ends_and_later_its_row(house, failed):
    async with house.database.read() as session:
        row = await session.get(InboxRow, failed.number)
    await forgotten(house, days=RUNS_AGAIN.days)
    assert "再试一次" in " ".join((await seen(house)).labels)
    await forgotten(house, days=1)
    with pytest.raises(KeyEnded):
        house.database.passing.open(Sealed(row.key, row.payload))
    screen = await seen(house)
    assert "已不能再试" in screen.text
    assert "再试一次" not in " ".join(screen.labels)
    await forgotten(house, days=LISTED.days)
    assert "所有消息都送到了" in (await seen(house)).text


async def forgotten(house, days):
    house.world.clock.advance(timedelta(days=days))
    async with house.database.write() as tx:
        await inbox.forget(tx, house.clock.now())
