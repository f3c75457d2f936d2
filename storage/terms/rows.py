"""The tables of terms, and why something about one is refused."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from scoring.cadence import Lead, add_months
from storage.engine.columns import index_where, moment
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.posts import Post
from storage.people.rights import Act
from storage.rules.regulations import own

BRANCH_RULE, COMMITTEE_RULE, CHANGE_RULE = "term_branch", "term_committee", "term_change"
NOTICE_RULE, AGAIN_RULE, ELECTION_RULE = "term_notice", "term_notice_again", "term_election"
BUREAU = 0
"""In the place of a branch: the bureau's own committee."""
YEARS = range(1, 6)
LONGEST_REASON = 200
OFFICES = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.ORGANISATION, Post.PUBLICITY, Post.DISCIPLINE)
"""The posts of a branch's committee, in the order in which they are given out."""


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NOT_KEEPER = "任期由党务干部登记和批准。"
    NOT_SECRETARY = "换届由本支部的书记、副书记办理。"
    NOT_SEEN = "您不能查看这里的任期。"
    NO_TERM = "还没有登记这一届的任期，请联系党务干部登记。"
    GONE = "没有这一项，可能已经办理，请返回重新选择。"
    DECIDED = "这一项已经答复过。"
    OWN = "自己提出的，请由另一位党务干部答复。"
    SAME_DAY = "新的届满日期和原来的一样，请改一个日期。"
    BEFORE_BEGIN = "届满日期要在本届开始以后。"
    BLANK = "请写明理由。"
    WAITING = "已经有一项延期（提前）换届在等待答复，请等答复以后再提。"
    NOT_A_BRANCH = "局党委的换届由上级部署，这里只登记任期和提醒。"
    STANDS = "候选人要是本支部的正式党员，并且有被选举权，请重新选择。"
    TOO_FEW = "候选人不能少于应选名额，请再选几位，或者减少名额。"
    SEATS = "委员会一般由3至5人组成，最多 {most} 人，请重新选择名额。"
    REPORTED = "选举结果已经报上级，等待答复。"
    NO_WINNERS = "请先选出当选的同志。"
    NO_SECRETARY = "请选定支部书记：书记不能空缺。"
    ENDED = "这一届已经结束（已登记新的一届），这次选举结果不能再上报或同意。"
    GONE_SINCE = "{names}已不在本支部，或者不能再当选，请退回，由支部重新上报。"
    HELD_ON = "选举日期不能晚于今天，也不能早于本届开始。"
    NOT_ELECTED = "职务只能由当选的同志担任，请重新选择。"


class CommitteeTerm(SQLModel, table=True):
    """One term of a committee: a branch's, or (None) the bureau's. It goes on until the next one begins (`ended_on`)."""

    __tablename__ = "committee_term"
    __table_args__ = (index_where("ix_committee_term_open", "ends_on", "ended_on IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    branch_id: int | None = Field(default=None, foreign_key="branch.id", index=True)
    begun_on: date
    years: int
    ends_on: date
    ended_on: date | None = None
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()

    @property
    def key(self) -> int:
        """The id of a stored term."""
        if self.id is None:
            raise RuntimeError("the term has not been stored yet")
        return self.id

    @property
    def by_rule(self) -> date:
        """Its last day without any change."""
        return add_months(self.begun_on, 12 * self.years)


class TermChange(SQLModel, table=True):
    """That a term is to end on another day: asked for by whom and why, and the answer."""

    __tablename__ = "term_change"

    id: int | None = Field(default=None, primary_key=True)
    term_id: int = Field(foreign_key="committee_term.id", index=True)
    until: date
    reason: str
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    agreed: bool | None = Field(default=None, index=True)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = moment(default=None)
    word: str | None = None

    @property
    def key(self) -> int:
        """The id of a stored change."""
        if self.id is None:
            raise RuntimeError("the change has not been stored yet")
        return self.id


class TermElection(SQLModel, table=True):
    """The election that ends a term: what was prepared, then who was elected and to which posts, and the superior's answer.

    `posts` are persons by the words of posts. `counted` says that a ballot of the bot's has the winners.
    """

    __tablename__ = "term_election"

    id: int | None = Field(default=None, primary_key=True)
    term_id: int = Field(foreign_key="committee_term.id", index=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    seats: int
    candidates: list[int] = Field(sa_column=Column(JSON, nullable=False))
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    held_on: date | None = None
    counted: bool = False
    winners: list[int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    posts: dict[str, int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    reported_by: int | None = Field(default=None, foreign_key="person.id")
    reported_at: datetime | None = moment(default=None)
    agreed: bool | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = moment(default=None)
    word: str | None = None

    @property
    def key(self) -> int:
        """The id of a stored election."""
        if self.id is None:
            raise RuntimeError("the election has not been stored yet")
        return self.id

    @property
    def about(self) -> str:
        """What a ballot about it says that it is about."""
        return f"term_election:{self.key}"

    @property
    def waits(self) -> bool:
        """Whether the superior's answer is owed."""
        return self.reported_at is not None and self.agreed is None


def leads() -> tuple[Lead, ...]:
    """When people are reminded before a term is over."""
    again = own()[AGAIN_RULE]
    months = (own()[NOTICE_RULE].integer("months"), again.integer("months_max"), again.integer("months_min"))
    return tuple(Lead(months=each) for each in months)


def soon(today: date) -> date:
    """A term that is over by then is to be thought of."""
    return add_months(today, own()[NOTICE_RULE].integer("months"))


def check_see(me: Who, branch_id: int) -> None:
    """Raises Refusal where that person does not see the branch's (or of 0 the bureau's) terms."""
    if not may(me, Act.SEE_TERMS, Place(branch_id=branch_id) if branch_id else Place()):
        raise Refusal(Refused.NOT_SEEN)


def check_run(me: Who, branch_id: int) -> None:
    """Raises Refusal where that person does not prepare the branch's election."""
    if not branch_id:
        raise Refusal(Refused.NOT_A_BRANCH)
    if not may(me, Act.RUN_TERMS, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_SECRETARY)


def check_decide(me: Who) -> None:
    """Raises Refusal for whoever does not answer for the bureau's committee."""
    if not may(me, Act.KEEP_TERMS):
        raise Refusal(Refused.NOT_KEEPER)
