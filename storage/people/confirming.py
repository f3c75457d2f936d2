"""A post that opens confidential things, given by one person, is confirmed by a second before it opens them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.engine.refusal import Refusal, allowed
from storage.people import accounts, bindings, directory
from storage.people.access import confirmed, may
from storage.people.directory import PostHeld, Who
from storage.people.posts import Post
from storage.people.register import Stamp, Way, settle
from storage.people.rights import Act
from storage.sealed import audit, pin
from storage.sealed.audit import Event


class Refused(StrEnum):
    """Why that person does not confirm it; each value is what they read."""

    NOTHING = "这位同志没有待确认的职务，可能已经处理过。"
    OWN = "不能确认自己的职务，请另一位党务干部或纪检监察人员确认。"
    GIVEN_BY_YOU = "这个职务是您登记的，须由另一位党务干部或纪检监察人员确认。"
    ACCOUNT_BY_YOU = (
        "您办理过这位同志的账号（绑定链接、解绑、移出、恢复、改手机号或姓名），须由另一位党务干部或纪检监察人员确认。"
    )
    NO_RIGHT = "须由另一位党务干部或纪检监察人员确认。"


@dataclass(frozen=True)
class Waiting:
    """Somebody whose posts wait: which, since when, given by whom, and whether for an account that was bound anew."""

    who: Who
    posts: tuple[str, ...]
    since: datetime
    given_by: int | None
    for_account: bool


_HELD = table_of(PostHeld).c
ANY = select(func.count()).select_from(table_of(PostHeld)).where(_HELD.waiting_since.is_not(None)).scalar_subquery()
"""How many posts wait."""


async def waiting(session: AsyncSession) -> list[Waiting]:
    """Everybody whose posts wait, who has waited longest first."""
    query = select(PostHeld).where(col(PostHeld.waiting_since).is_not(None))
    rows: dict[int, list[PostHeld]] = {}
    for row in (await session.exec(query.order_by(col(PostHeld.waiting_since), col(PostHeld.post)))).all():
        rows.setdefault(row.person_id, []).append(row)
    known = {who.person_id: who for who in await directory.people_of(session, ids=set(rows))} if rows else {}
    return [
        Waiting(known[person], tuple(r.post for r in held), since, held[0].given_by, any(r.for_account for r in held))
        for person, held in rows.items()
        if person in known and (since := held[0].waiting_since) is not None
    ]


async def confirmable(session: AsyncSession, me: Who, person_id: int, now: datetime) -> list[PostHeld]:
    """The posts that wait, where that person may be the second one. Raises Refusal."""
    held = await _held(session, person_id)
    if not held:
        raise Refusal(Refused.NOTHING)
    if not may(me, Act.CONFIRM_POST):
        raise Refusal(Refused.NO_RIGHT)
    if me.person_id == person_id:
        raise Refusal(Refused.OWN)
    if any(row.given_by == me.person_id for row in held):
        raise Refusal(Refused.GIVEN_BY_YOU)
    if me.person_id in await accounts.deciders(session, person_id, now):
        raise Refusal(Refused.ACCOUNT_BY_YOU)
    return held


async def for_me(session: AsyncSession, me: Who, now: datetime) -> list[Waiting]:
    """Those whom that person may confirm."""
    if not may(me, Act.CONFIRM_POST):
        return []
    found = await waiting(session)
    return [each for each in found if await allowed(confirmable(session, me, each.who.person_id, now))]


@dataclass(frozen=True)
class Answered:
    """What became of it: `account` is the Telegram account that was taken off."""

    posts: tuple[str, ...]
    given_by: int | None
    account: int | None = None


async def answer(tx: AsyncSession, me: Who | None, person_id: int, now: datetime, *, agreed: bool) -> Answered:
    """The second person's word (None: the operator's). Raises Refusal.

    No ends a post that was given anew, and takes the account off where that is what was waited for: the post was not in doubt.
    """
    held = await confirmable(tx, me, person_id, now) if me else await _held(tx, person_id)
    if not held:
        raise Refusal(Refused.NOTHING)
    by, account = me.person_id if me else None, None
    for_account = any(row.for_account for row in held)
    for row in held:
        if agreed:
            row.waiting_since, row.for_account, row.confirmed_by, row.confirmed_at = None, False, by, now
            tx.add(row)
        elif not row.for_account:
            await tx.delete(row)
    await settle(tx, [person_id], Stamp(now.date(), by, now, Way.SECOND_PERSON))
    if agreed and for_account:
        await pin.allow(tx, person_id, now)
    if not agreed and for_account:
        account = await bindings.unbind(tx, person_id, by=by, now=now)
    posts = tuple(row.post for row in held)
    event = Event.POST_CONFIRMED if agreed else Event.POST_REFUSED
    await audit.record(tx, event, by=by, over=person_id, now=now, note="、".join(posts))
    return Answered(posts, held[0].given_by, account)


async def _held(session: AsyncSession, person_id: int) -> list[PostHeld]:
    query = select(PostHeld).where(PostHeld.person_id == person_id, col(PostHeld.waiting_since).is_not(None))
    return list((await session.exec(query.order_by(col(PostHeld.post)))).all())


async def trusted(session: AsyncSession, post: Post) -> list[Who]:
    """Those who hold a post that waits for nobody: confidential things are told to them alone."""
    return [who for who in await directory.holders(session, post) if post in confirmed(who).posts]
