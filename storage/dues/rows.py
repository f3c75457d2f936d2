"""The tables of dues, what of a month is still owed, and why something about one is refused."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, UniqueConstraint
from sqlmodel import Field, SQLModel, and_, col, or_
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from storage.engine.columns import index_where, moment
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import Person, Who, who_has_id
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.rules.regulations import own

SHARE_RULE, FROM_RULE, MONTH_RULE, ARREARS_RULE, YEAR_RULE = (
    "dues_share", "dues_from", "dues_month", "dues_arrears", "dues_year"
)  # fmt: skip
LONGEST_GROUND = 60


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NOT_KEEPER = "党费由本支部的书记、副书记、组织委员和党务干部登记，您不能登记这个支部的党费。"
    NOT_SEEN = "您不能查看这里的党费情况。"
    NOT_A_MEMBER = "请选择本支部的党员；预备党员也要交纳党费。"
    GONE = "没有这个月的党费记录。党费从支部登记党费的那个月起，按月列出当月在本支部的党员。"
    NO_RATE = "还没有核定 {name} 的党费标准，请先核定；或者点姓名，直接填写实交金额。"
    PAID = "{name} 这个月的党费已经登记过了。"
    NOT_PAID = "这个月还没有登记已交，不用撤销。"
    NOBODY = "没有可以登记的：都已登记，或者还没有核定标准。"
    SUM = "金额请写数字，单位是元，最多两位小数，例如：75 或 75.5。"
    FAR_MONTH = "月份请选去年1月到本月之间的，例如：2026-11。"
    PAID_ON = "交纳日期不能晚于今天。"
    NO_GROUND = "免交要写明哪一级党委在什么时候批准，例如：局党委2026年1月批准。"


class DuesRate(SQLModel, table=True):
    """What somebody pays a month from some month on; the base that it was reckoned from is not kept. `ground`: why nothing is due."""

    __tablename__ = "dues_rate"
    __table_args__ = (UniqueConstraint("person_id", "since", name="uq_dues_rate"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    since: date
    due: int
    ground: str = ""
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


class Dues(SQLModel, table=True):
    """One member's month, to the branch in which they were as it began; sums in 分. `due` is None until it is rated."""

    __tablename__ = "dues"
    __table_args__ = (
        Index("ix_dues_branch_month", "branch_id", "month"),
        index_where("ix_dues_open", "month", "paid_on IS NULL"),
    )

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    month: date = Field(primary_key=True)
    branch_id: int = Field(foreign_key="branch.id")
    due: int | None = None
    paid: int | None = None
    paid_on: date | None = None
    by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime | None = moment(default=None)

    @property
    def free(self) -> bool:
        """Whether nothing is due."""
        return self.due == 0 and self.paid_on is None

    @property
    def open(self) -> bool:
        """Whether it is owed."""
        return self.paid_on is None and self.due != 0


OPEN: ColumnElement[bool] = and_(col(Dues.paid_on).is_(None), or_(col(Dues.due).is_(None), col(Dues.due) != 0))
"""As `Dues.open` has it."""
THERE: ColumnElement[bool] = and_(
    col(Person.left_at).is_(None), col(Person.category).in_([each.value for each in MEMBERS])
)
"""Nobody can collect of a person who has left, or is no member any more: what they did not pay is not listed."""


def month_of(day: date) -> date:
    return day.replace(day=1)


def due_on(month: date) -> date:
    """By when a month is to be paid and noted."""
    return add_months(month, 1).replace(day=own()[MONTH_RULE].integer("from_day"))


def check_keep(me: Who, branch_id: int) -> None:
    """Raises Refusal where that person does not keep the branch's dues."""
    if not may(me, Act.KEEP_DUES, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_KEEPER)


def check_month(month: date, today: date) -> None:
    """Raises Refusal for one that nobody keeps any more, or yet."""
    if month.day != 1 or not date(today.year - 1, 1, 1) <= month <= today:
        raise Refusal(Refused.FAR_MONTH)


def sees_sums(me: Who, row: Dues) -> bool:
    """Sums say what somebody earns: they are for the member, and those who keep the branch's dues."""
    return row.person_id == me.person_id or may(me, Act.KEEP_DUES, Place(branch_id=row.branch_id))


async def payer(session: AsyncSession, me: Who, person_id: int) -> Who:
    """A member whose dues that person keeps. Raises Refusal."""
    who = await who_has_id(session, person_id)
    if who is None or who.category not in MEMBERS:
        raise Refusal(Refused.NOT_A_MEMBER)
    check_keep(me, who.branch_id)
    return who
