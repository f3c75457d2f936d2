"""One push that cannot be built, sent or marked is set aside by itself and shown to the staff; all others go on."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import col, update

from storage.mail import letters, outbox
from storage.mail.letters import MOST_ENDED
from storage.mail.outbox import OutboxRow, State
from tests.flows.test_delivery import due, push, put, rows

BROKEN = {
    "a button of another version": ({"keyboard": [[{"text": "看", "style_of_tomorrow": 1}]]}, "按钮有误：TypeError"),
    "a button without a word": ({"keyboard": [[{"callback_data": "home"}]]}, "按钮有误：KeyError"),
    "buttons that are none": ({"keyboard": ["home"]}, "按钮有误"),
    "an unknown kind of file": ({"files": [["hologram", "x"]]}, "附件有误：AttributeError"),
    "a file that is none": ({"files": ["x"]}, "附件有误"),
    "a poll that is no JSON": ({"files": [["quiz", "{"]]}, "附件有误：JSONDecodeError"),
    "a poll of another version": ({"files": [["quiz", '{"of_tomorrow": 1}']]}, "发送时出错：TypeError"),
    "words that are too long": ({"text": "长" * 4097}, "Telegram 未接受：BadRequest"),
    "words that are no HTML": ({"text": "<b>没有关上"}, "Telegram 未接受：BadRequest"),
    "no words": ({"text": None}, "文字有误：ValueError"),
    "empty words": ({"text": ""}, "Telegram 未接受：BadRequest"),
}
CORRUPT = {
    "keyboard": ("keyboard", "[[{", "存下的内容读不出：JSONDecodeError"),
    "files": ("files", "nothing", "存下的内容读不出：JSONDecodeError"),
    "a moment": ("created_at", "yesterday", "存下的内容读不出：ValueError"),
}


async def change(house, subject, **values):
    async with house.database.write() as tx:
        await tx.exec(update(OutboxRow).where(col(OutboxRow.subject) == subject).values(**values))


async def seen_by_staff(house):
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.walk("更多", "未送达消息")
    return staff.screen.text


@pytest.mark.parametrize(("values", "told"), BROKEN.values(), ids=BROKEN)
async def test_what_no_message_can_be_made_of_is_set_aside_and_shown_and_the_rest_goes_on(house, values, told):
    await put(house, push("1"), push("2"), push("3", person_id=3), push("4", person_id=3))
    await change(house, "1", **values)
    await due(house)
    assert house.phone("李雷").texts == ["通知2"]
    assert house.phone("赵敏").texts == ["通知3", "通知4"]
    shown = await seen_by_staff(house)
    assert "发送失败的 1 条" in shown
    assert told in shown


@pytest.mark.parametrize("values", [{"text": None}, {"text": "<i>没有关上"}, {"keyboard": [[{"unknown": 1}]]}])
async def test_of_several_nudges_a_bad_one_holds_back_no_other(house, values):
    await put(house, *(push(str(number), nudge=True) for number in (1, 2, 3)))
    await change(house, "2", **values)
    await due(house)
    told = "".join(house.phone("李雷").texts)
    assert (told.count("通知1"), told.count("通知3")) == (1, 1)
    assert "发送失败的 1 条" in await seen_by_staff(house)


@pytest.mark.parametrize(("column", "value", "told"), CORRUPT.values(), ids=CORRUPT)
async def test_what_cannot_be_read_is_set_aside_and_shown_and_the_rest_goes_on(house, column, value, told):
    if not house.database.is_sqlite:
        pytest.skip("PostgreSQL takes no such value")
    await put(house, push("1"), push("2"), push("3", person_id=3))
    async with house.database.write() as tx:
        await tx.exec(text(f"UPDATE outbox SET {column} = :value WHERE subject = '1'").bindparams(value=value))
    await due(house)
    assert house.phone("李雷").texts == ["通知2"]
    assert house.phone("赵敏").texts == ["通知3"]
    if column != "created_at":
        assert told in await seen_by_staff(house)


async def test_what_was_set_aside_does_not_come_up_at_the_next_start(house):
    await put(house, push("1"), push("2", person_id=3))
    await change(house, "1", keyboard=[[{"unknown": 1}]])
    await due(house)
    async with house.database.write() as tx:
        await letters.take_up(tx)
    await due(house, 3600)
    assert [row.state for row in await rows(house)] == [State.FAILED, State.SENT]


async def test_a_push_for_nobody_is_shown_rather_than_kept_waiting(house):
    if not house.database.is_sqlite:
        pytest.skip("PostgreSQL keeps the person")
    await put(house, push("1"))
    with closing(sqlite3.connect(house.database.url.database, isolation_level=None)) as connection:
        connection.execute("UPDATE outbox SET person_id = 4711, recipient = 'p4711'")
    await due(house)
    assert "名册里已没有这个人" in await seen_by_staff(house)


async def test_a_picture_whose_maker_is_gone_leaves_its_words(house):
    await put(house, push("1", files=((outbox.DRAWN, "of_yesterday:1"),)))
    await due(house)
    assert house.phone("李雷").texts == ["通知1"]


class Full:
    """A disk that is full from the moment on at which a message has gone out."""

    def __init__(self, house):
        self.house, self.on, self.tried = house, False, 0
        self.sends, self.commits = house.delivery.bot.send_message, house.database.write

    async def send(self, *arguments, **named):
        sent = await self.sends(*arguments, **named)
        self.on = True
        return sent

    def write(self, *arguments):
        if self.on:
            self.tried += 1
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))
        return self.commits(*arguments)


async def test_what_was_sent_when_the_disk_was_full_is_marked_later_and_not_sent_again(house):
    await put(house, push("1"), push("2"), push("3", person_id=3))
    disk = Full(house)
    bot = house.delivery.bot
    with (
        patch.object(house.database, "write", disk.write),
        bot._unfrozen(),
        patch.object(bot, "send_message", disk.send),
    ):
        await due(house)
        for _ in range(3):
            house.world.clock.advance(timedelta(hours=1))
            assert await house.delivery.send_due() == 0
        assert disk.tried > 3
        assert (house.phone("李雷").texts, house.phone("赵敏").texts) == (["通知1"], ["通知3"])
    await due(house)
    assert (house.phone("李雷").texts, house.phone("赵敏").texts) == (["通知1", "通知2"], ["通知3"])
    assert {row.state for row in await rows(house)} == {State.SENT}


async def test_an_answer_that_cannot_be_stored_holds_back_no_other(house):
    await put(house, push("1"), push("2", person_id=3), push("3"))
    sent = letters.sent

    async def one_fails(tx, letter, *others):
        if letter.rows[0].subject == "1":
            raise RuntimeError("a mark's own failure")
        await sent(tx, letter, *others)

    with patch.object(letters, "sent", one_fails):
        await due(house)
        await due(house, 3600)
    assert house.phone("李雷").texts == ["通知1", "通知3"]
    assert house.phone("赵敏").texts == ["通知2"]
    assert "已发出，但没能记下：RuntimeError" in await seen_by_staff(house)


async def test_what_processes_ended_with_comes_last_and_alone_and_in_the_end_not_at_all(house):
    await put(house, push("1"), push("2", person_id=3))

    async def claimed():
        async with house.database.write() as tx:
            return [letter.rows[0].subject for letter in await letters.claim(tx, house.clock.now(), 8)]

    async def ended():
        async with house.database.write() as tx:
            await letters.take_up(tx)

    assert await claimed() == ["1", "2"]
    await ended()
    await put(house, push("3", person_id=1), push("4", person_id=4))
    assert await claimed() == ["3", "4"]
    assert await claimed() == ["1"]
    assert await claimed() == []
    for subject in "234":
        await change(house, subject, state=State.SENT.value)
    for _ in range(MOST_ENDED - 2):
        await ended()
        assert await claimed() == ["1"]
    await ended()
    assert await claimed() == []
    assert "可能已送达" in await seen_by_staff(house)
    await house.phone("吴干").press("全部重发")
    assert house.phone("李雷").texts == ["通知1"]


@pytest.mark.parametrize("times", [1, 2])
async def test_refused_now_and_then_is_not_out_of_reach(house, times):
    house.world.faults.add("403", "sendMessage", chat=1002, times=times)
    await put(house, push("1"))
    for seconds in (0, 60, 300):
        await due(house, seconds)
    assert house.phone("李雷").texts == ["通知1"]
    assert house.phone("王芳").texts == []


async def test_an_outage_of_hours_gives_up_nothing(house):
    fault = house.world.faults.add("502", "sendMessage")
    await put(house, push("1"))
    for _ in range(40):
        await due(house, 900)
    assert fault.fired > 30
    house.world.faults.clear()
    await due(house, 900)
    assert house.phone("李雷").texts == ["通知1"]


async def delivering(house):
    """Delivery's own loop, as the process runs it, on a phone that has got the last message when the test goes on."""
    running = asyncio.create_task(house.delivery.run())
    await house.world.until(lambda: "通知9" in house.phone("赵敏").texts, timeout=20)
    return running


