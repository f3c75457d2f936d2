"""Which sweeps fail, for the party-affairs staff: what they would have reminded of is not reminded of meanwhile."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.away import is_away
from storage.engine.columns import moment
from storage.engine.failure import what_failed

_FAILED = "failed"


class SweepProblem(SQLModel, table=True):
    """A sweep that fails, and since when; `problem` is a kind of failure, never content."""

    __tablename__ = "sweep_problem"

    name: str = Field(primary_key=True)
    since: datetime = moment()
    problem: str


async def note(tx: AsyncSession, name: str, problem: str | None, now: datetime) -> None:
    """The sweep fails like that; or, with None, no longer."""
    row = await tx.get(SweepProblem, name)
    if problem is not None:
        row = row or SweepProblem(name=name, since=now, problem=problem)
        row.problem = problem
        tx.add(row)
    elif row is not None:
        await tx.delete(row)


async def failing(session: AsyncSession) -> list[SweepProblem]:
    """Those that fail now, longest first."""
    query = select(SweepProblem).order_by(col(SweepProblem.since), col(SweepProblem.name))
    return list((await session.exec(query)).all())


@contextmanager
def apart(session: AsyncSession) -> Iterator[None]:
    """For what a sweep does about one of its subjects: where that fails, the others have their turn all the same."""
    try:
        yield
    except Exception as error:
        if is_away(error):
            raise
        session.info.setdefault(_FAILED, []).append(what_failed(error).brief)


@asynccontextmanager
async def apart_in(tx: AsyncSession) -> AsyncIterator[None]:
    """As `apart`, where something is written: what a subject that fails has written is taken back."""
    with apart(tx):
        async with tx.begin_nested():
            yield


def failed(session: AsyncSession) -> list[str]:
    """The kinds of failure of those subjects that failed."""
    found: list[str] = session.info.get(_FAILED, [])
    return found
