"""The health index kept up to date: at once for whom a fact changed, each day for everyone."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.index import keeping


async def keep(tx: AsyncSession, local: datetime) -> int:
    """Those with new facts, and a few of the branches that have not been computed today."""
    return await keeping.marked(tx, local) + await keeping.daily(tx, local)
