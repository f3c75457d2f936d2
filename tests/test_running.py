"""The bot as a process: how it starts, refuses, ends, and goes on after SIGKILL."""

import asyncio
import signal
import socket
from datetime import datetime

import httpx
import pytest

from sandbox.bureau.people import Bureau
from storage.engine.database import Database
from storage.mail import inbox
from tests.postgres import ordered, url_of
from tests.processes import HANGS, TOKEN, ZONE, environment, filled, said, started, telegram

pytestmark = pytest.mark.drill
RUNNING = "running as @dangjian_bot"
SECRET = "s3cret-s3cret-s3cret"


@pytest.fixture
async def url():
    async with telegram() as address:
        yield address


async def ended(process):
    _, error = await asyncio.wait_for(process.communicate(), HANGS)
    return process.returncode, error.decode()


async def stopped(process):
    process.send_signal(signal.SIGTERM)
    return await ended(process)


class Person:
    """A person's acts over the control API."""

    def __init__(self, http, user):
        self.http, self.user = http, user

    async def act(self, action, **fields):
        answer = await self.http.post("act", json={"user": self.user, "action": action, **fields})
        return answer.raise_for_status().json()

    async def from_bot(self):
        """The bot's messages, newest first. What it says by itself may come in between, as the day has it."""
        messages = (await self.http.get("messages", params={"user": self.user})).json()["messages"]
        return [message for message in reversed(messages) if not message["out"]]

    async def sees(self, words):
        async with asyncio.timeout(30):
            while not any(words in message.get("text", "") for message in await self.from_bot()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def press(self, label):
        for shown in await self.from_bot():
            rows = shown.get("reply_markup", {}).get("inline_keyboard", [])
            exact = next((button["text"] for row in rows for button in row if label in button["text"]), None)
            if exact is not None:
                await self.act("press", message_id=shown["message_id"], label=exact)
                return
        raise AssertionError(f"no button {label}")


@pytest.fixture
def systemd(tmp_path):
    """What hears the process; and the environment by which it does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(HANGS)
        yield line, {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "90000000"}


def told(line, words):
    """Read on to a datagram that begins so."""
    while not (found := line.recv(1000).decode()).startswith(words):
        pass
    return found


async def test_it_is_seen_at_work_sigterm_ends_it_and_a_second_process_is_refused(
    url, tmp_path, systemd, unused_tcp_port
):
    line, watched = systemd
    first = await started("bot.py", **environment(url, tmp_path, METRICS_LISTEN=str(unused_tcp_port), **watched))
    await said(first, RUNNING)
    await asyncio.to_thread(told, line, "WATCHDOG=1")
    assert await asyncio.to_thread(told, line, "READY=1") == "READY=1\nSTATUS=@dangjian_bot 运行中"
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}") as http:
        answer = await http.get("healthz")
        assert (answer.status_code, answer.json()["ok"]) == (200, True)
        assert "dangjian_heard_age_seconds" in (await http.get("metrics")).text
    code, error = await ended(await started("bot.py", **environment(url, tmp_path)))
    assert (code, error.count("\n")) == (1, 1)
    assert "另一个进程正在使用" in error
    code, error = await stopped(first)
    await asyncio.to_thread(told, line, "STOPPING=1")
    assert code == 0
    assert TOKEN not in error
    assert "Traceback" not in error


async def test_a_wrong_token_is_told_in_one_line(url, tmp_path):
    code, error = await ended(await started("bot.py", **environment(url, tmp_path, BOT_TOKEN="2:wrong")))
    assert code == 1
    assert error.splitlines()[-1] == "Telegram 不认识这个 BOT_TOKEN"
    assert "2:wrong" not in error


WORDS = "只对支书说的话"
UNREADABLE = (
    {"message": {"message_id": "none", "chat": 5, "text": WORDS}},
    {"message": {"message_id": 1, "date": WORDS, "chat": {"id": 1, "type": "private"}, "text": WORDS}},
    {"callback_query": {"id": 5, "from": WORDS, "data": WORDS}},
)


@pytest.mark.parametrize("by_webhook", [False, True])
async def test_what_cannot_be_read_stops_nothing_and_is_in_no_log(url, tmp_path, unused_tcp_port, by_webhook):
    hook = f"http://127.0.0.1:{unused_tcp_port}/hook"
    settings = {"WEBHOOK_URL": hook, "WEBHOOK_SECRET": SECRET, "WEBHOOK_LISTEN": hook.split("/")[2]}
    more = settings if by_webhook else {}
    bot = await started("bot.py", **environment(url, tmp_path, LOG_LEVEL="DEBUG", **more))
    await said(bot, RUNNING)
    async with httpx.AsyncClient(base_url=f"{url}/sandbox") as http:
        person = Person(http, Bureau.generate(today=datetime.now(ZONE).date()).people[0].telegram_id)
        for update in UNREADABLE:
            await person.act("inject", update=update)
        await person.act("send", text="/start")
        await person.sees("先绑定身份")
    code, error = await stopped(bot)
    assert code == 0
    assert error.count("cannot be read") == len(UNREADABLE)
    assert WORDS not in error
    assert ascii(WORDS)[1:-1] not in error
    assert SECRET not in error


async def before_its_body(port, *headers):
    """What the webhook answers to the headers of a large request; the connection is then closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("\r\n".join(["POST /hook HTTP/1.1", "Host: x", *headers, "", ""]).encode())
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), HANGS)
    writer.close()
    return answer.split(b"\r\n")[0].decode()


