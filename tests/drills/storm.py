"""A storm of updates while the bot is in some trouble: nothing may be lost or doubled.

Two effects are counted. Check-ins, one for each person and meeting, must all be on the roll. Lines that secretaries add to
their minutes carry a number each, and every number must stand there exactly once, in the order in which it was written. One update
in ten comes twice.
"""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
from sqlmodel import col, func, select

from handlers.meetings.buttons import StartMinutes
from sandbox.bureau.people import Bureau
from storage.engine.database import Database
from storage.mail.inbox import InboxRow
from storage.meetings import checkin
from storage.meetings.rows import Attendance, Meeting
from storage.people.directory import Person
from storage.people.posts import MEMBERS
from tests.drills.bots import Bot
from tests.drills.homes import Home
from tests.drills.outcome import Outcome
from tests.processes import HANGS, ZONE, environment, filled, open_meeting

LINE = "〔{:05d}〕"
LINES_A_MEETING = 300
DUPLICATED = 0.1
RUNNING = "running as"
QUIET = 120
"""Half seconds in which what waits must get less."""

Trouble = Callable[["Storm"], Awaitable[None]]


class Drilled:
    """A bot against the sandbox at `url`, with its database at `home` and everything else of it in `data`."""

    def __init__(self, url: str, data: Path, home: Home, name: str, *, seed: int = 1) -> None:
        self.url, self.data, self.home, self.random = url, data, home, Random(seed)
        self.outcome = Outcome(name, home.name)
        self.http = httpx.AsyncClient(base_url=f"{url}/sandbox", timeout=600)
        self.bureau = Bureau.generate(today=datetime.now(ZONE).date())
        self.bots: list[Bot] = []

    async def fill(self) -> Database:
        """The whole bureau; close it."""
        return await filled(self.data, self.bureau, self.home.straight)

    async def start(
        self,
        *options: str,
        ready: bool = True,
        command: tuple[str, ...] = ("-m", "tests.unhurried"),
        level: str = "INFO",
    ) -> Bot:
        """One more bot, ready where Telegram has been reached."""
        settings = environment(self.url, self.data, DATABASE_URL=self.home.url, LOG_LEVEL=level)
        bot = await Bot.start(*command, *options, **settings)
        self.bots.append(bot)
        if ready:
            await bot.said(RUNNING)
        return bot

    async def end(self) -> None:
        """Every bot that still runs ends by itself, and none has shown a traceback."""
        for bot in self.bots:
            if bot.process.returncode is None and await bot.stop():
                self.outcome.wrong.append("ended badly")
            if "Traceback" in bot.text:
                self.outcome.wrong.append("traceback")
                sys.stderr.write(bot.text)
        await self.http.aclose()

    async def act(self, user: int, action: str, **fields: Any) -> None:
        """What somebody does."""
        (await self.http.post("act", json={"user": user, "action": action, **fields})).raise_for_status()

    async def duplicate(self) -> None:
        """From now on one update in ten comes twice."""
        (await self.http.post("faults", json={"duplicate": DUPLICATED})).raise_for_status()

    async def seen(self, user: int, words: str, after: int = 0) -> int:
        """The id of the newest message that says so."""
        async with asyncio.timeout(HANGS):
            while True:
                messages = (await self.http.get("messages", params={"user": user})).json()["messages"]
                for message in reversed(messages):
                    if not message["out"] and message["message_id"] > after and words in message.get("text", ""):
                        return int(message["message_id"])
                await asyncio.sleep(0.05)

    async def answered(self) -> float:
        """Seconds until somebody who does nothing else is answered."""
        loop = asyncio.get_running_loop()
        user, begun = self.bureau.people[-1].telegram_id or 0, loop.time()
        messages = (await self.http.get("messages", params={"user": user})).json()["messages"]
        await self.act(user, "send", text="/start")
        await self.seen(user, "", max([0, *(message["message_id"] for message in messages)]))
        return loop.time() - begun

    async def settled(self, database: Database) -> None:
        """Wait until nothing waits, as long as that gets less."""
        least, since = sys.maxsize, 0
        while (waiting := await self._waiting(database)) and since < QUIET:
            since = 0 if waiting < least else since + 1
            least = min(least, waiting)
            await asyncio.sleep(0.5)
        if waiting:
            self.outcome.wrong.append(f"{waiting} updates never done")

    async def _waiting(self, database: Database) -> int:
        pending = (await self.http.get("updates")).json()["pending"]
        async with database.read() as session:
            rows = await session.exec(select(func.count()).select_from(InboxRow).where(col(InboxRow.done).is_(False)))
            return int(pending) + int(rows.one())

    async def count_set_aside(self, database: Database) -> None:
        """How many updates were given up."""
        aside = select(func.count()).select_from(InboxRow).where(col(InboxRow.set_aside).is_not(None))
        async with database.read() as session:
            self.outcome.set_aside += (await session.exec(aside)).one()


