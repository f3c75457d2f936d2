"""Which records were taken over from paper (接续), by which file: so that screens and ledger say so, and a file can be taken back whole."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment, table_of

MARK = "接续"


class Takeover(SQLModel, table=True):
    """One file of one subject, by somebody; `branch_id` where it was taken over for their branch alone."""

    id: int | None = Field(default=None, primary_key=True)
    subject: str
    file: str
    branch_id: int | None = Field(default=None, foreign_key="branch.id")
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    rows: int
    undone_at: datetime | None = moment(default=None)
    undone_by: int | None = Field(default=None, foreign_key="person.id")

    @property
    def number(self) -> int:
        """The id of a stored one."""
        return self.id or 0


class Taken(SQLModel, table=True):
    """A record that it made, such as meeting 12. No foreign key to it: it is gone when the file is taken back."""

    kind: str = Field(primary_key=True)
    record: int = Field(primary_key=True)
    takeover_id: int = Field(foreign_key="takeover.id", index=True)


_TAKEN = table_of(Taken).c


def is_taken(kind: str, record: Any) -> ColumnElement[bool]:
    """For a query: whether that record was taken over."""
    return exists().where(_TAKEN.kind == kind, _TAKEN.record == record)


async def taken(session: AsyncSession, kind: str, records: Collection[int]) -> set[int]:
    """Which of those were taken over."""
    query = select(Taken.record).where(Taken.kind == kind, col(Taken.record).in_(records))
    return set((await session.exec(query)).all())
