"""Letters: what is taken out of the outbox to be sent, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.failure import what_failed
from storage.mail.outbox import WIPED, OutboxRow, State
from storage.people.directory import Branch, Person

MOST_IN_ONE = 20
LONGEST_TOGETHER = 3500
"""UTF-16 units of several nudges' texts in one message, of Telegram's 4096: the heading and the numbers need some."""
MOST_ENDED = 5
"""With this many processes ended while Telegram was asked for it, a push is no longer thought to be there by chance."""


@dataclass(frozen=True)
class Letter:
    """What goes out to one chat, or a forum's topic, as one message: a push, or several nudges together."""

    rows: list[OutboxRow]
    chat_id: int
    thread_id: int | None = None

    @property
    def ids(self) -> list[int]:
        """The rows' numbers."""
        return [row.number for row in self.rows]


# A push to a person who is not there any more is due too: it can never go out, and claiming it says so.
_COMES_UP = or_(
    col(OutboxRow.chat_id).is_not(None),
    col(Person.id).is_(None),
    and_(col(Person.telegram_id).is_not(None), col(Person.unreachable_since).is_(None), col(Person.left_at).is_(None)),
)


def _due(now: datetime) -> ColumnElement[bool]:
    """What was queued at a moment that is yet to come was queued before the clock was set back: it has waited."""
    arrived = or_(col(OutboxRow.due_at) <= now, col(OutboxRow.created_at) > now)
    return and_(col(OutboxRow.state) == State.WAITING.value, arrived)


async def take_up(tx: AsyncSession) -> None:
    """At a start: what an earlier process was sending waits again, and what has ended several of them is set aside."""
    ended = col(OutboxRow.ended) + 1
    await tx.exec(
        update(OutboxRow)
        .where(col(OutboxRow.state) == State.SENDING.value)
        .values(
            ended=ended,
            state=case((ended < MOST_ENDED, State.WAITING.value), else_=State.FAILED.value),
            problem=case((ended < MOST_ENDED, col(OutboxRow.problem)), else_="claimed: ended"),
        )
    )


async def is_due(session: AsyncSession, now: datetime) -> bool:
    """Whether anything waits that `claim` would take or drop."""
    query = (
        select(OutboxRow.id)
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .where(_due(now), _COMES_UP)
    )
    return (await session.exec(query.limit(1))).first() is not None


async def waiting(session: AsyncSession, now: datetime) -> tuple[int, datetime | None]:
    """How many pushes are under way or could be by now, and since when the first has been due; None when there are none."""
    under_way = col(OutboxRow.state) == State.SENDING.value
    query = (
        select(func.count(col(OutboxRow.id)), func.min(OutboxRow.due_at))
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .where(or_(under_way, and_(_due(now), _COMES_UP)))
    )
    return (await session.exec(query)).one()


async def claim(tx: AsyncSession, now: datetime, limit: int) -> list[Letter]:
    """Claim what is due, the oldest of each recipient; a nudge with the recipient's others.

    People who have no account that can be reached are passed over until they have; what has expired is dropped. What an
    earlier process ended with may have arrived, and may be why it ended: it comes after all others, one at a time.
    """
    await tx.exec(
        update(OutboxRow)
        .where(col(OutboxRow.state) == State.WAITING.value, col(OutboxRow.expires_at) <= now)
        .values(state=State.EXPIRED.value, **WIPED)
    )
    busy = select(OutboxRow.recipient).where(col(OutboxRow.state) == State.SENDING.value)
    due = _due(now)
    oldest = (
        select(func.min(OutboxRow.id))
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .where(due, col(OutboxRow.recipient).not_in(busy), _COMES_UP)
        .group_by(col(OutboxRow.recipient))
    )
    chat = func.coalesce(OutboxRow.chat_id, Person.telegram_id)
    query = (
        select(OutboxRow.id, OutboxRow.recipient, OutboxRow.ended, chat)
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .where(col(OutboxRow.id).in_(oldest))
        .order_by(col(OutboxRow.ended), col(OutboxRow.id))
        .limit(limit)
    )
    found = [(number or 0, recipient, ended, to) for number, recipient, ended, to in (await tx.exec(query)).all()]
    first = [each for each in found if not each[2]]
    if found and not first and not await _suspect_claimed(tx):
        first = found[:1]
    rows = await _read(tx, [number for number, *_ in first])
    nudged = [row.recipient for row in rows.values() if row.nudge]
    more = select(OutboxRow.id).where(due, col(OutboxRow.nudge).is_(True), col(OutboxRow.recipient).in_(nudged))
    nudges: dict[str, list[OutboxRow]] = {}
    for row in (await _read(tx, (await tx.exec(more)).all())).values() if nudged else ():
        nudges.setdefault(row.recipient, []).append(row)
    bound = select(Branch.chat_id, Branch.thread_id).where(col(Branch.chat_id).in_([to for *_, to in first]))
    threads = dict((await tx.exec(bound)).all())
    letters = []
    for number, recipient, _, to in first:
        if to is None:
            await set_aside(tx, [number], "recipient: gone")
        elif number in rows:
            together = _together(nudges[recipient]) if rows[number].nudge else [rows[number]]
            letters.append(Letter(together, to, threads.get(to)))
    for letter in letters:
        for row in letter.rows:
            row.state, row.attempts = State.SENDING.value, row.attempts + 1
            tx.add(row)
    return letters


