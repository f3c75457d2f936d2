"""Binding a Telegram account to a person: one-time links, the phone that the roster holds, unbinding."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.engine.refusal import Refusal
from storage.people import accounts
from storage.people.accounts import Decided
from storage.people.directory import Branch, Person
from storage.sealed import audit
from storage.sealed.audit import Event

LINK_LIVES = timedelta(days=7)


class Invite(SQLModel, table=True):
    """A one-time link; only the hash of its token is kept."""

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    made_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)
    revoked: bool = False


class Refused(StrEnum):
    """Why an account was not bound; each value is what the person reads."""

    UNKNOWN = "这个绑定链接无效，请核对后重试，或请党务干部重新发送。"
    USED = "这个绑定链接已经用过。每个链接只能使用一次，请党务干部重新发送。"
    EXPIRED = "这个绑定链接已过期（有效期 7 天），请党务干部重新发送。"
    REPLACED = "这个绑定链接已被新的链接取代，请使用最新收到的那一个。"
    PERSON_TAKEN = "这位同志已绑定另一个 Telegram 账号。换了手机或账号，请党务干部先解除原绑定。"
    ACCOUNT_TAKEN = "您的 Telegram 账号已绑定另一位同志。如有错误，请党务干部先解除绑定。"
    NO_PHONE = "名册里没有这个手机号。请核对 Telegram 所用的号码，或请党务干部发给您绑定链接。"
    LEFT = "名册里已没有这位同志，请联系党务干部。"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def make_invite(session: AsyncSession, person_id: int, now: datetime, by: int | None = None) -> str:
    """A new one-time token (`b_…`, fit for a start parameter), made `by` somebody or the operator. Earlier ones stop working."""
    await session.exec(
        update(Invite).where(col(Invite.person_id) == person_id, col(Invite.used_at).is_(None)).values(revoked=True)
    )
    token = "b_" + secrets.token_urlsafe(24)
    session.add(Invite(token_hash=_hash(token), person_id=person_id, made_at=now, expires_at=now + LINK_LIVES))
    await accounts.decide(session, Decided.INVITED, [person_id], by=by, now=now)
    await audit.record(session, Event.INVITED, by=by, over=person_id, now=now)
    return token


async def bind_by_link(session: AsyncSession, token: str, telegram_id: int, now: datetime) -> Person:
    """Bind the account to the link's person. Raises Refusal."""
    invite = await session.get(Invite, _hash(token))
    if invite is None:
        raise Refusal(Refused.UNKNOWN)
    person = await session.get(Person, invite.person_id)
    if person is None or person.left_at is not None:
        raise Refusal(Refused.LEFT)
    if invite.used_at is not None:
        raise Refusal(Refused.USED)
    if invite.revoked:
        raise Refusal(Refused.REPLACED)
    if invite.expires_at <= now:
        raise Refusal(Refused.EXPIRED)
    await _bind(session, person, telegram_id, now)
    invite.used_at = now
    session.add(invite)
    return person


async def bind_by_phone(session: AsyncSession, phone: str, telegram_id: int, now: datetime) -> Person:
    """Bind the account to the person whose roster entry holds that phone (E.164). Raises Refusal."""
    found = await session.exec(select(Person).where(col(Person.phone) == phone, col(Person.left_at).is_(None)))
    person = found.first()
    if person is None:
        raise Refusal(Refused.NO_PHONE)
    await _bind(session, person, telegram_id, now)
    return person


async def _bind(session: AsyncSession, person: Person, telegram_id: int, now: datetime) -> None:
    holder = (await session.exec(select(Person).where(col(Person.telegram_id) == telegram_id))).first()
    if holder is not None and holder.id != person.id:
        raise Refusal(Refused.ACCOUNT_TAKEN)
    if person.telegram_id not in (None, telegram_id):
        raise Refusal(Refused.PERSON_TAKEN)
    news = person.telegram_id is None
    person.telegram_id, person.unreachable_since = telegram_id, None
    session.add(person)
    if news:
        person.bound_at = now
        await audit.record(session, Event.BOUND, by=person.id, over=person.id, now=now)
        await accounts.bound(session, person.id or 0, now)


async def unbind(session: AsyncSession, person_id: int, *, by: int | None, now: datetime) -> int | None:
    """Free the person for a new account; gives the Telegram id that was bound."""
    person = await session.get(Person, person_id)
    if person is None or person.telegram_id is None:
        return None
    former, person.telegram_id, person.bound_at = person.telegram_id, None, None
    person.unreachable_since = None
    session.add(person)
    await session.exec(
        update(Invite).where(col(Invite.person_id) == person_id, col(Invite.used_at).is_(None)).values(revoked=True)
    )
    await accounts.decide(session, Decided.UNBOUND, [person_id], by=by, now=now)
    await audit.record(session, Event.UNBOUND, by=by, over=person_id, now=now)
    return former


async def branch_of_chat(session: AsyncSession, chat_id: int) -> Branch | None:
    """The branch that has bound that group chat."""
    return (await session.exec(select(Branch).where(col(Branch.chat_id) == chat_id))).first()


async def bind_group(tx: AsyncSession, branch_id: int, chat_id: int, thread_id: int | None = None) -> Branch | None:
    """Bind a group chat, or a forum's topic, to a branch, in place of the one it had; None when another has bound that group."""
    holder = await branch_of_chat(tx, chat_id)
    if holder is not None and holder.id != branch_id:
        return None
    branch = await tx.get(Branch, branch_id)
    if branch is not None:
        branch.chat_id, branch.thread_id = chat_id, thread_id
        tx.add(branch)
    return branch


async def group_moved(tx: AsyncSession, old: int, new: int | None) -> None:
    """A bound group got another id, or (None) is bound no more."""
    topic = Branch.thread_id if new is not None else None
    await tx.exec(update(Branch).where(col(Branch.chat_id) == old).values(chat_id=new, thread_id=topic))
