"""微课堂 in the ledger."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.study import pushes
from handlers.study.buttons import Hours, OpenLesson
from storage.ledger import Entry
from storage.study import ledger, lessons, pace
from storage.study.rows import Refused


async def _urge_lessons(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Of each lesson only the people of those lines."""
    told = 0
    for number in dict.fromkeys(entry.record for entry in entries):
        only = {entry.person_id or 0 for entry in entries if entry.record == number}
        outcome = await lessons.urge(tx, context.me, number, context.now, only=only)
        if not isinstance(outcome, Refused):
            told += await pushes.urged(tx, *outcome, context)
    return told


async def _urge_hours(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Only those who lag by now."""
    outcome = await pace.urge(tx, context.me, context.now, only={entry.person_id or 0 for entry in entries})
    return 0 if isinstance(outcome, Refused) else await pushes.hurried(tx, outcome, context)


LESSONS = Subject("lessons", "微课堂", ledger.lessons, lambda entry: OpenLesson(entry.record), _urge_lessons)
HOURS = Subject("hours", "学时", ledger.hours, lambda entry: Hours(entry.person_id or 0, entry.on.year, 0), _urge_hours)
