"""People whose index is no longer what their facts say.

Whoever changes a fact that `storage/index/facts.py` reads says whom it is about, in the same transaction, by `touch`. What is over by
the day alone is seen by the daily run.
"""

from collections.abc import Iterable

from sqlalchemy import insert
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people.directory import Person

AT_ONCE = 500


class HealthStale(SQLModel, table=True):
    """One person whose open months are to be computed anew."""

    __tablename__ = "health_stale"

    person_id: int = Field(foreign_key="person.id", primary_key=True)


async def touch(tx: AsyncSession, people: Iterable[int | None]) -> None:
    """A fact about these people has changed."""
    listed = sorted({person for person in people if person is not None})
    for start in range(0, len(listed), AT_ONCE):
        known = select(HealthStale.person_id)
        fresh = select(col(Person.id)).where(
            col(Person.id).in_(listed[start : start + AT_ONCE]), col(Person.id).not_in(known)
        )
        await tx.exec(insert(HealthStale).from_select(["person_id"], fresh))
