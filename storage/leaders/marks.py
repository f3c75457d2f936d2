"""Marking leading cadres, and entering the committee's 民主生活会: by the party-affairs staff."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.leaders.duties import leaders
from storage.leaders.rows import CommitteeLife, LeaderMark, Refused
from storage.people.access import may
from storage.people.directory import Who, who_has_id
from storage.people.posts import MEMBERS, Post
from storage.people.rights import Act
from storage.sealed import audit


async def mark(tx: AsyncSession, me: Who, person_id: int, *, in_committee: bool, now: datetime) -> None:
    """Mark somebody, or change whether they are of the committee. Raises Refusal."""
    who = await _markable(tx, me, person_id)
    known = await _marks(tx, person_id)
    if [each.in_committee for each in known] == [in_committee]:
        return
    for each in known:
        each.ended_at = now
        tx.add(each)
    tx.add(LeaderMark(person_id=person_id, in_committee=in_committee, by=me.person_id, at=now))
    await _told(tx, me, who, "党委班子成员" if in_committee else "其他领导干部", now)


async def unmark(tx: AsyncSession, me: Who, person_id: int, now: datetime) -> Who:
    """Take the mark back. Raises Refusal."""
    who = await _markable(tx, me, person_id)
    known = await _marks(tx, person_id)
    if not known:
        raise Refusal(Refused.NOT_MARKED)
    for each in known:
        each.ended_at = now
        tx.add(each)
    await _told(tx, me, who, "取消", now)
    return who


async def _markable(tx: AsyncSession, me: Who, person_id: int) -> Who:
    if not may(me, Act.MARK_LEADER):
        raise Refusal(Refused.NOT_MARKER)
    who = await who_has_id(tx, person_id)
    if who is None or who.category not in MEMBERS:
        raise Refusal(Refused.NOT_A_MEMBER)
    if Post.COMMITTEE_SECRETARY in who.posts:
        raise Refusal(Refused.BY_POST)
    return who


async def _marks(tx: AsyncSession, person_id: int) -> list[LeaderMark]:
    query = select(LeaderMark).where(col(LeaderMark.person_id) == person_id, col(LeaderMark.ended_at).is_(None))
    return list((await tx.exec(query)).all())


async def _told(tx: AsyncSession, me: Who, who: Who, note: str, now: datetime) -> None:
    event = audit.Event.LEADER_MARKED
    await audit.record(tx, event, by=me.person_id, over=who.person_id, subject="leaders", note=note, now=now)
    await tx.flush()


async def enter_life(tx: AsyncSession, me: Who, on: date, people: Collection[int], now: datetime) -> int:
    """That the committee held its 民主生活会 on that day, and who of its members took part; gives how many are new. Raises Refusal.

    `now` is in the bureau's zone.
    """
    if not may(me, Act.MARK_LEADER):
        raise Refusal(Refused.NOT_MARKER)
    if on > now.date():
        raise Refusal(Refused.AHEAD)
    sit = {each.who.person_id for each in await leaders(tx) if each.in_committee}
    wanted = sit & set(people)
    if not wanted:
        raise Refusal(Refused.NOBODY)
    held = datetime.combine(on, time(12), now.tzinfo)
    query = select(CommitteeLife).where(col(CommitteeLife.held_at) == held)
    known = {each.person_id: each for each in (await tx.exec(query)).all()}
    for person in known.keys() - wanted:
        await tx.delete(known[person])
    fresh = wanted - known.keys()
    tx.add_all(CommitteeLife(person_id=each, held_at=held, by=me.person_id, at=now) for each in sorted(fresh))
    await tx.flush()
    return len(fresh)
