"""What could not be sent: to those whose account Telegram refuses, to those without an account, and the pushes that failed for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.mail.outbox import WIPED, OutboxRow, State, wake
from storage.people.directory import Branch, Person


@dataclass(frozen=True)
class Stuck:
    """A person who does not get what is meant for them, not bound or refused by Telegram, and how much waits for them."""

    person: Person
    branch: str
    waiting: int


async def stuck(session: AsyncSession) -> list[Stuck]:
    """Everyone on the roster for whom something waits that cannot go out, those whom Telegram refuses first."""
    query = (
        select(Person, Branch.name, func.count(col(OutboxRow.id)))
        .join(OutboxRow, col(OutboxRow.person_id) == col(Person.id))
        .join(Branch, col(Branch.id) == col(Person.branch_id))
        .where(
            col(OutboxRow.state) == State.WAITING.value,
            col(Person.left_at).is_(None),
            or_(col(Person.telegram_id).is_(None), col(Person.unreachable_since).is_not(None)),
        )
        .group_by(col(Person.id), Branch.name)
        .order_by(col(Person.unreachable_since).is_(None), col(Person.police_no))
    )
    return [Stuck(person, branch, waiting) for person, branch, waiting in (await session.exec(query)).all()]


@dataclass(frozen=True)
class Failed:
    """A push that could not be sent: its number, for whom, of which kind and about what, and where and how it failed. Never its
    content, which may be what cannot be read."""

    number: int
    name: str
    kind: str
    subject: str
    created_at: datetime
    problem: str


@dataclass(frozen=True)
class Dropped:
    """A push that is sent no more; for a person who is on the roster, or for none."""

    kind: str
    person_id: int | None


async def failed(session: AsyncSession) -> list[Failed]:
    """What could not be sent, newest first."""
    name = func.coalesce(col(Person.name), col(Branch.name) + "群")
    query = (
        # more columns than its overloads know
        select(OutboxRow.id, name, OutboxRow.kind, OutboxRow.subject, OutboxRow.created_at, OutboxRow.problem)  # type: ignore[call-overload]
        .select_from(OutboxRow)
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .join(Branch, col(Branch.chat_id) == col(OutboxRow.chat_id), isouter=True)
        .where(col(OutboxRow.state) == State.FAILED.value)
        .order_by(col(OutboxRow.id).desc())
    )
    return [
        Failed(number or 0, name or "群", kind, subject, at, problem or "")
        for number, name, kind, subject, at, problem in (await session.exec(query)).all()
    ]


async def retry_failed(tx: AsyncSession, now: datetime, number: int | None = None) -> bool:
    """Try once more what could not be sent, all of it or one push; False when there is none."""
    result: Any = await tx.exec(
        update(OutboxRow)
        .where(*_failed(number))
        .values(state=State.WAITING.value, due_at=now, attempts=0, ended=0, refused=0)
    )
    wake(tx)
    return bool(result.rowcount)


async def drop_failed(tx: AsyncSession, number: int | None = None) -> list[Dropped]:
    """Let go of what could not be sent, all of it or one push."""
    query = (
        select(OutboxRow.kind, Person.id)
        .join(Person, and_(col(Person.id) == col(OutboxRow.person_id), col(Person.left_at).is_(None)), isouter=True)
        .where(*_failed(number))
    )
    found = (await tx.exec(query)).all()
    await tx.exec(update(OutboxRow).where(*_failed(number)).values(state=State.EXPIRED.value, **WIPED))
    return [Dropped(kind, person) for kind, person in found]


def _failed(number: int | None) -> list[ColumnElement[bool]]:
    return [col(OutboxRow.state) == State.FAILED.value, *([col(OutboxRow.id) == number] if number is not None else [])]
