"""The tables of reports, who reads one, and why something about one is refused."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from storage.engine.columns import index_where, moment
from storage.people.access import may
from storage.people.directory import Who
from storage.people.posts import Post
from storage.people.rights import Act

RULE = "report_reading"
LONGEST_TITLE, LONGEST, LONGEST_WORD, MOST_FILES = 40, 3000, 500, 10
HEADS = frozenset({Post.SECRETARY, Post.DEPUTY_SECRETARY})


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这份报告，或者不是交给您的。"
    NOBODY = "名册里没有可以阅报告的同志，请先请党务干部核对职务。"
    EMPTY = f"请用文字写明要报告的事，不超过 {LONGEST} 个字。"
    CLOSED = "这份报告已经办结，不能再办理。"
    WITHDRAWN = "这份报告已由报告人撤回。"
    NOT_YOURS = "这份报告现在不由您办理：可能已经转报上级，或者不是交给您的。"
    READ = "已经有同志阅过，不能撤回；需要补充的，请另写一份。"
    NO_HIGHER = "没有可以转报的上级。"


class Kind(StrEnum):
    """What a report is; the value is the word shown."""

    WORK = "工作情况"
    REQUEST = "请示"
    EVENT = "重大事项"
    THOUGHTS = "思想汇报"
    OTHER = "其他"


class Level(StrEnum):
    """Whom it goes to; the value is the word shown."""

    BRANCH = "支部书记"
    STAFF = "局党务干部"
    BUREAU = "局党委书记"

    @property
    def higher(self) -> tuple["Level", ...]:
        """Where it can be passed up to."""
        levels = tuple(Level)
        return levels[levels.index(self) + 1 :]


class Report(SQLModel, table=True):
    """What somebody reports; `branch_id` is the branch in which they were."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    kind: str
    title: str
    text: str
    files: list[list[str]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    at: datetime = moment()
    closed_at: datetime | None = moment(default=None)
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        """The id of a stored one."""
        if self.id is None:
            raise RuntimeError("the report has not been stored yet")
        return self.id

    @property
    def over(self) -> bool:
        """Whether nothing more is done about it."""
        return self.closed_at is not None or self.withdrawn_at is not None


class ReportLeg(SQLModel, table=True):
    """One level that a report reaches: until when it is to be read there (a 请示: answered), and when that was done.

    `by` is who sent it there, with a word when it was passed up.
    """

    __tablename__ = "report_leg"
    __table_args__ = (index_where("ix_report_leg_owed", "due", "met_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    level: str
    branch_id: int = Field(foreign_key="branch.id")
    due: date
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    word: str = ""
    met_at: datetime | None = moment(default=None)


class ReportRead(SQLModel, table=True):
    """Who has read it, and when for the first time."""

    __tablename__ = "report_read"

    report_id: int = Field(foreign_key="report.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    at: datetime = moment()


class ReportAnswer(SQLModel, table=True):
    """An instruction on it (批示)."""

    __tablename__ = "report_answer"

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    text: str


def levels_of(me: Who) -> frozenset[Level]:
    """The levels at which that person reads."""
    if not may(me, Act.READ_REPORTS):
        return frozenset()
    posts = me.posts - me.waiting
    found = {Level.BRANCH} if posts & HEADS else set()
    found |= {Level.STAFF} if Post.PARTY_STAFF in posts else set()
    return frozenset(found | ({Level.BUREAU} if Post.COMMITTEE_SECRETARY in posts else set()))


def reads(me: Who, report: Report, leg: ReportLeg) -> bool:
    """Whether that leg has led to that person; nobody reads their own."""
    if me.person_id == report.person_id or Level(leg.level) not in levels_of(me):
        return False
    return leg.level != Level.BRANCH or leg.branch_id == me.branch_id
