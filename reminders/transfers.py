"""Those who have come to another branch, in whichever way the roster learnt it: listed, and told to both secretaries and to themselves."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.transfers import pushes
from storage import transfers
from storage.engine.sweeps import apart_in
from storage.mail import outbox


async def find(tx: AsyncSession, local: datetime) -> int:
    found = await transfers.find_new(tx, local)
    for row in found:
        async with apart_in(tx):
            if (await transfers.following(tx, row.person_id)).is_empty:
                # Nothing to hand over: it is told, and nobody has to do anything.
                row.handed_at = row.accepted_at = local
                tx.add(row)
            await outbox.put(tx, local, *await pushes.moved(tx, row, local))
    return len(found)
