"""Changes of the roster whose day has not come: what was entered, sealed, until that day's sweep carries it out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import index_where, moment
from storage.engine.refusal import Refusal
from storage.people import by_hand, roster
from storage.people.access import may
from storage.people.confirming import trusted
from storage.people.directory import Person, Who, who_has_id
from storage.people.posts import Post
from storage.people.register import Stamp, Way
from storage.people.rights import Act
from storage.people.roster_plan import Done
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.sealed.vault import VaultError, vault_of


class Refused(StrEnum):
    """Why it was not done; each value is what the person reads."""

    GONE = "这项待生效的变动已经办理或取消。"
    NO_RIGHT = "登记的同志已不再是党务干部，没有生效，请重新登记。"
    KEY_GONE = "打不开登记时的内容（密钥已更换），没有生效，请重新登记。"


class PlannedChange(SQLModel, table=True):
    """What is to be so from a day on: of somebody, or (None) of somebody new. `what` says it in words, `sealed` whole."""

    __tablename__ = "planned_change"
    __table_args__ = (index_where("ix_planned_change_open", "on", "done_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    name: str
    what: str
    on: date
    by: int
    at: datetime = moment()
    sealed: str | None = None
    done_at: datetime | None = moment(default=None)


@dataclass(frozen=True)
class Content:
    """What was entered: what is told of the person, or the reason for which they leave; `apart` and `told` as `by_hand.propose` has them."""

    told: Mapping[str, str | None]
    apart: bool = False
    leaving: str | None = None
    returns: bool = False
    """Whether it is of somebody who has left, and comes back."""


async def plan(tx: AsyncSession, person: tuple[int | None, str], what: str, content: Content, stamp: Stamp) -> None:
    """Keep it until the stamp's day; whether it can be done was asked before."""
    if stamp.on is None or stamp.by is None:
        raise ValueError("a change that is planned has a day and an author")
    words = json.dumps([dict(content.told), content.apart, content.leaving, content.returns], ensure_ascii=False)
    row = PlannedChange(
        person_id=person[0],
        name=person[1],
        what=what,
        on=stamp.on,
        by=stamp.by,
        at=stamp.now,
        sealed=vault_of(tx).seal(words),
    )
    tx.add(row)
    await audit.record(
        tx, Event.CHANGE_PLANNED, by=stamp.by, over=person[0], now=stamp.now, note=f"{stamp.on} {person[1]} {what}"
    )


async def waiting(session: AsyncSession, person_id: int | None = None) -> list[PlannedChange]:
    """Those (of a person) whose day has not come, the next first."""
    query = select(PlannedChange).where(col(PlannedChange.done_at).is_(None))
    if person_id is not None:
        query = query.where(PlannedChange.person_id == person_id)
    return list((await session.exec(query.order_by(col(PlannedChange.on), col(PlannedChange.id)))).all())


async def cancel(tx: AsyncSession, number: int, *, by: int, now: datetime) -> PlannedChange:
    """It will not be done. Raises Refusal."""
    row = await tx.get(PlannedChange, number)
    if row is None or row.done_at is not None:
        raise Refusal(Refused.GONE)
    row.done_at, row.sealed = now, None
    tx.add(row)
    await audit.record(
        tx, Event.CHANGE_DROPPED, by=by, over=row.person_id, now=now, note=f"{row.on} {row.name} {row.what}"
    )
    return row


async def due(session: AsyncSession, today: date) -> list[PlannedChange]:
    """Those whose day has come."""
    return [row for row in await waiting(session) if row.on <= today]


@dataclass(frozen=True)
class CarriedOut:
    """What was done: `done` tells whom it has to be told; `left` is the account of somebody who went."""

    author: Who
    done: Done
    left: Person | None = None


async def carry_out(tx: AsyncSession, row: PlannedChange, now: datetime) -> CarriedOut:
    """Do it, in its author's name and as of its day. Raises Refusal."""
    author = await who_has_id(tx, row.by)
    if author is None or not may(author, Act.IMPORT_ROSTER):
        raise Refusal(Refused.NO_RIGHT)
    try:
        told, apart, leaving, *returns = json.loads(vault_of(tx).open(row.sealed or ""))
    except VaultError:
        raise Refusal(Refused.KEY_GONE) from None
    stamp = Stamp(row.on, row.by, now, Way.CHAT, reason=leaving)
    if leaving:
        return CarriedOut(author, Done(), await roster.leave(tx, row.person_id or 0, stamp))
    found = await by_hand.propose(tx, row.person_id, told, left=any(returns), apart=apart)
    await roster.change(tx, found, stamp)
    return CarriedOut(author, found.done)


async def tell(session: AsyncSession, row: PlannedChange) -> list[int]:
    """Who hears what became of it: its author, or where that is no officer any more, the officers."""
    author = await who_has_id(session, row.by)
    if author is not None and may(author, Act.IMPORT_ROSTER):
        return [row.by]
    return [who.person_id for who in await trusted(session, Post.PARTY_STAFF)]


async def put_away(tx: AsyncSession, row: PlannedChange, now: datetime) -> None:
    """It was done, or cannot be: its content is kept no longer."""
    row.done_at, row.sealed = now, None
    tx.add(row)


async def renew(tx: AsyncSession) -> None:
    """Seal with the newest key; what no key opens stays as it is."""
    for row in await waiting(tx):
        try:
            row.sealed = vault_of(tx).renewed(row.sealed or "") or row.sealed
        except VaultError:
            continue
        tx.add(row)
