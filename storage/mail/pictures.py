"""Pictures that Telegram holds already: sent again by their `file_id`, without drawing them anew."""

from datetime import datetime

from sqlmodel import Field, SQLModel, col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment


class Picture(SQLModel, table=True):
    """One picture; `key` names what it shows and everything that its look depends on."""

    key: str = Field(primary_key=True)
    file_id: str
    at: datetime = moment(index=True)


async def known(session: AsyncSession, key: str) -> str | None:
    """The `file_id` under which Telegram holds it."""
    found = await session.get(Picture, key)
    return found.file_id if found else None


async def remember(tx: AsyncSession, key: str, file_id: str, now: datetime) -> None:
    """Telegram has taken it."""
    await tx.merge(Picture(key=key, file_id=file_id, at=now))


async def forget(tx: AsyncSession, before: datetime) -> int:
    """Drop those that were sent before that moment; gives how many."""
    result = await tx.exec(delete(Picture).where(col(Picture.at) < before))
    return int(result.rowcount)
