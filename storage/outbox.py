"""The outbox: every push rests here, written in the transaction that causes it, until Telegram has taken it.

A row is unique by what it is about (kind, subject, period, recipient), so that nothing is pushed twice. Its content is
erased once it is sent. A person's chat is looked up at sending: an account bound anew still gets what waits, and so does
one that Telegram refuses to deliver to, once the person writes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint, delete, update
from sqlmodel import Field, SQLModel, and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.columns import moment
from storage.people import Branch, Person

RANG = "outbox"
"""The session's mark that something was put in; the database rings its bell after the commit."""
REMEMBERED = timedelta(days=400)
"""How long a row is kept once it is done with: longer than any sweep looks back, or it would be pushed again."""
MOST_IN_ONE = 20
LONGEST_TOGETHER = 3500
"""UTF-16 units of several nudges' texts in one message, of Telegram's 4096: the heading and the numbers need some."""
WIPED: dict[str, Any] = {"text": None, "keyboard": None, "files": None}

File = tuple[str, str]
"""The kind of a file (photo, video, audio, voice, document, …) and its `file_id`; or DRAWN and what it shows."""
DRAWN = "drawn"
"""A picture that is drawn when it goes out: `<maker>:<subject>`, the makers being those of `reminders/makers.py`."""
QUIZ = "quiz"
"""In place of a file: a native poll, `sendPoll`'s fields as JSON. Which poll it became is kept in `storage/sent_polls.py`."""


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
    def key(self) -> tuple[str, str, str, str]:
        """What it is unique by."""
        return self.kind, self.subject, self.period, self.recipient


class OutboxRow(SQLModel, table=True):
    """One push. `recipient` is `p<person>` or `c<chat>`; `problem` a kind of failure, never content.

    `parts_sent` counts the messages of a push with files that Telegram has taken already; `message_id` is its last message,
    the one with the text, once it is sent.
    """

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
    files: list[list[str]] | None = Field(default=None, sa_column=Column(JSON))
    nudge: bool = False
    parts_sent: int = 0
    state: str = Field(default=State.WAITING.value, index=True)
    created_at: datetime = moment()
    due_at: datetime = moment(index=True)
    expires_at: datetime | None = moment(default=None)
    attempts: int = 0
    sent_at: datetime | None = moment(default=None)
    message_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    problem: str | None = None

    @property
    def number(self) -> int:
        """The id of a stored row."""
        if self.id is None:
            raise RuntimeError("the push has not been stored yet")
        return self.id


@dataclass(frozen=True)
class Letter:
    """What goes out to one chat as one message: a push, or several nudges together."""

    rows: list[OutboxRow]
    chat_id: int

    @property
    def ids(self) -> list[int]:
        """The rows' numbers."""
        return [row.number for row in self.rows]


_HAS_A_CHAT = or_(
    col(OutboxRow.chat_id).is_not(None),
    and_(col(Person.telegram_id).is_not(None), col(Person.unreachable_since).is_(None), col(Person.left_at).is_(None)),
)


