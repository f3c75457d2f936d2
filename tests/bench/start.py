"""``python -m tests.bench.start``: what a start takes, beside that of a bare echo bot, and `--help` beside argparse alone."""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from tests.bench import usage
from tests.bench.__main__ import prepared
from tests.bench.bots import BOTS, OURS, Telegram, running
from tests.processes import ROOT

BARE = "bare python-telegram-bot"
HELP = "`bot.py --help`"
ARGPARSE = '`python -c "import argparse"`'
COMMANDS = {ARGPARSE: ("-c", "import argparse"), HELP: ("bot.py", "--help")}
COLUMNS = ("CPU, s", "idle memory, MB")
PARTS = {
    "Python": "import gc; gc.disable()",
    "python-telegram-bot": "import telegram.ext",
    "SQLAlchemy": "import sqlalchemy.ext.asyncio",
    "SQLModel": "import sqlmodel.ext.asyncio.session",
    "aiohttp": "import aiohttp",
    "pydantic-settings": "import pydantic_settings",
    "this bot's own": "import bot; bot.import_all()",
}
"""What it imports, one after the other."""
COMPILED = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
"""Each start would compile its modules anew."""


def begun(telegram: Telegram, name: str, house: Path) -> tuple[float, float]:
    """Seconds of processor time until it polls for the first time, and megabytes once it rests."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(house, data)
        with running(telegram, BOTS[name], data) as (bot, start):
            return start, usage.memory(bot.pid) / 1e6


def ended(name: str) -> tuple[float]:
    """Seconds of processor time of a command that ends by itself."""
    process = subprocess.Popen([sys.executable, *COMMANDS[name]], cwd=ROOT, env=COMPILED, stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    return (used.ru_utime + used.ru_stime,)


def imported() -> list[tuple[float, float]]:
    """What each part adds, in seconds of processor time and megabytes."""
    told = "import os, time; print(time.process_time(), int(open('/proc/self/statm').read().split()[1]))"
    source = "\n".join(f"{each}\n{told}" for each in PARTS.values())
    command = [sys.executable, "-c", source]
    done = subprocess.run(command, cwd=ROOT, env=COMPILED, capture_output=True, text=True, check=True)
    reached = [(0.0, 0.0)]
    for line in done.stdout.splitlines():
        cpu, pages = line.split()
        reached.append((float(cpu), int(pages) * usage.PAGE / 1e6))
    return [(cpu - before[0], memory - before[1]) for before, (cpu, memory) in pairwise(reached)]


def parts(rounds: list[dict[str, tuple[float, ...]]], found: list[list[tuple[float, float]]]) -> str:
    """Medians, as parts of what the bare bot takes for all."""
    lines = ["| imports, as parts of the bare bot's start | CPU | memory |", "| --- | ---: | ---: |"]
    bare = [statistics.median(each[BARE][number] for each in rounds) for number in range(2)]
    for place, name in enumerate(PARTS):
        added = [statistics.median(each[place][number] for each in found) / bare[number] for number in range(2)]
        lines.append(_line(name, [f"{value:.2f}" for value in added]))
    return "\n".join(lines)


def table(rounds: list[dict[str, tuple[float, ...]]]) -> str:
    """Medians over the rounds; ratios are each the median of the rounds' own, with its range."""
    lines = [f"| medians of {len(rounds)} rounds | {' | '.join(COLUMNS)} |", "| --- | ---: | ---: |"]
    for name in rounds[0]:
        found = [statistics.median(values) for values in zip(*(each[name] for each in rounds), strict=True)]
        lines.append(_line(name, [f"{value:.2g}" if value < 10 else f"{value:.0f}" for value in found]))
    for above, below in ((OURS, BARE), (HELP, ARGPARSE)):
        cells = []
        for number in range(len(rounds[0][above])):
            ratios = sorted(each[above][number] / each[below][number] for each in rounds)
            cells.append(f"**{statistics.median(ratios):.2g}** ({ratios[0]:.2g}–{ratios[-1]:.2g})")
        lines.append(_line(f"{above} ÷ {below}", cells))
    return "\n".join(lines)


def _line(title: str, cells: list[str]) -> str:
    return " | ".join([f"| {title}", *cells, *[""] * (len(COLUMNS) - len(cells))]).rstrip() + " |"


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = asyncio.run(prepared(Path(folder) / "data")).folder
        telegram, rounds, found = Telegram(), [], []
        with running(telegram, BOTS[OURS], house):
            pass  # the day's reminders are sent and its work is done
        # One round more than asked for: the first, with everything to be compiled, does not count.
        for _ in range(count + 1):
            bots = {name: begun(telegram, name, house) for name in (BARE, OURS)}
            rounds.append(bots | {name: ended(name) for name in COMMANDS})
            found.append(imported())
        telegram.close()
    print(f"load {os.getloadavg()[0]:.1f}", "", table(rounds[1:]), "", parts(rounds[1:], found[1:]), sep="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.start")
    parser.add_argument("--rounds", type=int, default=5)
    main(parser.parse_args().rounds)
