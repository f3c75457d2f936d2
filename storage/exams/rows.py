"""The tables of 考试竞赛, and why nothing was done."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from scoring.exams import Kind, passed, share
from storage.engine.columns import index_where, moment
from storage.people.access import Place


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这场考试，或者已经取消。"
    NOT_YOURS = "这场考试不在您的参加范围内。"
    NOT_ABOVE = "只有出卷人和本级负责人可以这样做。"
    NOT_YET = "考试还没有开始，请在开放时间内进入。"
    OVER = "考试已经结束。因执勤没能参加的，可以请出卷人安排补考。"
    NO_TRIES = "您的作答次数已经用完。"
    NOT_STARTED = "您还没有开始作答，请从考试页面点“开始作答”。"
    HANDED_IN = "这份试卷已经交了，不能再改。"
    TIME_UP = "时间到，试卷已自动交卷，这次点选不计。"
    NO_QUESTION = "没有这道题，请返回题库重新选择。"
    NO_OPTION = "没有这个选项，请在最新的题目上作答。"
    NO_TOPICS = "题库里还没有可用的题，请先导入题目。"
    TOO_FEW = "题库里这个主题的题不够了，请返回“题目”减少题数。"
    NOBODY = "这个范围里没有人员，请重新选择。"
    WINDOW = "结束时间要晚于开始时间，也要晚于现在，请重新填写。"
    ANSWERING = "您正在作答的试卷里有这道题，请交卷后再看它的答案。"
    REVIEW_LATER = "全部人员考试结束后才能看答案和解析。"
    ALL_TAKEN = "范围内的人都已参加，不用提醒。"
    RESTING = "24 小时内已经提醒过，请稍后再提醒。"
    TAKEN_ALREADY = "这位同志已经交卷，不需要补考。"
    NO_GROUP = "本支部还没有绑定群，请先在群里发送 /bind 。"
    PRACTISED_ALL = "题库里的题今天都练过了，明天再来。"
    PRACTISED = "今天的练习已经做完，明天再来。"


class Question(SQLModel, table=True):
    """A question of the bank, never changed once it is stored. Without branch it is the bureau's; `digest` is of its content."""

    id: int | None = Field(default=None, primary_key=True)
    branch_id: int | None = Field(default=None, foreign_key="branch.id", index=True)
    kind: str
    text: str
    options: list[str] = Field(sa_column=Column(JSON, nullable=False))
    right: list[int] = Field(sa_column=Column(JSON, nullable=False))
    topic: str = Field(index=True)
    difficulty: int = 3
    explanation: str | None = None
    source: str | None = None
    digest: str = Field(index=True)
    by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = moment()
    retired_at: datetime | None = moment(default=None)

    @property
    def number(self) -> int:
        if self.id is None:
            raise RuntimeError("the question has not been stored yet")
        return self.id

    @property
    def sort(self) -> Kind:
        return Kind(self.kind)

    @property
    def place(self) -> Place:
        return Place(branch_id=self.branch_id)


class Exam(SQLModel, table=True):
    """An exam or contest. `counts` is topic → number of questions, `points` kind → points of one, `seed` what drawing begins
    with, `pool` topic → the questions that there were when it was set."""

    id: int | None = Field(default=None, primary_key=True)
    by: int = Field(foreign_key="person.id")
    branch_id: int | None = Field(default=None, foreign_key="branch.id", index=True)
    members_only: bool
    contest: bool
    title: str
    counts: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    points: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    pool: dict[str, list[int]] = Field(sa_column=Column(JSON, nullable=False))
    seed: int = Field(sa_type=BigInteger)
    minutes: int
    opens_at: datetime = moment()
    closes_at: datetime = moment(index=True)
    tries: int
    pass_percent: int
    review_early: bool
    at: datetime = moment()
    cancelled_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        if self.id is None:
            raise RuntimeError("the exam has not been stored yet")
        return self.id

    @property
    def place(self) -> Place:
        return Place(branch_id=self.branch_id)

    @property
    def word(self) -> str:
        """竞赛 or 考试."""
        return "竞赛" if self.contest else "考试"

    @property
    def asks(self) -> int:
        """How many questions everyone gets."""
        return sum(self.counts.values())


