"""Take a roster file over, or one person's change by hand, and take the last one back. Nobody is ever deleted by it."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.people import accounts, register, roster_imports
from storage.people.accounts import Decided
from storage.people.directory import Person, PostHeld
from storage.people.register import Fact, Stamp, Way, settle
from storage.people.roster_compare import compare
from storage.people.roster_file import RosterFile
from storage.people.roster_imports import RosterImport
from storage.people.roster_plan import RosterPlan, posts_in
from storage.people.roster_writing import write
from storage.sealed import audit
from storage.sealed.audit import Event


class Refused(StrEnum):
    """Why nothing was changed; the value is what the person reads."""

    NOT_HERE = "名册里已没有这位同志，可能刚办理了离开，请返回名册重新选择。"
    BEGAN_LATER = "这一项后来又变过，生效日期不能早于那一次。请在“任职和变动”里核对，换一个日期。"


_DATED = {Fact.BRANCH, Fact.GROUP, Fact.CATEGORY, Fact.POST, Fact.NUMBER}
"""Facts that are entered with a day of their own."""
NOT_NAMED = "不在花名册"
"""The reason of those whose removal a file proposed."""


async def apply(
    session: AsyncSession, file: RosterFile, now: datetime, by: int | None = None, *, apart: Collection[str] = ()
) -> RosterPlan:
    """Take the file over and propose the removal of those it no longer names. Doing it twice changes nothing more.

    The audit trail keeps that it was done, by whom (None is the operator), and each change of what rights follow from.
    """
    plan = await compare(session, file, apart=apart)
    # Somebody has to be first: before anybody holds a post there is no second person who could confirm one.
    first = by is None and not await _anybody_in_office(session)
    # Since when what the first file says has been so, nobody knows.
    await _carry_out(session, plan, Stamp(None if first else now.date(), by, now, Way.FILE), first=first)
    return plan


async def change(tx: AsyncSession, plan: RosterPlan, stamp: Stamp, *, slip: bool = False) -> None:
    """Write what somebody has entered by hand (`by_hand.py`), from the stamp's day on. Raises Refusal.

    What a second person has to confirm after a file waits here too. With `slip` those who come back had never been away.
    """
    for each in plan.changed:
        person = await tx.get(Person, each.person_id)
        if slip and person is not None and person.left_at is not None:
            await register.go_on(tx, [person.id or 0], person.left_at)
        elif stamp.on and await register.began_later(
            tx, each.person_id or 0, _DATED.intersection(each.fields), stamp.on
        ):
            raise Refusal(Refused.BEGAN_LATER)
    await _carry_out(tx, plan, stamp)


async def _carry_out(session: AsyncSession, plan: RosterPlan, stamp: Stamp, *, first: bool = False) -> None:
    counts = f"新增 {len(plan.new)}，变更 {len(plan.changed)}，拟移出 {len(plan.gone)}"
    sure = {change.police_no: set(posts_in(change.after["职务"])) for change in plan.new if first}
    held = await _confirmed_posts(session)
    made = None if plan.is_empty else await roster_imports.begin(session, plan, stamp)
    event = Event.ROSTER_IMPORTED if stamp.way is Way.FILE else Event.ROSTER_CHANGED
    people = await write(session, plan, sure, stamp.of(made.id if made else None), event=event, counts=counts)
    if made is not None:
        await roster_imports.keep(session, made, plan, people, confirmed=held)


async def undo(session: AsyncSession, made: RosterImport, now: datetime, by: int | None) -> RosterPlan:
    """Take an import back that is the last of its way. Raises VaultError when its key is gone."""
    plan, sure = await roster_imports.undoing(session, made)
    if by != made.by:
        # What one has ended and another gives back is given by that other.
        sure = {}
    counts = f"恢复 {len(plan.changed)}，拟移出 {len(plan.gone)}"
    stamp = Stamp(now.date(), by, now, Way(made.way), undoing=made.id)
    await write(session, plan, sure, stamp, event=Event.IMPORT_UNDONE, counts=counts)
    await roster_imports.mark_undone(session, made, by=by, now=now)
    return plan


async def _anybody_in_office(session: AsyncSession) -> bool:
    query = select(PostHeld.person_id).join(Person, col(Person.id) == col(PostHeld.person_id))
    return (await session.exec(query.where(col(Person.left_at).is_(None)).limit(1))).first() is not None


async def _confirmed_posts(session: AsyncSession) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in (await session.exec(select(PostHeld).where(col(PostHeld.waiting_since).is_(None)))).all():
        found.setdefault(row.person_id, []).append(row.post)
    return found


async def proposed_removals(session: AsyncSession) -> list[Person]:
    """Those who vanished from the roster and wait for somebody's decision."""
    query = select(Person).where(col(Person.missing_since).is_not(None), col(Person.left_at).is_(None))
    return list((await session.exec(query.order_by(col(Person.police_no)))).all())


async def decide_removal(
    session: AsyncSession, person_id: int, *, leaves: bool, now: datetime, by: int | None = None
) -> Person | None:
    """Confirm that a person has left, or keep them; None when nobody proposed it (any more)."""
    person = await session.get(Person, person_id)
    if person is None or person.missing_since is None or person.left_at is not None:
        return None
    if leaves:
        return await leave(session, person_id, Stamp(now.date(), by, now, Way.FILE, reason=NOT_NAMED))
    person.missing_since = None
    session.add(person)
    return person


async def leave(tx: AsyncSession, person_id: int, stamp: Stamp) -> Person:
    """Somebody goes, for the stamp's reason: the account is free, everything recorded stays. Raises Refusal."""
    person, now = await tx.get(Person, person_id), stamp.now
    if person is None or person.left_at is not None:
        raise Refusal(Refused.NOT_HERE)
    if stamp.on and await register.began_later(tx, person_id, [Fact.HERE, Fact.BRANCH], stamp.on):
        raise Refusal(Refused.BEGAN_LATER)
    person.left_at, person.telegram_id, person.bound_at, person.phone = now, None, None, None
    tx.add(person)
    await settle(tx, [person_id], stamp)
    await roster_imports.forget(tx, person_id)
    await accounts.decide(tx, Decided.REMOVED, [person_id], by=stamp.by, now=now)
    await audit.record(tx, Event.LEFT_ROSTER, by=stamp.by, over=person_id, now=now, note=stamp.reason or "")
    return person
