"""Taking over earlier attendance and ratings as plain data, so that a new database does not begin without an index."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.index.stale import touch
from storage.inputs.attendance import Attendance, AttendanceImport
from storage.inputs.rating import RECORD, LeaderRating
from storage.people.directory import Person
from storage.sealed import records

AT_ONCE = 2000


async def take_over(tx: AsyncSession, history: dict[str, Any], people: dict[str, Person], now: datetime) -> int:
    """Store ``attendance`` and ``ratings`` (sandbox/history_health.py says what they hold), unless there are some already.

    Gives how many rows were stored. Raises KeyError for a police number that the roster does not hold.
    """
    if (await tx.exec(select(func.count(col(AttendanceImport.id))))).one():
        return 0
    numbers = {police_no: person.id or 0 for police_no, person in people.items()}
    rows: list[dict[str, Any]] = []
    for word in sorted({facts["month"] for facts in history["attendance"]}):
        month = date.fromisoformat(word)
        mine = [facts for facts in history["attendance"] if facts["month"] == word]
        made = AttendanceImport(month=month, at=now, name=f"考勤_{month:%Y-%m}.xlsx", people=len(mine))
        tx.add(made)
        await tx.flush()
        names = ("due", "present", "late", "absent", "leave", "travel", "sick")
        rows += [
            {
                "person_id": numbers[facts["警号"]],
                "month": month,
                "import_id": made.key,
                **{name: facts[name] for name in names},
            }
            for facts in mine
        ]
    ratings = await _ratings(tx, history["ratings"], people, numbers, now)
    for start in range(0, len(rows), AT_ONCE):
        await tx.exec(insert(Attendance), params=rows[start : start + AT_ONCE])
    for start in range(0, len(ratings), AT_ONCE):
        await tx.exec(insert(LeaderRating), params=ratings[start : start + AT_ONCE])
    await touch(tx, (row["person_id"] for row in (*rows, *ratings)))
    return len(rows) + len(ratings)


async def _ratings(
    tx: AsyncSession, given: list[dict[str, Any]], people: dict[str, Person], numbers: dict[str, int], now: datetime
) -> list[dict[str, Any]]:
    """The rows of all ratings, the reasons of a leader's month in one record."""
    reasons: dict[tuple[str, str], dict[str, str]] = {}
    for facts in given:
        if facts["reason"]:
            mine = reasons.setdefault((facts["rater"], facts["month"]), {})
            mine[str(numbers[facts["who"]])] = facts["reason"]
    kept = {key: await records.make(tx, RECORD, texts, now) for key, texts in reasons.items()}
    return [
        {
            "person_id": numbers[facts["who"]],
            "month": date.fromisoformat(facts["month"]),
            "rater_id": numbers[facts["rater"]],
            "branch_id": people[facts["rater"]].branch_id,
            **dict(zip(("virtue", "ability", "diligence", "results", "integrity"), facts["marks"], strict=True)),
            "record_id": kept[facts["rater"], facts["month"]] if facts["reason"] else None,
            "at": now,
        }
        for facts in given
    ]
