"""The year's study hours of a time as a table: owed, credited, and how much of it that is."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ledger import Entry, Scope
from storage.ledger_file import coloured
from storage.people.directory import Who
from storage.sheets.writing import Sheet, rate
from storage.study import pace

HEADINGS = ("支部", "姓名", "警号", "年度", "应修（学时）", "已修（学时）", "完成率（%）", "状态")


async def tables(session: AsyncSession, scope: Scope, _me: Who, entries: Sequence[Entry]) -> list[Sheet]:
    """A row for each of those entries."""
    found = {
        (day.year, each.who.person_id): each
        for day in sorted({min(entry.on, scope.today) for entry in entries})
        for each in await pace.years(
            session, day, branch_id=scope.branch_id, everyone=await scope.people(session), zone=scope.zone
        )
    }
    rows = []
    for entry in entries:
        year = found[entry.on.year, entry.record]
        hours = year.target / 10, year.tenths / 10, rate(min(year.tenths, year.target), year.target)
        rows.append(
            (entry.branch, entry.person, entry.police_no, f"{entry.on.year}年", *hours, coloured(entry.standing))
        )
    return [Sheet("学时", HEADINGS, rows, names=3)]
