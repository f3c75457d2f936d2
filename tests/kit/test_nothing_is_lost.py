"""The inbox, the order of updates and the persistence of conversations, on the real Application without a network."""

import asyncio
import json

import pytest
from asyncpg import CannotConnectNowError
from telegram import Update
from telegram.ext import ConversationHandler, MessageHandler, TypeHandler, filters

from handlers.kit.engine.order import SET_ASIDE
from storage.engine.away import TakenAlong
from storage.engine.database import AlreadyTaken
from storage.engine.pulse import Where
from storage.mail import conversations, inbox
from storage.mail.inbox import InboxRow
from storage.people.directory import Branch, branches
from storage.sealed.keyring import KeyEnded, Passing, Sealed
from storage.sealed.vault import Vault
from tests.kit.machinery import KEY, machine, message, rows, work


@pytest.fixture
async def start(database):
    """Start the bot's machinery on the same database, as often as a test wants to be restarted."""
    running = []

    async def make(*handlers, **options):
        running.append(await machine(database, handlers, **options))
        return running[-1]

    yield make
    for bot in running:
        await bot.stop()


async def test_what_was_queued_but_not_done_is_taken_up_by_the_next_process(database, start):
    seen = []

    async def see(update, _context):
        seen.append(update.message.text)

    killed = await start(TypeHandler(Update, see))
    await killed.deliver(message(1, "一"), message(2, "二"))

    second = await start(TypeHandler(Update, see))
    assert second.again == 2
    await work(second)
    assert seen == ["一", "二"]
    assert await rows(database) == []


async def test_delivered_twice_has_its_effect_once(database, start):
    async def found(update, _context):
        async with database.write(update.update_id) as tx:
            tx.add(Branch(name=update.message.text))

    bot = await start(TypeHandler(Update, found))
    await bot.deliver(message(1, "第一支部"), message(1, "第一支部"))
    await work(bot)
    await bot.deliver(message(1, "第一支部"))
    await bot.inbox.join()
    async with database.read() as session:
        assert len(await branches(session)) == 1


async def test_killed_between_effect_and_done_the_effect_is_not_repeated(database, start):
    answers = []

    async def found(update, _context):
        try:
            async with database.write(update.update_id) as tx:
                tx.add(Branch(name="第一支部"))
        except AlreadyTaken:
            answers.append("已保存")

    killed = await start()
    await killed.deliver(message(1, "x"))
    async with database.write(1) as tx:
        tx.add(Branch(name="第一支部"))

    await work(await start(TypeHandler(Update, found)))
    assert answers == ["已保存"]


async def test_a_payload_rests_sealed_and_is_erased_when_done(database, start):
    async def see(_update, _context):
        pass

    bot = await start(TypeHandler(Update, see))
    await bot.deliver(message(1, "谈话内容"))
    async with database.read() as session:
        assert "谈话内容".encode() not in (await session.get(InboxRow, 1)).payload
    await work(bot)
    async with database.read() as session:
        assert (await session.get(InboxRow, 1)).payload is None


async def test_an_update_that_always_fails_is_tried_three_times_and_told_once(database, start, caplog):
    tries = []

    async def fail(update, _context):
        tries.append(update.update_id)
        raise ValueError(update.message.text)

    bot = await start(TypeHandler(Update, fail))
    await bot.deliver(message(1, "机密"))
    await work(bot)
    assert tries == [1, 1, 1]
    assert bot.told == [(1, SET_ASIDE.format(1))]
    async with database.read() as session:
        assert (await session.get(InboxRow, 1)).set_aside.startswith("ValueError tests/kit/test_nothing_is_lost.py:")
    assert "机密" not in caplog.text


async def test_one_persons_updates_keep_their_order_and_others_do_not_wait(start):
    done, gate = [], asyncio.Event()

    async def handle(update, _context):
        if update.message.text == "慢":
            await gate.wait()
        done.append(update.message.text)
        if update.message.text == "别人":
            gate.set()

    bot = await start(TypeHandler(Update, handle))
    await bot.deliver(message(1, "慢"), message(2, "快"), message(3, "别人", person=8))
    await work(bot)
    assert done == ["别人", "慢", "快"]


