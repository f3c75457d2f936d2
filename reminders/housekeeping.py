"""Rows that nobody needs any more."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import channels
from storage.mail import inbox, outbox, pictures
from storage.sealed import records

PICTURES_KEPT = timedelta(days=60)


async def forget(tx: AsyncSession, local: datetime) -> int:
    """Drop old rows of inbox, outbox and pictures, files that belong to no record, and addresses of those who left; gives how many."""
    rows = await inbox.forget(tx, local) + await outbox.forget(tx, local)
    return (
        rows
        + await pictures.forget(tx, local - PICTURES_KEPT)
        + await records.tidy(tx)
        + await channels.forget(tx, local)
    )
