"""Inspection bundles (迎检包): who has asked for which, and how far it is. What is in one is nowhere kept."""

from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import index_where, moment
from storage.engine.refusal import Refusal
from storage.people.directory import Who


class State(StrEnum):
    """How far a bundle is."""

    WAITING = auto()
    MAKING = auto()
    SENT = auto()
    CANCELLED = auto()
    INTERRUPTED = auto()
    FAILED = auto()


UNDER_WAY = (State.WAITING, State.MAKING)


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    ONE_AT_A_TIME = "您要的迎检包还在生成，一次只能生成一个。请等它发来，或先取消它。"
    OVER = "这个迎检包已经发出、取消或中断，没有可取消的了。"
    NOT_YET = "这段时间还没有开始，请选已经开始的时间。"


class Bundle(SQLModel, table=True):
    """One that somebody has asked for, of a branch or (None) the bureau. `message_id` is the message that shows how far it is, `parts` are
    the messages in which parts of it went out."""

    __tablename__ = "inspection_bundle"
    __table_args__ = (index_where("ix_inspection_bundle_under_way", "id", "ended_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    branch_id: int | None = Field(default=None, foreign_key="branch.id")
    span: str
    asked_at: datetime = moment()
    state: str = State.WAITING.value
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    parts: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ended_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        """The id of a stored bundle."""
        if self.id is None:
            raise RuntimeError("the bundle has not been stored yet")
        return self.id


async def ask(tx: AsyncSession, me: Who, branch_id: int | None, span: str, now: datetime) -> Bundle:
    """It is made when `shown` has said where how far it is can be read. Raises Refusal while another of theirs is under way."""
    if await under_way_of(tx, me.person_id) is not None:
        raise Refusal(Refused.ONE_AT_A_TIME)
    made = Bundle(person_id=me.person_id, branch_id=branch_id, span=span, asked_at=now)
    tx.add(made)
    await tx.flush()
    return made


async def shown(tx: AsyncSession, number: int, message_id: int) -> None:
    bundle = await tx.get(Bundle, number)
    if bundle is not None:
        bundle.message_id = message_id
        tx.add(bundle)


async def under_way_of(session: AsyncSession, person_id: int) -> Bundle | None:
    """The one that a person waits for."""
    query = select(Bundle).where(col(Bundle.person_id) == person_id, col(Bundle.ended_at).is_(None))
    return (await session.exec(query.order_by(col(Bundle.id).desc()))).first()


async def before(session: AsyncSession, number: int) -> int:
    """How many are made before it."""
    query = select(Bundle.id).where(col(Bundle.ended_at).is_(None), col(Bundle.id) < number)
    return len((await session.exec(query)).all())


async def begin_next(tx: AsyncSession) -> Bundle | None:
    """The one that has waited longest; now it is made."""
    query = select(Bundle).where(
        col(Bundle.ended_at).is_(None),
        col(Bundle.state) == State.WAITING.value,
        col(Bundle.message_id).is_not(None),
    )
    found = (await tx.exec(query.order_by(col(Bundle.id)).limit(1))).first()
    if found is not None:
        found.state = State.MAKING.value
        tx.add(found)
    return found


async def is_wanted(session: AsyncSession, number: int) -> bool:
    """Whether it is still to be made."""
    state = (await session.exec(select(Bundle.state).where(col(Bundle.id) == number))).first()
    return state == State.MAKING.value


async def sent(tx: AsyncSession, number: int, message_id: int) -> None:
    """A part of it is out."""
    bundle = await tx.get(Bundle, number)
    if bundle is not None:
        bundle.parts = [*bundle.parts, message_id]
        tx.add(bundle)


async def end(tx: AsyncSession, number: int, how: State, now: datetime) -> bool:
    """Gives whether it was under way until now."""
    bundle = await tx.get(Bundle, number, populate_existing=True)
    if bundle is None or bundle.ended_at is not None:
        return False
    bundle.state, bundle.ended_at = how.value, now
    tx.add(bundle)
    return True


async def cancel(tx: AsyncSession, me: Who, number: int, now: datetime) -> Bundle:
    """One's own. Raises Refusal where it is not under way."""
    bundle = await tx.get(Bundle, number)
    if bundle is None or bundle.person_id != me.person_id or not await end(tx, number, State.CANCELLED, now):
        raise Refusal(Refused.OVER)
    return bundle


async def left(session: AsyncSession, *, waiting: bool) -> list[Bundle]:
    """Those that were being made when their maker ended; with `waiting` also those of which nobody is shown anything."""
    query = select(Bundle).where(col(Bundle.ended_at).is_(None)).order_by(col(Bundle.id))
    return [
        each
        for each in (await session.exec(query)).all()
        if each.state == State.MAKING or (waiting and each.message_id is None)
    ]
