"""Giving a task one level down, its next periods, taking it back. What is not to be done raises Refusal."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import Cadence, due_day
from storage.engine.refusal import Refusal
from storage.engine.sweeps import apart_in
from storage.people import directory
from storage.people.access import reach
from storage.people.directory import Who
from storage.people.rights import Act, Reach
from storage.tasks.parts import check_owed, task_of
from storage.tasks.receivers import receivers
from storage.tasks.rows import Assignment, Proof, Refused, Said, State, Task, TaskEntry, receives

_RECURRING = [cadence.value for cadence in Cadence if cadence.months]


async def give(
    tx: AsyncSession,
    me: Who,
    *,
    level: int | None,
    what: str,
    to: Iterable[int],
    cadence: Cadence,
    due_on: date,
    of_month: int,
    lead_days: int | None,
    proof: Proof,
    parent_id: int | None,
    meeting_id: int | None = None,
    now: datetime,
) -> Task:
    """Give it to those receivers; `now` in the bureau's zone. `of_month` is the day of later periods, 31 the month's last."""
    today = now.date()
    if due_on < today:
        raise Refusal(Refused.PAST)
    if parent_id is not None:
        parent = await tx.get(Assignment, parent_id)
        if parent is None or not receives(me, parent) or level is None:
            raise Refusal(Refused.NOT_YOURS)
        check_owed(parent)
        if due_on > parent.due_on:
            raise Refusal(Refused.BEYOND_PARENT)
    wanted = set(to)
    chosen = [each for each in await receivers(tx, me, level) if each.number in wanted]
    if not chosen:
        raise Refusal(Refused.NOBODY)
    task = Task(
        giver_id=me.person_id,
        branch_id=level,
        parent_id=parent_id,
        meeting_id=meeting_id,
        what=what,
        cadence=cadence.value,
        proof=proof.value,
        lead_days=lead_days if cadence is Cadence.ONCE else None,
        due_on=due_on,
        since=today,
        first_due=due_on,
        of_month=of_month,
        given_at=now,
    )
    tx.add(task)
    await tx.flush()
    task.series_id = task.id
    tx.add(task)
    tx.add_all(_assignment(task, each.who.branch_id, None if level is None else each.number) for each in chosen)
    await tx.flush()
    return task


def _assignment(task: Task, branch_id: int, person_id: int | None) -> Assignment:
    return Assignment(task_id=task.key, branch_id=branch_id, person_id=person_id, due_on=task.due_on, since=task.since)


async def give_oneself(tx: AsyncSession, me: Who, *, what: str, due_on: date, now: datetime) -> Task:
    """A task of one's own, reminded like any other and done as soon as it is handed in."""
    today = now.date()
    level = None if reach(me, Act.ASSIGN) is Reach.BUREAU else me.branch_id
    task = Task(
        giver_id=me.person_id,
        branch_id=level,
        what=what,
        cadence=Cadence.ONCE.value,
        proof=Proof.NONE.value,
        due_on=due_on,
        since=today,
        first_due=due_on,
        of_month=due_on.day,
        given_at=now,
    )
    tx.add(task)
    await tx.flush()
    task.series_id = task.id
    tx.add(task)
    tx.add(_assignment(task, me.branch_id, me.person_id))
    await tx.flush()
    return task


async def begin_next_periods(tx: AsyncSession, today: date) -> int:
    """Give each recurring task whose newest period has passed its next one, as often as days have gone by; how many.

    A branch's part stays the branch's; a person who has left the branch gets none. The day after the last due day counts as
    the day on which people were told: they have known the task since its first period.
    """
    made, tried = 0, set[int]()
    while True:
        query = select(Task).where(
            col(Task.due_on) < today,
            col(Task.followed).is_(False),
            col(Task.cadence).in_(_RECURRING),
            col(Task.stopped_at).is_(None),
            col(Task.cancelled_at).is_(None),
        )
        passed = [task for task in (await tx.exec(query)).all() if task.key not in tried]
        if not passed:
            return made
        for task in passed:
            tried.add(task.key)
            async with apart_in(tx):
                made += await _follow(tx, task)


async def _follow(tx: AsyncSession, last: Task) -> int:
    last.followed = True
    tx.add(last)
    query = select(Assignment).where(
        col(Assignment.task_id) == last.key, col(Assignment.state) != State.CANCELLED.value
    )
    still = []
    for each in (await tx.exec(query)).all():
        who = await directory.who_has_id(tx, each.person_id) if each.person_id is not None else None
        if each.person_id is None or (who is not None and who.branch_id == each.branch_id):
            still.append(each)
    if not still:
        return 0
    number = last.number + 1
    due = due_day(last.first_due, last.of_month, Cadence(last.cadence), number)
    task = Task(
        giver_id=last.giver_id,
        branch_id=last.branch_id,
        parent_id=last.parent_id,
        what=last.what,
        cadence=last.cadence,
        proof=last.proof,
        due_on=due,
        since=last.due_on,
        series_id=last.series_id,
        number=number,
        first_due=last.first_due,
        of_month=last.of_month,
        given_at=last.given_at,
    )
    tx.add(task)
    await tx.flush()
    tx.add_all(_assignment(task, each.branch_id, each.person_id) for each in still)
    await tx.flush()
    return 1


async def cancellable(session: AsyncSession, me: Who, task_id: int) -> Task:
    """One that this person may take back."""
    task = await task_of(session, me, task_id)
    if task.cancelled_at is not None:
        raise Refusal(Refused.CANCELLED)
    return task


async def cancel(tx: AsyncSession, me: Who, task_id: int, reason: str, now: datetime) -> tuple[Task, list[Assignment]]:
    """Take a task back with a reason; it will not come again. Gives it with the parts that were still owed."""
    task = await cancellable(tx, me, task_id)
    task.cancelled_at = now
    tx.add(task)
    query = select(Assignment).where(
        col(Assignment.task_id) == task_id, col(Assignment.state).not_in([State.DONE.value, State.CANCELLED.value])
    )
    open_ones = list((await tx.exec(query)).all())
    for each in open_ones:
        each.state = State.CANCELLED.value
        tx.add(each)
        tx.add(TaskEntry(assignment_id=each.key, by=me.person_id, at=now, said=Said.CANCELLED.value, text=reason))
    return task, open_ones


async def stoppable(session: AsyncSession, me: Who, task_id: int) -> Task:
    """One whose next periods this person may stop."""
    task = await task_of(session, me, task_id)
    if not task.recurs:
        raise Refusal(Refused.NOT_RECURRING)
    return task


async def stop(tx: AsyncSession, me: Who, task_id: int, now: datetime) -> None:
    """Let no further period follow; what is given stays."""
    task = await stoppable(tx, me, task_id)
    await tx.exec(update(Task).where(col(Task.series_id) == task.series_id).values(stopped_at=now))
