"""Lists of tasks: what is mine, what I gave, who stands where, what was said; the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, standing
from storage.people.access import roles
from storage.people.directory import Branch, Person, Who
from storage.people.finding import MOST, Words, bears, reached
from storage.people.rights import Act, Role
from storage.tasks.rows import LAGGING, Assignment, Said, State, Task, TaskEntry

_NOTES = {State.GIVEN: "未阅", State.HANDED_IN: "待验收", State.RETURNED: "已退回"}


@dataclass(frozen=True)
class Item:
    """One line of a list of tasks; `name` is the receiver's: a person or a branch."""

    assignment: Assignment
    task: Task
    name: str
    branch: str


@dataclass(frozen=True)
class Count:
    """How many parts of a task there are, are done, wait to be judged, and lag."""

    total: int
    done: int
    handed_in: int

    @property
    def lagging(self) -> int:
        """How many owe something."""
        return self.total - self.done - self.handed_in


def _with_names() -> Any:
    return (
        select(Assignment, Task, Person.name, Branch.name)
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .join(Branch, col(Branch.id) == col(Assignment.branch_id))
        .join(Person, col(Person.id) == col(Assignment.person_id), isouter=True)
    )


async def _items(session: AsyncSession, query: Any) -> list[Item]:
    rows = (await session.exec(query)).all()
    return [Item(assignment, task, name or branch, branch) for assignment, task, name, branch in rows]


async def mine(session: AsyncSession, me: Who) -> list[Item]:
    """What is that person's to do: what lags first, nearest due day first; then what is handed in; then what is done."""
    own = col(Assignment.person_id) == me.person_id
    if Role.SECRETARY in roles(me):
        own = or_(own, and_(col(Assignment.person_id).is_(None), col(Assignment.branch_id) == me.branch_id))
    query = _with_names().where(own, col(Assignment.state) != State.CANCELLED.value)
    found = await _items(session, query.order_by(col(Assignment.due_on), col(Assignment.id)))
    lagging = [item for item in found if item.assignment.lags]
    waiting = [item for item in found if item.assignment.state == State.HANDED_IN]
    done = [item for item in found if item.assignment.state == State.DONE]
    return [*lagging, *waiting, *reversed(done)]


async def to_judge(session: AsyncSession, levels: Sequence[int | None]) -> list[Item]:
    """The parts of what was given from there (None: the bureau) that wait for its giver's word: handed in, or asking for more time."""
    if not levels:
        return []
    own = col(Task.branch_id).in_([level for level in levels if level is not None])
    where = or_(own, col(Task.branch_id).is_(None)) if None in levels else own
    asks = and_(col(Assignment.asked_until).is_not(None), col(Assignment.state) != State.CANCELLED.value)
    query = _with_names().where(where, or_(col(Assignment.state) == State.HANDED_IN.value, asks))
    return await _items(session, query.order_by(col(Assignment.due_on), col(Assignment.id)))


async def given(session: AsyncSession, level: int | None) -> list[tuple[Task, Count]]:
    """The tasks given from there (None: the bureau): those with something open first, nearest first; then the rest."""
    query = (
        select(Task)
        .where(col(Task.branch_id).is_(None) if level is None else col(Task.branch_id) == level)
        .where(col(Task.cancelled_at).is_(None))
        .order_by(col(Task.due_on), col(Task.id))
    )
    tasks = (await session.exec(query)).all()
    counted = await counts(session, [task.key for task in tasks])
    pairs = [(task, counted[task.key]) for task in tasks if task.key in counted]
    open_ones = [pair for pair in pairs if pair[1].done < pair[1].total]
    closed = [pair for pair in pairs if pair[1].done == pair[1].total]
    return [*open_ones, *reversed(closed)]


async def of_meeting(session: AsyncSession, meeting_id: int) -> list[tuple[Task, Count]]:
    """The tasks that a meeting's minutes ask for, in the order in which they were given."""
    query = (
        select(Task).where(col(Task.meeting_id) == meeting_id, col(Task.cancelled_at).is_(None)).order_by(col(Task.id))
    )
    tasks = (await session.exec(query)).all()
    counted = await counts(session, [task.key for task in tasks]) if tasks else {}
    return [(task, counted[task.key]) for task in tasks if task.key in counted]


async def counts(session: AsyncSession, task_ids: list[int]) -> dict[int, Count]:
    """Task → how its parts stand; parts that were taken back do not count."""
    query = (
        select(Assignment.task_id, Assignment.state, func.count())
        .where(col(Assignment.task_id).in_(task_ids), col(Assignment.state) != State.CANCELLED.value)
        .group_by(col(Assignment.task_id), col(Assignment.state))
    )
    found: dict[int, dict[str, int]] = {}
    for task_id, state, number in (await session.exec(query)).all():
        found.setdefault(task_id, {})[state] = number
    return {
        task_id: Count(sum(states.values()), states.get(State.DONE, 0), states.get(State.HANDED_IN, 0))
        for task_id, states in found.items()
    }


