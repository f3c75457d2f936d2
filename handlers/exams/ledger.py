"""Exams in the ledger."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.exams import pushes
from handlers.exams.buttons import OpenExam
from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from storage.exams import results, setting
from storage.exams.rows import Refused
from storage.ledger import Entry


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    told = 0
    for entry in entries:
        outcome = await setting.urge(
            tx, context.me, entry.record, context.now, branch_id=entry.branch_id, person_id=entry.person_id
        )
        if not isinstance(outcome, Refused):
            told += await pushes.urged(tx, *outcome, context)
    return told


EXAMS = Subject("exams", "考试", results.ledger, lambda entry: OpenExam(entry.record), _urge)
