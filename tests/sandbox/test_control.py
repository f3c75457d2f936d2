"""The control API over HTTP: people, chats, messages, acts, clock, files, events."""

import asyncio
import json
from datetime import UTC, date, datetime

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from tornado.websocket import websocket_connect

from sandbox.bureau.chats import groups_of, people_of
from sandbox.bureau.people import Bureau
from sandbox.telegram import people_file
from sandbox.telegram.phone import Phone, Sandbox, picture
from tests.sandbox.conftest import GROUP, LI, NEW, SUPERGROUP, WANG, Client


async def test_people_and_chats(client: Client, bot: Bot):
    assert (await client.get("people", q="6000000002 李"))["people"][0]["id"] == LI
    page = await client.get("people", offset=1, limit=1)
    assert (page["total"], [person["name"] for person in page["people"]]) == (3, ["李伟"])
    await bot.send_message(WANG, "你好")
    chats = (await client.get("chats", user=WANG))["chats"]
    assert [chat["id"] for chat in chats] == [WANG, GROUP, SUPERGROUP]
    assert chats[0]["last"]["html"] == "你好"
    assert [chat["type"] for chat in chats] == ["private", "group", "supergroup"]
    assert [chat["id"] for chat in (await client.get("chats", user=NEW))["chats"]] == [NEW]


async def test_one_chat(client: Client, bot: Bot):
    await bot.set_my_commands([("start", "开始")])
    await bot.send_message(WANG, "x", reply_markup=ReplyKeyboardMarkup([["取消"]]))
    shown = await client.get("chat", user=WANG)
    assert shown["commands"] == [{"command": "start", "description": "开始"}]
    assert shown["keyboard"]["keyboard"] == [[{"text": "取消"}]]
    group = await client.get("chat", user=WANG, chat=GROUP)
    assert ([member["id"] for member in group["members"]], group["video_chat"]) == ([WANG, LI], False)


async def test_messages_in_pages(client: Client, wang: Phone):
    sent = [await wang.send(str(n)) for n in range(5)]
    page = await client.get("messages", user=WANG, limit=2)
    assert ([message["text"] for message in page["messages"]], page["more"]) == (["3", "4"], True)
    page = await client.get("messages", user=WANG, limit=3, before=sent[3].id)
    assert ([message["text"] for message in page["messages"]], page["more"]) == (["0", "1", "2"], False)
    assert page["messages"][0]["out"] is True


async def test_what_is_not_there(client: Client):
    for path, query, status in (
        ("chat", {"user": WANG, "chat": 4711}, 404),
        ("chat", {"user": NEW, "chat": GROUP}, 404),
        ("chat", {"user": 4711}, 400),
        ("people", {"limit": "x"}, 400),
        ("file/nonsense", {}, 404),
        ("nonsense", {}, 404),
    ):
        answer = await client.http.get(f"/sandbox/{path}", params=query)
        assert (answer.status_code, list(answer.json())) == (status, ["error"]), path


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "action is missing"),
        ({"action": "fly", "user": WANG}, "there is no act “fly”"),
        ({"action": "send", "user": WANG}, "text is missing"),
        ({"action": "send", "text": "x"}, "user is missing"),
        ({"action": "send", "text": "x", "user": 4711}, "there is no person 4711"),
        ({"action": "send", "text": "x", "user": "y"}, "user is no whole number"),
        ({"action": "press", "user": WANG, "message_id": 99, "row": 0, "column": 0}, "no message 99"),
        ({"action": "photo", "user": WANG}, "send one file"),
        ({"action": "vote", "user": WANG, "message_id": 1, "options": "0"}, "options is a list of indices"),
        ({"action": "inject", "update": []}, "update is a JSON object"),
        ({"action": "key", "user": WANG, "text": "没有"}, "there is no key “没有”"),
    ],
)
async def test_acts_that_cannot_be(client: Client, given: dict, reason: str):
    answer = await client.http.post("/sandbox/act", json=given)
    assert answer.status_code == 400
    assert reason in answer.json()["error"]


