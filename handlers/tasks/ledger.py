"""Tasks in the ledger."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.tasks import pushes
from handlers.tasks.buttons import OpenPart
from storage.ledger import Entry
from storage.tasks import doing, ledger
from storage.tasks.doing import Part


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    outcomes = [await doing.urge(tx, context.me, entry.record, context.now) for entry in entries]
    return await pushes.urged(tx, [each for each in outcomes if isinstance(each, Part)], context)


TASKS = Subject("tasks", "任务", ledger.tasks, lambda entry: OpenPart(entry.record), _urge)
