"""``python -m tests.drills``: every drill over every database, one table; 1 when a promise is broken. `--quick` does less of each."""

import argparse
import asyncio
import platform
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from tests.drills import homes, troubles
from tests.drills.ballots import ballots
from tests.drills.clocks import Clocks
from tests.drills.exams import Exam
from tests.drills.homes import Home, Server
from tests.drills.outcome import Outcome, table
from tests.drills.pushes import Pushes
from tests.drills.storm import Storm, Trouble
from tests.processes import started, telegram

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)
BY_LINE = ("black hole", "failover")
"""What happens between the bot and the server."""


@dataclass(frozen=True)
class Size:
    """How much of everything, and seconds of each outage."""

    kills: int
    updates: int
    rate: float
    people: int
    questions: int
    times: int
    outage: float


# Each outage is longer than any patience that the bot has with a statement.
SIZES = {
    "quick": Size(kills=3, updates=200, rate=5, people=20, questions=4, times=3, outage=35),
    "whole": Size(kills=10, updates=600, rate=10, people=60, questions=10, times=6, outage=60),
    "long": Size(kills=50, updates=10_000, rate=50, people=474, questions=20, times=20, outage=120),
}

Drill = Callable[[str, Path, Home, str], Awaitable[Outcome]]


async def storm(url: str, data: Path, home: Home, name: str, *, size: Size, trouble: Trouble) -> Outcome:
    """A storm of updates under that trouble."""
    made = Storm(url, data, home, name, updates=size.updates, seconds=size.updates / size.rate)
    return await made.run(trouble)


async def pushes(url: str, data: Path, home: Home, name: str, *, kills: int) -> Outcome:
    """A push to everybody, under kills or failing calls."""
    return await Pushes(url, data, home, name).run(kills)


async def exam(url: str, data: Path, home: Home, name: str, *, size: Size) -> Outcome:
    """Everybody at the same exam."""
    facts = {"people": size.people, "questions": size.questions, "kills": size.kills}
    return await Exam(url, data, home, name, rate=100, **facts).run()


async def votes(_url: str, data: Path, home: Home, name: str, *, kills: int) -> Outcome:
    """Everybody at the same secret ballot."""
    return await ballots(data, home, name, people=474, kills=kills)


async def clocks(url: str, data: Path, home: Home, name: str) -> Outcome:
    """A clock that is set back and forward."""
    return await Clocks(url, data, home, name).run()


async def lost_machine(_url: str, _data: Path, home: Home, name: str) -> Outcome:
    """Everything but the key is destroyed, and put back from the night's backup: rows are counted."""
    outcome, loop = Outcome(name, home.name), asyncio.get_running_loop()
    begun = loop.time()
    process = await started("-m", "tests.drills.backup", *(["--postgres"] if home.server else []))
    told, _ = await process.communicate()
    outcome.seconds = loop.time() - begun
    if process.returncode or not (rows := re.search(r"(\d+) 行 → (\d+) 行", told.decode())):
        outcome.wrong.append(f"ended with {process.returncode}")
    else:
        outcome.acted, outcome.lost = int(rows[1]), int(rows[1]) - int(rows[2])
    return outcome


def drills(size: Size) -> list[tuple[str, tuple[str, ...], Drill]]:
    """Each with its name, and the databases that it is about."""

    def under(trouble: Trouble) -> Drill:
        return partial(storm, size=size, trouble=trouble)

    return [
        ("kills", BOTH, under(troubles.kills(size.kills))),
        ("SIGTERM under load", BOTH, under(troubles.told_to_end(size.times))),
        ("pushes, kills", BOTH, partial(pushes, kills=size.kills)),
        ("pushes, one call in five fails", BOTH, partial(pushes, kills=0)),
        ("exam, kills", BOTH, partial(exam, size=size)),
        ("secret ballot, kills", BOTH, partial(votes, kills=size.kills)),
        ("foreign lock", BOTH, under(troubles.foreign_lock(size.outage))),
        ("full disk", (SQLITE,), under(troubles.full_disk(size.outage))),
        ("clock −25 h, +25 h", BOTH, clocks),
        ("machine lost (rows)", BOTH, lost_machine),
        ("standby", (SQLITE,), under(troubles.standby(over_sessions=False))),
        ("standby", (POSTGRESQL,), under(troubles.standby(over_sessions=True))),
        ("server dies", (POSTGRESQL,), under(troubles.away(size.outage))),
        ("sessions ended", (POSTGRESQL,), under(troubles.sessions_ended(size.times))),
        ("black hole", (POSTGRESQL,), under(troubles.black_hole(size.outage))),
        ("failover", (POSTGRESQL,), under(troubles.failover(size.outage / 2))),
    ]


@asynccontextmanager
async def home(database: str, data: Path, server: Server | None, *, by_line: bool) -> AsyncIterator[Home]:
    """A new database of that kind."""
    if database == SQLITE:
        yield homes.sqlite(data)
    else:
        assert server
        async with homes.postgres(server, by_line=by_line) as found:
            yield found


async def one(drill: Drill, name: str, database: str, server: Server | None) -> Outcome:
    """That drill in a folder of its own. One that cannot be done to its end has kept nothing."""
    with tempfile.TemporaryDirectory() as folder:
        async with home(database, Path(folder), server, by_line=name in BY_LINE) as found, telegram() as url:
            try:
                return await drill(url, Path(folder), found, name)
            except Exception as error:  # noqa: BLE001 - the others are done all the same
                return Outcome(name, found.name, wrong=[f"{type(error).__name__}: {str(error)[-300:]}"])


async def run(size: Size, databases: list[str], only: str) -> list[Outcome]:
    """Those drills, one after another."""
    outcomes = []
    for name, where, drill in drills(size):
        for database in where:
            if database not in databases or only not in name:
                continue
            # A server of its own: one that a drill has stopped, or replaced, is no other's.
            if database == SQLITE:
                outcomes.append(await one(drill, name, database, None))
            else:
                async with homes.server() as server:
                    outcomes.append(await one(drill, name, database, server))
            print(" | ".join(outcomes[-1].cells()), file=sys.stderr, flush=True)
    return outcomes


def main() -> int:
    """0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills")
    sizes = parser.add_mutually_exclusive_group()
    for size, words in (("quick", "a quarter of an hour instead of a whole one"), ("long", "hours")):
        sizes.add_argument(f"--{size}", dest="size", action="store_const", const=size, default="whole", help=words)
    parser.add_argument("--database", choices=[*BOTH, "both"], default="both")
    parser.add_argument("--only", default="", metavar="WORDS", help="the drills whose names have these words")
    given = parser.parse_args()
    databases = list(BOTH) if given.database == "both" else [given.database]
    if POSTGRESQL in databases and find_spec("pgserver") is None:
        databases.remove(POSTGRESQL)
        print("PostgreSQL is left out: there is no pgserver for this machine", file=sys.stderr)
    outcomes = asyncio.run(run(SIZES[given.size], databases, given.only))
    print(f"Python {platform.python_version()}, {platform.machine()}\n\n{table(outcomes)}")
    return 0 if outcomes and all(outcome.kept for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
