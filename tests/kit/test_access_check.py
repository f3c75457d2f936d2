"""The access check on the real Application, with a bot that writes down what it would have sent."""

from datetime import timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup
from telegram import Update, User
from telegram.ext import ApplicationBuilder, ContextTypes, ExtBot

from handlers.kit.engine.access_check import command, pressed
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Services
from storage.engine.clock import SystemClock
from storage.mail import inbox
from storage.people.directory import Branch, Person, PostHeld
from storage.people.posts import Category, Post
from storage.people.rights import Act
from storage.sealed.keyring import Sealed
from tests.conftest import NOW


class Import(Button, prefix="import", act=Act.IMPORT_ROSTER):
    number: int


class SilentBot(ExtBot):
    """Answers every method by itself and remembers it."""

    id = 1

    def __init__(self):
        super().__init__("1:test")
        self._sent = []

    async def initialize(self):
        self._bot_user = User(1, "bot", is_bot=True, username="bot")

    async def shutdown(self):
        pass

    async def _post(self, endpoint, data=None, **_):
        self._sent.append((endpoint, dict(data or {})))
        if endpoint == "answerCallbackQuery":
            return True
        return {"message_id": 99, "date": 1795482000, "chat": {"id": 7, "type": "private"}, "text": "x"}


@pytest.fixture
async def chat(database):
    async with database.write() as tx:
        branch = Branch(name="第一支部")
        tx.add(branch)
        await tx.flush()
        people = [(1, "100001", 7, Post.PARTY_STAFF), (2, "100002", 8, None)]
        for number, police_no, telegram_id, post in people:
            category = Category.FULL_MEMBER.value
            tx.add(
                Person(
                    id=number,
                    police_no=police_no,
                    name="李雷",
                    branch_id=branch.id,
                    category=category,
                    telegram_id=telegram_id,
                    bound_at=NOW,
                )
            )
            await tx.flush()
            if post:
                tx.add(PostHeld(person_id=number, post=post.value))

    done = []

    async def pressed_import(context, button):
        done.append((context.me.police_no, button.number))
        async with context.write() as tx:
            tx.add(Branch(name=f"支部{button.number}"))
        await context.show(Markup("已导入"))

    async def home(context):
        await context.show(Markup("首页：{}").format(context.me.name))

    bot = SilentBot()
    clock = SystemClock(ZoneInfo("Asia/Shanghai"))
    services = Services(database, clock, "海滨县公安局")
    builder = ApplicationBuilder().bot(bot).updater(None)
    application = builder.context_types(ContextTypes(context=Context, bot_data=lambda: services)).build()
    application.add_handlers([command("home", Act.HOME, home), pressed(Import, pressed_import)])
    await application.initialize()
    numbers = iter(range(1, 100))

    async def deliver(body, number=None):
        number = number or next(numbers)
        async with database.write() as tx:
            await inbox.keep(tx, {number: Sealed("", b"")}, NOW)
        await application.process_update(Update.de_json({"update_id": number, **body}, bot))
        answers, bot._sent = bot._sent, []
        return answers

    def sender(person):
        return {"id": person, "is_bot": False, "first_name": "甲"}

    async def text(person, words):
        entities = [{"type": "bot_command", "offset": 0, "length": len(words)}]
        private = {"id": person, "type": "private"}
        body = {"message_id": 1, "date": 1795482000, "chat": private, "from": sender(person), "text": words}
        return await deliver({"message": {**body, "entities": entities}})

    async def press(person, data, number=None, kind="private"):
        message = {
            "message_id": 2,
            "date": 1795482000,
            "chat": {"id": person, "type": kind, "title": "群"},
            "text": "x",
        }
        query = {"id": "1", "from": sender(person), "chat_instance": "1", "data": data, "message": message}
        return await deliver({"callback_query": query}, number)

    yield SimpleNamespace(text=text, press=press, done=done, clock=clock)
    await application.shutdown()


async def test_a_stranger_learns_only_how_to_bind(chat):
    ((method, sent),) = await chat.text(9, "/home")
    assert method == "sendMessage"
    assert "绑定身份" in sent["text"]


async def test_a_stranger_is_answered_once_a_minute_whatever_they_send(chat):
    said = [
        method
        for number in range(20)
        for answers in (
            await chat.text(9, f"/home{number % 2}"),
            await chat.text(9, "/home"),
            await chat.press(9, "import:1"),
        )
        for method, _ in answers
    ]
    assert [method for method in said if method != "answerCallbackQuery"] == ["sendMessage"]
    chat.clock.stopped_at = chat.clock.now() + timedelta(seconds=61)
    assert len(await chat.text(9, "/home")) == 1
    assert len(await chat.text(10, "/home")) == 1


async def test_a_bound_person_is_answered_each_time(chat):
    assert [len(await chat.text(8, "/home")) for _ in range(5)] == [1] * 5


async def test_a_bound_person_passes(chat):
    ((_, sent),) = await chat.text(8, "/home")
    assert sent["text"] == "首页：李雷"


async def test_a_press_is_checked_against_the_stored_post(chat):
    answers = await chat.press(7, "import:5")
    assert [method for method, _ in answers] == ["answerCallbackQuery", "editMessageText"]
    assert chat.done == [("100001", 5)]

    ((method, sent),) = await chat.press(8, "import:6")
    assert method == "answerCallbackQuery"
    assert sent["show_alert"] is True
    assert "没有这项权限" in sent["text"]
    assert len(chat.done) == 1


@pytest.mark.parametrize("data", ["import:x", "import:", "import:1:2", "import"])
async def test_a_forged_button_is_answered_and_does_nothing(chat, data):
    ((method, sent),) = await chat.press(7, data)
    assert method == "answerCallbackQuery"
    assert "已失效" in sent["text"]
    assert chat.done == []


async def test_nothing_happens_in_a_group(chat):
    ((_, sent),) = await chat.press(7, "import:5", kind="supergroup")
    assert "私聊" in sent["text"]
    assert chat.done == []


async def test_the_same_press_delivered_twice_says_saved(chat):
    await chat.press(7, "import:5", number=500)
    answers = await chat.press(7, "import:5", number=500)
    assert "已保存" in answers[-1][1]["text"]
