"""The yearly plan list: proposed by the secretary, approved by the party-affairs staff, read by everybody."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.development.rows import PlanEntry, Refused
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import Branch, Person, Who, people_of
from storage.people.posts import MEMBERS
from storage.people.rights import Act


async def propose(tx: AsyncSession, me: Who, branch_id: int, people: Iterable[int], *, year: int, now: datetime) -> int:
    """Put people of a branch on the list; gives how many are new. Staff's own proposals are approved at once. Raises Refusal."""
    if not may(me, Act.PLAN_DEVELOPMENT, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_RUNNING)
    found = [who for who in await people_of(tx, branch_id=branch_id, ids=set(people)) if who.category not in MEMBERS]
    if not found:
        raise Refusal(Refused.NOT_HERE)
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


_LISTED = (
    select(PlanEntry, Person, Branch.name)
    .join(Person, col(Person.id) == col(PlanEntry.person_id))
    .join(Branch, col(Branch.id) == col(PlanEntry.branch_id))
)


async def find(session: AsyncSession, entry_id: int) -> tuple[PlanEntry, Person, str]:
    """One entry, whom it names, and their branch. Raises Refusal."""
    found = (await session.exec(_LISTED.where(col(PlanEntry.id) == entry_id))).first()
    if found is None:
        raise Refusal(Refused.NOT_PLANNED)
    return found


async def approve(tx: AsyncSession, me: Who, entry_id: int, now: datetime) -> PlanEntry:
    """It holds from now on; approved already, it stays so. Raises Refusal."""
    entry, _, _ = await find(tx, entry_id)
    if not may(me, Act.APPROVE_DEVELOPMENT):
        raise Refusal(Refused.NOT_ABOVE)
    if entry.approved_at is None:
        entry.approved_by, entry.approved_at = me.person_id, now
        tx.add(entry)
    return entry


def may_remove(me: Who, entry: PlanEntry) -> bool:
    """Before its approval those who may propose there, after it those who approve."""
    proposes = may(me, Act.PLAN_DEVELOPMENT, Place(branch_id=entry.branch_id)) and entry.approved_at is None
    return proposes or may(me, Act.APPROVE_DEVELOPMENT)


async def remove(tx: AsyncSession, me: Who, entry_id: int) -> PlanEntry:
    """Off the list. Raises Refusal."""
    entry, _, _ = await find(tx, entry_id)
    if not may_remove(me, entry):
        raise Refusal(Refused.NOT_ABOVE)
    await tx.delete(entry)
    return entry


async def of_year(session: AsyncSession, year: int) -> list[tuple[PlanEntry, Person, str]]:
    """The list, by branch and police number."""
    query = _LISTED.where(col(PlanEntry.year) == year).order_by(col(PlanEntry.branch_id), col(Person.police_no))
    return list((await session.exec(query)).all())