class Taker(SQLModel, table=True):
    """One person for whom an exam is; the make-up window, where the setter granted one."""

    __tablename__ = "exam_taker"
    __table_args__ = (index_where("ix_exam_taker_made_up", "extra_closes_at", "extra_closes_at IS NOT NULL"),)

    exam_id: int = Field(foreign_key="exam.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    extra_opens_at: datetime | None = moment(default=None)
    extra_closes_at: datetime | None = moment(default=None)
    urged_at: datetime | None = moment(default=None)


class Sitting(SQLModel, table=True):
    """One try of one person. `drawn` holds [question, [option places]] in the order shown; `points` of `full` once handed in."""

    __table_args__ = (
        UniqueConstraint("exam_id", "person_id", "number"),
        index_where("ix_sitting_under_way", "deadline", "handed_in_at IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    exam_id: int = Field(foreign_key="exam.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    number: int
    drawn: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    started_at: datetime = moment()
    deadline: datetime = moment()
    handed_in_at: datetime | None = moment(default=None)
    by_itself: bool = False
    points: int | None = None
    full: int | None = None

    @property
    def key(self) -> int:
        if self.id is None:
            raise RuntimeError("the sitting has not been stored yet")
        return self.id

    @property
    def share(self) -> Fraction:
        """What was earned of the full points; 0 before it is handed in."""
        return share(self.points or 0, self.full or 0)

    def passed(self, exam: Exam) -> bool:
        """Whether the exam's pass mark was reached."""
        return passed(self.points or 0, self.full or 0, exam.pass_percent)

    def drawn_at(self, place: int) -> tuple[int, list[int]]:
        """Which question stands there, and in which order its options. Raises IndexError beyond the paper."""
        if place < 0:
            raise IndexError(place)
        question, order = self.drawn[place]
        return int(question), [int(each) for each in order]


def best_of(sittings: Sequence[Sitting]) -> Sitting | None:
    """The handed-in try with the most points, the earlier one of equals."""
    done = [each for each in sittings if each.handed_in_at is not None]
    return max(done, key=lambda each: (each.share, -each.number), default=None)


class Answer(SQLModel, table=True):
    """What a person has chosen for the question at that place; `right` is known once the paper is handed in."""

    __tablename__ = "exam_answer"

    sitting_id: int = Field(foreign_key="sitting.id", primary_key=True)
    place: int = Field(primary_key=True)
    question_id: int = Field(foreign_key="question.id", index=True)
    chosen: list[int] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = moment()
    right: bool | None = None


class PracticeCard(SQLModel, table=True):
    """When a person sees a question again: the state of the spaced repetition, as its library writes it."""

    __tablename__ = "practice_card"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    question_id: int = Field(foreign_key="question.id", primary_key=True)
    card: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    due_at: datetime = moment(index=True)


class PracticeDay(SQLModel, table=True):
    """A person's practice of one day: `drawn` as in a sitting, and `answers` so far (a list of chosen options each)."""

    __tablename__ = "practice_day"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    day: date = Field(primary_key=True)
    drawn: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    answers: list[list[int]] = Field(sa_column=Column(JSON, nullable=False))
    right: int = 0
    done_at: datetime | None = moment(default=None)


class GroupQuiz(SQLModel, table=True):
    """Whether a branch's group gets a question each day."""

    __tablename__ = "group_quiz"

    branch_id: int = Field(foreign_key="branch.id", primary_key=True)
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


class GroupQuestion(SQLModel, table=True):
    """The question that a branch's group got on a day, its options in that order."""

    __tablename__ = "group_question"
    __table_args__ = (UniqueConstraint("branch_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    branch_id: int = Field(foreign_key="branch.id")
    day: date
    question_id: int = Field(foreign_key="question.id")
    order: list[int] = Field(sa_column=Column(JSON, nullable=False))

    @property
    def subject(self) -> str:
        """What its push is about."""
        return f"quiz:{self.branch_id}:{self.day.isoformat()}"


class GroupVote(SQLModel, table=True):
    """A person's first answer to a group's question."""

    __tablename__ = "group_vote"

    group_question_id: int = Field(foreign_key="group_question.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    right: bool
    at: datetime = moment()


class Unnamed(SQLModel, table=True):
    """A person who does not want to stand in rankings by name."""

    __tablename__ = "rank_unnamed"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    at: datetime = moment()