class Storm(Drilled):
    """So many updates, evenly over so many seconds; `bot` is the one that works."""

    bot: Bot

    def __init__(
        self, url: str, data: Path, home: Home, name: str, *, updates: int, seconds: float, seed: int = 1
    ) -> None:
        super().__init__(url, data, home, name, seed=seed)
        self.updates, self.seconds = updates, seconds
        self.accounts: dict[int, int] = {}
        self.later = AsyncExitStack()
        """What ends when all is counted."""

    async def run(self, trouble: Trouble) -> Outcome:
        """All of it."""
        database = await self.fill()
        try:
            check_ins, lines = await self._plan(database)
        finally:
            await database.close()
        async with self.later:
            await self._run(trouble, check_ins, lines)
        return self.outcome

    async def _run(
        self, trouble: Trouble, check_ins: list[tuple[Meeting, Person]], lines: list[tuple[Meeting, Person]]
    ) -> None:
        loop = asyncio.get_running_loop()
        try:
            self.bot = await self.start()
            await self._open_minutes(lines)
            await self.duplicate()
            begun = loop.time()
            troubling = asyncio.create_task(self._troubled(trouble))
            await self._send(check_ins, lines)
            await troubling
            # Where it is now.
            database = Database(self.home.straight)
            await self.settled(database)
            self.outcome.seconds = loop.time() - begun
            await self._count(database, check_ins, lines)
            await self.count_set_aside(database)
            await database.close()
        finally:
            await self.end()

    async def _troubled(self, trouble: Trouble) -> None:
        try:
            await trouble(self)
        except (AssertionError, TimeoutError) as error:
            self.outcome.wrong.append(f"{type(error).__name__}: {str(error)[-300:]}")
            for bot in self.bots:
                await bot.kill()
            self.bot = await self.start()

    async def _plan(self, database: Database) -> tuple[list[tuple[Meeting, Person]], list[tuple[Meeting, Person]]]:
        """Check-ins (meeting, person), and lines of minutes (meeting, its chair), half of the updates each."""
        async with database.read() as session:
            query = select(Person).where(col(Person.category).in_([each.value for each in MEMBERS]))
            members = list((await session.exec(query.order_by(col(Person.id)))).all())
        self.accounts = {person.id or 0: person.telegram_id or 0 for person in members}
        half = self.updates // 2
        check_ins: list[tuple[Meeting, Person]] = []
        while len(check_ins) < half:
            meeting = await open_meeting(database, f"签到演练{len(check_ins)}", members[0], members)
            check_ins += [(meeting, person) for person in members]
        lines: list[tuple[Meeting, Person]] = []
        for chair in members:
            if len(lines) >= half:
                break
            meeting = await open_meeting(database, f"记录演练{chair.id}", chair, [chair])
            lines += [(meeting, chair)] * min(LINES_A_MEETING, max(half // 20, 1), half - len(lines))
        return check_ins[:half], lines

    async def _open_minutes(self, lines: list[tuple[Meeting, Person]]) -> None:
        """Bring each writing chair to the step that takes text."""
        for meeting, chair in {meeting.number: (meeting, chair) for meeting, chair in lines}.values():
            user = self.accounts[chair.id or 0]
            await self.act(user, "send", text="/home")
            home = await self.seen(user, "同志，您好")
            await self.act(user, "forge", message_id=home, data=StartMinutes(meeting.number).pack())
            await self.seen(user, "请发送文字")

    async def _send(self, check_ins: list[tuple[Meeting, Person]], lines: list[tuple[Meeting, Person]]) -> None:
        self.outcome.acted = len(check_ins) + len(lines)
        acts = [(meeting, person, -1) for meeting, person in check_ins]
        self.random.shuffle(acts)
        places = sorted(self.random.sample(range(len(acts) + len(lines)), len(lines)))
        mixed = self.random.sample(lines, len(lines))
        for number, (place, (meeting, chair)) in enumerate(zip(places, mixed, strict=True)):
            acts.insert(place, (meeting, chair, number))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for done, (meeting, person, number) in enumerate(acts):
            await asyncio.sleep(max(0.0, begun + done * self.seconds / self.updates - loop.time()))
            code = checkin.code_at(meeting, datetime.now(ZONE))
            text = f"/start ci_{meeting.number}_{code}" if number < 0 else LINE.format(number)
            await self.act(self.accounts[person.id or 0], "send", text=text)

    async def _count(
        self, database: Database, check_ins: list[tuple[Meeting, Person]], lines: list[tuple[Meeting, Person]]
    ) -> None:
        outcome = self.outcome
        async with database.read() as session:
            for meeting, person in check_ins:
                row = await session.get(Attendance, (meeting.number, person.id or 0))
                outcome.lost += row is None or row.how is None
            found: list[int] = []
            for number in {meeting.number for meeting, _ in lines}:
                kept = await session.get(Meeting, number)
                in_it = [int(each) for each in re.findall(r"〔(\d+)〕", kept.minutes if kept else "")]
                if in_it != sorted(in_it):
                    outcome.wrong.append("lines out of order")
                found += in_it
        outcome.lost += len(lines) - len(set(found))
        outcome.doubled += len(found) - len(set(found))


async def kill_and_start(drilled: Any, kills: int) -> None:
    """SIGKILL at random moments, of start-ups too."""
    for number in range(1, kills + 1):
        await asyncio.sleep(drilled.random.uniform(0.2, 4.0))
        await drilled.bot.kill()
        # Every third one is killed while it starts.
        drilled.bot = await drilled.start(ready=number == kills or number % 3 != 0)
    drilled.outcome.facts["kills"] = kills
