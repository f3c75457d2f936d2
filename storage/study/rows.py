"""The tables of 微课堂, and why something about them is refused. No moment of opening or looking is ever kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from scoring.study import by_minutes
from storage.engine.columns import index_where, moment
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.rules.regulations import own

LESSON_RULE, NOTE_RULE, MEETING_RULE = "lesson_hours", "lesson_note", "meeting_study_hours"
AGAIN_RULE = "lesson_again"
MOST_PARTS = 20
MOST_OPTIONS, FEWEST_OPTIONS = 4, 2
MOST_MINUTES = 600
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


class Check(StrEnum):
    """What stands at a lesson's end."""

    QUESTION = auto()
    NOTE = auto()


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这门课，或者已经下架。请返回微课堂重新选择。"
    NOT_FOR_YOU = "这门课不在您的学习范围里。"
    NOT_ABOVE = "只有发布人和本级党务负责人可以管理这门课。"
    OWN = "这是您自己发布的课，不计本人学时。"
    NO_PART = "没有这一部分，请返回课程重新进入。"
    NOT_YET = "请先学完前面的内容。"
    FINISHED = "您已经学完这门课，学时已经计过，不重复计。"
    NO_CONTENT = "还没有内容，请发送文字、链接、图片、视频、语音或文件。"
    NOBODY = "这个范围里没有人员，请重新选择。"
    NO_GROUNDS = "定的学时多于读完内容所需的时间，请写明理由，或改少学时。"
    NO_HOURS = "学时请写大于 0 的数，最多一位小数，例如：0.5。"
    BAD_CHECK = "检验题不完整，请重新填写题目、选项和正确答案。"
    SHORT_NOTE = "收获写得太短，请再写几句。"
    NOT_A_QUESTION = "这门课不用答题，请写学习收获。"
    NOT_A_NOTE = "这门课要答题，不用写收获。"
    PAST = "这个日期已经过去，请选今天或以后的日期。"
    RESTING = "24 小时内已经提醒过，请稍后再提醒。"
    ALL_DONE = "没有需要提醒的了。"
    NOT_STAFF = "只有党务干部可以登记集中培训学时。"
    NO_TRAINING = "没有这条培训记录，或者已经撤销。"
    NO_PROOF = "请写明证明材料，或发送通知、证书的照片。"
    FUTURE = "培训要在结束以后登记，请写今天或以前的日期。"
    ALREADY = "所选人员都已经登记过同一天的这次培训，不用重复登记。"


class Lesson(SQLModel, table=True):
    """One lesson. Without branch it is the bureau's. `parts` are `Part.kept`; `secret` orders the options for each person.

    `grounds` is why it credits more than reading it takes, in its publisher's words.
    """

    __table_args__ = (index_where("ix_lesson_until", "until", "retired_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    by: int = Field(foreign_key="person.id")
    branch_id: int | None = Field(default=None, foreign_key="branch.id", index=True)
    members_only: bool
    title: str
    topic: str
    minutes: int
    tenths: int
    grounds: str | None = None
    until: date | None = None
    parts: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    check: str
    question: str | None = None
    options: list[str] | None = Field(default=None, sa_column=Column(JSON))
    right: int | None = None
    explanation: str | None = None
    secret: str
    at: datetime = moment(index=True)
    retired_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        if self.id is None:
            raise RuntimeError("the lesson has not been stored yet")
        return self.id

    @property
    def place(self) -> Place:
        return Place(branch_id=self.branch_id)


class StudyRecord(SQLModel, table=True):
    """How far one person has come in one lesson. `tenths` is what was credited, on the day `finished_on`, once.

    `again_at` is from when an answer is taken again after a wrong one; it is gone once the lesson is finished.
    """

    __tablename__ = "study_record"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    lesson_id: int = Field(foreign_key="lesson.id", primary_key=True, index=True)
    reached: int = 0
    tries: int = 0
    again_at: datetime | None = moment(default=None)
    note: str | None = None
    tenths: int = 0
    finished_on: date | None = Field(default=None, index=True)
    urged_at: datetime | None = moment(default=None)


class Training(SQLModel, table=True):
    """Training outside (集中培训), entered by party-affairs staff with its proof: words, photos or files."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    held_on: date = Field(index=True)
    tenths: int
    proof: str
    files: list[list[str]] | None = Field(default=None, sa_column=Column(JSON))
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    withdrawn_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        if self.id is None:
            raise RuntimeError("the training has not been stored yet")
        return self.id


class TrainingPerson(SQLModel, table=True):
    """Somebody who took part in it."""

    __tablename__ = "training_person"

    training_id: int = Field(foreign_key="training.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)


class StudyUrge(SQLModel, table=True):
    """When somebody was last urged for lagging behind the year's hours."""

    __tablename__ = "study_urge"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    at: datetime = moment()


@dataclass(frozen=True)
class Part:
    """A piece of a lesson: files by kind and `file_id` (photos together as an album), and words."""

    text: str
    files: tuple[tuple[str, str], ...] = ()

    @property
    def kept(self) -> dict[str, Any]:
        """As `Lesson.parts` keeps it."""
        return {"text": self.text, "files": [list(file) for file in self.files]}


def part_of(lesson: Lesson, number: int) -> Part:
    """Part `number`, from 1."""
    kept = lesson.parts[number - 1]
    return Part(kept["text"], tuple((kind, content) for kind, content in kept["files"]))


def reading(parts: Sequence[Part]) -> int | None:
    """How many minutes it takes to read them; None where something is listened to, watched or opened elsewhere."""
    if any(kind != "photo" for part in parts for kind, _ in part.files) or any(
        _LINK.search(part.text) for part in parts
    ):
        return None
    rule = own()[LESSON_RULE]
    characters = sum(len(part.text) for part in parts)
    photos = sum(len(part.files) for part in parts)
    return max(1, -(-characters // rule.integer("characters")) + photos)


def needs_grounds(parts: Sequence[Part], tenths: int) -> bool:
    """Whether it would credit more than reading it takes: its publisher then says why."""
    minutes = reading(parts)
    return minutes is not None and tenths > by_minutes(minutes, most_tenths())


def is_for(who: Who, lesson: Lesson) -> bool:
    """Whether somebody is among those for whom it is published."""
    here = lesson.branch_id in (None, who.branch_id)
    return here and (not lesson.members_only or who.category in MEMBERS)


def answers_for(me: Who, lesson: Lesson) -> bool:
    """Who published it, and who may publish there."""
    return lesson.by == me.person_id or may(me, Act.PUBLISH_LESSON, lesson.place)


def most_tenths() -> int:
    """The most that one lesson may credit."""
    return own()[LESSON_RULE].integer("hours") * 10


def shortest_note() -> int:
    """How many characters a note has at least."""
    return own()[NOTE_RULE].integer("characters")


def wait_after_wrong() -> timedelta:
    """How long after a wrong answer the next one is taken."""
    return timedelta(minutes=own()[AGAIN_RULE].integer("minutes"))
