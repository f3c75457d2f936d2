"""``python -m tests.bench``: this bot and two bare echo bots, one process at a time, each under a storm of 474 people at once.

The echo bots answer and forget. This bot checks each person in: stored as it came, the rights asked, the attendance written, the
update marked as done. What they speak to costs next to nothing, so that the processor time is the bots' own.
"""

import argparse
import asyncio
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from sandbox.bureau.people import Bureau
from storage.index import keeping
from storage.meetings.rows import Meeting
from storage.people.directory import Person
from storage.people.posts import MEMBERS
from tests.bench import usage
from tests.bench.bots import BOTS, OURS, Telegram, running, storm
from tests.bench.sampling import read, sampled
from tests.processes import ROOT, ZONE, filled, open_meeting

WARMING = 30
AFTER = 0.5
"""Seconds after the last answer that still count: what an answer leaves for later is its cost too."""


@dataclass(frozen=True)
class Measured:
    """One bot in one round."""

    pace: float
    late: float
    cpu: float
    start: float
    memory: float
    main: float
    server: float


COLUMNS = {
    "pace": "replies/s",
    "late": "95th percentile, s",
    "cpu": "CPU a reply, ms",
    "start": "CPU to first getUpdates, s",
    "memory": "idle memory, MB",
    "main": "main thread's share of a reply",
    "server": "the stand-in's CPU a reply, ms",
}
COMPARED = ["pace", "late", "cpu", "start", "memory"]


@dataclass(frozen=True)
class Filled:
    """A filled database to copy, its people's accounts, a meeting to warm up with and the one that counts."""

    folder: Path
    accounts: list[int]
    warming: Meeting
    meeting: Meeting


async def prepared(folder: Path) -> Filled:
    database = await filled(folder, Bureau.generate(today=datetime.now(ZONE).date()))
    async with database.read() as session:
        query = select(Person).where(col(Person.category).in_([each.value for each in MEMBERS]))
        members = list((await session.exec(query)).all())
    async with database.write() as tx:
        await keeping.everyone(tx, datetime.now(ZONE))  # the day's work, which would go on through the first minutes
    meetings = [await open_meeting(database, title, members[0], members) for title in ("预热", "大会")]
    await database.close()
    return Filled(folder, [person.telegram_id for person in members], *meetings)


def measured(telegram: Telegram, house: Filled, name: str, stacks: Path | None = None) -> Measured:
    """One bot, started anew on a copy of the database, warmed up, under one storm."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(house.folder, data)
        ours = name == OURS
        more = {"BENCH_STACKS": str(stacks)} if stacks else {}
        with running(telegram, BOTS[name], data, **more) as (bot, start):
            memory = usage.memory(bot.pid)
            storm(telegram, house.accounts[:WARMING], house.warming if ours else None)
            if ours:
                unmark(data)
            usage.rest(bot.pid)
            with sampled(bot.pid, stacks) if stacks else nullcontext():
                before, alone = usage.cpu(bot.pid), usage.main_thread(bot.pid)
                found = storm(telegram, house.accounts, house.meeting if ours else None)
                time.sleep(AFTER)
                spent, alone = usage.cpu(bot.pid) - before, usage.main_thread(bot.pid) - alone
        if ours:
            kept(data, house)
    seconds, count = found["seconds"], len(house.accounts)
    return Measured(
        pace=count / seconds[-1],
        late=seconds[int(count * 0.95)],
        cpu=spent / count * 1000,
        start=start,
        memory=memory / 1e6,
        main=alone / spent,
        server=found["cpu"] / count * 1000,
    )


def unmark(data: Path) -> None:
    """Take away the marks that the warming up has left: a sweep would work them off in some storms, and not in others."""
    with closing(sqlite3.connect(data / "bot.db")) as connection:
        connection.execute("DELETE FROM health_stale")
        connection.commit()


def kept(data: Path, house: Filled) -> None:
    """Everybody is on the roll, and nothing is left to do."""
    with closing(sqlite3.connect(data / "bot.db")) as connection:
        there = "SELECT count(*) FROM attendance WHERE meeting_id = ? AND how IS NOT NULL"
        present = connection.execute(there, [house.meeting.number]).fetchone()[0]
        left = connection.execute("SELECT count(*) FROM inbox WHERE NOT done").fetchone()[0]
    if (present, left) != (len(house.accounts), 0):
        raise RuntimeError(f"{present} of {len(house.accounts)} are on the roll, {left} updates unfinished")


def table(rounds: list[dict[str, Measured]]) -> str:
    """Medians over the rounds; then this bot's ratios to the others, each the median of the rounds' own, and its range."""
    lines = ["| medians | " + " | ".join(COLUMNS.values()) + " |", "| --- |" + " ---: |" * len(COLUMNS)]

    def line(title: str, cells: Iterable[str]) -> None:
        lines.append(f"| {title} | " + " | ".join(cells) + " |")

    for name in BOTS:
        line(name, (_number(statistics.median(getattr(each[name], key) for each in rounds)) for key in COLUMNS))
    for name in [name for name in BOTS if name != OURS]:
        ratios = [sorted(getattr(each[OURS], key) / getattr(each[name], key) for each in rounds) for key in COMPARED]
        ranges = (f"**{_number(statistics.median(each))}** ({_number(each[0])}–{_number(each[-1])})" for each in ratios)
        line(f"this bot ÷ {name}", ranges)
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}"


def main(count: int, output: Path) -> None:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        house = asyncio.run(prepared(Path(folder) / "data"))
        telegram, rounds = Telegram(), []
        with running(telegram, BOTS[OURS], house.folder):
            pass  # the day's reminders and cards are sent, so that none is due in a storm
        # One round more than asked for: the first, with everything to be compiled, does not count.
        for number in range(count + 1):
            order = list(BOTS) if number % 2 else list(reversed(BOTS))
            rounds.append({name: measured(telegram, house, name) for name in order})
            print(f"round {number} of {count}", file=sys.stderr, flush=True)
        load = f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after"
        print(
            f"{count} rounds, {len(house.accounts)} people at once; {load}", "", table(rounds[1:]), sep="\n", flush=True
        )
        measured(telegram, house, OURS, output / "storm.stacks")
        telegram.close()
    print("", read(output / "storm.stacks"), sep="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path, default=ROOT / "build/bench", help="where the stacks of the profile go")
    given = parser.parse_args()
    main(given.rounds, given.output)
