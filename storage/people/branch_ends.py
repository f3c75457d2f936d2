"""That a branch is no more (撤销): since which day, by which document, into which other one its people went. All of its records stay its own."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Mapped
from sqlmodel import Field, SQLModel, col

from storage.engine.columns import moment

MARK = "（已撤销）"


class BranchEnd(SQLModel, table=True):
    """A branch's end; `reason` is why, or the document. Taken back, the row goes."""

    __tablename__ = "branch_end"

    branch_id: int = Field(foreign_key="branch.id", primary_key=True)
    on: date
    into_id: int | None = Field(default=None, foreign_key="branch.id")
    reason: str
    by: int | None = None
    at: datetime = moment()


def ended(branch_id: Mapped[Any], by: Mapped[date] | date | None = None) -> ColumnElement[bool]:
    """The condition that the branch is no more; or was no more `by` a day."""
    condition = exists().where(col(BranchEnd.branch_id) == branch_id)
    return condition if by is None else condition.where(col(BranchEnd.on) <= by)
