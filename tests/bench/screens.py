"""``python -m tests.bench.screens``: what each of the screens used most costs, in a bureau of 474 with three years behind it.

With ``--people 4740 47400`` (and ``--postgres``) also the ratios: the same screen of the same branch in a larger bureau.
"""

import argparse
import asyncio
import gc
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.fernet import Fernet

from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.sealed.vault import Vault
from tests.bench.load import PEOPLE, load_all
from tests.bench.walks import SCREENS, Cost, Screen, opened, people_of, place_of
from tests.postgres import url_of

KEY = Fernet.generate_key().decode()


async def costs_of(database: Database, vault: Vault, rounds: int) -> dict[Screen, Cost]:
    """Of each screen the most statements, and the median of processor time over all rounds but the first."""
    place, found = await place_of(database), {}
    async with opened(database, vault) as bot:
        gc.collect()
        gc.freeze()
        for screen in SCREENS:
            who = await people_of(database, screen.by)
            rows = []
            for number in range(rounds + 1):
                person, account = who[number % len(who)]
                bot.unlock(person, account)
                rows.append(await bot.open(account, screen.opens(place)))
            most = max(rows, key=lambda cost: len(cost.statements))
            cpu = statistics.median(cost.cpu for cost in rows[1:])
            found[screen] = Cost(most.statements, most.transactions, cpu, max(cost.sent for cost in rows))
    return found


@asynccontextmanager
async def loaded(url: str, people: int, folder: Path) -> AsyncIterator[tuple[Database, Vault]]:
    vault = Vault([KEY])
    database = Database(url, vault, folder / "records")
    await migrate(database)
    await load_all(database, people)
    yield database, vault
    await database.close()


async def measured(url: str, people: int, rounds: int) -> dict[Screen, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        async with loaded(url or f"sqlite+aiosqlite:///{folder}/bench.db", people, Path(folder)) as (database, vault):
            return await costs_of(database, vault, rounds)


def tell(sizes: list[int], found: list[dict[Screen, Cost]]) -> None:
    """Of the first size what each screen costs; of the others how many times as much processor time."""
    heads = ["screen", "statements", "transactions", f"CPU ms at {sizes[0]}", "bytes sent"]
    print("| " + " | ".join([*heads, *(f"× at {size}" for size in sizes[1:])]) + " |")
    print("| --- |" + " ---: |" * (len(heads) + len(sizes) - 2))
    for screen, cost in found[0].items():
        statements = {len(each[screen].statements) for each in found}
        shown = "–".join(str(number) for number in sorted({min(statements), max(statements)}))
        ratios = [f"{each[screen].cpu / cost.cpu:.2f}" for each in found[1:]]
        cells = [screen.name, shown, f"{cost.transactions}", f"{cost.cpu * 1000:.1f}", f"{cost.sent}", *ratios]
        print("| " + " | ".join(cells) + " |")


def run(sizes: list[int], rounds: int, *, postgres: bool) -> None:
    if not postgres:
        tell(sizes, [asyncio.run(measured("", size, rounds)) for size in sizes])
        return
    import pgserver

    with tempfile.TemporaryDirectory() as folder:
        server = pgserver.get_server(folder)
        found = []
        for size in sizes:
            server.psql(f"CREATE DATABASE of_{size};")
            found.append(asyncio.run(measured(url_of(server, f"of_{size}"), size, rounds)))
            server.psql(f"DROP DATABASE of_{size};")
        tell(sizes, found)
        server.cleanup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="*", default=[], help="further sizes of the bureau")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--postgres", action="store_true")
    arguments = parser.parse_args()
    run([PEOPLE, *arguments.people], arguments.rounds, postgres=arguments.postgres)
