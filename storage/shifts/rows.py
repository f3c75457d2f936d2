"""The tables of shifts, and why something about one is refused."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from storage.engine.columns import moment

RULE = "shift_roster"


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NOT_YOURS = "班次表由党务干部导入全局的，由支部书记、副书记导入本支部的。"
    NO_WORD = "没有这个班次，可能已经改过，请返回重新选择。"
    NOT_STAFF = "全局通用的班次含义由党务干部修改。"


class Shift(SQLModel, table=True):
    """One person's shift of a day, in the roster's word, and whether they can come to a meeting then."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    day: date = Field(primary_key=True, index=True)
    word: str = Field(index=True)
    free: bool


class ShiftWord(SQLModel, table=True):
    """What a word means here, as somebody has said."""

    __tablename__ = "shift_word"

    word: str = Field(primary_key=True)
    free: bool
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


class ShiftImport(SQLModel, table=True):
    """One file that was taken over: of one branch, or of the whole bureau."""

    __tablename__ = "shift_import"

    id: int | None = Field(default=None, primary_key=True)
    branch_id: int | None = Field(default=None, foreign_key="branch.id")
    by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = moment()
    name: str
    first: date
    last: date
    people: int
