"""Where each person stands in a form, and the draft gathered so far: sealed rows that do not say whose they are.

A row's name is that of its key, and changes whenever the row does; whom and what it is about is inside the seal. A clear account number
here, or a step's name, would tell who was about to say something in confidence, and when they had said it.
"""

from collections.abc import Iterable

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.sealed.keyring import Sealed, end_with, passing_of


class MemoryRow(SQLModel, table=True):
    """One draft, or one conversation's step."""

    __tablename__ = "memory"

    key: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


async def remember(tx: AsyncSession, rows: Iterable[Sealed]) -> None:
    """Store what was sealed."""
    tx.add_all(MemoryRow(key=key, sealed=content) for key, content in rows)


async def forget(tx: AsyncSession, keys: Iterable[str]) -> None:
    """Drop rows, with their keys: what they said is over, or was said anew."""
    gone = list(keys)
    if gone:
        await tx.exec(delete(MemoryRow).where(col(MemoryRow.key).in_(gone)))
        end_with(tx, passing_of(tx), gone)


async def remembered(session: AsyncSession) -> list[Sealed]:
    """Every row."""
    return [Sealed(row.key, row.sealed) for row in (await session.exec(select(MemoryRow))).all()]
