"""The tables of tasks, who may do what about one, and why something is refused."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from scoring.cadence import Cadence
from storage.engine.columns import index_where, moment
from storage.people.access import Place, may, reach, roles
from storage.people.directory import Who
from storage.people.rights import Act, Reach, Role

MOST_FILES = 10
"""As many files one entry may carry."""


class Proof(StrEnum):
    """What must be handed in with a task."""

    NONE = auto()
    TEXT = auto()
    PHOTO = auto()
    FILE = auto()


class State(StrEnum):
    """How far somebody's task has come."""

    GIVEN = auto()
    NOTED = auto()
    HANDED_IN = auto()
    RETURNED = auto()
    DONE = auto()
    CANCELLED = auto()


LAGGING = (State.GIVEN, State.NOTED, State.RETURNED)
"""States in which the receiver owes something."""


class Said(StrEnum):
    """What an entry of a task's thread is."""

    NOTED = auto()
    PROGRESS = auto()
    QUESTION = auto()
    ANSWER = auto()
    HANDED_IN = auto()
    ACCEPTED = auto()
    RETURNED = auto()
    TIME_ASKED = auto()
    TIME_GIVEN = auto()
    TIME_REFUSED = auto()
    URGED = auto()
    CANCELLED = auto()


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这项任务，请返回任务列表重新选择。"
    NOT_YOURS = "这项任务不归您办理或验收，请返回任务列表。"
    NOT_ABOVE = "这项任务不是您布置的，有事请联系布置人。"
    CANCELLED = "这项任务已经撤销。"
    DONE = "这项任务已经验收，不用再办。"
    WAITS = "已经提交，正等布置人验收。"
    NOT_HANDED_IN = "还没有提交，或者已经处理过。"
    ALREADY_NOTED = "已经标为已阅。"
    NO_TIME_ASKED = "没有待答复的延期申请，可能已经处理过。"
    TIME_WAITS = "您的延期申请已经提交，正等布置人答复。"
    NOT_LATER = "请选一个比现在的截止日期更晚的日期。"
    PAST = "截止日期不能早于今天，请重新选择。"
    BEYOND_PARENT = "下级的截止日期不能晚于上级给您的截止日期，请选早一些的日期。"
    NOBODY = "没有可以布置的人员，请重新选择（名册或职务可能刚有变动）。"
    PROOF_TEXT = "这项任务要交文字说明，请先发送文字。"
    PROOF_PHOTO = "这项任务要交照片，请先发送照片。"
    PROOF_FILE = "这项任务要交文件，请先发送文件。"
    NOT_RECURRING = "这项任务不会重复，不用停止。"
    NOTHING_LAGS = "没有需要催办的了。"
    RESTING = "24 小时内已经催办过，请稍后再催。"


class Task(SQLModel, table=True):
    """What somebody gave to one or several at once; of a recurring one, one period.

    Given with a branch's reach `branch_id` is that branch, with the bureau's None. `series_id` is the first period's task
    (its own id there), `number` counts the periods from 0. People were told on the day `since`. `parent_id` is the
    assignment that it breaks down, `meeting_id` the meeting whose minutes ask for it.
    """

    __table_args__ = (Index("ix_task_following", "followed", "cadence", "due_on"),)

    id: int | None = Field(default=None, primary_key=True)
    giver_id: int = Field(foreign_key="person.id", index=True)
    branch_id: int | None = Field(default=None, foreign_key="branch.id", index=True)
    parent_id: int | None = Field(default=None, index=True)
    what: str
    cadence: str
    proof: str
    lead_days: int | None = None
    due_on: date = Field(index=True)
    since: date
    series_id: int | None = Field(default=None, index=True)
    number: int = 0
    first_due: date
    of_month: int
    given_at: datetime = moment()
    followed: bool = False
    stopped_at: datetime | None = moment(default=None)
    cancelled_at: datetime | None = moment(default=None)
    meeting_id: int | None = Field(default=None, index=True)

    @property
    def key(self) -> int:
        """The id of a stored task."""
        if self.id is None:
            raise RuntimeError("the task has not been stored yet")
        return self.id

    @property
    def recurs(self) -> bool:
        """Whether another period will follow."""
        return self.cadence != Cadence.ONCE and self.stopped_at is None and self.cancelled_at is None


class Assignment(SQLModel, table=True):
    """One receiver's part: a person's, or (`person_id` None) a branch's, which is its secretary's, whoever that is."""

    __table_args__ = (
        UniqueConstraint("task_id", "branch_id", "person_id"),
        Index("ix_assignment_state_due_on", "state", "due_on"),
        Index("ix_assignment_branch_id", "branch_id", "due_on"),
        index_where("ix_assignment_asked", "asked_until", "asked_until IS NOT NULL"),
        # Of a branch alone too: the secretary's parts.
        Index("ix_assignment_person_id", "person_id", "branch_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    branch_id: int = Field(foreign_key="branch.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    due_on: date = Field(index=True)
    since: date
    state: str = State.GIVEN.value
    handed_in_at: datetime | None = moment(default=None)
    accepted_at: datetime | None = moment(default=None)
    asked_until: date | None = None
    urged_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        """The id of a stored assignment."""
        if self.id is None:
            raise RuntimeError("the assignment has not been stored yet")
        return self.id

    @property
    def lags(self) -> bool:
        """Whether the receiver owes something."""
        return self.state in LAGGING


class TaskEntry(SQLModel, table=True):
    """Something said or done about an assignment. `files` are pairs of kind and `file_id`."""

    __tablename__ = "task_entry"

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id", index=True)
    by: int = Field(foreign_key="person.id", index=True)
    at: datetime = moment()
    said: str
    text: str | None = None
    files: list[list[str]] | None = Field(default=None, sa_column=Column(JSON))


def receives(me: Who, assignment: Assignment) -> bool:
    """Whether it is that person's to do: their own, or their branch's as its secretary."""
    if assignment.person_id is not None:
        return assignment.person_id == me.person_id
    return assignment.branch_id == me.branch_id and Role.SECRETARY in roles(me)


def judges(me: Who, task: Task) -> bool:
    """Whether that person stands where the task was given: its giver still in office, or who shares that office."""
    if task.branch_id is None:
        return reach(me, Act.ASSIGN) is Reach.BUREAU
    return task.branch_id == me.branch_id and Role.SECRETARY in roles(me)


def may_see(me: Who, task: Task, assignment: Assignment) -> bool:
    """The receiver, the giver's office, and those above."""
    place = Place(branch_id=assignment.branch_id, person_id=assignment.person_id)
    return receives(me, assignment) or judges(me, task) or may(me, Act.SEE_TASKS, place)
