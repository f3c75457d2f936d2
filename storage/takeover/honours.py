"""Honours of members, for their growth list."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.birthdays import growth
from storage.birthdays.rows import ENTRY_LONGEST, GrowthEntry
from storage.people.directory import Who
from storage.takeover.book import Book, Unclear
from storage.takeover.columns import NAME, NUMBER
from storage.takeover.files import Column, PaperRow, known_day, text

KIND = "growth"
COLUMNS = (
    NUMBER,
    NAME,
    Column("荣誉", text, f"不超过 {ENTRY_LONGEST} 个字，如“荣立个人三等功”。", required=True, called="荣誉名称 表彰 奖励 荣誉称号 所获荣誉 表彰奖励 奖励名称"),
    Column("日期", known_day, "年月就够，如 2025-12。", required=True, called="时间 获得时间 授予时间 表彰时间 获奖时间 获得日期"),
)  # fmt: skip


async def take(tx: AsyncSession, rows: Sequence[PaperRow], book: Book, now: datetime) -> list[tuple[str, int]]:
    """One honour. Raises Refusal."""
    (row,) = rows
    who = book.person(row)
    same = select(GrowthEntry.id).where(
        GrowthEntry.person_id == who.person_id, GrowthEntry.on == row["日期"], GrowthEntry.text == row["荣誉"]
    )
    if (await tx.exec(same)).first() is not None:
        raise Unclear("成长历程里已经有这一条，没有重复录入。")
    made = await growth.add(tx, book.me, who.person_id, row["日期"], row["荣誉"], now)
    return [(KIND, made.id or 0)]


async def undo(tx: AsyncSession, records: Sequence[tuple[str, int]], me: Who, _now: datetime) -> None:
    """Off the lists; what somebody has taken off already stays so."""
    for _, record in records:
        if await tx.get(GrowthEntry, record) is not None:
            await growth.remove(tx, me, record)
