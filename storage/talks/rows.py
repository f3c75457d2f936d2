"""The tables of talks, their kinds, who may see that one took place, and who may read it."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.engine.columns import index_where, moment
from storage.engine.refusal import Refusal
from storage.engine.settings import Options
from storage.people.access import Place, confirmed, may, roles
from storage.people.directory import Who
from storage.people.posts import COMMITTEE_POSTS, MEMBERS
from storage.people.rights import Act, Role
from storage.rules.grades import Interview

RECORD, ADDENDUM = "talk", "talk_addendum"
"""Kinds of confidential record."""


class TalkKind(StrEnum):
    """The value is the word shown; those of interviews are `Interview`'s."""

    HEART = "谈心谈话"
    VISIT = "家庭走访"
    DAILY = Interview.HEART.value
    PROMPT = Interview.HINT.value
    WARNING = Interview.WARNING.value

    @property
    def number(self) -> int:
        """For buttons."""
        return list(TalkKind).index(self)

    @classmethod
    def numbered(cls, number: int) -> "TalkKind | None":
        """The one that a button means."""
        return list(cls)[number] if 0 <= number < len(cls) else None

    @property
    def is_interview(self) -> bool:
        """Whether only committee members and above may hold it."""
        return self not in (TalkKind.HEART, TalkKind.VISIT)


class Pair(StrEnum):
    """Between whom in a branch; the value is the word shown."""

    COMMITTEE = "支委—支委"
    MIXED = "支委—党员"
    MEMBERS = "党员—党员"


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这次谈话，或者您不能查看。"
    EXISTENCE_ONLY = "您可以查看这次谈话的时间、类别和双方，内容不对您开放。"
    ABOUT_YOU = "这次谈话的对象是您本人，内容由记录人保管，不在这里打开。"
    NO_PURPOSE = "查阅内容要写明事由。"
    NOT_LOGGER = "只有记录人可以补充这次谈话。"
    CLEARED = "内容已按保存期限清除，不能再补充。"
    NOBODY = "名册里没有这位同志，或者不在您可以记录的范围，请重新选择。"
    YOURSELF = "不能记录与自己的谈话，请重新选择。"
    NOT_COMMITTEE = "约谈由支委以上负责人进行，请选谈心谈话或家庭走访。"
    AHEAD = "谈话时间不能在将来，请写已经进行的时间。"
    EMPTY = "还没有谈话内容，请先发送文字或语音。"


class Talk(SQLModel, table=True):
    """One talk. `by` held and recorded it; `branch_id` is the branch of the person talked with at the time, `by_branch_id` the holder's.

    `hour` is `15:00` or empty. Place, words and what was agreed are in the sealed record. `cleared_at` is set when its time was over.
    """

    __table_args__ = (
        index_where("ix_talk_kept", "held_on", "cleared_at IS NULL"),
        Index("ix_talk_branch_id", "branch_id", "held_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    pair: str | None = None
    by: int = Field(foreign_key="person.id", index=True)
    by_branch_id: int = Field(foreign_key="branch.id")
    with_id: int = Field(foreign_key="person.id", index=True)
    branch_id: int = Field(foreign_key="branch.id")
    held_on: date = Field(index=True)
    hour: str = ""
    record_id: int = Field(foreign_key="record.id")
    task_id: int | None = Field(default=None, foreign_key="task.id")
    logged_at: datetime = moment()
    cleared_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        """The id of a stored talk."""
        if self.id is None:
            raise RuntimeError("the talk has not been stored yet")
        return self.id

    @property
    def subject(self) -> str:
        """As the audit trail calls it."""
        return f"talk:{self.key}"


class TalkAddendum(SQLModel, table=True):
    """What its holder added later; nothing is ever rewritten."""

    __tablename__ = "talk_addendum"

    id: int | None = Field(default=None, primary_key=True)
    talk_id: int = Field(foreign_key="talk.id", index=True)
    record_id: int = Field(foreign_key="record.id")
    at: datetime = moment()


class Way(StrEnum):
    """How somebody may read a talk."""

    OWN = auto()
    PURPOSE = auto()


def pair_of(one: Who, other: Who) -> Pair | None:
    """Which of a branch's three kinds of pair they are; None for two branches, or with somebody who is not a member."""
    if one.branch_id != other.branch_id or not {one.category, other.category} <= MEMBERS:
        return None
    leaders = sum(bool(each.posts & COMMITTEE_POSTS) for each in (one, other))
    return (Pair.MEMBERS, Pair.MIXED, Pair.COMMITTEE)[leaders]


def may_talk(me: Who, other: Who) -> bool:
    """Whether that person may record a talk with that other one."""
    place = Place(other.branch_id, other.group_id, other.person_id)
    known = leads(me, other) or other.category in MEMBERS
    return other.person_id != me.person_id and may(me, Act.LOG_TALK, place) and known


def check_talk(me: Who, other: Who) -> None:
    """Raises Refusal where that person may record no talk with that other one."""
    if not may_talk(me, other):
        raise Refusal(Refused.YOURSELF if other.person_id == me.person_id else Refused.NOBODY)


def leads(me: Who, other: Who) -> bool:
    """Whether that person is a committee member of the other's branch, or stands above the branches."""
    return may(me, Act.LOG_INTERVIEW, Place(other.branch_id, other.group_id, other.person_id))


def kinds_for(me: Who, other: Who) -> list[TalkKind]:
    """Which kinds that person may hold with the other one."""
    return [kind for kind in TalkKind if not kind.is_interview or leads(me, other)]


def may_see(me: Who, talk: Talk) -> bool:
    """That it took place: the two, and those above by their posts."""
    return me.person_id in (talk.by, talk.with_id) or may(me, Act.SEE_TALKS, Place(branch_id=talk.branch_id))


def way_to_read(me: Who, talk: Talk, options: Options) -> Way:
    """How that person may read its content. Raises Refusal where they may not."""
    if talk.by == me.person_id:
        return Way.OWN
    if not may_see(me, talk):
        raise Refusal(Refused.GONE)
    if talk.with_id == me.person_id:
        raise Refusal(Refused.ABOUT_YOU)
    held = roles(confirmed(me))
    if may(me, Act.READ_TALK, Place(branch_id=talk.branch_id)):
        return Way.PURPOSE
    if options.bureau_secretary_reads_talks and Role.BUREAU_SECRETARY in held:
        return Way.PURPOSE
    if options.secretary_reads_talks and Role.SECRETARY in held and talk.branch_id == me.branch_id:
        return Way.PURPOSE
    raise Refusal(Refused.EXISTENCE_ONLY)
