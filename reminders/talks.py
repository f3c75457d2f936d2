"""Talks whose time is over: what was said is erased, that they took place stays."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.settings import Options
from storage.talks import content


async def clear(tx: AsyncSession, local: datetime, options: Options) -> int:
    """Gives how many."""
    return await content.clear_old(tx, local.date(), options.talk_years, local)
