"""What was handed in with a branch's tasks: photos and files, as an inspection asks for them."""

from typing import NamedTuple

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ledger import Scope
from storage.mail.outbox import File
from storage.tasks.rows import Assignment, Said, State, Task, TaskEntry


class Kept(NamedTuple):
    """What is shown of an entry: for which task, and its files."""

    what: str
    entry: TaskEntry
    files: list[File]


async def of_branch(session: AsyncSession, scope: Scope) -> list[Kept]:
    """Of the parts that were due in that time and accepted, oldest first."""
    query = (
        select(Task.what, TaskEntry)
        .join(Assignment, col(Assignment.task_id) == col(Task.id))
        .join(TaskEntry, col(TaskEntry.assignment_id) == col(Assignment.id))
        .where(
            col(Assignment.branch_id) == scope.branch_id,
            col(Assignment.due_on).between(scope.first, scope.last),
            col(Assignment.state) == State.DONE.value,
            col(TaskEntry.said) == Said.HANDED_IN.value,
            col(Task.cancelled_at).is_(None),
        )
        .order_by(col(TaskEntry.id))
    )
    return [
        Kept(what, entry, [(media, content) for media, content in entry.files])
        for what, entry in (await session.exec(query)).all()
        if entry.files
    ]
