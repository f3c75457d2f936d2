"""The tables of ballots, and why something about one is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import JSON, BigInteger, Column, Integer, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from scoring.votes import Bound, VoteRule
from storage.engine.columns import moment

MOST_CANDIDATES = 20
YES_NO = ("赞成", "反对", "弃权")
GRADES = ("优秀", "合格", "基本合格", "不合格")
MOST_GRADED = 50
"""As many as fit on a sealed paper, which is as long as every other."""


class BallotState(StrEnum):
    """How far a ballot has come."""

    OPEN = auto()
    COUNTED = auto()
    VOID = auto()


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这项表决，请返回会议重新选择。"
    NOT_CHAIR = "只有会议主持人和支部（党小组）负责人可以发起和结束表决。"
    NOT_SEEN = "您不在这场会议的范围内，不能查看这项表决。"
    MEETING_NOT_OPEN = "会议没有在进行，不能表决。请先开始签到。"
    NO_QUORUM = "现场有表决权的人数没有达到规定，不能表决。请等更多同志签到。有表决权 {entitled} 人，现场 {present} 人，须到 {needed} 人。"
    ROLL_INCOMPLETE = "应到名单里缺少有表决权的正式党员，请先在“应到人员”里补齐，再发起表决。\n缺少：{names}"
    JOINT = "几个支部联合开展的会议不表决：各支部的事项由本支部的党员大会表决。"
    NOT_GENERAL = "这项表决要由党支部党员大会作出，请在党员大会上发起。"
    TOO_FEW = "到会有表决权的不足 3 人，无记名投票无法保密，不能表决。"
    STILL_OPEN = "表决还没有结束，请先计票或作废，再结束会议。"
    ANOTHER_OPEN = "还有一项表决没有结束，请先结束它。"
    BLANK = "请写明表决的事项。"
    CANDIDATES = f"候选人要 1 到 {MOST_CANDIDATES} 名，姓名不能重复；应选名额要在 1 和候选人数之间。"
    NOT_APPRAISAL = "民主测评要在民主评议会上进行，请召集“民主评议”会议。"
    NOBODY_GRADED = f"应到名单里没有可以测评的正式党员，或者超过 {MOST_GRADED} 人，请核对应到名单。"
    ALL_GRADES = "请给每位同志都选一个等次，再投票。"
    UNDECIDED = "还有同志没有定等次：点姓名逐个定好，再确定。"
    NOT_COUNTED = "民主测评还没有计票，不能评定等次。"
    PUBLISHED = "会议已经公布，等次不能再改。"
    CASE_BLOCKED = "这件发展党员的事项现在还不能表决，请先看它的办理条件。"
    NOT_OFFERED = "这一项现在不能表决：发展党员的事项要先具备条件，民主测评要在民主评议会上进行。请重新选择。"
    OVER = "这项表决已经结束。"
    NOT_DUE = "这位同志不在应到会有选举权的名单里，不用办理。"
    CAME = "这位同志已经签到，要计入应到会人数。"
    NO_CONSENT = "请写明理由，以及哪一级党组织在什么时候同意。"
    CANNOT_STAND = (
        "候选人里有没有被选举权的同志（预备党员和非党员没有；留党察看、停止党员权利期间没有），请重新发送：{names}"
    )
    AGAIN_GONE = "这项选举已经没有空缺名额，或者已经再次投票，请返回重新选择。"
    NOT_VOTER = "您对这项表决没有表决权（按发起时的应到名单、类别和党员权利认定）。"
    NOT_HERE = "您还没有现场签到，不能投票。请先签到。"
    VOTED = "您已经投过票，每人只能投一次。"
    NOTHING_CHOSEN = "请先选择，再投票。"
    TOO_MANY_CHOSEN = "选得太多，请去掉几个再投票。"
    WRITTEN = "您会前提交的书面意见已经计入这项表决，不能再投票。"
    WRITTEN_LATE = "这项表决已经开始，或者会议已经结束，不能再收书面意见。"
    NOTHING_WRITTEN = "这场会议现在没有可以提交书面意见的事项；只有讨论接收预备党员、转正等发展党员的表决计入书面意见。"
    IS_HERE = "已经现场签到的同志请在会上投票，不用书面意见。"
    NO_PAPER = "代录书面意见要附上纸质意见的照片。"
    WRITTEN_LENGTH = "书面意见请写 2 到 300 个字。"
    PAPER_GONE = "这张选票已失效（系统重新启动过），票还没有投出，请重新打开选票。"


class Ballot(SQLModel, table=True):
    """One vote of a meeting. `about` names the case behind it (`development:<case>:<step>`), if there is one.

    Of an election the first `candidates` options stand, the others may be written in (另选他人); `pick` is the number of seats.
    `after` is the ballot whose open seats it is about, `tie` whether among those who stood equal there: the most votes decide.
    `left_out` of those with a vote were not counted among the due, as the superior had agreed.
    `written` are the written opinions by option that it has counted when it began, beside the papers.

    The rule's numbers are those of the day it was opened. `counts` are by option, written once, when it is counted.
    Of an appraisal (民主测评) `subjects` are the persons appraised; the options are the grades of each, one after the other.
    """

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    about: str = Field(default="", index=True)
    title: str
    options: list[str] = Field(sa_column=Column(JSON, nullable=False))
    pick: int = 1
    election: bool = False
    candidates: int = 0
    after: int | None = Field(default=None, foreign_key="ballot.id", index=True)
    tie: bool = False
    left_out: int = 0
    subjects: list[int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    secret: bool
    rule: str
    basis: str
    quorum: str
    majority: str
    of_present: bool = False
    remote: bool = False
    opened_by: int = Field(foreign_key="person.id")
    opened_at: datetime = moment()
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = moment(default=None)
    state: str = Field(default=BallotState.OPEN.value, index=True)
    box: str | None = None
    entitled: int
    present: int = 0
    returned: int = 0
    written: list[int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    counts: list[int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    passed: bool | None = None
    void_reason: str | None = None

    @property
    def number(self) -> int:
        """The id of a stored ballot."""
        if self.id is None:
            raise RuntimeError("the ballot has not been stored yet")
        return self.id

    @property
    def graded(self) -> bool:
        """Whether it is an appraisal: one grade for each person on the list."""
        return self.subjects is not None

    def votes_for(self, place: int) -> dict[str, int]:
        """Grade → votes, of the person at that place of a counted appraisal."""
        start = place * len(GRADES)
        return dict(zip(GRADES, (self.counts or [])[start : start + len(GRADES)], strict=True))

    @property
    def vote_rule(self) -> VoteRule:
        """Quorum and majority, as they stood when it was opened."""
        return VoteRule(Bound.read(self.quorum), Bound.read(self.majority))

    @property
    def is_open(self) -> bool:
        """Whether one may vote."""
        return self.state == BallotState.OPEN


class BallotVoter(SQLModel, table=True):
    """One of those entitled, and whether they have voted: without when, and of a secret ballot without what.

    `written`: their written opinion was counted as the vote began, and takes the place of a paper.
    """

    __tablename__ = "ballot_voter"

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    voted: bool = False
    written: bool = False
    choices: list[int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class BallotPaper(SQLModel, table=True):
    """A sealed vote of a secret ballot, until it is counted.

    The number is random, so that the order of the rows is not the order of the votes.
    """

    __tablename__ = "ballot_paper"

    id: int = Field(
        sa_column=Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False)
    )
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class AppraisalGrade(SQLModel, table=True):
    """The grade (等次) that the branch committee decided on after an appraisal."""

    __tablename__ = "appraisal_grade"

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    grade: str
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


class BallotReceipt(SQLModel, table=True):
    """A receipt of a counted ballot, in the order of the alphabet; it says that a vote was counted, and not which."""

    __tablename__ = "ballot_receipt"

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    code: str


class LeftOut(SQLModel, table=True):
    """Somebody long absent who is not counted among those due at the elections of a meeting; who agreed to it, and when."""

    __tablename__ = "left_out"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id", name="uq_left_out"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    ground: str
    agreed_by: str
    agreed_on: date
    entered_by: int = Field(foreign_key="person.id")
    at: datetime = moment()


class WrittenOpinion(SQLModel, table=True):
    """One person's opinion on one matter of a meeting; entered by another, with a photo of the paper.

    `ballot_id` is set when a vote has counted it.
    """

    __tablename__ = "written_opinion"
    __table_args__ = (UniqueConstraint("meeting_id", "about", "person_id", name="uq_written_opinion"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    about: str
    title: str
    person_id: int = Field(foreign_key="person.id", index=True)
    choice: int
    words: str
    photo: str | None = None
    entered_by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    ballot_id: int | None = Field(default=None, foreign_key="ballot.id", index=True)


@dataclass(frozen=True)
class Named:
    """An opinion with its author."""

    name: str
    opinion: WrittenOpinion

    @property
    def stance(self) -> str:
        """赞成, 反对 or 弃权."""
        return YES_NO[self.opinion.choice]
