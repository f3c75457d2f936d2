"""The tables of the political birthdays, and the sentences of refusal."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.engine.columns import moment
from storage.rules.regulations import own

MESSAGE_RULE = "birthday_message"
GREETING_RULE = "birthday_greeting"
STANDING_RULE = "standing"
SHORTEST, LONGEST = 5, 300
ENTRY_LONGEST = 40
MOST_ENTRIES = 60


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有找到这位党员，或者已不在名册中。"
    NO_DATE = "名册里没有入党日期，请联系党务干部补录后再使用。"
    NOT_A_MEMBER = "政治生日只面向正式党员和预备党员。"
    NOT_WRITER = "这份寄语由党支部书记撰写；书记本人过政治生日时，由副书记、其他支委或局党务干部撰写。"
    NOT_KEPT_BY_YOU = "只有所在党支部的书记、副书记和局党务干部可以查看和维护。"
    NO_BIRTHDAY = "这一年没有政治生日。"
    NOT_OPEN = "只能给今天起一年之内的政治生日写寄语。"
    GIVEN = "贺卡已经送出，寄语不能再修改。"
    LENGTH = f"寄语请写 {SHORTEST} 到 {LONGEST} 个字。"
    ENTRY_LENGTH = f"内容请写 1 到 {ENTRY_LONGEST} 个字。"
    FUTURE = "日期还没有到，成长历程只记已经发生的事。请重新输入日期。"
    TOO_MANY = f"成长历程最多记 {MOST_ENTRIES} 条，请先删除不需要的。"
    NOT_YOUR_ENTRY = "这一条不是您添加的；请联系添加人或局党务干部。"
    ENTRY_GONE = "这一条已经删除了。"
    NO_CARD = "这一年还没有贺卡。"


class Telling(StrEnum):
    """Who of the branch hears of a birthday, as the member wishes."""

    NOBODY = "nobody"
    HOME = "home"
    PHOTO = "photo"
    GROUP = "group"
    CARD = "card"

    @property
    def with_portrait(self) -> bool:
        """Whether the branch sees the member's photo."""
        return self in (Telling.PHOTO, Telling.CARD)

    @property
    def in_group(self) -> bool:
        """Whether the branch's group is congratulated in."""
        return self in (Telling.GROUP, Telling.CARD)


class PoliticalBirthday(SQLModel, table=True):
    """One person's birthday of one year: the words for it, and once it was given, as it was given.

    Without `by` the words are the bot's own, used because nobody wrote any. `signed` is how the writer stood then.
    """

    __tablename__ = "political_birthday"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    year: int = Field(primary_key=True)
    day: date = Field(index=True)
    words: str
    signed: str
    by: int | None = Field(default=None, foreign_key="person.id")
    written_at: datetime | None = moment(default=None)
    given_on: date | None = None


class GrowthEntry(SQLModel, table=True):
    """Something that the branch has added to a member's growth list (成长历程). Of `on` only year and month are shown."""

    __tablename__ = "growth_entry"
    __table_args__ = (UniqueConstraint("person_id", "on", "text"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date
    text: str
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()

    @property
    def key(self) -> int:
        """The id of a stored entry."""
        if self.id is None:
            raise RuntimeError("the entry has not been stored yet")
        return self.id


class BirthdayWish(SQLModel, table=True):
    """What a member wishes for their own birthday: who is told, and which photo (a Telegram `file_id`) is on the card."""

    __tablename__ = "birthday_wish"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    telling: str = Telling.HOME.value
    portrait: str | None = None


def message_days() -> tuple[int, int]:
    """How many days ahead the words are asked for, and how many ahead they are reminded of."""
    rule = own()[MESSAGE_RULE]
    return rule.integer("ask_days"), rule.integer("again_days")


def greeting_hour() -> int:
    """From which hour on the card is given."""
    return own()[GREETING_RULE].integer("at_hour")


def late_days() -> int:
    """How many days late it is still given."""
    return own()[GREETING_RULE].integer("late_days")


def kept_days() -> int:
    """How many days it waits for somebody who cannot be reached."""
    return own()[GREETING_RULE].integer("kept_days")
