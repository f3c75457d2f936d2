"""备用提醒 (channels): a second way to reach people, who cannot all count on Telegram. What goes over it says that something waits, never what.

A person names an address and shows, by a code that was sent there, that it is theirs. When it rings is their choice.
What is not to be done raises Refusal.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete
from sqlmodel import Field, SQLModel, and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.engine.refusal import Refusal
from storage.mail.outbox import OutboxRow, State
from storage.people.directory import Person, Who
from storage.people.whose import Whose

CODE_GOOD = timedelta(minutes=30)
MOST_TRIES = 5
MOST_CODES = 5
"""As many codes go out for one person within `CODES_COUNTED`: each goes to an address that may be another's."""
CODES_COUNTED = timedelta(days=1)
AGAIN_AFTER = timedelta(minutes=1)
RING_AGAIN = timedelta(minutes=15)
"""After a failure; what was not known to arrive may have arrived."""
REFUSED_AGAIN = timedelta(days=1)
"""After the address took nothing: servers close themselves to who goes on."""
REFUSED = "地址收不到"
SPAN = timedelta(hours=4)
"""What comes within this time of a ring is told by the next one."""
LATE = timedelta(hours=1)
"""A push that Telegram has not taken by then is said to wait."""


class Way(StrEnum):
    EMAIL = "邮箱"
    WECOM = "企业微信"


class When(StrEnum):
    UNREACHED = "只在 Telegram 收不到时"
    ALWAYS = "有新消息就提醒"


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NONE = "您还没有登记备用提醒，请先填写。"
    SOON = "验证码刚刚发出，请过一分钟再试。"
    OFTEN = f"一天内已经发了 {MOST_CODES} 次验证码，请过一天再试；一直收不到，请联系党务干部。"
    EXPIRED = "验证码已过期或输错次数太多，请重新获取。"
    CONFIRMED = "已经验证过了，不用再输。"


class Channel(SQLModel, table=True):
    """A person's second way. `secret` is what the code is made of; `problem` a kind of failure, never an address.

    `code_sent_at` and `confirmed_at` are None until then; `rung_at` is when something was last said to wait, and
    what was due by `late_since` was among it.
    """

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    way: str
    address: str
    when: str = When.UNREACHED.value
    secret: str
    asked_at: datetime = moment()
    code_sent_at: datetime | None = moment(default=None)
    tries: int = 0
    confirmed_at: datetime | None = moment(default=None)
    rung_at: datetime | None = moment(default=None)
    late_since: datetime | None = moment(default=None)
    tried_at: datetime | None = moment(default=None)
    problem: str | None = None

    @property
    def code(self) -> str:
        """The six digits that are sent to the address."""
        return f"{int.from_bytes(hmac.digest(self.secret.encode(), self.address.encode(), 'sha256')) % 10**6:06d}"


class ChannelCode(SQLModel, table=True):
    """That a code was asked for. It stays for a day where the address is taken away, so that no other one is flooded."""

    __tablename__ = "channel_code"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    at: datetime = moment()


@dataclass(frozen=True)
class Ring:
    """Somebody for whom so many things wait."""

    person_id: int
    way: Way
    address: str
    count: int


async def of(session: AsyncSession, person_id: int) -> Channel | None:
    return await session.get(Channel, person_id)


async def ways_of(session: AsyncSession, whose: Whose) -> dict[int, Way]:
    """Person → the way that is theirs for certain."""
    query = select(Channel).where(whose.of(col(Channel.person_id)), col(Channel.confirmed_at).is_not(None))
    return {each.person_id: Way(each.way) for each in (await session.exec(query)).all()}


async def ask(tx: AsyncSession, me: Who, way: Way, address: str, now: datetime) -> Channel:
    """Let a code go to that address, in the place of what was named before. Raises Refusal."""
    query = select(ChannelCode.at).where(
        col(ChannelCode.person_id) == me.person_id, col(ChannelCode.at) > now - CODES_COUNTED
    )
    asked = (await tx.exec(query)).all()
    if any(at > now - AGAIN_AFTER for at in asked):
        raise Refusal(Refused.SOON)
    if len(asked) >= MOST_CODES:
        raise Refusal(Refused.OFTEN)
    await remove(tx, me.person_id)
    await tx.flush()
    tx.add(ChannelCode(person_id=me.person_id, at=now))
    made = Channel(person_id=me.person_id, way=way.value, address=address, secret=secrets.token_hex(16), asked_at=now)
    tx.add(made)
    return made


async def open_question(session: AsyncSession, me: Who, now: datetime) -> Channel:
    """One whose code may be entered. Raises Refusal."""
    found = await of(session, me.person_id)
    if found is None:
        raise Refusal(Refused.NONE)
    if found.confirmed_at is not None:
        raise Refusal(Refused.CONFIRMED)
    if found.tries >= MOST_TRIES or found.asked_at <= now - CODE_GOOD:
        raise Refusal(Refused.EXPIRED)
    return found


