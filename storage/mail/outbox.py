"""The outbox: every push rests here, written in the transaction that causes it, until Telegram has taken it.

A row is unique by what it is about (kind, subject, period, recipient), so that nothing is pushed twice. Its content is
erased once it is sent. A person's chat is looked up at sending: an account bound anew still gets what waits, and so does
one that Telegram refuses to deliver to, once the person writes again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Any, TypeVar

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint, delete, insert, update
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import among, moment, table_of

QUEUED = "outbox"
"""The session's mark that something was put in; delivery is woken after the commit."""
REMEMBERED = timedelta(days=400)
"""How long a row is kept once it is done with: longer than any sweep looks back, or it would be pushed again."""
AT_ONCE = 5000
"""Subjects whose pushes are looked for by one statement."""
WIPED: dict[str, Any] = {"text": None, "keyboard": None, "files": None}

T = TypeVar("T")
Key = tuple[str, str, str, str]
"""What a push is unique by: its kind, subject, period and recipient."""
File = tuple[str, str]
"""The kind of a file (photo, video, audio, voice, document, …) and its `file_id`; or DRAWN and what it shows."""
DRAWN = "drawn"
"""A picture that is drawn when it goes out: `<maker>:<subject>`, the makers being those of `reminders/makers.py`."""
QUIZ = "quiz"
"""In place of a file: a native poll, `sendPoll`'s fields as JSON. Which poll it became is kept in `storage/mail/sent_polls.py`."""


class State(StrEnum):
    """How far a push has come."""

    WAITING = auto()
    SENDING = auto()
    SENT = auto()
    FAILED = auto()
    EXPIRED = auto()


@dataclass(frozen=True)
class Push:
    """A message for one person or one group chat.

    `keyboard` holds rows of buttons as Telegram's JSON has them. A `nudge` waits for the end of quiet hours elsewhere and
    is sent together with the person's other nudges of that moment.
    """

    kind: str
    subject: str
    text: str
    person_id: int | None = None
    chat_id: int | None = None
    period: str = ""
    keyboard: list[list[dict[str, Any]]] | None = None
    files: tuple[File, ...] = ()
    not_before: datetime | None = None
    expires_at: datetime | None = None
    nudge: bool = False

    @property
    def recipient(self) -> str:
        """`p<person>` or `c<chat>`. Raises ValueError for neither or both."""
        if (self.person_id is None) == (self.chat_id is None):
            raise ValueError("a push goes to one person or to one chat")
        return f"p{self.person_id}" if self.person_id is not None else f"c{self.chat_id}"

    @property
    def key(self) -> Key:
        """What it is unique by."""
        return self.kind, self.subject, self.period, self.recipient


RINGING = frozenset({"notice_urgent"})
"""The kinds that are heard at night too: somebody has said of each that it cannot wait."""


def person_key(kind: str, subject: str, period: str, person_id: int) -> Key:
    """What a push to that person is unique by, before there is one."""
    return kind, subject, period, f"p{person_id}"


def person_of(key: Key) -> int:
    """Whose key it is. Raises ValueError where it is a chat's."""
    return int(key[3].removeprefix("p"))