async def ended(running):
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_the_loop_outlives_bad_rows_and_bad_moments_of_the_database(house):
    await put(house, *(push(str(number)) for number in range(3)), push("9", person_id=3))
    await change(house, "0", keyboard=[[{"unknown": 1}]])
    await change(house, "1", files=[["hologram", "x"]])
    claim, fails = letters.claim, [OperationalError("BEGIN", {}, Exception("locked")), OSError(), RuntimeError("a bug")]

    async def now_and_then(*arguments):
        if fails:
            house.database.queued.set()
            raise fails.pop()
        return await claim(*arguments)

    with patch.object(letters, "claim", now_and_then):
        running = await delivering(house)
    await house.world.until(lambda: house.phone("李雷").texts == ["通知2"], timeout=20)
    await ended(running)
    assert sorted(row.state for row in await rows(house)) == [State.FAILED, State.FAILED, State.SENT, State.SENT]


async def test_what_is_under_way_when_the_process_is_told_to_end_is_marked_and_not_sent_again(house):
    slow = house.world.faults.add("slow", "sendMessage", chat=1002, seconds=0.3, times=1)
    await put(house, push("1"), push("9", person_id=3))
    running = await delivering(house)
    assert slow.fired == 1
    await ended(running)
    assert {row.state for row in await rows(house)} == {State.SENT}
    assert house.phone("李雷").texts == ["通知1"]