async def _suspect_claimed(tx: AsyncSession) -> bool:
    query = select(OutboxRow.id).where(col(OutboxRow.state) == State.SENDING.value, col(OutboxRow.ended) > 0)
    return (await tx.exec(query.limit(1))).first() is not None


async def _read(tx: AsyncSession, numbers: Sequence[int | None]) -> dict[int, OutboxRow]:
    """The rows by number, all at once; where one of them cannot be read, one by one, and that one is set aside."""
    query = select(OutboxRow).where(col(OutboxRow.id).in_(numbers)).order_by(col(OutboxRow.id))
    try:
        return {row.number: row for row in (await tx.exec(query)).all()}
    except (ValueError, TypeError, DBAPIError) as error:
        if len(numbers) == 1:
            await set_aside(tx, numbers, f"stored: {what_failed(error).brief}")
            return {}
    found: dict[int, OutboxRow] = {}
    for number in numbers:
        found |= await _read(tx, [number])
    return found


def _together(nudges: Sequence[OutboxRow]) -> list[OutboxRow]:
    """As many as one message holds, in their order; the first in any case."""
    taken, length = list(nudges[:1]), len(str(nudges[0].text or "").encode("utf-16-le")) // 2
    for row in nudges[1:MOST_IN_ONE]:
        length += len(str(row.text or "").encode("utf-16-le")) // 2
        if length > LONGEST_TOGETHER:
            break
        taken.append(row)
    return taken


async def sent(tx: AsyncSession, letter: Letter, now: datetime, message_id: int | None = None) -> None:
    """Telegram has it, as that message."""
    values = {"state": State.SENT.value, "sent_at": now, "message_id": message_id, "problem": None}
    await _set(tx, letter.ids, **values, **WIPED)


async def part_sent(tx: AsyncSession, letter: Letter, parts: int) -> None:
    """Telegram has that many of its messages, and is not to get them again."""
    await _set(tx, letter.ids, parts_sent=parts)


async def again(tx: AsyncSession, letter: Letter, due_at: datetime, problem: str, **values: Any) -> None:
    """Try once more, later."""
    await _set(tx, letter.ids, state=State.WAITING.value, due_at=due_at, problem=problem, **values)


async def refused(tx: AsyncSession, letter: Letter, due_at: datetime, problem: str) -> None:
    """Telegram says that the recipient does not want it; ask once more, later."""
    await again(tx, letter, due_at, problem, refused=col(OutboxRow.refused) + 1)


async def apart(tx: AsyncSession, letter: Letter, due_at: datetime, problem: str) -> None:
    """Try each of its rows once more by itself, so that one of them does not hold back the others."""
    await again(tx, letter, due_at, problem, nudge=False)


async def set_aside(tx: AsyncSession, numbers: Sequence[int | None], problem: str) -> None:
    """They cannot be sent; kept as they are, to be shown to party-affairs staff."""
    await _set(tx, numbers, state=State.FAILED.value, problem=problem)


async def migrated(tx: AsyncSession, old: int, new: int) -> None:
    """A group has become a supergroup with another id: its branch and what waits for it follow."""
    await tx.exec(update(Branch).where(col(Branch.chat_id) == old).values(chat_id=new))
    await tx.exec(
        update(OutboxRow)
        .where(col(OutboxRow.chat_id) == old, col(OutboxRow.state).in_([State.WAITING.value, State.SENDING.value]))
        .values(chat_id=new, recipient=f"c{new}", state=State.WAITING.value)
    )


def backoff(attempts: int) -> timedelta:
    """How long to wait after that many attempts: 5 s, doubling, at most 15 minutes."""
    return timedelta(seconds=min(5 * 2 ** (attempts - 1), 900))


async def _set(tx: AsyncSession, numbers: Sequence[int | None], **values: Any) -> None:
    await tx.exec(update(OutboxRow).where(col(OutboxRow.id).in_(numbers)).values(**values))
