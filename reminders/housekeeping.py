"""Rows that nobody needs any more."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.mail import inbox, outbox, pictures
from storage.sealed import records

PICTURES_KEPT = timedelta(days=60)


async def forget(tx: AsyncSession, local: datetime) -> int:
    """Drop old rows of inbox, outbox and pictures, and files that belong to no record; gives how many."""
    rows = await inbox.forget(tx, local) + await outbox.forget(tx, local)
    return rows + await pictures.forget(tx, local - PICTURES_KEPT) + await records.tidy(tx)
