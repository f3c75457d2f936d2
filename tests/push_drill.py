"""``python -m tests.push_drill``: a push to everybody, while the bot is killed again and again, or while calls fail.

At the sandbox each person's messages are counted: none may be lost. A kill may double what was in flight, at most one message
for each of delivery's workers; so may a call that Telegram took without its answer getting back. Who was refused now and then,
as one call in thirty is, must not be taken for out of reach.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
from sqlmodel import col, func, select, update

from reminders.delivery import WORKERS
from sandbox.bureau.people import Bureau
from storage.engine.database import Database
from storage.mail import outbox
from storage.mail.outbox import OutboxRow, Push, State
from storage.people.directory import Person
from storage.people.posts import MEMBERS
from tests.drill import _drain
from tests.processes import ZONE, environment, filled, said, started, telegram

TEXT = "全局通知：演练"
FAULTS = [
    {"kind": "429", "retry_after": 1},
    {"kind": "403"},
    {"kind": "500"},
    {"kind": "slow", "seconds": 6},
    {"kind": "drop"},
    {"kind": "drop_after"},
]
"""One call in five fails, in one of these ways. `slow` is longer than the bot waits for an answer."""
AMBIGUOUS = ("slow", "drop_after")


@dataclass
class Outcome:
    """What was pushed and what arrived."""

    people: int
    kills: int = 0
    faults: int = 0
    unreachable: int = 0
    told_of_unreachable: int = 0
    lost: int = 0
    doubled: int = 0
    bound: int = 0
    unsent: int = 0
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether nothing was lost, and no more doubled than were in flight."""
        told = self.told_of_unreachable == self.unreachable
        return self.lost == 0 and self.unsent == 0 and self.doubled <= self.bound and told

    def __str__(self) -> str:
        """The table."""
        return "\n".join(f"{name.replace('_', ' '):<20} {value:>10.6g}" for name, value in vars(self).items())