async def test_acts_with_files(client: Client, wang: Phone):
    fields = {"user": str(WANG), "action": "photo", "caption": "图"}
    answer = await client.http.post(
        "/sandbox/act", data=fields, files={"file": ("a.png", picture(30, 20), "image/png")}
    )
    media = answer.json()["result"]["media"]
    assert (media["kind"], media["width"], media["height"]) == ("photo", 30, 20)
    got = await client.http.get(media["url"])
    assert (got.content, got.headers["Content-Type"]) == (picture(30, 20), "image/png")
    files = [("file", (f"{n}.png", picture(shade=n), "image/png")) for n in range(3)]
    fields = {"user": str(WANG), "action": "album", "as_documents": "true"}
    answer = await client.http.post("/sandbox/act", data=fields, files=files)
    assert [message["media"]["kind"] for message in answer.json()["result"]["messages"]] == ["document"] * 3


async def test_what_a_browser_could_run_is_a_download(client: Client, wang: Phone):
    await wang.send_document("页.html", b"<script>1</script>")
    url = (await client.get("messages", user=WANG))["messages"][-1]["media"]["url"]
    got = await client.http.get(url)
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Security-Policy"] == "sandbox"


async def test_presses_by_place_and_by_label(client: Client, bot: Bot):
    keys = InlineKeyboardMarkup(
        [[InlineKeyboardButton("好", callback_data="ok"), InlineKeyboardButton("网", url="a.example")]]
    )
    message = await bot.send_message(WANG, "x", reply_markup=keys)
    for where in ({"row": 0, "column": 0}, {"label": "好"}):
        assert (await client.act(WANG, "press", message_id=message.message_id, **where))["query_id"]
    assert await client.act(WANG, "press", message_id=message.message_id, row=0, column=1) == {"url": "a.example"}
    assert (await client.act(WANG, "forge", message_id=message.message_id, data="x"))["query_id"]


