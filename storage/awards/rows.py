"""The table of awards, who enters them, and why something about one is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import Branch, Who, who_has_id
from storage.people.rights import Act

LONGEST_TITLE, LONGEST_GIVER, LONGEST_DOCUMENT, LONGEST_WORD = 40, 40, 60, 200
FIRST = date(1949, 10, 1)


class Level(StrEnum):
    """How high the award is; the value is the word shown."""

    BRANCH = "支部"
    BUREAU = "本局"
    CITY = "市级"
    PROVINCE = "省级"
    NATION = "国家级"


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NOT_KEEPER = "荣誉奖励由支部书记提出、党务干部登记，您不能登记这位同志或者这个支部的。"
    NOT_SEEN = "您不能查看这条荣誉奖励。"
    NOBODY = "请选择名册里的同志，或者一个支部。"
    GONE = "没有这条荣誉奖励，请返回重新选择。"
    BLANK = f"请写明荣誉名称（{LONGEST_TITLE} 字以内）；授予单位最多 {LONGEST_GIVER} 个字。"
    DAY = "日期不能晚于今天，也不能早于 1949 年。"
    DECIDED = "这一条已经答复过。"
    OWN = "自己提出或者关于自己的，请由另一位党务干部确认。"
    SAME = "已经登记过同一天、同一名称的荣誉，不用重复登记。"
    WITHDRAWN = "这一条已经撤销。"


class Award(SQLModel, table=True):
    """One award: of a person, or (without) of the branch itself. It counts once it is `confirmed_by` somebody, until it is withdrawn.

    `branch_id` is the branch at the time. `word` is why it was refused.
    """

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    title: str
    level: str
    giver: str
    on: date = Field(index=True)
    document: str = ""
    photo: str | None = None
    entered_by: int = Field(foreign_key="person.id")
    entered_at: datetime = moment()
    confirmed_by: int | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = moment(default=None)
    refused_by: int | None = Field(default=None, foreign_key="person.id")
    word: str | None = None
    withdrawn_on: date | None = None
    withdrawn_by: int | None = Field(default=None, foreign_key="person.id")

    @property
    def number(self) -> int:
        """The id of a stored award."""
        if self.id is None:
            raise RuntimeError("the award has not been stored yet")
        return self.id

    @property
    def waits(self) -> bool:
        """Whether the staff's word is owed."""
        return self.confirmed_by is None and self.refused_by is None and self.withdrawn_on is None

    @property
    def counts(self) -> bool:
        return self.confirmed_by is not None and self.withdrawn_on is None

    @property
    def told(self) -> str:
        """In a list of what somebody has done: 获三等功（市公安局）."""
        verb = "" if self.title.startswith(("获", "荣", "被", "立")) else "获"
        return f"{verb}{self.title}{f'（{self.giver}）' if self.giver else ''}"


@dataclass(frozen=True)
class Given:
    """What was given, as somebody enters it."""

    title: str
    level: Level
    giver: str
    on: date
    document: str = ""
    photo: str | None = None


async def awarded(session: AsyncSession, me: Who, person_id: int | None, branch_id: int) -> tuple[Who | None, int]:
    """Whose award that person can enter or propose, and of which branch. Raises Refusal."""
    who = await who_has_id(session, person_id) if person_id else None
    if person_id and who is None:
        raise Refusal(Refused.NOBODY)
    branch = who.branch_id if who else branch_id
    if await session.get(Branch, branch) is None:
        raise Refusal(Refused.NOBODY)
    if not may(me, Act.PROPOSE_AWARD, Place(branch_id=branch)):
        raise Refusal(Refused.NOT_KEEPER)
    return who, branch


def check_given(given: Given, today: date) -> None:
    """Raises Refusal."""
    if not 1 <= len(given.title.strip()) <= LONGEST_TITLE or len(given.giver) > LONGEST_GIVER:
        raise Refusal(Refused.BLANK)
    if not FIRST <= given.on <= today:
        raise Refusal(Refused.DAY)
