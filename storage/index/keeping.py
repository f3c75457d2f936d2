"""Keeping the index up to date: everyone's each day, a few branches at a time, and meanwhile that of whoever has a new fact."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from storage.engine.columns import table_of
from storage.index import index
from storage.people.branch_ends import ended
from storage.people.directory import Branch
from storage.people.stale import HealthStale
from storage.people.whose import Of, Whose

BRANCHES_AT_ONCE, OPEN = 20, 2
BRANCHES_FOR_LONGER = 4
"""Where more months are to be computed than can be open: a year at first."""
PEOPLE_AT_ONCE = 300
"""As many as are computed in a few hundredths of a second: others wait for the write transaction meanwhile."""


class HealthRun(SQLModel, table=True):
    """On which day a branch was last computed as a whole."""

    __tablename__ = "health_run"

    branch_id: int = Field(foreign_key="branch.id", primary_key=True)
    day: date


async def daily(tx: AsyncSession, now: datetime) -> int:
    """Compute a few of the branches that have not been computed today; gives how many rows changed."""
    query = (
        select(col(Branch.id), col(HealthRun.day))
        .join(HealthRun, col(HealthRun.branch_id) == col(Branch.id), isouter=True)
        .where(~ended(col(Branch.id)), col(HealthRun.day).is_(None) | (col(HealthRun.day) < now.date()))
        .order_by(col(Branch.id))
        .limit(BRANCHES_AT_ONCE)
    )
    waiting = (await tx.exec(query)).all()
    if not waiting:
        return 0
    last = waiting[0][1]
    months = _months(now, last)
    many = BRANCHES_AT_ONCE if len(months) <= OPEN else BRANCHES_FOR_LONGER
    alike = [branch or 0 for branch, day in waiting if day == last]
    return await whole(tx, now, alike[:many], months)


def _months(now: datetime, last: date | None) -> list[date]:
    """Every month that was not closed when a branch was last computed, so that a long rest loses none; at first a year."""
    this = index.this_month(now.date())
    first = index.open_months(last, index.rules_in_force())[0] if last else add_months(this, 1 - index.TREND)
    return [month for back in range(index.TREND, -1, -1) if (month := add_months(this, -back)) >= first]


async def whole(tx: AsyncSession, now: datetime, branches: Sequence[int], months: Sequence[date]) -> int:
    """Compute those months of everybody in a few branches."""
    whose = Whose(branches=branches)
    changed = await index.compute(tx, now, whose, months)
    runs = table_of(HealthRun)
    await tx.exec(delete(runs).where(runs.c.branch_id.in_(branches)))
    await tx.exec(insert(runs), params=[{"branch_id": each, "day": now.date()} for each in branches])
    await whose.ask(tx, _unmarking)
    return changed


async def everyone(tx: AsyncSession, now: datetime) -> int:
    """Compute the whole bureau's year in one go, as after a history was taken over; gives how many rows changed."""
    branches = [branch or 0 for branch in (await tx.exec(select(Branch.id).order_by(col(Branch.id)))).all()]
    changed = 0
    for start in range(0, len(branches), BRANCHES_AT_ONCE):
        changed += await whole(tx, now, branches[start : start + BRANCHES_AT_ONCE], _months(now, None))
    return changed


async def marked(tx: AsyncSession, now: datetime) -> int:
    """Compute the open months of some people with new facts; gives how many rows changed."""
    many = PEOPLE_AT_ONCE // len(index.open_months(now.date(), index.rules_in_force()))
    query = select(HealthStale.person_id).order_by(col(HealthStale.person_id)).limit(many)
    waiting = (await tx.exec(query)).all()
    return await _open_months(tx, now, waiting) if waiting else 0


async def of_person(tx: AsyncSession, now: datetime, person_id: int) -> int:
    """Compute one person's open months."""
    return await _open_months(tx, now, [person_id])


async def _open_months(tx: AsyncSession, now: datetime, people: Sequence[int]) -> int:
    whose = Whose(people=people)
    changed = await index.compute(tx, now, whose)
    await whose.ask(tx, _unmarking)
    return changed


def _unmarking(of: Of) -> Any:
    stale = table_of(HealthStale)
    return delete(stale).where(of(stale.c.person_id))
