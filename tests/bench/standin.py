"""A stand-in for Telegram that costs next to nothing: what is measured over it is the bot.

It believes whatever it is told and checks nothing; the sandbox is there for behaviour. Run with the bench's own Python. It says
its address, then answers a line of JSON on stdin with a line on stdout:

- `{"listen": seconds}` when the next `getUpdates` comes, or after so long;
- `{"texts": {account: text}, "answer": words, "seconds": most}` after everybody has written that text at once and got a message
  with those words, or after so long;
- `{"press": data, "by": [account], "times": number, "pause": seconds, "beside": {account: text}, "seconds": most}` after those
  accounts, in turn, have pressed the button so often, each time so long after the screen has changed; or, with others who write beside
  it, until as many photos have been sent.
"""

import asyncio
import json
import sys
import time
from collections import deque
from itertools import cycle, islice
from typing import Any
from urllib.parse import parse_qsl

import httptools

MOST_AT_ONCE = 100
ME = {"id": 1, "is_bot": True, "first_name": "bench", "username": "bench_bot"}


class Telegram:
    """What waits for the bot, and when it answered."""

    def __init__(self) -> None:
        self.waiting: deque[dict] = deque()
        self.poll: tuple[Connection, asyncio.TimerHandle] | None = None
        self.polled = asyncio.Event()
        self.update_id = self.message_id = 0
        self.expected, self.answer, self.over = set(), "", asyncio.Event()
        self.begun, self.seconds = 0.0, []
        self.presser, self.changed, self.photos = 0, asyncio.Event(), []

    def call(self, connection: "Connection", method: str, given: dict[str, Any], size: int) -> None:
        if method == "getUpdates":
            self.get_updates(connection, int(given.get("offset") or 0), float(given.get("timeout") or 0))
            return
        if method == "getMe":
            connection.reply(ME)
        elif method.startswith(("send", "editMessage")):
            chat, text = int(given.get("chat_id") or 0), given.get("text", "")
            if method == "sendMessage" and chat in self.expected and self.answer in text:
                self.count(chat)
            if method == "editMessageText" and chat == self.presser:
                self.changed.set()
            sent = self.message(chat, ME, text)
            if method == "sendPhoto":
                self.photos.append(size)
                sent["photo"] = [
                    {"file_id": f"photo{len(self.photos)}", "file_unique_id": "x", "width": 1, "height": 1}
                ]
            connection.reply(sent)
        else:
            connection.reply(True)

    def count(self, chat: int) -> None:
        self.seconds.append(time.perf_counter() - self.begun)
        self.expected.discard(chat)
        if not self.expected:
            self.over.set()

    def message(self, chat: int, sender: dict, text: str) -> dict:
        self.message_id += 1
        place = {"id": chat, "type": "private", "first_name": "党员"}
        return {"message_id": self.message_id, "date": int(time.time()), "chat": place, "from": sender, "text": text}

    def get_updates(self, connection: "Connection", offset: int, timeout: float) -> None:
        self.polled.set()
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if self.waiting or not timeout:
            connection.reply(list(islice(self.waiting, MOST_AT_ONCE)))
        else:
            self.poll = connection, asyncio.get_running_loop().call_later(timeout, self.wake)

    def wake(self) -> None:
        """Answer the poll that waits, with whatever there is."""
        if self.poll:
            (connection, timer), self.poll = self.poll, None
            timer.cancel()
            connection.reply(list(islice(self.waiting, MOST_AT_ONCE)))

    async def listen(self, most: float) -> dict:
        self.polled.clear()
        self.waiting.clear()
        await waited(self.polled, most)
        return {"polled": self.polled.is_set()}

    async def storm(self, texts: dict[str, str], answer: str, most: float) -> dict:
        made = [self.written(int(user), text) for user, text in texts.items()]
        self.expected, self.answer, self.seconds = set(map(int, texts)), answer, []
        self.over.clear()
        spent, self.begun = time.process_time(), time.perf_counter()
        self.come(made)
        await waited(self.over, most)
        return {"seconds": self.seconds, "cpu": time.process_time() - spent}

    async def presses(
        self, press: str, by: list[int], times: int, pause: float, beside: dict[str, str], most: float
    ) -> dict:
        self.photos, seconds, pressers = [], [], cycle(by)
        begun = time.perf_counter()
        self.come([self.written(int(user), text) for user, text in beside.items()])
        while len(self.photos) < len(beside) if beside else len(seconds) < times:
            if time.perf_counter() - begun > most:
                break
            self.changed.clear()
            self.presser = next(pressers)
            before = time.perf_counter()
            self.come([self.pressed(self.presser, press)])
            await waited(self.changed, most)
            seconds.append(time.perf_counter() - before)
            await asyncio.sleep(pause)
        return {"seconds": seconds, "photos": self.photos, "whole": time.perf_counter() - begun}

    def come(self, updates: list[dict]) -> None:
        self.waiting.extend(updates)
        self.wake()

    def written(self, user: int, text: str) -> dict:
        message = self.message(user, self.person(user), text)
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        self.update_id += 1
        return {"update_id": self.update_id, "message": message}

    def pressed(self, user: int, data: str) -> dict:
        self.update_id += 1
        query = {"id": str(self.update_id), "from": self.person(user), "chat_instance": "1", "data": data}
        return {"update_id": self.update_id, "callback_query": query | {"message": self.message(user, ME, "屏幕")}}

    @staticmethod
    def person(user: int) -> dict:
        return {"id": user, "is_bot": False, "first_name": "党员", "language_code": "zh-hans"}


class Connection(asyncio.Protocol):
    """One client's connection, kept alive."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.parser = httptools.HttpRequestParser(self)
        self.url = self.body = self.kind = b""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        if self.telegram.poll and self.telegram.poll[0] is self:
            self.telegram.poll[1].cancel()
            self.telegram.poll = None

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_begin(self) -> None:
        self.url = self.body = self.kind = b""

    def on_header(self, name: bytes, value: bytes) -> None:
        # A file that comes along is taken unread: what is in it does not matter here.
        if name.lower() == b"content-type":
            self.kind = value

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        path, _, query = self.url.decode().partition("?")
        given = dict(parse_qsl(query))
        if self.kind == b"application/x-www-form-urlencoded":
            given |= parse_qsl(self.body.decode())
        elif self.kind == b"application/json":
            given |= json.loads(self.body)
        self.telegram.call(self, path.rpartition("/")[2], given, len(self.body))

    def reply(self, result: object) -> None:
        body = json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self.transport.write(head + body)


async def waited(event: asyncio.Event, most: float) -> None:
    """Until it is set, or so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), most)
    except TimeoutError:
        return


async def main() -> None:
    telegram, loop = Telegram(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(telegram), "127.0.0.1", 0)
    print("http://{}:{}".format(*server.sockets[0].getsockname()), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked = json.loads(line)
        if "listen" in asked:
            answer = await telegram.listen(asked["listen"])
        elif "press" in asked:
            given = ("press", "by", "times", "pause", "beside", "seconds")
            answer = await telegram.presses(*(asked[name] for name in given))
        else:
            answer = await telegram.storm(asked["texts"], asked["answer"], asked["seconds"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