async def items_of(session: AsyncSession, task_id: int) -> list[Item]:
    """The parts of a task: those that wait to be judged first, then those that lag, then the rest."""
    query = _with_names().where(col(Assignment.task_id) == task_id).order_by(col(Assignment.id))
    order = {State.HANDED_IN: 0, **dict.fromkeys(LAGGING, 1)}
    return sorted(await _items(session, query), key=lambda item: order.get(State(item.assignment.state), 2))


async def parts(session: AsyncSession, task_id: int) -> list[Assignment]:
    """The parts of a task, in the order in which they were given."""
    query = select(Assignment).where(col(Assignment.task_id) == task_id).order_by(col(Assignment.id))
    return list((await session.exec(query)).all())


async def item(session: AsyncSession, assignment_id: int) -> Item | None:
    found = await _items(session, _with_names().where(col(Assignment.id) == assignment_id))
    return found[0] if found else None


async def children(session: AsyncSession, assignment_id: int) -> list[tuple[Task, Count]]:
    """What an assignment was broken down to, and how that stands."""
    query = select(Task).where(col(Task.parent_id) == assignment_id, col(Task.cancelled_at).is_(None))
    tasks = (await session.exec(query.order_by(col(Task.id)))).all()
    counted = await counts(session, [task.key for task in tasks])
    return [(task, counted[task.key]) for task in tasks if task.key in counted]


async def thread(session: AsyncSession, assignment_id: int) -> list[tuple[TaskEntry, str]]:
    """What was said and done about it, oldest first, with who."""
    query = (
        select(TaskEntry, Person.name)
        .join(Person, col(Person.id) == col(TaskEntry.by))
        .where(col(TaskEntry.assignment_id) == assignment_id)
        .order_by(col(TaskEntry.id))
    )
    return [(entry, name) for entry, name in (await session.exec(query)).all()]


async def last_words(
    session: AsyncSession, assignment_ids: Sequence[int], *said: Said
) -> dict[int, tuple[TaskEntry, str]]:
    """Assignment → the last thing of those sorts that was said about it, with who."""
    query = (
        select(TaskEntry, Person.name)
        .join(Person, col(Person.id) == col(TaskEntry.by))
        .where(col(TaskEntry.assignment_id).in_(assignment_ids), col(TaskEntry.said).in_([each.value for each in said]))
        .order_by(col(TaskEntry.id))
    )
    return {entry.assignment_id: (entry, name) for entry, name in (await session.exec(query)).all()}


async def entries_by(session: AsyncSession, person_id: int) -> list[tuple[Task, TaskEntry]]:
    """What somebody said or did about tasks, newest first."""
    query = (
        select(Task, TaskEntry)
        .join(Assignment, col(Assignment.task_id) == col(Task.id))
        .join(TaskEntry, col(TaskEntry.assignment_id) == col(Assignment.id))
        .where(col(TaskEntry.by) == person_id)
        .order_by(col(TaskEntry.id).desc())
    )
    return [(task, entry) for task, entry in (await session.exec(query)).all()]


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Every part that was not taken back. It counts as done on the day it was handed in, once that was accepted."""
    part = table_of(Assignment).c
    query: Any = (
        select(  # type: ignore[call-overload]  # more columns than its overloads know
            part.id, part.branch_id, part.due_on, part.state, part.handed_in_at, Task.what, part.person_id, Person.name,
            Person.police_no,
        )
        .join(Task, col(Task.id) == part.task_id)
        .join(Person, col(Person.id) == part.person_id, isouter=True)
        .where(part.due_on >= scope.first, part.due_on <= scope.last, part.state != State.CANCELLED.value)
        .order_by(part.due_on, part.id)
    )  # fmt: skip
    names = await scope.branches(session)
    if scope.branch_id is not None:
        query = query.where(part.branch_id == scope.branch_id)
    if scope.person_id is not None:
        query = query.where(part.person_id == scope.person_id)
    entries = []
    for number, branch_id, due, state, handed_in, what, person_id, name, police_no in (await session.exec(query)).all():
        done = scope.day(handed_in) if state == State.DONE and handed_in is not None else None
        entries.append(
            Entry(
                record=number,
                branch_id=branch_id,
                branch=names.get(branch_id, ""),
                what=what,
                on=due,
                done=done,
                standing=standing(due, done, scope.today),
                person_id=person_id,
                person=name or "支部书记",
                police_no=police_no or "",
                note=_NOTES.get(state, ""),
            )
        )
    return entries


async def bearing(session: AsyncSession, me: Who, words: Words) -> list[Item]:
    """The parts that person may see of tasks that bear the words, newest first; of a task only one part."""
    seen = or_(
        col(Assignment.person_id) == me.person_id,
        reached(me, Act.SEE_TASKS, col(Assignment.branch_id)),
        reached(me, Act.ASSIGN, col(Task.branch_id)),
    )
    chosen = (
        select(func.min(Assignment.id))
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .where(seen, bears(words, col(Task.what)), col(Assignment.state) != State.CANCELLED.value)
        .group_by(col(Assignment.task_id))
        .order_by(col(Assignment.task_id).desc())
        .limit(MOST)
    )
    ids = (await session.exec(chosen)).all()
    return await _items(session, _with_names().where(col(Assignment.id).in_(ids)).order_by(col(Assignment.id).desc()))
