"""The yearly plan list: proposed by the secretary, approved by the party-affairs staff, read by everybody."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.development.rows import PlanEntry, Refused
from storage.people.access import Act, Place, may
from storage.people.directory import Branch, Person, Who, people_of
from storage.people.posts import MEMBERS


async def propose(
    tx: AsyncSession, me: Who, branch_id: int, people: Iterable[int], *, year: int, now: datetime
) -> int | Refused:
    """Put people of a branch on the list; gives how many are new. Staff's own proposals are approved at once."""
    if not may(me, Act.PLAN_DEVELOPMENT, Place(branch_id=branch_id)):
        return Refused.NOT_RUNNING
    found = [who for who in await people_of(tx, branch_id=branch_id, ids=set(people)) if who.category not in MEMBERS]
    if not found:
        return Refused.NOT_HERE
    known = set((await tx.exec(select(PlanEntry.person_id).where(col(PlanEntry.year) == year))).all())
    fresh = [who for who in found if who.person_id not in known]
    approves = may(me, Act.APPROVE_DEVELOPMENT)
    tx.add_all(
        PlanEntry(
            year=year,
            person_id=who.person_id,
            branch_id=branch_id,
            by=me.person_id,
            at=now,
            approved_by=me.person_id if approves else None,
            approved_at=now if approves else None,
        )
        for who in fresh
    )
    await tx.flush()
    return len(fresh)


async def approve(tx: AsyncSession, me: Who, entry_id: int, now: datetime) -> PlanEntry | Refused:
    """It holds from now on; approved already, it stays so."""
    entry = await tx.get(PlanEntry, entry_id)
    if entry is None:
        return Refused.NOT_PLANNED
    if not may(me, Act.APPROVE_DEVELOPMENT):
        return Refused.NOT_ABOVE
    if entry.approved_at is None:
        entry.approved_by, entry.approved_at = me.person_id, now
        tx.add(entry)
    return entry


async def remove(tx: AsyncSession, me: Who, entry_id: int) -> PlanEntry | Refused:
    """Off the list: before its approval by who may propose there, after it by who approves."""
    entry = await tx.get(PlanEntry, entry_id)
    if entry is None:
        return Refused.NOT_PLANNED
    proposes = may(me, Act.PLAN_DEVELOPMENT, Place(branch_id=entry.branch_id)) and entry.approved_at is None
    if not proposes and not may(me, Act.APPROVE_DEVELOPMENT):
        return Refused.NOT_ABOVE
    await tx.delete(entry)
    return entry


async def of_year(session: AsyncSession, year: int) -> list[tuple[PlanEntry, Person, str]]:
    """The list, by branch and police number."""
    query = (
        select(PlanEntry, Person, Branch.name)
        .join(Person, col(Person.id) == col(PlanEntry.person_id))
        .join(Branch, col(Branch.id) == col(PlanEntry.branch_id))
        .where(col(PlanEntry.year) == year)
        .order_by(col(PlanEntry.branch_id), col(Person.police_no))
    )
    return [(entry, person, branch) for entry, person, branch in (await session.exec(query)).all()]
