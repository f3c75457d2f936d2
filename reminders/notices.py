"""Notices that somebody has not read: one reminder on the second morning."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.notices.cards import unread_text
from handlers.notices.pushes import reminder
from storage import notices
from storage.engine.sweeps import apart
from storage.mail.outbox import Push

AFTER_DAYS = 2
LOOKS_BACK = timedelta(days=14)


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """Everyone who has not read a notice from the day before yesterday, or earlier."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    before = midnight - timedelta(days=AFTER_DAYS - 1)
    unread = await notices.unread_since(session, before, midnight - LOOKS_BACK)
    pushes: list[Push] = []
    for notice, person in unread:
        with apart(session):
            pushes.append(reminder("notice_unread", notice, person, unread_text(notice), local))
    return pushes