async def test_the_webhook_reads_only_what_carries_its_secret(url, tmp_path, unused_tcp_port):
    hook = f"http://127.0.0.1:{unused_tcp_port}/hook"
    settings = {"WEBHOOK_URL": hook, "WEBHOOK_SECRET": SECRET, "WEBHOOK_LISTEN": hook.split("/")[2]}
    bot = await started("bot.py", **environment(url, tmp_path, **settings))
    await said(bot, RUNNING)
    right, length = f"X-Telegram-Bot-Api-Secret-Token: {SECRET}", f"Content-Length: {60 * 1024 * 1024}"
    wrong = right.replace("s3cret", "guess")
    for headers in ([length], [wrong, length], [wrong, "Transfer-Encoding: chunked"]):
        assert "403" in await before_its_body(unused_tcp_port, *headers), headers
    assert "400" in await before_its_body(unused_tcp_port, right, length)
    async with httpx.AsyncClient(headers=dict([right.split(": ")])) as http:
        for nothing in (b"", b"{", b"[]", b"{}", b'{"update_id": "x"}', b"[" * 100_000, b"\xff"):
            assert (await http.post(hook, content=nothing)).status_code == 400, nothing[:20]
        assert (await http.get(hook)).status_code == 405
    async with httpx.AsyncClient(base_url=f"{url}/sandbox") as http:
        person = Person(http, Bureau.generate(today=datetime.now(ZONE).date()).people[0].telegram_id)
        await person.act("send", text="/start")
        await person.sees("先绑定身份")
    code, error = await stopped(bot)
    assert code == 0
    assert SECRET not in error


async def test_killed_at_every_step_of_a_call_it_goes_on_where_it_was(url, tmp_path):
    bureau = Bureau.generate(today=datetime.now(ZONE).date())
    await (await filled(tmp_path, bureau)).close()
    secretary = bureau.holding("支部书记")[0].telegram_id
    steps = [
        ("send", "/meetings", "三会一课"),
        ("press", "召集会议", "开什么会"),
        ("press", "支委会", "会议名称"),
        ("send", "冬季<安保>", "什么时候"),
        ("send", "明天下午3点", "在哪里开"),
        ("send", "三楼", "议程"),
        ("send", "一、研究", "应到人员"),
        ("press", "下一步", "请核对"),
        ("press", "确认召集", "已召集：冬季<安保>"),
    ]
    async with httpx.AsyncClient(base_url=f"{url}/sandbox") as http:
        person = Person(http, secretary)
        bot = await started("bot.py", **environment(url, tmp_path))
        await said(bot, RUNNING)
        for how, what, seen in steps:
            if how == "send":
                await person.act("send", text=what)
            else:
                await person.press(what)
            await person.sees(seen)
            bot.kill()
            await bot.wait()
            bot = await started("bot.py", **environment(url, tmp_path))
            await said(bot, RUNNING)
        assert (await stopped(bot))[0] == 0


async def test_the_start_waits_for_telegram_and_says_so(tmp_path, unused_tcp_port):
    nowhere = f"http://127.0.0.1:{unused_tcp_port}"
    bot = await started("bot.py", **environment(nowhere, tmp_path))
    await said(bot, "连不上 Telegram")
    code, error = await stopped(bot)
    assert (code, "Traceback" in error) == (0, False)


async def test_told_to_end_with_telegram_gone_it_leaves_what_waits_for_the_next_start(url, tmp_path):
    bot = await started("bot.py", **environment(url, tmp_path))
    await said(bot, RUNNING)
    async with httpx.AsyncClient(base_url=f"{url}/sandbox") as http:
        person = Person(http, Bureau.generate(today=datetime.now(ZONE).date()).people[0].telegram_id)
        gone = [{"kind": "502", "method": method} for method in ("send*", "edit*", "answer*")]
        (await http.post("faults", json={"rules": gone})).raise_for_status()
        for number in range(60):
            await person.act("send", text=f"第{number}条")
        async with asyncio.timeout(60):
            while (await http.get("updates")).json()["pending"]:  # noqa: ASYNC110 - another process works them off
                await asyncio.sleep(0.1)
        (await http.post("faults", json={"rules": [{"kind": "502"}]})).raise_for_status()
        assert (await stopped(bot))[0] == 0
        assert await waiting(tmp_path) == (60, 0)
        (await http.post("faults", json={"rules": []})).raise_for_status()
        bot = await started("bot.py", **environment(url, tmp_path))
        await person.sees("先绑定身份")
        async with asyncio.timeout(60):
            while (await waiting(tmp_path))[0]:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.2)
        assert await waiting(tmp_path) == (0, 0)
        assert (await stopped(bot))[0] == 0


async def waiting(data):
    """How many updates wait, and how many are set aside."""
    database = Database(f"sqlite+aiosqlite:///{data}/bot.db")
    async with database.read() as session:
        found = len(await inbox.unfinished(session)), len(await inbox.all_set_aside(session))
    await database.close()
    return found


@pytest.mark.postgres
async def test_postgresql_may_go_away_for_a_while(url, tmp_path, postgres):
    settings = environment(url, tmp_path, DATABASE_URL=url_of(postgres, "postgres"))
    bot = await started("bot.py", **settings)
    await said(bot, RUNNING)
    await ordered(postgres, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    await said(bot, "数据库用不了")
    await said(bot, RUNNING)
    code, error = await stopped(bot)
    assert (code, "Traceback" in error) == (0, False)
    bot = await started("bot.py", **settings | {"DATABASE_URL": "postgresql+asyncpg://nobody@127.0.0.1:9/none"})
    await said(bot, "数据库用不了")
    bot.terminate()
    assert "Traceback" not in (await ended(bot))[1]
