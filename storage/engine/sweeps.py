"""Which sweeps fail, for the party-affairs staff: what they would have reminded of is not reminded of meanwhile."""

from datetime import datetime

from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment


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
