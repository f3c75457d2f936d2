"""Notices whose moment has come; and those that somebody has not read: one reminder on the second morning."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.notices.cards import unread_text
from handlers.notices.pushes import held_back, published, reminder
from scoring.cadence import by_day
from storage.engine.sweeps import apart, apart_in
from storage.mail.outbox import Push
from storage.notices import lists, publishing

AFTER_DAYS = 2
LOOKS_BACK = timedelta(days=14)


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """Everyone who has not read a notice from the day before yesterday, or earlier."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    before = midnight - timedelta(days=AFTER_DAYS - 1)
    unread = await lists.unread_since(session, before, midnight - LOOKS_BACK)
    pushes: list[Push] = []
    for notice, person in unread:
        with apart(session):
            pushes.append(reminder("notice_unread", notice, person, unread_text(notice), local))
    return pushes


async def send(tx: AsyncSession, local: datetime) -> int:
    """Those that waited for their moment go out, each to whom it is for by now; gives to how many.

    After a downtime the moment may have passed by night: what is not urgent waits on.
    """
    told, night = 0, by_day(local) > local
    for notice, chosen in await publishing.due(tx, local):
        if night and not chosen.urgent:
            continue
        async with apart_in(tx):
            if not await publishing.still_theirs(tx, notice):
                notice.withdrawn_at = local
                tx.add(notice)
                await held_back(tx, notice, local)
                continue
            to = await publishing.send(tx, notice, chosen, local)
            told += await published(tx, notice, to, local, urgent=chosen.urgent)
    return told