class PushDrill:
    """One run against the sandbox at `url`, with everything of the bot's in `data`."""

    def __init__(self, url: str, data: Path, *, kills: int, faults: bool, seed: int) -> None:
        self.url, self.data, self.kills, self.faults, self.random = url, data, kills, faults, Random(seed)
        self.http = httpx.AsyncClient(base_url=f"{url}/sandbox", timeout=600)

    async def run(self) -> Outcome:
        """All of it."""
        bureau = Bureau.generate(today=datetime.now(ZONE).date())
        database = await filled(self.data, bureau)
        try:
            for person in bureau.people:
                if not person.bound:  # who has never written to the bot cannot be written to
                    await self._send(person.telegram_id, "/start")
            accounts = await self._push(database)
            outcome = Outcome(len(accounts))
            begun = asyncio.get_running_loop().time()
            if self.faults:
                await self._with_faults(database, outcome)
            else:
                await self._with_kills(database, outcome)
            outcome.seconds = asyncio.get_running_loop().time() - begun
            await self._count(accounts, outcome)
            outcome.unsent = await self._left(database)
        finally:
            await database.close()
            await self.http.aclose()
        return outcome

    async def _push(self, database: Database) -> list[int]:
        """One push to each member; nothing of it is sent yet."""
        async with database.write() as tx:
            query = select(Person).where(col(Person.category).in_([each.value for each in MEMBERS]))
            members = list((await tx.exec(query)).all())
            pushes = [Push("drill", "1", TEXT, person_id=person.id) for person in members]
            await outbox.put(tx, datetime.now(ZONE), *pushes)
        return [person.telegram_id or 0 for person in members]

    async def _with_kills(self, database: Database, outcome: Outcome) -> None:
        """SIGKILL at random moments of the push, then one run to its end."""
        for _ in range(self.kills):
            bot = await self._start()
            await asyncio.sleep(self.random.uniform(0.05, 0.7))
            bot.kill()
            await bot.wait()
            outcome.kills += 1
        outcome.bound = outcome.kills * WORKERS
        await self._finish(database)

    async def _with_faults(self, database: Database, outcome: Outcome) -> None:
        """Calls that fail, then a Telegram that is well again, to which those out of reach come back."""
        rules = [{"method": "sendMessage", "share": 0.2 / len(FAULTS)} | fault for fault in FAULTS]
        (await self.http.post("faults", json={"rules": rules})).raise_for_status()
        await self._finish(database, but_unreachable=True)
        rules = (await self.http.get("faults")).json()["rules"]
        outcome.faults = sum(rule["fired"] for rule in rules)
        outcome.bound = sum(rule["fired"] for rule in rules if rule["kind"] in AMBIGUOUS)
        (await self.http.post("faults", json={"rules": []})).raise_for_status()
        async with database.read() as session:
            lost = (await session.exec(select(Person).where(col(Person.unreachable_since).is_not(None)))).all()
        outcome.unreachable = len(lost)
        for person in lost:
            await self._send(person.telegram_id, "/home")
        await self._finish(database)
        async with database.read() as session:
            told = select(func.count(func.distinct(OutboxRow.subject))).where(col(OutboxRow.kind) == "unreachable")
            outcome.told_of_unreachable = (await session.exec(told)).one()

    async def _send(self, user: int | None, text: str) -> None:
        act = {"user": user, "action": "send", "text": text}
        (await self.http.post("act", json=act)).raise_for_status()

    async def _start(self) -> asyncio.subprocess.Process:
        bot = await started("bot.py", **environment(self.url, self.data))
        await said(bot, "running as")
        asyncio.create_task(_drain(bot))  # noqa: RUF006 - it ends with the process
        return bot

    async def _finish(self, database: Database, *, but_unreachable: bool = False) -> None:
        """Let the bot run until nothing waits that can be sent."""
        bot = await self._start()
        async with asyncio.timeout(300):
            while await self._left(database, but_unreachable=but_unreachable):
                async with database.write() as tx:
                    # What is to be tried again in some minutes is tried now.
                    waiting = update(OutboxRow).where(col(OutboxRow.state) == State.WAITING.value)
                    await tx.exec(waiting.values(due_at=datetime.now(ZONE)))
                await asyncio.sleep(1)
        bot.terminate()
        await bot.wait()

    async def _left(self, database: Database, *, but_unreachable: bool = False) -> int:
        query = (
            select(func.count())
            .select_from(OutboxRow)
            .join(Person, col(Person.id) == col(OutboxRow.person_id))
            .where(col(OutboxRow.state) != State.SENT.value)
        )
        if but_unreachable:
            query = query.where(col(Person.unreachable_since).is_(None))
        async with database.read() as session:
            return (await session.exec(query)).one()

    async def _count(self, accounts: list[int], outcome: Outcome) -> None:
        sends: list[dict[str, Any]] = (await self.http.get("journal")).json()["sends"]
        arrived = Counter(send["chat"] for send in sends if send["text"] == TEXT)
        outcome.lost = sum(arrived[account] == 0 for account in accounts)
        outcome.doubled = sum(max(0, arrived[account] - 1) for account in accounts)


async def push_drill(*, kills: int = 0, faults: bool = False, seed: int = 1) -> Outcome:
    """Run it in a directory of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with telegram() as url:
            return await PushDrill(url, Path(folder), kills=kills, faults=faults, seed=seed).run()


def main() -> int:
    """0 when nothing was lost and no more doubled than may be."""
    parser = argparse.ArgumentParser(prog="python -m tests.push_drill")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--faults", action="store_true", help="one call in five fails, instead of kills")
    parser.add_argument("--seed", type=int, default=1)
    outcome = asyncio.run(push_drill(**vars(parser.parse_args())))
    print(outcome)
    print("nothing lost" if outcome.whole else "NOT WHOLE")
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
