"""``python -m tests.bench.index``: the health index's computing beside its yardstick in the same run. Nothing here is asserted."""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from sqlalchemy import insert, text

from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.index import index, keeping
from storage.index.facts import Reach
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


async def waited(work: Callable[[], Awaitable[object]]) -> float:
    """How long it takes, awaited."""
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun


async def fill(database: Database, members: int) -> None:
    """So many members in branches of fifteen, with three months of everything."""
    branches = -(-members // IN_BRANCH)
    people = range(1, members + 1)
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
                 "how": "on_spot" if (each + place) % 5 else None}
                for each in people
                for place in (1, 2, 3)
            ],
        )  # fmt: skip
        await put(AttendanceImport, [{"month": MONTHS[0], "at": NOW, "name": "x", "people": members}])
        await put(
            Duty,
            [
                {"person_id": each, "month": month, "import_id": 1, "due": 20.0, "present": 20.0 - each % 3, "late": each % 2,
                 "absent": 0.0, "leave": 0.0, "travel": 0.0, "sick": 0.0}
                for each in people
                for month in MONTHS[:2]
            ],
        )  # fmt: skip
        await put(
            LeaderRating,
            [
                {"person_id": each, "month": month, "rater_id": 1, "branch_id": (each - 1) // IN_BRANCH + 1, "at": NOW,
                 "virtue": 3, "ability": 3 + each % 2, "diligence": 3, "results": 3, "integrity": 4}
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


async def bureau(database: Database, members: int) -> None:
    """The whole bureau's month against reading the same rows as they are; then one person after one new fact."""
    async with database.write() as tx:
        whole = await waited(lambda: index.compute(tx, NOW, Reach(), [MONTHS[2]]))

    async def scan() -> None:
        async with database.read() as session:
            for query in SCAN:
                (await session.exec(text(query))).all()

    read = statistics.median([await waited(scan) for _ in range(3)])
    alone = []
    for person in range(1, 41):
        async with database.write() as tx:
            row = await tx.get(Attendance, ((person - 1) // IN_BRANCH * 3 + 1, person))
            assert row is not None
            row.how = "live" if row.how is None else None
            await tx.flush()
            alone.append(await waited(lambda tx=tx, person=person: keeping.of_person(tx, NOW, person)))  # type: ignore[misc]
    print(
        f"{members} members: whole bureau {whole:.2f} s ({whole / members * 1000:.2f} ms each), the same rows read {read:.2f} s:"
        f" {whole / read:.1f}x; one person after one new fact {statistics.median(alone) * 1000:.1f} ms"
    )


async def run(sizes: list[int]) -> None:
    """Everything, in one process."""
    for members in sizes:
        with tempfile.TemporaryDirectory() as folder:
            vault = Vault([Fernet.generate_key().decode()])
            database = Database(f"sqlite+aiosqlite:///{folder}/bench.db", vault, Path(folder) / "records")
            await migrate(database)
            await fill(database, members)
            await bureau(database, members)
            await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[474, 4740, 47_400])
    asyncio.run(run(parser.parse_args().sizes))
