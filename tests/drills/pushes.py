"""A push to everybody, while the bot is killed again and again, or while calls fail.

At the sandbox each person's messages are counted: none may be lost. A kill may double what was in flight, at most one message
for each of delivery's workers; so may a call that Telegram took without its answer getting back. Who was refused now and then,
as one call in thirty is, must not be taken for out of reach.
"""

import asyncio
from collections import Counter
from datetime import datetime
from typing import Any

from sqlmodel import col, func, select, update

from reminders.delivery import WORKERS
from storage.engine.database import Database
from storage.mail import outbox
from storage.mail.outbox import OutboxRow, Push, State
from storage.people.directory import Person
from storage.people.posts import MEMBERS
from tests.drills.outcome import Outcome
from tests.drills.storm import Drilled
from tests.processes import HANGS, ZONE

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


class Pushes(Drilled):
    """One push to each member, under so many kills, or under calls that fail."""

    async def run(self, kills: int) -> Outcome:
        """All of it; with no kills calls fail."""
        database, loop = await self.fill(), asyncio.get_running_loop()
        try:
            for person in self.bureau.people:
                if not person.bound:  # who has never written to the bot cannot be written to
                    await self.act(person.telegram_id or 0, "send", text="/start")
            accounts = await self._push(database)
            self.outcome.acted, begun = len(accounts), loop.time()
            if kills:
                await self._with_kills(database, kills)
            else:
                await self._with_faults(database)
            self.outcome.seconds = loop.time() - begun
            await self._count(accounts)
            if unsent := await self._left(database):
                self.outcome.wrong.append(f"{unsent} unsent")
            await self.count_set_aside(database)
        finally:
            await self.end()
            await database.close()
        return self.outcome

    async def _push(self, database: Database) -> list[int]:
        """One push to each member; nothing of it is sent yet."""
        async with database.write() as tx:
            query = select(Person).where(col(Person.category).in_([each.value for each in MEMBERS]))
            members = list((await tx.exec(query)).all())
            pushes = [Push("drill", "1", TEXT, person_id=person.id) for person in members]
            await outbox.put(tx, datetime.now(ZONE), *pushes)
        return [person.telegram_id or 0 for person in members]

    async def _with_kills(self, database: Database, kills: int) -> None:
        """SIGKILL at random moments of the push, then one run to its end."""
        for _ in range(kills):
            bot = await self.start(command=("bot.py",))
            await asyncio.sleep(self.random.uniform(0.05, 0.7))
            await bot.kill()
        self.outcome.doubled_at_most = kills * WORKERS
        self.outcome.facts["kills"] = kills
        await self._finish(database)

    async def _with_faults(self, database: Database) -> None:
        """Calls that fail, then a Telegram that is well again, to which those out of reach come back."""
        rules = [{"method": "sendMessage", "share": 0.2 / len(FAULTS)} | fault for fault in FAULTS]
        (await self.http.post("faults", json={"rules": rules})).raise_for_status()
        await self._finish(database, but_unreachable=True)
        rules = (await self.http.get("faults")).json()["rules"]
        self.outcome.doubled_at_most = sum(rule["fired"] for rule in rules if rule["kind"] in AMBIGUOUS)
        (await self.http.post("faults", json={"rules": []})).raise_for_status()
        async with database.read() as session:
            lost = (await session.exec(select(Person).where(col(Person.unreachable_since).is_not(None)))).all()
        for person in lost:
            await self.act(person.telegram_id or 0, "send", text="/home")
        await self._finish(database)
        async with database.read() as session:
            query = select(func.count(func.distinct(OutboxRow.subject))).where(col(OutboxRow.kind) == "unreachable")
            told = (await session.exec(query)).one()
        if told != len(lost):
            self.outcome.wrong.append(f"{told} of {len(lost)} told of as out of reach")
        self.outcome.facts |= {"failed calls": sum(rule["fired"] for rule in rules), "out of reach": len(lost)}

    async def _finish(self, database: Database, *, but_unreachable: bool = False) -> None:
        """Let the bot run until nothing waits that can be sent."""
        bot = await self.start(command=("bot.py",))
        async with asyncio.timeout(HANGS):
            while await self._left(database, but_unreachable=but_unreachable):
                async with database.write() as tx:
                    # What is to be tried again in some minutes is tried now.
                    waiting = update(OutboxRow).where(col(OutboxRow.state) == State.WAITING.value)
                    await tx.exec(waiting.values(due_at=datetime.now(ZONE)))
                await asyncio.sleep(1)
        await bot.stop()

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

    async def _count(self, accounts: list[int]) -> None:
        sends: list[dict[str, Any]] = (await self.http.get("journal")).json()["sends"]
        arrived = Counter(send["chat"] for send in sends if send["text"] == TEXT)
        self.outcome.lost = sum(arrived[account] == 0 for account in accounts)
        self.outcome.doubled = sum(max(0, arrived[account] - 1) for account in accounts)
