"""People whose index is no longer what their facts say.

Whoever changes a fact that `storage/index/facts.py` reads says whom it is about, in the same transaction, by `touch`. What is over by
the day alone is seen by the daily run.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, insert, select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import ask, table_of
from storage.people.directory import Person

AT_ONCE = 500


class HealthStale(SQLModel, table=True):
    """One person whose open months are to be computed anew."""

    __tablename__ = "health_stale"

    person_id: int = Field(foreign_key="person.id", primary_key=True)


_STALE, _PERSON = table_of(HealthStale), table_of(Person)
_UNMARKED = select(_PERSON.c.id).where(~select(_STALE.c.person_id).where(_STALE.c.person_id == _PERSON.c.id).exists())
_MARK, _MARK_ONE = (
    insert(_STALE).from_select(["person_id"], _UNMARKED.where(those))
    for those in (_PERSON.c.id.in_(bindparam("people", expanding=True)), _PERSON.c.id == bindparam("people"))
)


async def touch(tx: AsyncSession, people: Iterable[int | None]) -> None:
    """A fact about these people has changed."""
    listed = sorted({person for person in people if person is not None})
    await tx.flush()
    if len(listed) == 1:
        await ask(tx, _MARK_ONE, {"people": listed[0]})
        return
    for start in range(0, len(listed), AT_ONCE):
        await ask(tx, _MARK, {"people": listed[start : start + AT_ONCE]})
