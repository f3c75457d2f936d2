"""One person cannot stop the others: whose turn it is, what may wait, and how the waiting ends."""

import asyncio
from functools import partial

import pytest
from telegram import Update
from telegram.ext import TypeHandler

from handlers.kit.engine.lanes import MOST_WAITING, asks, sender
from handlers.kit.engine.order import TOO_MANY
from storage.mail.inbox import InboxRow
from tests.kit.machinery import machine, message, rows, work


@pytest.fixture
async def start(database):
    running = []

    async def make(work, **options):
        running.append(await machine(database, [TypeHandler(Update, work)], **options))
        return running[-1]

    yield make
    for bot in running:
        await bot.stop()


def flood(count, text="/home", person=7, first=1):
    return [message(number, text, person) for number in range(first, first + count)]


async def test_others_are_answered_while_one_persons_hundreds_wait(start):
    answered, gate = [], asyncio.Event()

    async def handle(update, _context):
        if update.effective_user.id == 7:
            await gate.wait()
        answered.append(update.effective_user.id)
        if len([who for who in answered if who != 7]) == 10:
            gate.set()

    bot = await start(handle, at_once=4)
    await bot.deliver(*flood(40), *[message(100 + number, "/home", 8 + number) for number in range(10)])
    await work(bot)
    assert sorted(answered[:10]) == list(range(8, 18))
    assert len(answered) == 10 + MOST_WAITING


async def test_repetitions_beyond_the_bound_are_done_with_and_told_once(database, start):
    ran, gate = [], asyncio.Event()

    async def handle(update, _context):
        await gate.wait()
        ran.append(update.message.text)

    bot = await start(handle)
    await bot.app.start()
    told = asyncio.create_task(until(lambda: bot.told))
    await bot.deliver(*flood(MOST_WAITING + 20))
    await told
    await bot.deliver(
        message(900, "/tasks"), message(901, "写了很久的话"), message(902, "写了很久的话"), message(903, "/home")
    )
    gate.set()
    await bot.inbox.join()
    assert ran == ["/home"] * MOST_WAITING + ["/tasks", "写了很久的话", "写了很久的话"]
    assert [text for _, text in bot.told] == [TOO_MANY]
    assert await rows(database) == []
    async with database.read() as session:
        dropped = await session.get(InboxRow, 903)
        assert (dropped.done, dropped.payload, dropped.set_aside) == (True, None, None)


async def until(true):
    while not true():  # noqa: ASYNC110 - whatever makes it true runs in this loop
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        (["/home"] * MOST_WAITING, "quick taps"),
        ([f"转发的第{number}条" for number in range(60)], "forwarded messages"),
        (["好"] * 60, "the same words again and again"),
        ([f"/start ci_{number}" for number in range(60)], "different commands"),
    ],
)
async def test_quick_fingers_lose_nothing(start, texts, what):
    ran, gate = [], asyncio.Event()

    async def handle(update, _context):
        await gate.wait()
        ran.append(update.message.text)

    bot = await start(handle)
    await bot.deliver(*[message(number, text) for number, text in enumerate(texts, 1)])
    asyncio.get_running_loop().call_soon(gate.set)
    await work(bot)
    assert (ran, bot.told) == (texts, []), what


async def test_being_told_to_end_leaves_what_waits_in_the_inbox(database, start):
    begun, ran = asyncio.Event(), []

    async def handle(update, _context):
        begun.set()
        ran.append(update.update_id)
        await asyncio.Event().wait()

    bot = await start(handle)
    await bot.deliver(*[message(number, f"第{number}条") for number in range(1, 61)], message(100, "/home", 8))
    await bot.app.start()
    await begun.wait()
    await until(lambda: len(ran) == 2)
    await bot.order.halt(0)
    await bot.app.stop()
    assert ran == [1, 100]
    left = [*range(1, 61), 100]
    assert await rows(database) == left

    async def answer(update, _context):
        ran.append(update.update_id)

    ran.clear()
    await work(await start(answer))
    assert sorted(ran) == left
    assert [number for number in ran if number != 100] == left[:-1]
    assert await rows(database) == []


async def test_what_is_under_way_is_given_its_time(database, start):
    begun, ran = asyncio.Event(), []

    async def handle(update, _context):
        begun.set()
        await asyncio.sleep(0)
        ran.append(update.update_id)

    bot = await start(handle)
    await bot.deliver(message(1, "/home"))
    await bot.app.start()
    await begun.wait()
    await bot.order.halt(30)
    await bot.app.stop()
    assert ran == [1]
    assert await rows(database) == []


def test_who_speaks_for_a_chat_shares_no_lane_with_other_chats():
    def spoken(chat, sender_chat=None, user=7):
        body = message(1, "/bind", user)
        body["message"]["chat"] = {"id": chat, "type": "supergroup", "title": "群"}
        if sender_chat:
            body["message"]["sender_chat"] = {"id": sender_chat, "type": "supergroup", "title": "群"}
        return sender(Update.de_json(body, None))

    assert spoken(-1) == spoken(-2) == spoken(7) == 7
    anonymous = partial(spoken, user=1087968824)
    assert anonymous(-1, -1) != anonymous(-2, -2)


def test_only_commands_and_presses_are_repetitions():
    def asked(**fields):
        body = message(1, "/home")
        body["message"] |= fields
        if fields.get("photo"):
            del body["message"]["text"]
        return asks(Update.de_json(body, None))

    assert asked() == asked(message_id=5)
    assert asked(text="/home") != asked(text="/tasks")
    assert asked(text="好") is None
    assert asked(photo=[{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]) is None
