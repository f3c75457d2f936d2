"""The tables of topics, who may see what of one, and why something is refused."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from storage.engine.columns import index_where, moment
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.rights import Act

MOST_FILES = 10
SHORTEST, LONGEST = 5, 1500
"""Characters of an opinion."""


class Kind(StrEnum):
    """What a topic is about; the value is the word shown."""

    SUMMARY = "阶段总结"
    STUDY = "专题学习"
    WORK = "专项工作分析"
    LIFE_MEETING = "组织生活会"
    APPRAISAL = "民主评议"


class Sort(StrEnum):
    """What somebody says: on the topic, about themself, about a comrade, or in reply; the value is the word shown."""

    OPINION = "意见"
    SELF = "自我批评"
    CRITICISM = "批评建议"
    REPLY = "回应"

    @property
    def personal(self) -> bool:
        """Whether it speaks of a person's shortcomings: that stays within the branch, and out of its Telegram group."""
        return self is not Sort.OPINION


class Verdict(StrEnum):
    """How the secretary answers; the value is the word shown."""

    PRAISE = "点赞"
    ENCOURAGE = "鼓励"
    CRITICISE = "批评"


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这个话题，请返回列表重新选择。"
    NOT_YOURS = "这个话题属于别的支部，您没有权限。"
    NOT_SECRETARY = "只有本支部书记（副书记）可以这样做。"
    CLOSED = "这个话题已经结束，不能再发言或修改。"
    OVER = "这个话题的发言时间已经过了，请联系支部书记。"
    NO_OPINION = "没有这条发言，或者已经撤回。"
    NOT_OWN = "只能修改或撤回自己的发言。"
    OWN = "自己的发言不用自己答复。"
    ABOUT_SELF = "对自己请选“自我批评”。"
    NOBODY = "名册里没有这位同志，或者不在本支部，请重新选择。"
    PAST = "截止日期不能早于今天，请重新选择。"
    WORDS_NEEDED = "批评要写明意见，请写几句话。"
    ANSWERED = "这条发言已经用文字答复过，群里的表态不再改动答复。"
    STILL_OWED = "还有发言没有答复，请先逐条答复再结束。"


class Topic(SQLModel, table=True):
    """One topic of a branch, open for opinions up to the day `until` and for answers until it is closed with a summary.

    `in_group`: opinions are shown in the branch's Telegram group as well. `files` are kinds and `file_id`s.
    """

    __table_args__ = (index_where("ix_topic_open", "until", "closed_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    by: int = Field(foreign_key="person.id")
    kind: str
    title: str
    text: str
    files: list[list[str]] | None = Field(default=None, sa_column=Column(JSON))
    in_group: bool = False
    at: datetime = moment(index=True)
    until: date = Field(index=True)
    closed_at: datetime | None = moment(default=None)
    summary: str | None = None

    @property
    def key(self) -> int:
        """The id of a stored topic."""
        if self.id is None:
            raise RuntimeError("the topic has not been stored yet")
        return self.id

    @property
    def place(self) -> Place:
        """Where it stands for rights."""
        return Place(branch_id=self.branch_id)


class Opinion(SQLModel, table=True):
    """What somebody said on a topic: about `about` if it is criticism, in answer to `reply_to` if it is a reply."""

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    by: int = Field(foreign_key="person.id", index=True)
    sort: str
    about: int | None = Field(default=None, foreign_key="person.id", index=True)
    reply_to: int | None = Field(default=None, index=True)
    text: str
    at: datetime = moment()
    changed_at: datetime | None = moment(default=None)
    withdrawn_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        """The id of a stored opinion."""
        if self.id is None:
            raise RuntimeError("the opinion has not been stored yet")
        return self.id


class OpinionVersion(SQLModel, table=True):
    """What an opinion said before it was changed at that moment."""

    __tablename__ = "opinion_version"

    id: int | None = Field(default=None, primary_key=True)
    opinion_id: int = Field(foreign_key="opinion.id", index=True)
    text: str
    at: datetime = moment()


class OpinionAnswer(SQLModel, table=True):
    """The secretary's answer to an opinion. `reacted`: given as a reaction on the post in the group."""

    __tablename__ = "opinion_answer"

    opinion_id: int = Field(foreign_key="opinion.id", primary_key=True)
    by: int = Field(foreign_key="person.id")
    verdict: str
    words: str = ""
    at: datetime = moment()
    reacted: bool = False


def may_see(me: Who, topic: Topic) -> bool:
    """The branch's members, and those who supervise the branches."""
    return may(me, Act.SEE_TOPICS, topic.place)


def may_read(me: Who, topic: Topic, opinion: Opinion) -> bool:
    """Whether the words may be read: what concerns persons only within the branch; a withdrawn text by its author and
    the secretary."""
    if not may_see(me, topic):
        return False
    if opinion.withdrawn_at is not None:
        return opinion.by == me.person_id or may(me, Act.ANSWER_OPINIONS, topic.place)
    return not Sort(opinion.sort).personal or topic.branch_id == me.branch_id
