"""Honours of members, as awards: they stand in the growth list and the ledger of their year."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.awards import keeping
from storage.awards.file import level
from storage.awards.rows import LONGEST_DOCUMENT, LONGEST_GIVER, LONGEST_TITLE, Award, Given, Level
from storage.engine.refusal import allowed
from storage.people.directory import Who
from storage.takeover.book import Book
from storage.takeover.columns import NAME, NUMBER
from storage.takeover.files import Column, PaperRow, known_day, text

KIND = "award"
COLUMNS = (
    NUMBER,
    NAME,
    Column("荣誉", text, f"不超过 {LONGEST_TITLE} 个字，如“三等功”。", required=True, called="荣誉名称 表彰 奖励 荣誉称号 所获荣誉 表彰奖励 奖励名称"),
    Column("日期", known_day, "年月就够，如 2025-12。", required=True, called="时间 获得时间 授予时间 表彰时间 获奖时间 获得日期"),
    Column("级别", lambda cell, _header: level(cell), f"{'、'.join(Level)}；不填的算本局。", called="等级 荣誉级别"),
    Column("授予单位", text, f"不超过 {LONGEST_GIVER} 个字。", called="表彰单位 颁发单位 授奖单位"),
    Column("文号", text, f"不超过 {LONGEST_DOCUMENT} 个字。", called="文件号 依据"),
)  # fmt: skip


async def take(tx: AsyncSession, rows: Sequence[PaperRow], book: Book, now: datetime) -> list[tuple[str, int]]:
    """One honour; what a secretary takes over waits for the staff, as what they propose. Raises Refusal."""
    (row,) = rows
    who = book.person(row)
    given = Given(row["荣誉"], row["级别"] or Level.BUREAU, row["授予单位"] or "", row["日期"], row["文号"] or "")
    made = await keeping.enter(tx, book.me, who.person_id, who.branch_id, given, now)
    return [(KIND, made.number)]


async def undo(tx: AsyncSession, records: Sequence[tuple[str, int]], me: Who, now: datetime) -> None:
    """Off the lists; what has been withdrawn or refused already stays so."""
    for _, record in records:
        if await tx.get(Award, record) is not None and await allowed(keeping.withdrawable(tx, me, record)):
            await keeping.withdraw(tx, me, record, now)
