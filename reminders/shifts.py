"""Shifts of days that are over are erased."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.settings import Options
from storage.shifts import roster


async def clear(tx: AsyncSession, local: datetime, _options: Options) -> int:
    """Gives how many."""
    return await roster.clear(tx, local.date())
