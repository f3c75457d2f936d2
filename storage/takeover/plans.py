"""The year's plan of 发展党员, of the whole bureau by one file."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.development import plan
from storage.development.rows import PlanEntry
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.takeover.book import Book, Unclear
from storage.takeover.columns import NAME, NUMBER
from storage.takeover.files import Column, PaperRow, number

KIND = "plan"
COLUMNS = (
    NUMBER,
    NAME,
    Column("年度", number, "如 2027；空着的是今年。", called="年份 计划年度"),
)


async def take(tx: AsyncSession, rows: Sequence[PaperRow], book: Book, now: datetime) -> list[tuple[str, int]]:
    """One entry; staff's own hold at once, a secretary's wait for their approval. Raises Refusal."""
    (row,) = rows
    who, year = book.person(row), row["年度"] or now.year
    if not now.year - 1 <= year <= now.year + 1:
        raise Unclear(f"年度请填 {now.year - 1} 到 {now.year + 1}。")
    if who.category in MEMBERS:
        raise Unclear(f"{who.name}已经是{who.category.value}，不用列入发展计划。")
    if not await plan.propose(tx, book.me, who.branch_id, [who.person_id], year=year, now=now):
        raise Unclear(f"已经在 {year} 年的计划里，没有重复录入。")
    made = await tx.exec(select(PlanEntry.id).where(PlanEntry.person_id == who.person_id, PlanEntry.year == year))
    return [(KIND, made.one() or 0)]


async def undo(tx: AsyncSession, records: Sequence[tuple[str, int]], me: Who, _now: datetime) -> None:
    """Off the list."""
    for _, record in records:
        if await tx.get(PlanEntry, record) is not None:
            await plan.remove(tx, me, record)
