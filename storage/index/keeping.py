"""Keeping the index up to date: everyone's each day, a branch at a time, and meanwhile that of whoever has a new fact."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from storage.index import index
from storage.index.facts import Reach
from storage.people.directory import Branch, Person
from storage.people.stale import HealthStale

BRANCHES_AT_ONCE = 5
PEOPLE_AT_ONCE = 20
TOGETHER = 5
"""From this many marked people of one branch on, the branch is computed as a whole: that costs hardly more."""


class HealthRun(SQLModel, table=True):
    """On which day a branch was last computed as a whole."""

    __tablename__ = "health_run"

    branch_id: int = Field(foreign_key="branch.id", primary_key=True)
    day: date


async def daily(tx: AsyncSession, now: datetime) -> int:
    """Compute a few of the branches that have not been computed today; gives how many rows changed."""
    query = (
        select(Branch, HealthRun)
        .join(HealthRun, col(HealthRun.branch_id) == col(Branch.id), isouter=True)
        .where(col(HealthRun.day).is_(None) | (col(HealthRun.day) < now.date()))
        .order_by(col(Branch.id))
        .limit(BRANCHES_AT_ONCE)
    )
    changed = 0
    for branch, run in (await tx.exec(query)).all():
        changed += await whole(tx, now, branch.id or 0, run.day if run else None)
    return changed


async def whole(tx: AsyncSession, now: datetime, branch: int, last: date | None) -> int:
    """Compute a branch: every month that was not closed when it was last computed, so that a long rest loses none."""
    this = index.this_month(now.date())
    first = index.open_months(last, index.rules_in_force())[0] if last else add_months(this, 1 - index.TREND)
    months = [month for back in range(index.TREND, -1, -1) if (month := add_months(this, -back)) >= first]
    changed = await index.compute(tx, now, Reach(branch_id=branch), months)
    await tx.merge(HealthRun(branch_id=branch, day=now.date()))
    await _unmark(tx, select(col(Person.id)).where(Person.branch_id == branch))
    return changed


async def everyone(tx: AsyncSession, now: datetime) -> int:
    """Compute the whole bureau's year in one go, as after a history was taken over; gives how many rows changed."""
    this = index.this_month(now.date())
    months = [add_months(this, -back) for back in range(index.TREND - 1, -1, -1)]
    changed = await index.compute(tx, now, Reach(), months)
    for branch in (await tx.exec(select(col(Branch.id)))).all():
        await tx.merge(HealthRun(branch_id=branch or 0, day=now.date()))
    await _unmark(tx, select(col(Person.id)))
    return changed


async def marked(tx: AsyncSession, now: datetime) -> int:
    """Compute the open months of people with new facts; gives how many rows changed."""
    query = select(HealthStale.person_id, Person.branch_id).join(Person, col(Person.id) == col(HealthStale.person_id))
    waiting = [(person, branch) for person, branch in (await tx.exec(query.order_by(col(HealthStale.person_id)))).all()]
    if not waiting:
        return 0
    branch, most = Counter(branch for _, branch in waiting).most_common(1)[0]
    run = await tx.get(HealthRun, branch)
    if most >= TOGETHER:
        return await whole(tx, now, branch, run.day if run else None)
    changed = 0
    for person, _ in waiting[:PEOPLE_AT_ONCE]:
        changed += await of_person(tx, now, person)
    return changed


async def of_person(tx: AsyncSession, now: datetime, person_id: int) -> int:
    """Compute one person's open months."""
    changed = await index.compute(tx, now, Reach(person_id=person_id))
    await _unmark(tx, [person_id])
    return changed


async def _unmark(tx: AsyncSession, people: object) -> None:
    await tx.exec(delete(HealthStale).where(col(HealthStale.person_id).in_(people)))  # type: ignore[arg-type]
