"""The machine's clock is set back and forward by 25 hours while the bot runs: people are answered, pushes go out once, sweeps go on.

``python -m tests.drills.clocks`` is the bot, whose clock follows the hours that come on its standard input.
"""

import asyncio
import sys
from collections import Counter
from datetime import datetime, timedelta
from importlib import import_module
from threading import Thread

from sqlmodel import select

import bot
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people.directory import Person
from tests.drills.outcome import Outcome
from tests.drills.storm import Drilled
from tests.processes import ZONE

READS_THE_MACHINES_CLOCK = ("apscheduler.schedulers.base", "reminders.schedule", "storage.engine.clock")
HOURS = (-25, 0, 25, 0)
TEXT = "全局通知：第{}次"
SWEPT = "sweep .*: "
FIRST_DONE = "sweep 过期数据的清理"
"""Said when the first sweeps are through and the clock is watched."""


class MachineClock(datetime):
    """`datetime`, whose `now` can be moved."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.ahead


class Clocks(Drilled):
    """After each move one push, one answer, and every kind of sweep."""

    async def run(self) -> Outcome:
        """All of it."""
        database, loop = await self.fill(), asyncio.get_running_loop()
        longest, accounts = 0.0, {person.telegram_id for person in self.bureau.people if person.bound}
        try:
            one = await self.start(command=("-m", "tests.drills.clocks"), level="DEBUG")
            await one.said(FIRST_DONE)
            begun = loop.time()
            for number, hours in enumerate(HOURS):
                moved, said = loop.time(), len(one.lines)
                one.tell(f"{hours}\n")
                async with database.write() as tx:
                    person = (await tx.exec(select(Person).where(Person.telegram_id == min(accounts)))).one()
                    push = Push("drill", str(number), TEXT.format(number), person_id=person.id)
                    await outbox.put(tx, datetime.now(ZONE) + timedelta(hours=hours), push)
                await one.said("the clock was moved", said)
                await one.said(SWEPT, said)
                longest = max(longest, loop.time() - moved)
                await self.answered()
                await self.seen(min(accounts), TEXT.format(number))
                self.outcome.acted += 2
            self.outcome.seconds = loop.time() - begun
            sends = Counter(send["text"] for send in (await self.http.get("journal")).json()["sends"])
            arrived = [sends[TEXT.format(number)] for number in range(len(HOURS))]
            self.outcome.lost, self.outcome.doubled = arrived.count(0), sum(max(0, each - 1) for each in arrived)
            self.outcome.facts["sweeps after s"] = longest
            await self.count_set_aside(database)
        finally:
            await self.end()
            await database.close()
        return self.outcome


def follow() -> None:
    """Be as many hours ahead as the next line says."""
    for line in sys.stdin:
        MachineClock.ahead = timedelta(hours=float(line))


if __name__ == "__main__":
    bot.import_all()
    for name in READS_THE_MACHINES_CLOCK:
        import_module(name).datetime = MachineClock  # type: ignore[attr-defined]
    Thread(target=follow, daemon=True).start()
    sys.exit(bot.main([]))
