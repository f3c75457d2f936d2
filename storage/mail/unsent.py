"""What could not be sent: to those whose account Telegram refuses, to those without an account, and the pushes that failed for good."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, func, or_, select
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
    """A push that could not be sent: for whom, what it is about, and where and how it failed. Never its content, which may be
    what cannot be read."""

    name: str
    subject: str
    created_at: datetime
    problem: str


async def failed(session: AsyncSession) -> list[Failed]:
    """What could not be sent, newest first."""
    name = func.coalesce(col(Person.name), col(Branch.name) + "群")
    query = (
        select(name, OutboxRow.subject, OutboxRow.created_at, OutboxRow.problem)
        .select_from(OutboxRow)
        .join(Person, col(Person.id) == col(OutboxRow.person_id), isouter=True)
        .join(Branch, col(Branch.chat_id) == col(OutboxRow.chat_id), isouter=True)
        .where(col(OutboxRow.state) == State.FAILED.value)
        .order_by(col(OutboxRow.id).desc())
    )
    return [
        Failed(name or "群", subject, at, problem or "")
        for name, subject, at, problem in (await session.exec(query)).all()
    ]


async def retry_failed(tx: AsyncSession, now: datetime) -> None:
    """Try everything once more that could not be sent."""
    await tx.exec(
        update(OutboxRow)
        .where(col(OutboxRow.state) == State.FAILED.value)
        .values(state=State.WAITING.value, due_at=now, attempts=0, ended=0, refused=0)
    )
    wake(tx)


async def drop_failed(tx: AsyncSession) -> None:
    """Let go of what could not be sent."""
    await tx.exec(
        update(OutboxRow).where(col(OutboxRow.state) == State.FAILED.value).values(state=State.EXPIRED.value, **WIPED)
    )
