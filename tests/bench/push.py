"""``python -m tests.bench.push``: a push to 474 people against the limits that the sandbox enforces, 30 a second over all."""

import argparse
import asyncio
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from sandbox.bureau.chats import groups_of, people_of
from sandbox.bureau.people import Bureau
from sandbox.telegram.phone import Phone, Sandbox
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people.directory import Person
from storage.people.posts import MEMBERS
from tests.processes import TOKEN, ZONE, environment, filled, said, started

LIMIT = 30
TEXT = "全局通知"


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
            return (len(times) - LIMIT) / (times[-1] - times[LIMIT - 1]), sum(journal.refused.values())


async def main(rounds: int) -> None:
    found = [await push(number) for number in range(rounds)]
    rate = statistics.median(rate for rate, _ in found)
    print(f"push to 474 people, {rounds} rounds, median{rate:>10.2f} messages/s")
    print(f"{'share of the limit of 30/s':<34}{rate / LIMIT:>10.1%}")
    print(f"{'calls refused (429)':<34}{sum(refused for _, refused in found):>10}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.push")
    parser.add_argument("--rounds", type=int, default=3)
    asyncio.run(main(parser.parse_args().rounds))