async def test_a_conversation_goes_on_in_the_next_process(database, start):
    heard = []

    async def begin(update, context):
        context.user_data["title"] = update.message.text
        return "asked"

    async def end(update, context):
        heard.append((context.user_data.pop("title"), update.message.text))
        return ConversationHandler.END

    def flow():
        return ConversationHandler(
            [MessageHandler(filters.Regex("^始"), begin)],
            {"asked": [MessageHandler(filters.TEXT, end)]},
            [],
            name="flow",
            persistent=True,
        )

    killed = await start(flow())
    await killed.deliver(message(1, "始于此"))
    await work(killed)

    second = await start(flow())
    await second.deliver(message(2, "终"))
    await work(second)
    assert heard == [("始于此", "终")]

    third = await start(flow())
    await third.deliver(message(3, "无人在听"))
    await work(third)
    assert len(heard) == 1


async def attempts_of(database, number):
    async with database.read() as session:
        return (await session.get(InboxRow, number)).attempts


async def test_one_that_ends_every_process_is_set_aside_and_those_that_wait_are_not(database, start):
    async def end_the_process(update, _context):
        if update.message.text == "毒":
            await asyncio.Event().wait()

    killed = await start()
    await killed.deliver(message(1, "毒"), message(2, "等", person=8))
    for number in range(inbox.MAX_ENDED):
        async with database.write() as tx:
            await inbox.attempt(tx, 1)
        assert await attempts_of(database, 1) == number + 1
    await work(await start(TypeHandler(Update, end_the_process)))
    async with database.read() as session:
        assert (await session.get(InboxRow, 1)).set_aside.startswith("RuntimeError handlers/kit/engine/inbox.py:")
        waited = await session.get(InboxRow, 2)
        assert (waited.done, waited.set_aside) == (True, None)


async def test_a_whole_answer_is_stored_at_once_and_queued_once(database, start):
    seen = []

    async def see(update, _context):
        seen.append(update.update_id)

    bot = await start(TypeHandler(Update, see))
    updates = [message(1, "一"), message(2, "二", person=8), message(1, "一")]
    await bot.inbox.keep(updates)
    await bot.deliver(*updates)
    await work(bot)
    assert sorted(seen) == [1, 2]


async def test_the_same_update_twice_at_a_time_is_queued_once(start):
    seen = []

    async def see(update, _context):
        seen.append(update.message.text)

    bot = await start(TypeHandler(Update, see))

    async def hook(number):
        # As the webhook does it, which Telegram may call again before it has its answer.
        await bot.inbox.keep([message(number, str(number))])
        await bot.deliver({"update_id": number})

    await asyncio.gather(*(hook(number) for number in (1, 1, 2, 1, 2)))
    await work(bot)
    assert sorted(seen) == ["1", "2"]
    # What is under way is all that is held.
    assert (bot.inbox._kept, bot.inbox._unstored) == ({}, {})


@pytest.mark.parametrize("failure", [TakenAlong, CannotConnectNowError, RuntimeError])
async def test_whatever_keeps_an_update_from_being_stored_is_waited_for(database, start, monkeypatch, caplog, failure):
    seen, failures = [], [failure("the database starts up")] * 2

    async def see(update, _context):
        seen.append(update.message.text)

    kept = inbox.keep

    async def keep(*arguments):
        if failures:
            raise failures.pop()
        return await kept(*arguments)

    bot = await start(TypeHandler(Update, see))
    monkeypatch.setattr(inbox, "keep", keep)
    await bot.inbox.keep([message(1, "一")])
    assert database.pulse.unstored_since is not None
    await bot.deliver({"update_id": 1})
    assert database.pulse.unstored_since is None
    await work(bot)
    assert seen == ["一"]
    assert (database.pulse.updates, database.pulse.failures) == ({"message": 1}, {Where.INBOX: 2})
    assert sum(database.pulse.answers.counts) == 1
    assert caplog.text.count("cannot be stored") == caplog.text.count("stored again") == 1


