"""``python -m tests.bench``: a bare echo bot and this bot, in turn, each under a storm of 474 people at once.

The echo bot answers and forgets. This bot checks each person in: stored as it came, the rights asked, the attendance written,
the update marked as done. Neither waits for Telegram's limits on sending, which would make both equal at 30 a second.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from sandbox.bureau.people import Bureau
from storage.meetings import checkin
from storage.people.directory import Person
from storage.people.posts import MEMBERS
from tests.processes import ROOT, ZONE, environment, filled, open_meeting, said, started


async def measure(rounds: int) -> tuple[list[list[float]], list[list[float]]]:
    """Seconds to each answer, by round: the echo bot's and this bot's."""
    bureau = Bureau.generate(today=datetime.now(ZONE).date())
    telegram = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.telegram"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    assert telegram.stdin
    assert telegram.stdout
    url = (await telegram.stdout.readline()).decode().strip()

    async def storm(texts: dict[int, str]) -> list[float]:
        telegram.stdin.write(json.dumps(texts).encode() + b"\n")
        await telegram.stdin.drain()
        return json.loads(await telegram.stdout.readline())

    echoes, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        database = await filled(Path(folder), bureau)
        async with database.read() as session:
            query = select(Person).where(col(Person.category).in_([each.value for each in MEMBERS]))
            members = list((await session.exec(query)).all())
        # One round more than asked for: the first warms both up and does not count.
        for number in range(rounds + 1):
            bot = await started("-m", "tests.bench.echo", **environment(url, Path(folder)))
            await bot.stdout.readline()
            echoes.append(await storm({person.telegram_id: "签到" for person in members}))
            bot.terminate()
            await bot.communicate()
            meeting = await open_meeting(database, f"第{number}轮", members[0], members)
            bot = await started("-m", "tests.unhurried", **environment(url, Path(folder)))
            await said(bot, "running as")
            code = checkin.code_at(meeting, datetime.now(ZONE))
            ours.append(await storm({person.telegram_id: f"/start ci_{meeting.number}_{code}" for person in members}))
            bot.terminate()
            await bot.communicate()
        await database.close()
    telegram.stdin.close()
    await telegram.wait()
    return echoes[1:], ours[1:]


def row(name: str, rounds: list[list[float]]) -> tuple[float, float]:
    """Print one line; the medians over the rounds of replies a second, and of the 95th percentile in seconds."""
    rate = statistics.median(len(each) / each[-1] for each in rounds)
    late = statistics.median(each[int(len(each) * 0.95)] for each in rounds)
    print(f"{name:<28}{rate:>10.0f} replies/s{late:>10.2f} s p95")
    return rate, late


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=5)
    echo_times, our_times = asyncio.run(measure(parser.parse_args().rounds))
    print(f"{len(our_times)} rounds, {len(our_times[0])} people at once, medians")
    echo_rate, echo_late = row("bare echo bot", echo_times)
    our_rate, our_late = row("this bot, durable check-in", our_times)
    print(f"{'ratio':<28}{our_rate / echo_rate:>10.2f}          {echo_late / our_late:>10.2f}")
