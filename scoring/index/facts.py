"""What the health index reads of one person. Each fact may be missing: unknown is not zero.

`record` names the record that a fact comes from, as `kind:key`, with what became of it: a verdict says what it rests on.

Nothing else is read: no likes, no time online, no word of a talk or a topic, no ballot, no outcome of 民主评议, and not whether
somebody has appealed.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property


class Came(StrEnum):
    """What became of one meeting at which the person was expected."""

    ON_SPOT = "spot"
    LIVE = "live"
    MADE_UP = "made_up"
    EXCUSED = "excused"
    """Leave that was granted or still waits for its answer: neutral."""
    ABSENT = "absent"


class Checked(StrEnum):
    """What became of the newest self-check of one's own post that was owed."""

    IN_TIME = "in_time"
    LATE = "late"
    MISSING = "missing"


@dataclass(frozen=True)
class Meeting:
    number: int
    came: Came

    @cached_property
    def record(self) -> str:
        return f"meeting:{self.number}:{self.came}"


@dataclass(frozen=True)
class Topic:
    """One topic of the branch (微社区) that is over, and whether the person took part; never how much they said or what."""

    number: int
    spoke: bool

    @cached_property
    def record(self) -> str:
        return f"topic:{self.number}:{'spoke' if self.spoke else 'silent'}"


@dataclass(frozen=True)
class Study:
    """Hours of the year, in tenths: credited, and due by the end of the last month that is over (0: nothing is due yet)."""

    year: int
    tenths: int
    due: int

    @cached_property
    def record(self) -> str:
        return f"study:{self.year}:{self.tenths}:{self.due}"


@dataclass(frozen=True)
class Exam:
    """One exam that is over for the person, with the points that were reached of the full ones."""

    number: int
    points: int
    full: int

    @cached_property
    def record(self) -> str:
        return f"exam:{self.number}"


@dataclass(frozen=True)
class Duty:
    """One month of duty attendance, in half days. `owed` is without leave, duty travel and sickness, which are neutral."""

    month: date
    owed: int
    present: int
    late: int

    @cached_property
    def record(self) -> str:
        return f"duty:{self.month}"


@dataclass(frozen=True)
class PostCheck:
    """The self-check of one's own post, by the first day of its period."""

    first: date
    checked: Checked

    @cached_property
    def record(self) -> str:
        return f"check:{self.first}:{self.checked}"


@dataclass(frozen=True)
class Rating:
    """What a month's raters gave, their median in the order 德能勤绩廉, each from 1 to 5 and counted in halves."""

    month: date
    medians: tuple[int, ...]

    @cached_property
    def record(self) -> str:
        return f"rating:{self.month}"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one person that a month's verdict rests on. The order within a tuple means nothing."""

    study: Study | None = None
    exams: tuple[Exam, ...] = ()
    duty: tuple[Duty, ...] = ()
    check: PostCheck | None = None
    meetings: tuple[Meeting, ...] = ()
    topics: tuple[Topic, ...] = ()
    ratings: tuple[Rating, ...] = ()
