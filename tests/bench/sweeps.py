"""``python -m tests.bench.sweeps``: what each sweep costs when nothing is due that was not told, in bureaus of several sizes.

All sweeps run twice over a bureau with three years behind it. The first time they tell what there is to tell; the second time is
measured, with what they do to find that all of it was told.
"""

import argparse
import asyncio
import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pgserver
from cryptography.fernet import Fernet
from sqlalchemy import Engine, event

from reminders.schedule import AT_ONCE, HOURLY, SWEEPS, Schedule
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.sealed.vault import Vault
from tests.bench.load import NOW, ZONE, load_all
from tests.postgres import url_of

SIZES = [474, 4740, 47_400]


@dataclass
class Cost:
    """Statements, and seconds of this process's processor time, in which SQLite's are too."""

    statements: int = 0
    cpu: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.statements + other.statements, self.cpu + other.cpu)


@dataclass(frozen=True)
class Clock:
    """It stands still."""

    at: datetime
    zone = ZONE

    def now(self) -> datetime:
        return self.at

    def local(self) -> datetime:
        return self.at


@dataclass
class Counting:
    """The statements of everything so far, of all engines: what reads much has one of its own."""

    count: int = field(default=0)

    def __post_init__(self) -> None:
        event.listen(Engine, "before_cursor_execute", self._see)

    def _see(self, *_: Any) -> None:
        self.count += 1


class Measured(Schedule):
    """Notes what each sweep costs."""

    def __init__(self, database: Database, at: datetime) -> None:
        delivery: Any = SimpleNamespace(paused=asyncio.Lock(), bot=None)
        super().__init__(database, Clock(at), delivery)
        self._counting = Counting()
        self.costs: dict[str, Cost] = {}

    async def _run(self, each: Any, local: datetime) -> bool:
        gc.collect()
        count, begun = self._counting.count, time.process_time()
        succeeded = await super()._run(each, local)
        self.costs[each.name] = Cost(self._counting.count - count, time.process_time() - begun)
        if not succeeded:
            raise RuntimeError(f"{each.name} failed")
        return succeeded


async def costs_of(url: str, people: int, at: datetime) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        place = url or f"sqlite+aiosqlite:///{folder}/bench.db"
        database = Database(place, Vault([Fernet.generate_key().decode()]), Path(folder) / "records")
        await migrate(database)
        await load_all(database, people)
        for _ in range(2):
            measured = Measured(database, at)
            await measured.sweep()
        await database.close()
        return measured.costs


def tell(sizes: list[int], found: list[dict[str, Cost]]) -> None:
    """Each sweep, then the rounds that they make together."""
    print("| sweep | looks | " + " | ".join(f"statements, CPU ms at {size}" for size in sizes) + " | CPU × |")
    print("| --- | --- |" + " ---: |" * (len(sizes) + 1))

    def line(name: str, looks: str, costs: list[Cost]) -> None:
        cells = [f"{cost.statements}, {cost.cpu * 1000:.1f}" for cost in costs]
        print(f"| {name} | {looks} | " + " | ".join([*cells, f"{costs[-1].cpu / costs[0].cpu:.1f}"]) + " |")

    def together(wanted: Callable[[Any], bool]) -> list[Cost]:
        return [sum((each[sweep.name] for sweep in SWEEPS if wanted(sweep)), Cost()) for each in found]

    for sweep in SWEEPS:
        looks = f"{sweep.every.total_seconds():.0f} s"
        line(sweep.name, looks, [each[sweep.name] for each in found])
    line("**a tick**", "15 s", together(lambda sweep: sweep.every == AT_ONCE))
    line("**a tick with all but the hourly**", "5 min", together(lambda sweep: sweep.every != HOURLY))
    line("**all, in the morning and after a start**", "an hour", together(lambda sweep: True))


@contextmanager
def places(sizes: list[int], *, postgres: bool) -> Iterator[list[str]]:
    """Where the databases lie; "" for a file that goes."""
    if not postgres:
        yield ["" for _ in sizes]
        return
    with tempfile.TemporaryDirectory() as folder:
        server = pgserver.get_server(folder)
        for size in sizes:
            server.psql(f"CREATE DATABASE of_{size};")
        yield [url_of(server, f"of_{size}") for size in sizes]
        server.cleanup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=SIZES)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument(
        "--day", type=date.fromisoformat, default=NOW.date(), help="of the last weeks of 2026 (default: a quiet one)"
    )
    arguments = parser.parse_args()
    at = datetime.combine(arguments.day, NOW.timetz())
    gc.set_threshold(20_000, 20, 50)  # as the bot has it
    with places(arguments.people, postgres=arguments.postgres) as urls:
        costs = [asyncio.run(costs_of(url, size, at)) for url, size in zip(urls, arguments.people, strict=True)]
    tell(arguments.people, costs)
