"""Cases: what people decide about a member whom the rule proposes for key attention (灰), or whom they see in need themselves.

Every text that people write is a confidential record; the rows hold its number.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from scoring.index.model import Colour
from storage.engine.columns import index_where, moment
from storage.people.access import Place


class State(StrEnum):
    """How a case stands; the value is the word shown."""

    PROPOSED = "待决定"
    GRAY = "重点关注中"
    DECLINED = "决定不列入"
    LIFTED = "已解除"
    ENDED = "到期结束"

    @property
    def open(self) -> bool:
        """Whether something is still to be done about it."""
        return self in (State.PROPOSED, State.GRAY)


class Kind(StrEnum):
    """What happened in a case; the value is the word shown."""

    PROPOSED = "规则提示"
    GRAY = "列为重点关注"
    DECLINED = "决定不列入"
    EXTENDED = "延长"
    LIFTED = "提前解除"
    ENDED = "到期结束"
    REPLY = "本人说明"
    APPEAL = "本人申诉"
    UPHELD = "申诉答复：维持"
    REVOKED = "申诉答复：解除"
    REVIEW = "帮扶回访"


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这件事，或者已经结束。"
    NOT_YOURS = "只有所在支部的书记、副书记和党务干部可以决定。"
    YOURSELF = "涉及本人的事项请由党务干部决定。"
    NOT_A_MEMBER = "健康指数只针对党员。"
    OPEN_ALREADY = "这位同志已经有一件没结束的事项，请在那里处理。"
    DECIDED = "已经有人作出决定，请刷新查看。"
    NOT_GRAY = "现在不是重点关注状态，不能这样做。"
    REASON = "请写明理由。"
    STEPS = "请写明帮扶措施。"
    HELPER = "帮扶人要是在册人员，并且不是本人。"
    ENDS = "结束日期要在明天以后，最长 {months} 个月。"
    NOT_THE_PERSON = "只有本人可以这样做。"
    APPEALED = "您的申诉正在处理，请等待答复。"
    APPEALED_BEFORE = "对这次决定已经申诉过并有答复；延长后可以再次申诉。"
    NO_APPEAL = "没有待答复的申诉。"
    NOT_INSPECTOR = "申诉由纪检监察人员答复。"
    NOT_HELPER = "只有帮扶人可以填写回访。"
    NOTHING_DUE = "没有待填写的回访。"


class HealthCase(SQLModel, table=True):
    """One person's case. `opened_by` is None when the rule proposed it; `proposed` is what the rule said of that month."""

    __tablename__ = "health_case"
    __table_args__ = (
        Index("ix_health_case_state_ends_on", "state", "ends_on"),
        Index("ix_health_case_branch_id", "branch_id", "state"),
        Index("ix_health_case_helper_id", "helper_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    branch_id: int = Field(foreign_key="branch.id")
    month: date = Field(index=True)
    proposed: str
    state: str = State.PROPOSED.name
    opened_at: datetime = moment()
    opened_by: int | None = Field(default=None, foreign_key="person.id")
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = moment(default=None)
    ends_on: date | None = None
    helper_id: int | None = Field(default=None, foreign_key="person.id")
    plan_record: int | None = None

    @property
    def key(self) -> int:
        """The id of a stored case."""
        if self.id is None:
            raise RuntimeError("the case has not been stored yet")
        return self.id

    @property
    def stands(self) -> State:
        return State[self.state]

    @property
    def place(self) -> Place:
        """Where it stands for rights."""
        return Place(branch_id=self.branch_id, person_id=self.person_id)

    @property
    def against_rule(self) -> bool:
        """Whether a person's decision differs from what the rule proposed, either way."""
        decided_gray = self.stands in (State.GRAY, State.LIFTED, State.ENDED)
        return self.stands is not State.PROPOSED and decided_gray is not (self.proposed == Colour.GRAY)


class CaseEntry(SQLModel, table=True):
    """One thing that happened, in order. `by` is None for the rule itself; `record_id` holds what was written."""

    __tablename__ = "health_case_entry"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="health_case.id", index=True)
    kind: str
    by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = moment()
    ends_on: date | None = None
    record_id: int | None = None

    @property
    def what(self) -> Kind:
        return Kind[self.kind]


class Review(SQLModel, table=True):
    """A day on which the helper is to look in, and when they wrote about it."""

    __tablename__ = "help_review"
    __table_args__ = (index_where("ix_help_review_to_do", "due_on", "done_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="health_case.id", index=True)
    due_on: date = Field(index=True)
    done_at: datetime | None = moment(default=None)
    by: int | None = Field(default=None, foreign_key="person.id")


class Appeal(SQLModel, table=True):
    """A member's appeal against a decision; `provisional` says that its due day was counted without the official holidays."""

    __tablename__ = "health_appeal"
    __table_args__ = (index_where("ix_health_appeal_open", "due_on", "answered_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="health_case.id", index=True)
    at: datetime = moment()
    due_on: date = Field(index=True)
    provisional: bool = False
    answered_at: datetime | None = moment(default=None)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    upheld: bool | None = None
