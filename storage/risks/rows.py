"""The tables of 风险防控: self-checks of one's own post (岗位风险排查), and signs (苗头)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.engine.columns import moment
from storage.people.access import Place


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
    __table_args__ = (UniqueConstraint("person_id", "first_on"), Index("ix_risk_check_branch_id", "branch_id", "state"))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    branch_id: int = Field(foreign_key="branch.id")
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


class Outcome(StrEnum):
    """How a sign was closed; the value is the word shown."""

    TALKED = "约谈后结束"
    CLEARED = "了解后结束"


class Said(StrEnum):
    """What was done about a sign; the value is the word shown."""

    NOTED = "登记"
    TALKED = "开始约谈"
    RAISED = "升级"
    CLOSED = "结束"


class Sign(SQLModel, table=True):
    """Something worrying that a committee member noticed about a person. What it is lies in a sealed record.

    `grade` is the interview that is due, `grade_on` the day from which its handling is counted.
    """

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    by: int = Field(foreign_key="person.id")
    record_id: int = Field(foreign_key="record.id")
    since: date
    level: str
    grade: str
    noted_at: datetime = moment()
    noted_on: date = Field(index=True)
    grade_on: date
    closed_on: date | None = Field(default=None, index=True)
    outcome: str | None = None

    @property
    def key(self) -> int:
        """The id of a stored sign."""
        if self.id is None:
            raise RuntimeError("the sign has not been stored yet")
        return self.id

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.closed_on is None

    def age(self, today: date) -> int:
        """For how many days nothing was done at its grade."""
        return max(0, ((self.closed_on or today) - self.grade_on).days)


class SignStep(SQLModel, table=True):
    """One thing done about a sign; a word that goes with it lies in a sealed record."""

    __tablename__ = "sign_step"

    id: int | None = Field(default=None, primary_key=True)
    sign_id: int = Field(foreign_key="sign.id", index=True)
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    said: str
    grade: str
    record_id: int | None = Field(default=None, foreign_key="record.id")
