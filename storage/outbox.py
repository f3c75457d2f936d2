"""The outbox: every push rests here, written in the transaction that causes it, until Telegram has taken it.

A row is unique by what it is about (kind, subject, period, recipient), so that nothing is pushed twice. Its text is erased
once it is sent. A person's chat is looked up at sending: an account bound anew still gets what waits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint, update
from sqlmodel import Field, SQLModel, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.columns import moment
from storage.people import Branch, Person

RANG = "outbox"
"""The session's mark that something was put in; the database rings its bell after the commit."""


class State(StrEnum):
    """How far a push has come."""

    WAITING = auto()
    SENDING = auto()
    SENT = auto()
    FAILED = auto()
    UNREACHABLE = auto()
    EXPIRED = auto()


@dataclass(frozen=True)
class Push:
    """A message for one person or one group chat.

    `keyboard` holds rows of buttons as Telegram's JSON has them; `photos` are file ids, the text their caption when it fits.
    """

    kind: str
    subject: str
    text: str
    person_id: int | None = None
    chat_id: int | None = None
    period: str = ""
    keyboard: list[list[dict[str, Any]]] | None = None
    photos: tuple[str, ...] = ()
    not_before: datetime | None = None
    expires_at: datetime | None = None


class OutboxRow(SQLModel, table=True):
    """One push. `recipient` is `p<person>` or `c<chat>`; `problem` a kind of failure, never content."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("kind", "subject", "period", "recipient"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    period: str = ""
    recipient: str = Field(index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    chat_id: int | None = Field(default=None, sa_type=BigInteger)
    text: str | None = None
    keyboard: list[list[dict[str, Any]]] | None = Field(default=None, sa_column=Column(JSON))
    photos: list[str] | None = Field(default=None, sa_column=Column(JSON))
    state: str = Field(default=State.WAITING.value, index=True)
    created_at: datetime = moment()
    due_at: datetime = moment(index=True)
    expires_at: datetime | None = moment(default=None)
    attempts: int = 0
    sent_at: datetime | None = moment(default=None)
    problem: str | None = None


_HAS_A_CHAT = or_(col(OutboxRow.chat_id).is_not(None), col(Person.telegram_id).is_not(None))


async def put(tx: AsyncSession, now: datetime, *pushes: Push) -> int:
    """Queue the pushes that are not queued or sent already; gives how many are new."""
    new = 0
    for push in pushes:
        if (push.person_id is None) == (push.chat_id is None):
            raise ValueError("a push goes to one person or to one chat")
        recipient = f"p{push.person_id}" if push.person_id is not None else f"c{push.chat_id}"
        known = select(OutboxRow.id).where(
            col(OutboxRow.kind) == push.kind,
            col(OutboxRow.subject) == push.subject,
            col(OutboxRow.period) == push.period,
            col(OutboxRow.recipient) == recipient,
        )
        if (await tx.exec(known)).first() is not None:
            continue
        tx.add(
            OutboxRow(
                kind=push.kind,
                subject=push.subject,
                period=push.period,
                recipient=recipient,
                person_id=push.person_id,
                chat_id=push.chat_id,
                text=push.text,
                keyboard=push.keyboard,
                photos=list(push.photos) or None,
                created_at=now,
                due_at=push.not_before or now,
                expires_at=push.expires_at,
            )
        )
        new += 1
    if new:
        await tx.flush()
        tx.info[RANG] = True
    return new


async def take_up(tx: AsyncSession) -> None:
    """At a start: what an earlier process had in hand waits again."""
    await tx.exec(
        update(OutboxRow).where(col(OutboxRow.state) == State.SENDING.value).values(state=State.WAITING.value)
    )


async def claim(tx: AsyncSession, now: datetime, limit: int) -> list[tuple[OutboxRow, int]]:
    """Take rows that are due into hand, the oldest of each recipient, with the chat that each goes to.

    People who have not bound an account are passed over until they have; what has expired is dropped.
    """
    await tx.exec(
        update(OutboxRow)
        .where(col(OutboxRow.state) == State.WAITING.value, col(OutboxRow.expires_at) <= now)
        .values(state=State.EXPIRED.value, text=None, keyboard=None)
    )
    busy = select(OutboxRow.recipient).where(col(OutboxRow.state) == State.SENDING.value)
    query = (
        select(OutboxRow, Person.telegram_id)
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .where(
            col(OutboxRow.state) == State.WAITING.value,
            col(OutboxRow.due_at) <= now,
            col(OutboxRow.recipient).not_in(busy),
            _HAS_A_CHAT,
        )
        .order_by(col(OutboxRow.id))
        .limit(limit)
    )
    claimed: dict[str, tuple[OutboxRow, int]] = {}
    for row, telegram_id in (await tx.exec(query)).all():
        chat = row.chat_id if row.chat_id is not None else telegram_id
        if row.recipient not in claimed and chat is not None:
            claimed[row.recipient] = row, chat
            row.state, row.attempts = State.SENDING.value, row.attempts + 1
            tx.add(row)
    return list(claimed.values())


async def sent(tx: AsyncSession, row_id: int, now: datetime) -> None:
    """Telegram has it."""
    await _set(tx, row_id, state=State.SENT.value, sent_at=now, text=None, keyboard=None, photos=None, problem=None)


async def again(tx: AsyncSession, row_id: int, due_at: datetime, problem: str) -> None:
    """Try once more, later."""
    await _set(tx, row_id, state=State.WAITING.value, due_at=due_at, problem=problem)


async def give_up(tx: AsyncSession, row_id: int, problem: str, *, unreachable: bool) -> None:
    """It cannot be sent; kept with its text, to be shown to party-affairs staff."""
    await _set(tx, row_id, state=(State.UNREACHABLE if unreachable else State.FAILED).value, problem=problem)


async def migrated(tx: AsyncSession, old: int, new: int) -> None:
    """A group has become a supergroup with another id: its branch and what waits for it follow."""
    await tx.exec(update(Branch).where(col(Branch.chat_id) == old).values(chat_id=new))
    await tx.exec(
        update(OutboxRow)
        .where(col(OutboxRow.chat_id) == old, col(OutboxRow.state).in_([State.WAITING.value, State.SENDING.value]))
        .values(chat_id=new, recipient=f"c{new}", state=State.WAITING.value)
    )


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next waiting row that has a chat to go to is due."""
    query = (
        select(OutboxRow.due_at)
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .where(col(OutboxRow.state) == State.WAITING.value, _HAS_A_CHAT)
    )
    return (await session.exec(query.order_by(col(OutboxRow.due_at)).limit(1))).first()


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 5 s, doubling, at most 15 minutes."""
    return timedelta(seconds=min(5 * 2 ** (attempts - 1), 900))


async def _set(tx: AsyncSession, row_id: int, **values: Any) -> None:
    await tx.exec(update(OutboxRow).where(col(OutboxRow.id) == row_id).values(**values))
