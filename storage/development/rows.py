"""The tables of 发展党员, and why something about a case is refused."""

import secrets
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from scoring.development_steps import Step
from storage.engine.columns import index_where, moment
from storage.people.access import Place

MOST_DOCUMENTS = 60


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这份发展党员档案，请返回列表重新选择。"
    NOT_RUNNING = "只有本支部书记、组织委员可以办理，请联系他们。"
    NOT_ABOVE = "这一步由局党委审批，只有党务干部和党委书记可以登记。"
    OWN = "不能办理自己的发展党员事项，请由其他同志办理。"
    ENDED = "这份档案已经结束，不能再办理。"
    MEMBER = "这位同志已经是党员，不用再登记入党申请。"
    ALREADY = "这位同志已经有一份正在办理的档案。"
    NOT_HERE = "请选择本支部的人员。"
    NOTICE_TODAY = "公示从登记的当天开始，并同时推送给大家，日期请选今天。"
    NO_BALLOT = "这一步要由支部党员大会投票决定：请先在党员大会上“发起表决”，计票后再来登记。"
    NOT_MEMBERS = "培养联系人、入党介绍人和谈话人要是正式党员，且不能是本人。"
    NOT_INTRODUCERS = "有同志现在不能作入党介绍人：处分的影响期还没有过，或者党员权利还没有恢复。请另选。"
    MOVING = "这位同志已经转到别的支部，档案正在移交，接收以前只能查看。"
    NOT_MOVING = "这份档案没有需要移交的变动，可能已经办理过。"
    NOT_OLD_BRANCH = "移交由原支部书记、组织委员或者局党务干部办理。"
    NOT_NEW_BRANCH = "接收由现支部书记、组织委员办理。"
    NOT_HANDED_OVER = "原支部还没有移交档案，请先请原支部办理移交。"
    NOTHING_CORRECTED = "没有在办的档案需要更正这条规定，可能已经办理过。"
    NOT_IN_FORCE = "这条规定还没有到施行日期，不能适用到在办的档案。"
    NOTHING_TO_UNDO = "没有可以撤回的登记。只能撤回最后一条，由登记人或党务干部撤回。"
    BLANK = "请写几句话。"
    COMMENT_GONE = "没有这条评议。"
    ANSWERED = "这条评议已经答复过。"
    NOT_INSPECTOR = "只有纪检监察的同志可以查看保密评议人。"
    WRONG_CODE = "查询码不对，不能查看答复。"
    NO_MATERIAL = "材料清单里没有这一项，请返回清单重新选择。"
    PAPER_AHEAD = "归档日期还没有到，请写已经归档的日期。"
    NOTHING_TO_TAKE_BACK = "没有可以撤销的登记。由登记人或者党务干部撤销。"
    TOO_MANY = f"材料最多 {MOST_DOCUMENTS} 份。"
    NO_ANALYSIS = "没有这个时段的分析，请返回重新选择。"
    NOT_ANALYSED_BY = "本支部的分析由支部书记确认，全局的由党务干部和党委书记确认；其他同志不能查看。"
    NOTHING_TO_CONFIRM = "没有待确认的类别变更，可能已经处理过。"
    PLANNED = "已经在这一年的计划里。"
    NOT_PLANNED = "不在这一年的计划里，可能已经移出。"


class Origin(StrEnum):
    """Where a case began; the value is the word shown. What was decided before it came here is entered from the papers."""

    NEW = "新的入党申请"
    OUTSIDE = "从外单位转入"
    EARLIER = "本支部以前就在办"


class RuleEdition(SQLModel, table=True):
    """The rules as they stood when a case began, word for word; `hash` is of the text."""

    __tablename__ = "rule_edition"

    hash: str = Field(primary_key=True)
    tables: str
    since: datetime = moment()


class RuleDecision(SQLModel, table=True):
    """The bureau's decision to apply the corrected wording of a rule to the `cases` that were open."""

    __tablename__ = "rule_decision"

    id: int | None = Field(default=None, primary_key=True)
    rule: str
    document: str
    reason: str
    cases: list[int] = Field(sa_column=Column(JSON, nullable=False))
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


