"""Messages that are to vanish from a chat: confidential content that was shown, or that was sent to be recorded.

They are named here before or as soon as they are there, so that a restart does not leave them behind.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment


class Vanishing(SQLModel, table=True):
    """A message to delete at `due_at`, or earlier with the others of its `batch`."""

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    message_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    batch: str
    due_at: datetime = moment(index=True)


async def add(tx: AsyncSession, chat_id: int, message_ids: Iterable[int], batch: str, due_at: datetime) -> None:
    """Name them; one that is named already gets the new time."""
    for number in message_ids:
        await tx.merge(Vanishing(chat_id=chat_id, message_id=number, batch=batch, due_at=due_at))


async def due(session: AsyncSession, now: datetime) -> Sequence[Vanishing]:
    """Those whose time has come."""
    return (await session.exec(select(Vanishing).where(col(Vanishing.due_at) <= now))).all()


async def of_batch(session: AsyncSession, chat_id: int, batch: str) -> Sequence[Vanishing]:
    """A chat's messages of that batch."""
    return (
        await session.exec(select(Vanishing).where(col(Vanishing.chat_id) == chat_id, col(Vanishing.batch) == batch))
    ).all()


async def named(session: AsyncSession, chat_id: int, message_ids: Iterable[int]) -> set[int]:
    """Which of those messages are still to be deleted."""
    query = select(Vanishing.message_id).where(
        col(Vanishing.chat_id) == chat_id, col(Vanishing.message_id).in_(list(message_ids))
    )
    return set((await session.exec(query)).all())


async def gone(tx: AsyncSession, chat_id: int, message_ids: Iterable[int]) -> None:
    """They are deleted, or cannot be any more."""
    await tx.exec(
        delete(Vanishing).where(col(Vanishing.chat_id) == chat_id, col(Vanishing.message_id).in_(list(message_ids)))
    )
