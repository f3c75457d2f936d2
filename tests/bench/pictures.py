"""``python -m tests.bench.pictures``: what a chart and a card take, and what somebody else's press feels of a hundred charts.

The press goes over the wire to the bot as a process: from its coming to the screen that answers it. Each chart is another person's.
"""

import argparse
import asyncio
import io
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PIL import Image

from handlers.kit.screens.navigation import Home
from handlers.kit.screens.pictures import drawn
from scoring import birthday_card
from scoring.index.chart import Picture, Point, draw
from scoring.index.figure import Chart
from scoring.index.model import Colour
from tests.bench import usage
from tests.bench.__main__ import prepared
from tests.bench.bots import BOTS, OURS, Telegram, running
from tests.birthday_cards import CARDS

PICTURE = Picture(
    name="王芳", place="第一支部", month=date(2026, 11, 1), total=806, colour=Colour.GREEN, known=900, version="2026.1-x",
    running=True, dimensions=(815, 771, 913, 800, 730), green=800, yellow=600,
    trend=tuple(Point(date(2026, month, 1), 700 + month * 10, Colour.GREEN) for month in range(1, 12)),
)  # fmt: skip
WARMING, AT_ONCE, IDLE = 20, 100, 200
PAUSE = 0.02
"""Seconds that a person looks at a screen before the next press."""


async def charts(count: int) -> None:
    """A chart by the process apart, over its kept figure, against one on a figure of its own; one after the other."""
    await drawn(partial(draw, PICTURE))
    kept, new = [], []
    for number in range(count):
        shown = replace(PICTURE, name=f"党员{number}", total=400 + number)
        begun = time.perf_counter()
        await drawn(partial(draw, shown))
        middle = time.perf_counter()
        Chart(800, 600, shown.month).draw(shown)
        kept.append(middle - begun)
        new.append(time.perf_counter() - middle)
    one, other = (statistics.median(each) * 1000 for each in (kept, new))
    print(f"chart: kept figure, apart {one:.0f} ms, new figure {other:.0f} ms: {one / other:.2f}")


def sizes() -> None:
    """Bytes, beside those of the same pixels in full colour."""
    made = {"chart": [draw(PICTURE)], "card": [birthday_card.draw(card) for card in CARDS.values()]}
    for name, pictures in made.items():
        small, full = ([len(each) / 1000 for each in found] for found in (pictures, map(in_full_colour, pictures)))
        print(f"{name}: {min(small):.0f}–{max(small):.0f} kB, in full colour {min(full):.0f}–{max(full):.0f} kB")


def in_full_colour(picture: bytes) -> bytes:
    stream = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").save(stream, "PNG")
    return stream.getvalue()


def presses(rounds: int) -> None:
    """Rounds of idle presses, each followed by presses while a hundred others' charts are drawn."""
    with tempfile.TemporaryDirectory() as folder:
        house = asyncio.run(prepared(Path(folder) / "data"))
        telegram = Telegram()
        *others, presser = house.accounts

        def pressed(beside: list[int], times: int = 0) -> dict:
            asked = {"beside": dict.fromkeys(beside, "/health"), "times": times, "pause": PAUSE, "seconds": 300}
            telegram.tell(press=Home().pack(), by=[presser], **asked)
            return telegram.answer()

        with running(telegram, BOTS[OURS], house.folder) as (bot, _):
            pressed(others[:WARMING])
            idle, busy, photos, spent = [], [], [], 0.0
            for number in range(rounds):
                start = WARMING + number * AT_ONCE
                idle += pressed([], IDLE)["seconds"]
                before = usage.cpu(bot.pid)
                found = pressed(others[start : start + AT_ONCE])
                spent += usage.cpu(bot.pid) - before
                busy += found["seconds"]
                photos += found["photos"]
            whole, alone = usage.memory(bot.pid) / 1e6, usage.memory(bot.pid, children=False) / 1e6
        telegram.close()
    for name, twentieths in (("median", 10), ("p95", 19)):
        one, other = (statistics.quantiles(each, n=20)[twentieths - 1] * 1000 for each in (idle, busy))
        print(f"press, {name}: idle {one:.1f} ms, while {AT_ONCE} charts are drawn {other:.1f} ms: {other / one:.2f}")
    print(
        f"a chart asked for: {spent / len(photos) * 1000:.0f} ms of CPU, {statistics.median(photos) / 1000:.0f} kB sent"
    )
    print(f"memory: the bot {alone:.0f} MB, its process apart {whole - alone:.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pictures")
    parser.add_argument("--rounds", type=int, default=4)
    given = parser.parse_args()
    asyncio.run(charts(15))
    sizes()
    presses(given.rounds)
