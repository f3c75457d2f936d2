"""How updates arrive: polling, its conflicts, twice and broken ones, and the webhook."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx
import pytest
from telegram import Bot, Update
from telegram.error import Conflict
from telegram.ext import ApplicationBuilder, MessageHandler, filters
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from sandbox.telegram.phone import Group, Person, Phone, Sandbox
from tests.sandbox.conftest import WANG, Client


async def test_updates_stay_until_they_are_confirmed(bot: Bot, wang: Phone, sandbox: Sandbox):
    for text in "一二三":
        await wang.send(text)
    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first] == ["一", "二"]
    assert [update.update_id for update in await bot.get_updates()][:2] == [update.update_id for update in first]
    (third,) = await bot.get_updates(offset=first[-1].update_id + 1)
    assert (third.message.text, sandbox.world.updates_pending) == ("三", 1)
    await wang.send("四")
    (last,) = await bot.get_updates(offset=-1)
    assert (last.message.text, sandbox.world.updates_pending) == ("四", 1)


async def test_a_long_poll_ends_with_an_update_or_its_time(bot: Bot, wang: Phone):
    assert await bot.get_updates(timeout=0) == ()
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    await wang.send("x")
    assert (await waiting)[0].message.text == "x"


async def test_a_second_poller_ends_the_first(client: Client, wang: Phone):
    first = asyncio.create_task(client.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(client.call("getUpdates", timeout=20))
    refused = await first
    assert (refused["error_code"], refused["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await wang.send("x")
    assert len((await second)["result"]) == 1


async def test_what_a_dead_poller_would_have_got_is_not_lost(client: Client, wang: Phone, sandbox: Sandbox):
    async with httpx.AsyncClient(base_url=sandbox.url) as dead:
        with pytest.raises(httpx.ReadTimeout):
            await dead.post("/bot1:sandbox/getUpdates", json={"timeout": 20}, timeout=0.1)
    await wang.send("x")
    assert len((await client.call("getUpdates", timeout=5))["result"]) == 1


async def test_kinds_that_are_not_wanted_do_not_come(client: Client, wang: Phone):
    await client.call("getUpdates", allowed_updates=["callback_query"])
    await wang.send("x")
    assert (await client.call("getUpdates"))["result"] == []
    await client.call("getUpdates", allowed_updates=[])
    await wang.send("x")
    assert len((await client.call("getUpdates"))["result"]) == 1


async def test_an_update_arrives_again_under_its_number(client: Client, wang: Phone):
    await wang.send("x")
    (update,) = (await client.call("getUpdates"))["result"]
    after = update["update_id"] + 1
    assert (await client.call("getUpdates", offset=after))["result"] == []
    assert await client.act(WANG, "duplicate") == {"update_id": update["update_id"]}
    assert (await client.call("getUpdates", offset=after))["result"] == [update]
    assert (await client.call("getUpdates", offset=after))["result"] == []


async def test_any_json_can_be_injected(client: Client):
    result = await client.act(WANG, "inject", update={"message": "broken"})
    assert (await client.call("getUpdates"))["result"] == [{"update_id": result["update_id"], "message": "broken"}]


async def test_shares_of_updates_come_twice_or_with_a_broken_one(sandbox: Sandbox, client: Client, wang: Phone):
    sandbox.world.faults.set({"duplicate": 1, "malformed": 1})
    await wang.send("x")
    whole, again, broken = (await client.call("getUpdates"))["result"]
    assert whole == again
    with pytest.raises((TypeError, KeyError, ValueError)):
        Update.de_json(broken, None)


async def test_a_restarted_sandbox_repeats_no_number(sandbox: Sandbox, wang: Phone):
    await wang.send("x")
    assert sandbox.world.updates.last_id > 1_700_000_000_000
    assert sandbox.world.updates.last_id < 2**53


async def test_an_application_of_the_library_runs_on_it(sandbox: Sandbox, wang: Phone):
    async def echo(update: Update, context: object) -> None:
        await update.message.reply_text(update.message.text)

    builder = ApplicationBuilder().token("1:sandbox").base_url(f"{sandbox.url}/bot")
    application = builder.base_file_url(f"{sandbox.url}/file/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        await application.updater.start_polling()
        await application.start()
        await wang.send("回声")
        await sandbox.world.until(lambda: wang.texts == ["回声"])
        await application.updater.stop()
        await application.stop()


class Hook(RequestHandler):
    """Takes updates after a few failures."""

    def initialize(self, taken: list, failures: list[int]) -> None:
        self.taken, self.failures = taken, failures

    def post(self) -> None:
        if self.failures:
            self.set_status(self.failures.pop())
            return
        self.taken.append((json.loads(self.request.body), self.request.headers.get("X-Telegram-Bot-Api-Secret-Token")))


@asynccontextmanager
async def listening(taken: list, failures: list[int]):
    (socket,) = bind_sockets(0, "127.0.0.1")
    handlers = [("/hook", Hook, {"taken": taken, "failures": failures})]
    server = HTTPServer(Application(handlers, log_function=lambda handler: None))
    server.add_socket(socket)
    yield f"http://127.0.0.1:{socket.getsockname()[1]}/hook"
    server.stop()
    await server.close_all_connections()


async def test_webhook_with_secret_and_retries(bot: Bot, wang: Phone, sandbox: Sandbox):
    taken: list = []
    async with listening(taken, [500, 503]) as url:
        await bot.set_webhook(url, secret_token="s3cret", max_connections=3)
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await wang.send("一")
        await wang.send("二")
        await sandbox.world.until(lambda: len(taken) == 2)
        assert [(update["message"]["text"], secret) for update, secret in taken] == [("一", "s3cret"), ("二", "s3cret")]
        await sandbox.world.until(lambda: sandbox.world.updates_pending == 0)
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 500"
        await bot.delete_webhook()
    await wang.send("三")
    assert (await bot.get_updates())[0].message.text == "三"
    assert (await bot.get_webhook_info()).url == ""


async def test_webhook_that_nobody_answers_keeps_its_updates(bot: Bot, wang: Phone, sandbox: Sandbox):
    async with listening([], []) as url:
        pass
    await bot.set_webhook(url)
    await wang.send("x")
    await sandbox.world.until(lambda: sandbox.world.webhook.last_error)
    assert sandbox.world.webhook.last_error[1] == "Connection failed"
    await bot.delete_webhook(drop_pending_updates=True)
    assert sandbox.world.updates_pending == 0


async def test_refused_webhooks(client: Client):
    for params, reason in (
        ({"url": "ftp://a.example"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://a.example", "secret_token": "两"}, "secret token contains unallowed characters"),
        ({"url": "https://a.example", "max_connections": 101}, "max_connections must be between 1 and 100"),
    ):
        assert await client.refusal("setWebhook", **params) == (400, f"Bad Request: {reason}")
    assert (await client.call("setWebhook", url=""))["ok"]


def test_groups_need_members_that_exist():
    with pytest.raises(ValueError, match="unknown"):
        Sandbox([Person(1001, "王芳")], [Group(-1, "组", [1002])])
    with pytest.raises(ValueError, match="taken"):
        Sandbox([Person(1, "与机器人同号")])
