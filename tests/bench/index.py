"""``python -m tests.bench.index``: the health index's computing beside its yardstick in the same run. Nothing here is asserted."""

import argparse
import asyncio
import gc
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from sqlalchemy import insert, text

from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.index import keeping
from storage.inputs.attendance import Attendance as Duty
from storage.inputs.attendance import AttendanceImport
from storage.inputs.rating import LeaderRating
from storage.meetings.rows import Attendance, Meeting
from storage.people.directory import Branch, Person
from storage.risks.rows import RiskCheck
from storage.sealed.vault import Vault

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
MONTHS = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
IN_BRANCH = 15
MARKS = ("virtue", "ability", "diligence", "results", "integrity")


async def waited(work: Callable[[], Awaitable[object]]) -> float:
    """How long it takes, awaited."""
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun


async def fill(database: Database, members: int) -> None:
    """So many members in branches of fifteen, with three months of everything; hardly two are alike."""
    branches = -(-members // IN_BRANCH)
    people = range(1, members + 1)
    chance = random.Random(members)
    async with database.write() as tx:

        async def put(table: type, rows: list[dict[str, object]]) -> None:
            for start in range(0, len(rows), 20_000):
                await tx.exec(insert(table), params=rows[start : start + 20_000])

        await put(Branch, [{"name": f"{number}支部"} for number in range(1, branches + 1)])
        await put(
            Person,
            [
                {"police_no": f"{each:06}", "name": f"党员{each}", "category": "正式党员",
                 "branch_id": (each - 1) // IN_BRANCH + 1}
                for each in people
            ],
        )  # fmt: skip
        await put(
            Meeting,
            [
                {"branch_id": branch, "kinds": "党支部党员大会+主题党日", "title": "党员大会", "place": "会议室",
                 "starts_at": datetime(2026, month.month, 3, 15, tzinfo=ZONE), "agenda": "", "chair_id": 1, "called_by": 1,
                 "called_at": NOW, "state": "closed", "secret": "x", "minutes": ""}
                for branch in range(1, branches + 1)
                for month in MONTHS
            ],
        )  # fmt: skip
        await put(
            Attendance,
            [
                {"meeting_id": (each - 1) // IN_BRANCH * 3 + place, "person_id": each, "entitled": True,
                 "how": chance.choice(["on_spot", "on_spot", "on_spot", "live", None])}
                for each in people
                for place in (1, 2, 3)
            ],
        )  # fmt: skip
        await put(AttendanceImport, [{"month": MONTHS[0], "at": NOW, "name": "x", "people": members}])
        await put(
            Duty,
            [
                {"person_id": each, "month": month, "import_id": 1, "due": 20.0, "present": chance.choice([20, 20, 19.5, 19, 18]), "late": chance.choice([0, 0, 0, 1, 2]),
                 "absent": 0.0, "leave": 0.0, "travel": 0.0, "sick": 0.0}
                for each in people
                for month in MONTHS[:2]
            ],
        )  # fmt: skip
        await put(
            LeaderRating,
            [
                {"person_id": each, "month": month, "rater_id": 1, "branch_id": (each - 1) // IN_BRANCH + 1, "at": NOW,
                 **{each: chance.choice([3, 3, 4, 5]) for each in MARKS}}
                for each in people
                for month in MONTHS[:2]
            ],
        )  # fmt: skip
        await put(
            RiskCheck,
            [
                {"person_id": each, "branch_id": (each - 1) // IN_BRANCH + 1, "position": "民警", "kind": "x",
                 "first_on": date(2026, 1, 1), "due_on": date(2026, 6, 30), "state": "confirmed", "revision": 1,
                 "submitted_at": NOW, "submitted_on": date(2026, 5, 1)}
                for each in people
            ],
        )  # fmt: skip


SCAN = (
    "SELECT a.person_id, a.how, a.leave, m.starts_at FROM attendance a JOIN meeting m ON m.id = a.meeting_id",
    "SELECT * FROM duty_attendance",
    "SELECT * FROM leader_rating",
    "SELECT * FROM risk_check",
)


async def spent(work: Callable[[], Awaitable[object]]) -> float:
    """The CPU time that it takes, of all threads."""
    begun = time.process_time()
    await work()
    return time.process_time() - begun


async def behind() -> list[float]:
    """How late the event loop comes back to somebody who waits a millisecond, until it is cancelled."""
    found: list[float] = []
    with suppress(asyncio.CancelledError):
        while True:
            found.append(await waited(lambda: asyncio.sleep(0.001)) - 0.001)
    return found


async def bureau(database: Database, members: int) -> None:
    """The whole bureau's month against reading the same rows as they are; then one person after one new fact."""
    branches = range(1, -(-members // IN_BRANCH) + 1)
    held = []

    async def some(mine: Sequence[int]) -> None:
        async with database.write() as tx:
            await keeping.whole(tx, NOW, mine, [MONTHS[2]])

    async def whole() -> None:
        for start in range(0, len(branches), keeping.BRANCHES_AT_ONCE):
            mine = branches[start : start + keeping.BRANCHES_AT_ONCE]
            held.append(await waited(lambda mine=mine: some(mine)))  # type: ignore[misc]

    async def scan() -> None:
        async with database.read() as session:
            for query in SCAN:
                (await session.exec(text(query))).all()

    # A statement is made at its first use, once in a process.
    await some([1])
    first = await spent(whole)
    others = asyncio.create_task(behind())
    again = await spent(whole)
    others.cancel()
    late = await others
    read = statistics.median([await spent(scan) for _ in range(3)])
    alone = []
    for person in range(1, 41):
        async with database.write() as tx:
            row = await tx.get(Attendance, ((person - 1) // IN_BRANCH * 3 + 1, person))
            assert row is not None
            row.how = "live" if row.how is None else None
            await tx.flush()
            alone.append(await spent(lambda tx=tx, person=person: keeping.of_person(tx, NOW, person)))  # type: ignore[misc]
    print(
        f"{members} members: whole bureau {first:.2f} s of CPU ({first / members * 1000:.3f} ms each), the same rows read"
        f" {read:.3f} s: {first / read:.1f}x; nothing changed {again:.2f} s: {again / read:.1f}x; a transaction"
        f" {statistics.median(held) * 1000:.0f} ms; the loop is late by {statistics.median(late) * 1000:.0f} ms, in one case of twenty by"
        f" {statistics.quantiles(late, n=20)[18] * 1000:.0f}; one person after one new fact"
        f" {statistics.median(alone) * 1000:.1f} ms of CPU"
    )


async def run(sizes: list[int]) -> None:
    """Everything, in one process."""
    for members in sizes:
        with tempfile.TemporaryDirectory() as folder:
            vault = Vault([Fernet.generate_key().decode()])
            database = Database(f"sqlite+aiosqlite:///{folder}/bench.db", vault, Path(folder) / "records")
            await migrate(database)
            await fill(database, members)
            # As the bot does once it has started: the collector need not look through what stays.
            gc.collect()
            gc.freeze()
            await bureau(database, members)
            await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[474, 4740, 47_400])
    asyncio.run(run(parser.parse_args().sizes))
