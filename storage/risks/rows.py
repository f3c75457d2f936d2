"""The tables of the self-checks of one's own post (岗位风险排查), and the words for how grave something is."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.access import Place
from storage.columns import moment


class Level(StrEnum):
    """How grave a risk or a sign is; the value is the word shown."""

    HIGH = "高"
    MIDDLE = "中"
    LOW = "低"

    @property
    def weight(self) -> int:
        """To sort by, the gravest first."""
        return list(Level).index(self)


class CheckState(StrEnum):
    """How far a self-check has come; the value is the word shown."""

    SUBMITTED = "待确认"
    RETURNED = "已退回"
    CONFIRMED = "已确认"


class RiskCheck(SQLModel, table=True):
    """One person's self-check in the period `first_on` to `due_on`. Branch and post are those of the day it was submitted.

    `revision` counts what was submitted, so that nobody confirms what has changed meanwhile. `word` is why it was returned.
    """

    __tablename__ = "risk_check"
    __table_args__ = (UniqueConstraint("person_id", "first_on"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    position: str
    kind: str
    first_on: date
    due_on: date = Field(index=True)
    state: str = Field(default=CheckState.SUBMITTED.value, index=True)
    revision: int = 1
    submitted_at: datetime = moment()
    submitted_on: date
    confirmed_on: date | None = None
    judged_by: int | None = Field(default=None, foreign_key="person.id")
    word: str | None = None

    @property
    def key(self) -> int:
        """The id of a stored self-check."""
        if self.id is None:
            raise RuntimeError("the self-check has not been stored yet")
        return self.id

    @property
    def place(self) -> Place:
        """Where it stands for rights."""
        return Place(branch_id=self.branch_id, person_id=self.person_id)


class RiskPoint(SQLModel, table=True):
    """One risk point of a self-check, how grave it is and what is done against it."""

    __tablename__ = "risk_point"

    id: int | None = Field(default=None, primary_key=True)
    check_id: int = Field(foreign_key="risk_check.id", index=True)
    number: int
    text: str
    level: str
    measure: str