class DevelopmentCase(SQLModel, table=True):
    """One person's way, bound to the rules under which it began."""

    __tablename__ = "development_case"
    __table_args__ = (index_where("ix_development_case_open", "branch_id", "ended_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    edition: str = Field(foreign_key="rule_edition.hash")
    origin: str = Origin.NEW.value
    opened_by: int = Field(foreign_key="person.id")
    opened_at: datetime = moment()
    ended_at: datetime | None = moment(default=None)
    ended_by: int | None = Field(default=None, foreign_key="person.id")
    ended_reason: str | None = None

    @property
    def number(self) -> int:
        """The id of a stored case."""
        if self.id is None:
            raise RuntimeError("the case has not been stored yet")
        return self.id

    @property
    def place(self) -> Place:
        """Where it stands for rights."""
        return Place(branch_id=self.branch_id)


class DevelopmentStep(SQLModel, table=True):
    """One recorded step: what, when it took place, who wrote it down and when.

    `people` are contacts, introducers or who held the interview; `special` is the training's special individual case;
    `leaves` the day on which the applicant will leave for another unit, as known at the pre-review.
    """

    __tablename__ = "development_step"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="development_case.id", index=True)
    step: str
    on: date
    passed: bool = True
    people: list[int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    days: int = 0
    hours: int = 0
    months: int = 0
    special: bool = False
    leaves: date | None = None
    ballot_id: int | None = Field(default=None, foreign_key="ballot.id")
    note: str = ""
    late: int = 0
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    undone_at: datetime | None = moment(default=None)
    undone_by: int | None = Field(default=None, foreign_key="person.id")
    undone_reason: str | None = None


class DevelopmentTransfer(SQLModel, table=True):
    """The case of somebody who moved to another branch: handed over by the old one, then accepted by the new one."""

    __tablename__ = "development_transfer"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="development_case.id", index=True)
    from_branch: int = Field(foreign_key="branch.id")
    to_branch: int = Field(foreign_key="branch.id")
    handed_by: int = Field(foreign_key="person.id")
    handed_at: datetime = moment()
    accepted_by: int | None = Field(default=None, foreign_key="person.id")
    accepted_on: date | None = None


class DevelopmentDocument(SQLModel, table=True):
    """A photo or file of a case by its `file_id`."""

    __tablename__ = "development_document"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="development_case.id", index=True)
    media: str
    content: str
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


class DevelopmentMaterial(SQLModel, table=True):
    """That a document of the list is in the file: as an attached file, or as paper that the office holds."""

    __tablename__ = "development_material"
    __table_args__ = (index_where("ix_development_material_kept", "case_id", "dropped_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="development_case.id")
    material: str
    document_id: int | None = Field(default=None, foreign_key="development_document.id")
    paper_on: date | None = None
    place: str = ""
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    dropped_at: datetime | None = moment(default=None)
    dropped_by: int | None = Field(default=None, foreign_key="person.id")


class DevelopmentComment(SQLModel, table=True):
    """A comment (评议); its text, and the author of a confidential one, are in a sealed record.

    Of a confidential one there is no author and no time of day here, and of the code that lets the author look for the
    answer only the hash. Its number is random: in a row it would lie between two that were left by name, at known times.
    """

    __tablename__ = "development_comment"
    __table_args__ = (index_where("ix_development_comment_open", "case_id", "answer IS NULL"),)

    id: int = Field(
        default_factory=lambda: secrets.randbits(31), primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    case_id: int = Field(foreign_key="development_case.id", index=True)
    record_id: int = Field(foreign_key="record.id")
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    code_hash: str | None = None
    objection: bool
    on: date
    answer: str | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_on: date | None = None

    @property
    def number(self) -> int:
        """The id of a stored comment."""
        return self.id

    @property
    def confidential(self) -> bool:
        """Whether the author is sealed."""
        return self.person_id is None


class PlanEntry(SQLModel, table=True):
    """Somebody on the yearly plan list; it holds once the staff have approved it."""

    __tablename__ = "development_plan"
    __table_args__ = (
        UniqueConstraint("year", "person_id"),
        index_where("ix_development_plan_open", "year", "approved_at IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(index=True)
    person_id: int = Field(foreign_key="person.id")
    branch_id: int = Field(foreign_key="branch.id")
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    approved_by: int | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = moment(default=None)


def subject_of(case_id: int, step: Step) -> str:
    """What a ballot about that step is about."""
    return f"development:{case_id}:{step.value}"