async def test_an_update_that_cannot_be_read_is_done_with_and_holds_up_no_other(database, start):
    seen = []

    async def see(update, _context):
        seen.append((update.update_id, update.message and update.message.text))

    bot = await start(TypeHandler(Update, see))
    broken = [{"update_id": 1, "message": {"message_id": "none"}}, {"update_id": 2, "message": 5}]
    await bot.inbox.keep([*broken, message(3, "三")])
    await bot.deliver(*({"update_id": number} for number in (1, 2, 3)))
    await work(bot)
    assert sorted(seen) == [(1, None), (2, None), (3, "三")]
    assert await rows(database) == []


UNREADABLE = {
    "no JSON": "{",
    "of another shape": "[1]",
    "a draft that is a list": json.dumps([1, json.dumps(["draft", 8]), "[]"]),
    "a draft that is no JSON": json.dumps([1, json.dumps(["draft", 8]), "{"]),
    "a step that is a number": json.dumps([1, json.dumps(["step", "flow", 8, 8]), "7"]),
    "a kind of another version": json.dumps([1, json.dumps(["dream", 8]), "{}"]),
}


@pytest.mark.parametrize("plain", UNREADABLE.values(), ids=UNREADABLE)
async def test_a_draft_that_cannot_be_opened_holds_up_no_start_and_no_other(database, start, plain):
    sound = json.dumps([2, json.dumps(["draft", 7]), json.dumps({"flow": "一"})])
    rows = await Passing(database.passing, Vault([KEY])).seal([plain, sound])
    async with database.write() as tx:
        await conversations.remember(tx, [*rows, Sealed("a key that has ended", b"0" * 40)])
    assert (await start()).app.user_data == {7: {"flow": "一"}}
    async with database.read() as session:
        assert [row.key for row in await conversations.remembered(session)] == [rows[1].key]
    assert (await start()).app.user_data == {7: {"flow": "一"}}


async def test_a_key_that_a_kill_left_behind_ends_at_the_next_start(database, start, monkeypatch):
    async def see(_update, _context):
        pass

    killed = await start(TypeHandler(Update, see))
    await killed.deliver(message(1, "谈话内容"))
    async with database.read() as session:
        row = await session.get(InboxRow, 1)
    with monkeypatch.context() as patched:
        patched.setattr(database.passing, "_end", lambda _names: (_ for _ in ()).throw(OSError))
        await work(killed)
    sealed = Sealed(row.key, row.payload)
    assert database.passing.open(sealed)
    async with database.read() as session:
        assert (await session.get(InboxRow, 1)).done
    await start()
    with pytest.raises(KeyEnded):
        database.passing.open(sealed)


async def test_an_update_whose_key_has_ended_is_set_aside_and_the_others_go_on(database, start):
    seen = []

    async def see(update, _context):
        seen.append(update.message.text)

    killed = await start()
    await killed.deliver(message(1, "一"), message(2, "二", person=8))
    async with database.read() as session:
        row = await session.get(InboxRow, 1)
    await database.passing.end([row.key])
    await work(await start(TypeHandler(Update, see)))
    assert seen == ["二"]
    async with database.read() as session:
        assert (await session.get(InboxRow, 1)).set_aside.startswith("KeyEnded storage/sealed/keyring.py:")


async def test_what_is_handled_at_once_is_what_would_be_handled_after_a_restart(database, start):
    """A press without the message's words and its buttons."""
    seen = []

    async def see(update, _context):
        seen.append(update.callback_query.to_dict())

    keyboard = {"inline_keyboard": [[{"text": "● 赞成", "callback_data": "x"}]]}
    body = message(1, "机密原话")["message"] | {"reply_markup": keyboard}
    press = {"callback_query": {"id": "5", "from": body["from"], "chat_instance": "x", "data": "x", "message": body}}
    await (await start()).deliver({"update_id": 1, **press})
    bot = await start(TypeHandler(Update, see))
    await bot.deliver({"update_id": 2, **press})
    await work(bot)
    assert len(seen) == 2
    assert seen[0] == seen[1]
    assert not [word for word in ("机密", "赞成", "inline_keyboard") if word in str(seen)]