class OutboxRow(SQLModel, table=True):
    """One push. `recipient` is `p<person>` or `c<chat>`; `problem` a place and a kind of failure, never content.

    `parts_sent` counts the messages of a push with files that Telegram has taken already; `message_id` is its last message,
    the one with the text, once it is sent. `ended` counts the processes that ended while it was being sent, `refused` how often
    Telegram has said that the recipient does not want it.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "period", "recipient"),
        Index("ix_outbox_state_created_at", "state", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    period: str = ""
    recipient: str = Field(index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    chat_id: int | None = Field(default=None, sa_type=BigInteger)
    text: str | None = None
    keyboard: list[list[dict[str, Any]]] | None = Field(default=None, sa_column=Column(JSON))
    files: list[list[str]] | None = Field(default=None, sa_column=Column(JSON))
    nudge: bool = False
    parts_sent: int = 0
    state: str = State.WAITING.value
    created_at: datetime = moment()
    due_at: datetime = moment(index=True)
    expires_at: datetime | None = moment(default=None)
    attempts: int = 0
    ended: int = 0
    refused: int = 0
    sent_at: datetime | None = moment(default=None)
    message_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    problem: str | None = None

    @property
    def number(self) -> int:
        """The id of a stored row."""
        if self.id is None:
            raise RuntimeError("the push has not been stored yet")
        return self.id


async def put(tx: AsyncSession, now: datetime, *pushes: Push) -> int:
    """Queue the pushes that are not queued or sent already; gives how many are new."""
    fresh = await news(tx, pushes)
    if fresh:
        # Past the objects: a morning's nudges are thousands.
        await tx.exec(insert(table_of(OutboxRow)), params=[_row(push, now) for push in fresh])
        wake(tx)
    return len(fresh)


def _row(push: Push, now: datetime) -> dict[str, Any]:
    row = OutboxRow(
        kind=push.kind,
        subject=push.subject,
        period=push.period,
        recipient=push.recipient,
        person_id=push.person_id,
        chat_id=push.chat_id,
        text=push.text,
        keyboard=push.keyboard,
        files=[list(file) for file in push.files] or None,
        nudge=push.nudge,
        created_at=now,
        due_at=push.not_before or now,
        expires_at=push.expires_at,
    )
    return row.model_dump(exclude={"id"})


async def news(session: AsyncSession, pushes: Sequence[Push]) -> list[Push]:
    """Those that are neither queued nor sent already."""
    return list((await untold(session, {push.key: push for push in pushes})).values())


async def untold(session: AsyncSession, made_of: Mapping[Key, T]) -> dict[Key, T]:
    """What the pushes are made of that are neither queued nor sent already: where most are, it saves making them."""
    known = await _known(session, made_of)
    return {key: each for key, each in made_of.items() if key not in known}


async def _known(session: AsyncSession, keys: Iterable[Key]) -> set[Key]:
    """The keys of the rows of the same kinds about the same subjects, all kinds by one question."""
    about = sorted({(kind, subject) for kind, subject, _, _ in keys})
    found: set[Key] = set()
    for start in range(0, len(about), AT_ONCE):
        kinds, subjects = (sorted(set(each)) for each in zip(*about[start : start + AT_ONCE], strict=True))
        query = select(OutboxRow.kind, OutboxRow.subject, OutboxRow.period, OutboxRow.recipient).where(
            col(OutboxRow.kind).in_(kinds), among(col(OutboxRow.subject), subjects)
        )
        found |= {(kind, subject, period, to) for kind, subject, period, to in (await session.exec(query)).all()}
    return found


def wake(tx: AsyncSession) -> None:
    """After the commit, let delivery look at once."""
    tx.info[QUEUED] = True


async def withdraw(tx: AsyncSession, kind: str, subject: str) -> None:
    """Take back what has not been sent yet."""
    await tx.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.kind) == kind,
            col(OutboxRow.subject) == subject,
            col(OutboxRow.state) == State.WAITING.value,
        )
        .values(state=State.EXPIRED.value, **WIPED)
    )


async def about(session: AsyncSession, chat_id: int, message_id: int) -> tuple[str, str] | None:
    """Kind and subject of the push that is that message of a group."""
    query = select(OutboxRow.kind, OutboxRow.subject).where(
        col(OutboxRow.chat_id) == chat_id, col(OutboxRow.message_id) == message_id
    )
    return (await session.exec(query)).first()


async def messages_about(session: AsyncSession, kind: str, subject: str) -> list[tuple[int, int]]:
    """Chat and message of each push of that kind and subject that a group has got."""
    query = select(OutboxRow.chat_id, OutboxRow.message_id).where(
        col(OutboxRow.kind) == kind, col(OutboxRow.subject) == subject
    )
    return [(chat, message) for chat, message in (await session.exec(query)).all() if chat and message]


async def forget(tx: AsyncSession, now: datetime) -> int:
    """Drop rows that are done with and older than any sweep looks back; gives how many."""
    result: Any = await tx.exec(
        delete(OutboxRow).where(
            col(OutboxRow.state).in_([State.SENT.value, State.EXPIRED.value]),
            col(OutboxRow.created_at) < now - REMEMBERED,
        )
    )
    return int(result.rowcount)