async def counted_try(tx: AsyncSession, me: Who, code: str, now: datetime) -> bool:
    """Whether it is the code; a try is counted either way. Raises Refusal where none is asked for."""
    found = await open_question(tx, me, now)
    right = code.isascii() and hmac.compare_digest(found.code, code)
    found.tries += 1
    found.confirmed_at = now if right else None
    tx.add(found)
    return right


async def choose(tx: AsyncSession, me: Who, when: When) -> None:
    """When it rings. Raises Refusal."""
    found = await of(tx, me.person_id)
    if found is None:
        raise Refusal(Refused.NONE)
    found.when = when.value
    tx.add(found)


async def remove(tx: AsyncSession, person_id: int) -> None:
    """Nothing of it stays."""
    if (found := await of(tx, person_id)) is not None:
        await tx.delete(found)


async def codes(session: AsyncSession, now: datetime) -> Sequence[Channel]:
    """Those whose code has not gone out yet; where the address takes nothing it is not tried again."""
    query = select(Channel).where(
        col(Channel.code_sent_at).is_(None),
        col(Channel.confirmed_at).is_(None),
        col(Channel.asked_at) > now - CODE_GOOD,
        _is_open(),
        _rested(now, AGAIN_AFTER),
    )
    return (await session.exec(query)).all()


async def rings(session: AsyncSession, now: datetime) -> list[Ring]:
    """For whom something has come to wait since it last rang."""
    since, late_since = func.coalesce(Channel.rung_at, Channel.confirmed_at), col(Channel.late_since)
    state, due = col(OutboxRow.state), col(OutboxRow.due_at)
    told = and_(col(Channel.when) == When.ALWAYS.value, state == State.SENT.value, col(OutboxRow.sent_at) > since)
    # What has been refused once is due again later.
    tried = and_(col(OutboxRow.refused) > 0, col(OutboxRow.created_at) <= now - LATE)
    fresh = or_(late_since.is_(None), due > late_since)
    late = and_(state == State.WAITING.value, or_(due <= now - LATE, tried), fresh)
    failed = and_(state == State.FAILED.value, col(OutboxRow.created_at) > since)
    query = (
        select(Channel.person_id, Channel.way, Channel.address, func.count(col(OutboxRow.id)))
        .join(OutboxRow, col(OutboxRow.person_id) == col(Channel.person_id))
        .join(Person, col(Person.id) == col(Channel.person_id))
        .where(col(Channel.confirmed_at).is_not(None), col(Person.left_at).is_(None), or_(told, late, failed))
        .where(or_(col(Channel.rung_at).is_(None), col(Channel.rung_at) <= now - SPAN))
        .where(or_(and_(_is_open(), _rested(now, RING_AGAIN)), _rested(now, REFUSED_AGAIN)))
        .group_by(col(Channel.person_id), col(Channel.way), col(Channel.address))
    )
    return [Ring(person, Way(way), address, count) for person, way, address, count in (await session.exec(query)).all()]


def _is_open() -> ColumnElement[bool]:
    """The address is not known to take nothing."""
    return or_(col(Channel.problem).is_(None), col(Channel.problem) != REFUSED)


def _rested(now: datetime, wait: timedelta) -> ColumnElement[bool]:
    """After a failure it is not tried at once."""
    return or_(col(Channel.tried_at).is_(None), col(Channel.tried_at) <= now - wait)


async def code_sent(tx: AsyncSession, person_id: int, now: datetime) -> None:
    await _note(tx, person_id, code_sent_at=now, problem=None)


async def rung(tx: AsyncSession, person_id: int, now: datetime) -> None:
    await _note(tx, person_id, rung_at=now, late_since=now - LATE, problem=None)


async def failed(tx: AsyncSession, person_id: int, problem: str, now: datetime) -> None:
    """It is tried again after a while."""
    await _note(tx, person_id, tried_at=now, problem=problem)


async def _note(tx: AsyncSession, person_id: int, **values: datetime | str | None) -> None:
    # In the meantime the person may have taken it away.
    if (found := await of(tx, person_id)) is not None:
        tx.add(found.sqlmodel_update(values))


async def forget(tx: AsyncSession, now: datetime) -> int:
    """Drop those of people who have left, and that codes were asked for so long ago that they count no more; gives how many."""
    left = select(Person.id).where(col(Person.left_at).is_not(None))
    gone = await tx.exec(delete(Channel).where(col(Channel.person_id).in_(left)))
    past = await tx.exec(delete(ChannelCode).where(col(ChannelCode.at) <= now - CODES_COUNTED))
    return int(gone.rowcount + past.rowcount)
