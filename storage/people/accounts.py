"""Who decided which account is somebody's: the one notion that every rule of a second person asks.

Whoever may decide that (by a link, by taking an account off, by a file that removes somebody, brings them back, or changes
their phone or name) must not alone open what the account may read. So a decision is kept with its author. An account that was bound
after one takes over the person's posts, but what they open waits until somebody else has confirmed it (`storage/people/confirming.py`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.people.access import opens_confidential
from storage.people.directory import PostHeld
from storage.people.posts import Post
from storage.rules.regulations import own
from storage.sealed import audit
from storage.sealed.audit import Event

RULE = "pin_reset"


class Decided(StrEnum):
    """What was decided; the value is the word."""

    ADDED = "列入名册"
    INVITED = "发出绑定链接"
    UNBOUND = "解除绑定"
    REMOVED = "移出名册"
    RETURNED = "恢复在册"
    PHONE = "更改手机号"
    NAME = "更改姓名"
    BOUND = "绑定账号"


class AccountDecision(SQLModel, table=True):
    """One decision about a person's account, by somebody or (None) by the operator at the machine; and where one was BOUND."""

    __tablename__ = "account_decision"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    by: int | None = None
    what: str
    at: datetime = moment()


async def decide(tx: AsyncSession, what: Decided, people: Iterable[int], *, by: int | None, now: datetime) -> None:
    """Keep that it was decided; the audit trail's entry is the caller's."""
    tx.add_all(AccountDecision(person_id=person, by=by, what=what.value, at=now) for person in people)
    await tx.flush()


async def deciders(session: AsyncSession, person_id: int, now: datetime) -> set[int]:
    """Who decided what led to the present account, however long ago, and whoever else did lately.

    That is whatever was decided since the account before it was bound. The operator, who holds the machine anyway, is left out.
    """
    query = select(AccountDecision).where(AccountDecision.person_id == person_id)
    rows = (await session.exec(query.order_by(col(AccountDecision.id).desc()))).all()
    since = now - timedelta(days=own()[RULE].integer("days"))
    binds = [index for index, row in enumerate(rows) if row.what == Decided.BOUND.value]
    this_account = binds[1] if len(binds) > 1 else len(rows)
    return {row.by for index, row in enumerate(rows) if row.by is not None and (index < this_account or row.at > since)}


async def bound(tx: AsyncSession, person_id: int, now: datetime) -> list[str]:
    """An account was bound: where an officer had decided about it, what the person's posts open waits. Gives those posts."""
    await decide(tx, Decided.BOUND, [person_id], by=None, now=now)
    giver = await last_decider(tx, person_id)
    if not await deciders(tx, person_id, now):
        return []
    held = (await tx.exec(select(PostHeld).where(PostHeld.person_id == person_id))).all()
    waiting = [row for row in held if row.waiting_since is None and opens_confidential(Post(row.post))]
    for row in waiting:
        row.waiting_since, row.for_account, row.given_by = now, True, giver
        row.confirmed_by = row.confirmed_at = None
        tx.add(row)
    posts = [row.post for row in waiting]
    if posts:
        note = f"{'、'.join(posts)}（重新绑定账号）"
        await audit.record(tx, Event.POST_WAITS, by=giver, over=person_id, now=now, note=note)
    return posts


async def handed_on(session: AsyncSession, person_id: int) -> bool:
    """Whether an officer ever took an account off the person: the present one is another, and may be somebody else's."""
    taken = [Decided.UNBOUND.value, Decided.REMOVED.value]
    query = select(AccountDecision.id).where(
        AccountDecision.person_id == person_id,
        col(AccountDecision.by).is_not(None),
        col(AccountDecision.what).in_(taken),
    )
    return (await session.exec(query.limit(1))).first() is not None


async def last_decider(session: AsyncSession, person_id: int) -> int | None:
    """The officer who decided last, whatever the operator did since."""
    query = select(AccountDecision.by).where(
        AccountDecision.person_id == person_id, col(AccountDecision.by).is_not(None)
    )
    return (await session.exec(query.order_by(col(AccountDecision.id).desc()).limit(1))).first()
