"""The tables of yearly plans, and why something about one is refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from scoring.yearplan import Line
from storage.engine.columns import moment
from storage.meetings.rows import kinds_of

MOST = 80
"""Lines of a plan: as many as one message holds."""
EARLIEST, LATEST = 2000, 2099


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NONE = "还没有这一年的年度计划。"
    NOT_HERE = "年度计划由本支部的书记、副书记编制。"
    OVER = "这一年已经过去，不能再编制计划。"
    TOO_EARLY = "下一年的计划从 {}起编制。"
    EMPTY = "计划里还没有内容，请至少添加一项。"
    TOO_MANY = f"一年最多列 {MOST} 项，请先删去不用的。"
    CHANGED = "您打开以后，这份计划又被修改过。请取消后重新打开，再修改。"
    GONE = "计划里没有这一项，可能已经修改过，请打开年度计划查看。"
    CALLED = "这一项已经召集过，请到“三会一课”查看；要加开的，请直接召集会议。"
    PAST = "这个月已经过去，请在“三会一课”直接召集，或先在计划里改期。"


class YearPlan(SQLModel, table=True):
    """A branch's plan of one year: when it was made, and by whom and when it was last saved."""

    __tablename__ = "year_plan"
    __table_args__ = (Index("uq_year_plan_year", "year", "branch_id", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    year: int
    made_at: datetime = moment()
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


class YearPlanLine(SQLModel, table=True):
    """One line of it; `kinds` as a meeting's are kept."""

    __tablename__ = "year_plan_line"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="year_plan.id", index=True)
    month: int
    day: int | None = None
    kinds: str

    @property
    def line(self) -> Line:
        return Line(self.month, kinds_of(self.kinds), self.day)


@dataclass(frozen=True)
class Kept:
    """A line as a form and its buttons know it: by its number, which is negative until it is stored."""

    line: Line
    number: int