async def test_other_sites_are_refused(client: Client, sandbox: Sandbox):
    given = {"user": WANG, "action": "start"}
    answer = await client.http.post("/sandbox/act", json=given, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 400
    assert sandbox.world.updates_pending == 0
    assert (await client.http.post("/sandbox/act", json=given, headers={"Origin": sandbox.url})).status_code == 200


async def test_the_clock(client: Client, sandbox: Sandbox):
    before = await client.get("clock")
    waiting = asyncio.create_task(client.get("clock", after=before["seq"], timeout=20))
    await asyncio.sleep(0.05)
    moved = (await client.http.post("/sandbox/clock", json={"now": "2027-01-01T08:00:00+08:00", "freeze": True})).json()
    assert moved["frozen"]
    assert datetime.fromisoformat(moved["now"]).astimezone(UTC).date() == date(2027, 1, 1)
    assert (await waiting)["seq"] > before["seq"]
    advanced = (await client.http.post("/sandbox/clock", json={"advance": 3600})).json()
    assert datetime.fromisoformat(advanced["now"]).hour == datetime.fromisoformat(moved["now"]).hour + 1
    assert (await client.http.post("/sandbox/clock", json={"reset": True})).json()["offset_seconds"] == 0
    for wrong in ({"now": "tomorrow"}, {"now": "2027-01-01T08:00:00"}, {"back": 1}):
        assert (await client.http.post("/sandbox/clock", json=wrong)).status_code == 400
    assert (await client.get("clock", after=10**6, timeout=0.05))["frozen"] is False


async def test_the_fault_panel(client: Client):
    rule = {"method": "send*", "kind": "429", "retry_after": 3, "times": 2}
    shown = (await client.http.post("/sandbox/faults", json={"rules": [rule], "duplicate": 0.5})).json()
    assert shown["rules"][0] == {**rule, "share": 1.0, "seconds": 1.0, "chat": None, "words": "", "fired": 0}
    assert (await client.get("faults"))["duplicate"] == 0.5
    assert (await client.http.post("/sandbox/faults", json={"rules": [{"kind": "x"}]})).status_code == 400
    assert (await client.http.delete("/sandbox/faults")).json()["rules"] == []


async def test_updates_and_qr(client: Client, wang: Phone):
    await wang.send("x")
    shown = await client.get("updates")
    assert (shown["pending"], shown["webhook"]) == (1, None)
    answer = await client.http.get("/sandbox/qr", params={"text": "https://t.me/dangjian_bot?start=x"})
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")


async def test_the_chat_page_is_served(client: Client):
    answer = await client.http.get("/")
    assert answer.status_code == 200
    assert "text/html" in answer.headers["Content-Type"]
    assert (await client.http.get("/../server.py")).status_code in (403, 404)


async def test_events_as_each_person_sees_them(sandbox: Sandbox, bot: Bot, wang: Phone, client: Client):
    socket = await websocket_connect(f"ws{sandbox.url[4:]}/sandbox/events?user={WANG}&user={NEW}")

    async def event() -> dict:
        return json.loads(await asyncio.wait_for(socket.read_message(), 5))

    await sandbox.world.until(lambda: sandbox.world.listeners)
    await wang.send("/start")
    shown = await event()
    assert (shown["type"], shown["user"], shown["chat"], shown["message"]["out"]) == ("message", WANG, WANG, True)
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("好", callback_data="ok")]])
    message = await bot.send_message(WANG, "x", reply_markup=keys)
    assert (await event())["message"]["text"] == "x"
    await wang.press("好")
    assert (await event())["type"] == "callback_sent"
    updates = await bot.get_updates()
    await bot.answer_callback_query(updates[-1].callback_query.id, "好的")
    answer = await event()
    assert (answer["type"], answer["text"], answer["alert"], answer["url"]) == ("callback_answer", "好的", False, None)
    await message.edit_text("y")
    assert (await event())["type"] == "edit"
    await message.delete()
    assert (await event())["message_ids"] == [message.message_id]
    await bot.send_message(WANG, "x", reply_markup=ReplyKeyboardMarkup([["取消"]]))
    assert [(await event())["type"] for _ in range(2)] == ["message", "keyboard"]
    await bot.send_chat_action(WANG, "typing")
    assert (await event())["action"] == "typing"
    await bot.send_message(GROUP, "大家好")
    assert ((await event())["chat"]) == GROUP
    await bot.send_message(LI, "不给别人看")
    sandbox.world.clock.advance(60)
    clocks = [await event(), await event()]
    assert {(shown["type"], shown["user"]) for shown in clocks} == {("clock", WANG), ("clock", NEW)}
    await bot.set_my_commands([("start", "开始")])
    await wang.block()
    assert [(await event())["type"] for _ in range(3)] == ["commands", "commands", "chat"]
    socket.close()
    await sandbox.world.until(lambda: not sandbox.world.listeners)


async def test_events_of_nobody_known(sandbox: Sandbox):
    socket = await websocket_connect(f"ws{sandbox.url[4:]}/sandbox/events?user=4711")
    assert await socket.read_message() is None
    assert socket.close_code == 4000


async def test_a_world_filled_from_the_bureau():
    bureau = Bureau.generate(today=date(2026, 7, 20))
    people, groups = people_file.read(people_file.write(people_of(bureau), groups_of(bureau)))
    async with Sandbox(people, groups) as sandbox, httpx.AsyncClient(base_url=sandbox.url) as http:
        assert (await http.get("/sandbox/people", params={"q": "党委书记"})).json()["total"] == 1
        secretary = bureau.holding("支部书记", bureau.branches[0].name)[0]
        chats = (await http.get("/sandbox/chats", params={"user": secretary.telegram_id})).json()["chats"]
        assert [chat["title"] for chat in chats] == ["掌上党建", bureau.branches[0].name]
        answer = await http.post("/bot1:sandbox/sendMessage", json={"chat_id": chats[1]["id"], "text": "x"})
        assert answer.json()["ok"]
        unbound = bureau.unbound()[0]
        answer = await http.post("/bot1:sandbox/sendMessage", json={"chat_id": unbound.telegram_id, "text": "x"})
        assert answer.json()["error_code"] == 403
