"""``python -m tests.bench.push``: a push to 474 people, and what somebody's press feels of it.

The push is counted at the sandbox, which enforces Telegram's limits; the presses go over the wire to a stand-in that costs next to nothing.
"""

import argparse
import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from handlers.kit.engine.turns import PUSHES
from handlers.kit.screens.links import ToDos
from sandbox.bureau.chats import groups_of, people_of
from sandbox.bureau.people import Bureau
from sandbox.telegram.phone import Phone, Sandbox
from storage.engine.database import Database
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people.directory import Person
from storage.people.posts import MEMBERS
from tests.bench import usage
from tests.bench.__main__ import prepared
from tests.bench.bots import Telegram, running
from tests.processes import TOKEN, ZONE, environment, filled, said, started

TEXT = "全局通知"
PRESSERS, PAUSE = 60, 0.2
"""So many people press one after the other, less than five a second: no limit holds any of them, and the push lasts longer."""


async def push(number: int) -> tuple[float, int]:
    """One run: messages a second once the first burst of a second's worth is out, and how many calls were refused."""
    bureau = Bureau.generate(today=datetime.now(ZONE).date())
    with tempfile.TemporaryDirectory() as folder:
        database = await filled(Path(folder), bureau)
        async with database.write() as tx:
            query = select(Person).where(col(Person.category).in_([each.value for each in MEMBERS]))
            members = list((await tx.exec(query)).all())
            pushes = [Push("bench", str(number), TEXT, person_id=person.id) for person in members]
            await outbox.put(tx, datetime.now(ZONE), *pushes)
        await database.close()
        async with Sandbox(people_of(bureau), groups_of(bureau), token=TOKEN) as sandbox:
            journal, times, over = sandbox.world.journal, [], asyncio.Event()
            for person in bureau.people:
                if not person.bound:  # who has never written to the bot cannot be written to
                    await Phone(sandbox.world, person.telegram_id).send("/start")
            sandbox.world.faults.enforce_limits = True
            done = journal.done

            def noted(method, chat, result, when, **flags):
                done(method, chat, result, when, **flags)
                if method == "sendMessage" and result["text"] == TEXT:
                    times.append(time.perf_counter())
                    if len(times) == len(members):
                        over.set()

            journal.done = noted
            bot = await started("bot.py", **environment(sandbox.url, Path(folder)))
            await said(bot, "running as")
            await asyncio.wait_for(over.wait(), 120)
            bot.terminate()
            await bot.communicate()
            return (len(times) - 1) / (times[-1] - times[0]), sum(journal.refused.values())


async def notify(data: Path, occasion: str) -> None:
    """The same push into the outbox of a bot that runs there."""
    database = Database(f"sqlite+aiosqlite:///{data}/bot.db")
    async with database.write() as tx:
        query = select(Person.id).where(col(Person.category).in_([each.value for each in MEMBERS]))
        pushes = [Push("bench", occasion, TEXT, person_id=number) for number in (await tx.exec(query)).all()]
        await outbox.put(tx, datetime.now(ZONE), *pushes)
    await database.close()


def left(data: Path) -> int:
    """How many of them are not sent yet."""
    with closing(sqlite3.connect(data / "bot.db")) as connection:
        query = "SELECT count(*) FROM outbox WHERE kind = 'bench' AND state <> 'sent'"
        return int(connection.execute(query).fetchone()[0])


def presses(rounds: int) -> None:
    """Rounds of presses with nothing else to do, each followed by presses while a push goes to everybody."""
    idle, busy = [], []
    with tempfile.TemporaryDirectory() as folder:
        house = asyncio.run(prepared(Path(folder) / "data"))
        telegram = Telegram()

        def pressed(seconds: list[float]) -> None:
            asked = {"times": PRESSERS, "pause": PAUSE, "beside": {}, "seconds": 300}
            telegram.tell(press=ToDos(0).pack(), by=house.accounts[:PRESSERS], **asked)
            seconds += telegram.answer()["seconds"]

        with running(telegram, (sys.executable, "bot.py"), house.folder) as (bot, _):
            pressed([])
            for number in range(rounds):
                usage.rest(bot.pid)
                pressed(idle)
                asyncio.run(notify(house.folder, f"round {number}"))
                pressed(busy)
                print(f"{left(house.folder)} of 474 pushes left after the presses")
                while left(house.folder):
                    time.sleep(1)
        telegram.close()
    for name, twentieths in (("median", 10), ("p95", 19)):
        one, other = (statistics.quantiles(each, n=20)[twentieths - 1] * 1000 for each in (idle, busy))
        print(f"press, {name}: idle {one:.1f} ms, while 474 are told {other:.1f} ms: {other / one:.2f}")


async def main(rounds: int) -> None:
    found = [await push(number) for number in range(rounds)]
    rate = statistics.median(rate for rate, _ in found)
    most = PUSHES[0]
    print(f"push to 474 people, {rounds} rounds, median{rate:>10.2f} messages/s")
    print(f"{f'share of what pushes may, {most}/s':<34}{rate / most:>10.1%}")
    print(f"{'calls refused (429)':<34}{sum(refused for _, refused in found):>10}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.push")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    presses(given.rounds)
    asyncio.run(main(given.rounds))
