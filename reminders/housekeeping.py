"""Rows that nobody needs any more."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import inbox, outbox


async def forget(tx: AsyncSession, local: datetime) -> int:
    """Drop old rows of inbox and outbox; gives how many."""
    return await inbox.forget(tx, local) + await outbox.forget(tx, local)