async def put(tx: AsyncSession, now: datetime, *pushes: Push) -> int:
    """Queue the pushes that are not queued or sent already; gives how many are new."""
    fresh = await news(tx, pushes)
    for push in fresh:
        tx.add(
            OutboxRow(
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
        )
    if fresh:
        await tx.flush()
        ring(tx)
    return len(fresh)


async def news(session: AsyncSession, pushes: Sequence[Push]) -> list[Push]:
    """Those that are neither queued nor sent already."""
    known = await _known(session, pushes)
    return list({push.key: push for push in pushes if push.key not in known}.values())


async def _known(session: AsyncSession, pushes: Sequence[Push]) -> set[tuple[str, str, str, str]]:
    """The keys of the rows about the same subjects."""
    subjects: dict[str, set[str]] = {}
    for push in pushes:
        subjects.setdefault(push.kind, set()).add(push.subject)
    found: set[tuple[str, str, str, str]] = set()
    for kind, named in subjects.items():
        listed = sorted(named)
        for start in range(0, len(listed), 500):  # databases take only so many values in one question
            query = select(OutboxRow.subject, OutboxRow.period, OutboxRow.recipient).where(
                col(OutboxRow.kind) == kind, col(OutboxRow.subject).in_(listed[start : start + 500])
            )
            found |= {(kind, *key) for key in (await session.exec(query)).all()}
    return found


def ring(tx: AsyncSession) -> None:
    """After the commit, let delivery look at once."""
    tx.info[RANG] = True


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


async def take_up(tx: AsyncSession) -> None:
    """At a start: what an earlier process had in hand waits again."""
    await tx.exec(
        update(OutboxRow).where(col(OutboxRow.state) == State.SENDING.value).values(state=State.WAITING.value)
    )


async def claim(tx: AsyncSession, now: datetime, limit: int) -> list[Letter]:
    """Take what is due into hand, the oldest of each recipient; a nudge with the recipient's others.

    People who have no account that can be reached are passed over until they have; what has expired is dropped.
    """
    await tx.exec(
        update(OutboxRow)
        .where(col(OutboxRow.state) == State.WAITING.value, col(OutboxRow.expires_at) <= now)
        .values(state=State.EXPIRED.value, **WIPED)
    )
    busy = select(OutboxRow.recipient).where(col(OutboxRow.state) == State.SENDING.value)
    due = and_(col(OutboxRow.state) == State.WAITING.value, col(OutboxRow.due_at) <= now)
    oldest = (
        select(func.min(OutboxRow.id))
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .where(due, col(OutboxRow.recipient).not_in(busy), _HAS_A_CHAT)
        .group_by(col(OutboxRow.recipient))
        .order_by(func.min(OutboxRow.id))
        .limit(limit)
    )
    query = (
        select(OutboxRow, Person.telegram_id)
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .where(col(OutboxRow.id).in_(oldest))
        .order_by(col(OutboxRow.id))
    )
    first = (await tx.exec(query)).all()
    nudged = [row.recipient for row, _ in first if row.nudge]
    others: dict[str, list[OutboxRow]] = {}
    if nudged:
        more = select(OutboxRow).where(due, col(OutboxRow.nudge).is_(True), col(OutboxRow.recipient).in_(nudged))
        for row in (await tx.exec(more.order_by(col(OutboxRow.id)))).all():
            others.setdefault(row.recipient, []).append(row)
    letters = []
    for row, telegram_id in first:
        chat = row.chat_id if row.chat_id is not None else telegram_id
        if chat is not None:
            letters.append(Letter(_together(others[row.recipient]) if row.nudge else [row], chat))
    for letter in letters:
        for row in letter.rows:
            row.state, row.attempts = State.SENDING.value, row.attempts + 1
            tx.add(row)
    return letters


def _together(nudges: Sequence[OutboxRow]) -> list[OutboxRow]:
    """As many as one message holds, in their order; the first in any case."""
    taken, length = list(nudges[:1]), len((nudges[0].text or "").encode("utf-16-le")) // 2
    for row in nudges[1:MOST_IN_ONE]:
        length += len((row.text or "").encode("utf-16-le")) // 2
        if length > LONGEST_TOGETHER:
            break
        taken.append(row)
    return taken


async def sent(tx: AsyncSession, letter: Letter, now: datetime, message_id: int | None = None) -> None:
    """Telegram has it, as that message."""
    await _set(tx, letter, state=State.SENT.value, sent_at=now, message_id=message_id, problem=None, **WIPED)


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


async def part_sent(tx: AsyncSession, letter: Letter, parts: int) -> None:
    """Telegram has so many of its messages, and is not to get them again."""
    await _set(tx, letter, parts_sent=parts)


async def again(tx: AsyncSession, letter: Letter, due_at: datetime, problem: str) -> None:
    """Try once more, later."""
    await _set(tx, letter, state=State.WAITING.value, due_at=due_at, problem=problem)


async def give_up(tx: AsyncSession, letter: Letter, problem: str) -> None:
    """It cannot be sent; kept with its text, to be shown to party-affairs staff."""
    await _set(tx, letter, state=State.FAILED.value, problem=problem)


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


async def forget(tx: AsyncSession, now: datetime) -> int:
    """Drop rows that are done with and older than any sweep looks back; gives how many."""
    result: Any = await tx.exec(
        delete(OutboxRow).where(
            col(OutboxRow.state).in_([State.SENT.value, State.EXPIRED.value]),
            col(OutboxRow.created_at) < now - REMEMBERED,
        )
    )
    return int(result.rowcount)


async def _set(tx: AsyncSession, letter: Letter, **values: Any) -> None:
    await tx.exec(update(OutboxRow).where(col(OutboxRow.id).in_(letter.ids)).values(**values))
