"""Notices in the ledger."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.notices import pushes
from handlers.notices.buttons import OpenNotice
from storage import notices
from storage.ledger import Entry
from storage.notices import Refused


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Of a branch's line only that branch's readers."""
    told = 0
    for entry in entries:
        outcome = await notices.urge(tx, context.me, entry.record, context.now, branch_id=entry.branch_id)
        if not isinstance(outcome, Refused):
            told += await pushes.urged(tx, *outcome, context)
    return told


NOTICES = Subject("notices", "通知", notices.ledger, lambda entry: OpenNotice(entry.record), _urge)
