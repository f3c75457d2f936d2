"""``python -m tests.drill``: a storm of updates while the bot is killed again and again; nothing may be lost or doubled.

Two effects are counted. Check-ins, one for each person and meeting, must all be on the roll. Lines that secretaries add to
their minutes carry a number each, and every number must stand there exactly once, in the order in which it was written.
"""

import argparse
import asyncio
import contextlib
import re
import sys
import tempfile
from dataclasses import dataclass, field
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
from tests.processes import ZONE, environment, filled, open_meeting, said, started, telegram

LINE = "〔{:05d}〕"
LINES_A_MEETING = 300
DUPLICATED = 0.1


@dataclass
class Outcome:
    """What was sent and what was found afterwards."""

    updates: int
    kills: int = 0
    check_ins: int = 0
    check_ins_found: int = 0
    lines: int = 0
    lines_lost: int = 0
    lines_doubled: int = 0
    lines_out_of_order: int = 0
    unfinished: int = 0
    set_aside: int = 0
    seconds: float = 0.0
    missing: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was lost or doubled."""
        wrong = self.lines_lost + self.lines_doubled + self.lines_out_of_order + self.unfinished + self.set_aside
        return self.check_ins == self.check_ins_found and wrong == 0

    def __str__(self) -> str:
        """The table."""
        rows = {name: value for name, value in vars(self).items() if name != "missing"}
        return "\n".join(f"{name.replace('_', ' '):<20} {value:>10.6g}" for name, value in rows.items())


class Drill:
    """One run against the sandbox at `url`, with everything of the bot's in `data`."""

    def __init__(self, url: str, data: Path, *, updates: int, kills: int, rate: float, seed: int) -> None:
        self.url, self.data, self.rate, self.random = url, data, rate, Random(seed)
        self.outcome = Outcome(updates)
        self.kills_left = kills
        self.http = httpx.AsyncClient(base_url=f"{url}/sandbox", timeout=600)
        self.accounts: dict[int, int] = {}

    async def run(self) -> Outcome:
        """All of it."""
        bureau = Bureau.generate(today=datetime.now(ZONE).date())
        database = await filled(self.data, bureau)
        loop = asyncio.get_running_loop()
        try:
            plan = await self._plan(database)
            bot = await self._start()
            await self._open_minutes(plan[1])
            (await self.http.post("faults", json={"duplicate": DUPLICATED})).raise_for_status()
            begun = loop.time()
            keeper = asyncio.create_task(self._kill_and_start(bot))
            await self._send(plan)
            bot = await keeper
            await self._settled(database)
            self.outcome.seconds = loop.time() - begun
            bot.terminate()
            await bot.wait()
            await self._count(database, plan)
        finally:
            await database.close()
            await self.http.aclose()
        return self.outcome

    async def _plan(self, database: Database) -> tuple[list[tuple[Meeting, Person]], list[tuple[Meeting, Person]]]:
        """Check-ins (meeting, person), and lines of minutes (meeting, its chair), half of the updates each."""
        async with database.read() as session:
            query = select(Person).where(col(Person.category).in_([each.value for each in MEMBERS]))
            members = list((await session.exec(query.order_by(col(Person.id)))).all())
        self.accounts = {person.id or 0: person.telegram_id or 0 for person in members}
        half = self.outcome.updates // 2
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
            await self._act(user, "send", text="/home")
            home = await self._seen(user, "同志，您好")
            await self._act(user, "forge", message_id=home, data=StartMinutes(meeting.number).pack())
            await self._seen(user, "请发送文字")

    async def _send(self, plan: tuple[list[tuple[Meeting, Person]], list[tuple[Meeting, Person]]]) -> None:
        check_ins, lines = plan
        self.outcome.check_ins, self.outcome.lines = len(check_ins), len(lines)
        acts = [(meeting, person, -1) for meeting, person in check_ins]
        self.random.shuffle(acts)
        places = sorted(self.random.sample(range(len(acts) + len(lines)), len(lines)))
        for number, (place, (meeting, chair)) in enumerate(zip(places, self._mixed(lines), strict=True)):
            acts.insert(place, (meeting, chair, number))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for done, (meeting, person, number) in enumerate(acts):
            await asyncio.sleep(max(0.0, begun + done / self.rate - loop.time()))
            code = checkin.code_at(meeting, datetime.now(ZONE))
            text = f"/start ci_{meeting.number}_{code}" if number < 0 else LINE.format(number)
            await self._act(self.accounts[person.id or 0], "send", text=text)

    def _mixed(self, lines: list[tuple[Meeting, Person]]) -> list[tuple[Meeting, Person]]:
        mixed = list(lines)
        self.random.shuffle(mixed)
        return mixed

    async def _kill_and_start(self, bot: asyncio.subprocess.Process) -> asyncio.subprocess.Process:
        """SIGKILL at random moments, of start-ups too."""
        while self.kills_left:
            await asyncio.sleep(self.random.uniform(0.2, 4.0))
            bot.kill()
            await bot.wait()
            self.kills_left -= 1
            self.outcome.kills += 1
            # Every third one is killed while it starts.
            bot = await self._start(ready=self.outcome.kills % 3 != 0)
        return bot

    async def _start(self, *, ready: bool = True) -> asyncio.subprocess.Process:
        bot = await started("-m", "tests.unhurried", **environment(self.url, self.data))
        if ready:
            await said(bot, "running as")
        asyncio.create_task(_drain(bot))  # noqa: RUF006 - it ends with the process
        return bot

    async def _act(self, user: int, action: str, **fields: Any) -> None:
        (await self.http.post("act", json={"user": user, "action": action, **fields})).raise_for_status()

    async def _seen(self, user: int, words: str) -> int:
        """The id of the newest message that says so."""
        async with asyncio.timeout(60):
            while True:
                messages = (await self.http.get("messages", params={"user": user})).json()["messages"]
                for message in reversed(messages):
                    if not message["out"] and words in message.get("text", ""):
                        return int(message["message_id"])
                await asyncio.sleep(0.05)

    async def _waiting(self, database: Database) -> int:
        pending = (await self.http.get("updates")).json()["pending"]
        async with database.read() as session:
            rows = await session.exec(select(func.count()).select_from(InboxRow).where(col(InboxRow.done).is_(False)))
            return int(pending) + int(rows.one())

    async def _settled(self, database: Database) -> None:
        """Wait until nothing waits, as long as that gets less."""
        least, since = sys.maxsize, 0
        while (waiting := await self._waiting(database)) and since < 120:
            since = 0 if waiting < least else since + 1
            least = min(least, waiting)
            await asyncio.sleep(0.5)

    async def _count(
        self, database: Database, plan: tuple[list[tuple[Meeting, Person]], list[tuple[Meeting, Person]]]
    ) -> None:
        outcome = self.outcome
        check_ins, lines = plan
        async with database.read() as session:
            for meeting, person in check_ins:
                row = await session.get(Attendance, (meeting.number, person.id or 0))
                outcome.check_ins_found += row is not None and row.how is not None
            found: list[int] = []
            for number in {meeting.number for meeting, _ in lines}:
                kept = await session.get(Meeting, number)
                in_it = [int(each) for each in re.findall(r"〔(\d+)〕", kept.minutes if kept else "")]
                outcome.lines_out_of_order += in_it != sorted(in_it)
                found += in_it
            outcome.lines_lost = len(lines) - len(set(found))
            outcome.lines_doubled = len(found) - len(set(found))
            outcome.unfinished = await self._open_rows(session)
            aside = select(func.count()).select_from(InboxRow).where(col(InboxRow.set_aside).is_not(None))
            outcome.set_aside = (await session.exec(aside)).one()

    async def _open_rows(self, session: Any) -> int:
        query = select(func.count()).select_from(InboxRow).where(col(InboxRow.done).is_(False))
        return int((await session.exec(query)).one())


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Let a process go on writing its log."""
    with contextlib.suppress(ValueError):
        while process.stderr and await process.stderr.readline():
            pass


async def drill(*, updates: int, kills: int, rate: float, seed: int = 1) -> Outcome:
    """Run it in a directory of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with telegram() as url:
            return await Drill(url, Path(folder), updates=updates, kills=kills, rate=rate, seed=seed).run()


def main() -> int:
    """0 when nothing was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tests.drill")
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rate", type=float, default=100, help="updates a second")
    parser.add_argument("--seed", type=int, default=1)
    outcome = asyncio.run(drill(**vars(parser.parse_args())))
    print(outcome)
    print("nothing lost, nothing doubled" if outcome.whole else "NOT WHOLE")
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
