"""Tasks in the ledger: each receiver's part, by its due day."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ledger import Entry, Scope, standing
from storage.people.directory import Branch, Person
from storage.tasks.rows import Assignment, State, Task

_NOTES = {State.GIVEN: "未阅", State.HANDED_IN: "待验收", State.RETURNED: "已退回"}


async def tasks(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Every part that was not taken back. It counts as done on the day it was handed in, once that was accepted."""
    query: Any = (
        select(Assignment, Task.what, Branch.name, Person)
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .join(Branch, col(Branch.id) == col(Assignment.branch_id))
        .join(Person, col(Person.id) == col(Assignment.person_id), isouter=True)
        .where(
            col(Assignment.due_on) >= scope.first,
            col(Assignment.due_on) <= scope.last,
            col(Assignment.state) != State.CANCELLED.value,
        )
        .order_by(col(Assignment.due_on), col(Assignment.id))
    )
    if scope.branch_id is not None:
        query = query.where(col(Assignment.branch_id) == scope.branch_id)
    if scope.person_id is not None:
        query = query.where(col(Assignment.person_id) == scope.person_id)
    entries = []
    for part, what, branch, person in (await session.exec(query)).all():
        accepted = part.state == State.DONE and part.handed_in_at is not None
        done = scope.day(part.handed_in_at) if accepted else None
        entries.append(
            Entry(
                record=part.key,
                branch_id=part.branch_id,
                branch=branch,
                what=what,
                on=part.due_on,
                done=done,
                standing=standing(part.due_on, done, scope.today),
                person_id=person.id if person else None,
                person=person.name if person else "支部书记",
                police_no=person.police_no if person else "",
                note=_NOTES.get(State(part.state), ""),
            )
        )
    return entries
