"""A machine that is lost: the demo's bureau is backed up, everything but the key in the safe destroyed, and put back on a new one.

`python -m tests.drills.backup`; with `--postgres` the bureau is on a PostgreSQL server, and put back on another.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from datetime import UTC
from pathlib import Path

from sandbox.bureau.people import OPENS, Bureau
from sandbox.bureau.seeding import fill
from storage.engine import copying
from storage.engine.backup import daily
from storage.engine.backup.restoring import put_back
from storage.engine.backup.retention import Keep
from storage.engine.clock import ZONE, SystemClock
from storage.engine.database import Database
from storage.engine.moving import move
from storage.engine.opening import keys, opened
from storage.engine.settings import load_settings
from storage.engine.tables import METADATA
from tests.postgres import ordered, url_of

UNDER_WAY = ("memory", "inbox")
"""Drafts, and updates that have had no effect: no backup holds them."""


async def numbers(url):
    """For each table how many rows, and the hash over all of them."""
    database = Database(url)
    async with database.engine.connect() as connection:
        tables = [table for table in METADATA.sorted_tables if table.name not in UNDER_WAY]
        found = {table.name: (await copying.digest(connection, table))[:2] for table in tables}
    await database.close()
    return found


async def filled(folder):
    """The bureau with its year, in SQLite; its address."""
    url = f"sqlite+aiosqlite:///{folder}/data/bot.db"
    async with opened(load_settings(bot_token=None, database_url=url, data_dir=folder / "data")) as database:
        clock = SystemClock(ZONE, stopped_at=OPENS.astimezone(UTC))
        await fill(database, Bureau.generate(today=OPENS.date()), clock)
    return url


async def moved(url, target):
    databases = Database(url), Database(target)
    await move(*databases, lambda *_: None)
    for database in databases:
        await database.close()


def drill(folder, server=None):
    """Whether all came back."""
    url, again = asyncio.run(filled(folder)), f"sqlite+aiosqlite:///{folder}/new/bot.db"
    if server:
        asyncio.run(ordered(server, "CREATE DATABASE bureau TEMPLATE template0"))
        asyncio.run(ordered(server, "CREATE DATABASE again TEMPLATE template0"))
        asyncio.run(moved(url, url_of(server, "bureau")))
        url, again = url_of(server, "bureau"), url_of(server, "again")
    data, backups, safe = folder / "data", folder / "backups", keys(load_settings(data_dir=folder / "data"))
    before, begun = asyncio.run(numbers(url)), time.monotonic()
    problem = daily.make(url, data, safe, backups, Keep(), OPENS).decode()
    (file,) = daily.made_in(backups).values()
    print(f"备份：{problem or '完好'}，{file.stat().st_size / 2**20:.1f} MB，{time.monotonic() - begun:.1f} 秒")
    shutil.rmtree(data)
    if server:
        asyncio.run(ordered(server, "DROP DATABASE bureau WITH (FORCE)"))
    begun = time.monotonic()
    found = put_back(again, folder / "new", file, safe)
    print(
        f"恢复：{time.monotonic() - begun:.1f} 秒；保密记录 {found.readable} 份打得开，审计记录 {found.head.number} 条"
    )
    after = asyncio.run(numbers(again))
    print(*(f"  {name}  {before[name][0]} → {after[name][0]}" for name in before if before[name][0] > 500), sep="\n")
    differ = [name for name in before if before[name] != after[name]]
    rows = [sum(rows for rows, _ in found.values()) for found in (before, after)]
    print(
        f"共 {len(before)} 张表，{rows[0]} 行 → {rows[1]} 行；"
        + ("不一致：" + "、".join(differ) if differ else "逐行一致")
    )
    return not (differ or problem or found.problems)


def main():
    """0 when everything came back."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.backup")
    parser.add_argument("--postgres", action="store_true")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as servers:
        server = None
        if parser.parse_args().postgres:
            import pgserver

            server = pgserver.get_server(servers)
        whole = drill(Path(folder), server)
        if server:
            server.cleanup()
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
