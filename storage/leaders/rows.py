"""The tables of leading cadres, what they owe, and why something is refused."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.engine.columns import moment


class Duty(StrEnum):
    """What a leading cadre owes in a year; the value is the word shown."""

    LECTURE = "讲党课"
    BRANCH_LIFE = "参加所在支部的组织生活会"
    COMMITTEE_LIFE = "参加党委民主生活会"


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NOT_MARKER = "领导干部由党务干部标注。"
    NOT_A_MEMBER = "请选择名册里的党员。"
    BY_POST = "党委书记按职务就是领导干部，不用标注。"
    NOT_MARKED = "这位同志没有标注为领导干部，可能已经取消。"
    NOBODY = "请至少选一位参加的同志。"
    AHEAD = "还没有召开的民主生活会不能登记。"


class LeaderMark(SQLModel, table=True):
    """Somebody marked as a leading cadre; of the committee (党委班子成员) or not. Taken back, it has `ended_at`."""

    __tablename__ = "leader_mark"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    in_committee: bool
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    ended_at: datetime | None = moment(default=None)


class CommitteeLife(SQLModel, table=True):
    """That somebody took part in the committee's 民主生活会 of a day, which is kept as its noon."""

    __tablename__ = "committee_life"
    __table_args__ = (UniqueConstraint("person_id", "held_at"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    held_at: datetime = moment(index=True)
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
