"""The ledger (台账): what was owed in a stretch of time, by whom, and what became of it. Each subject makes entries."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum


class Standing(StrEnum):
    """Where an entry stands; the value is the word shown."""

    DONE = "已完成"
    DONE_LATE = "逾期完成"
    DUE = "进行中"
    LATE = "逾期未完成"

    @property
    def open(self) -> bool:
        """Whether something is still owed."""
        return self in (Standing.DUE, Standing.LATE)


@dataclass(frozen=True, slots=True)
class Scope:
    """The bureau's entries, one branch's or one person's, from the first to the last day.

    `viewer` is the person who looks: entries about them that are not theirs to see are left out.
    """

    first: date
    last: date
    today: date
    zone: tzinfo
    branch_id: int | None = None
    person_id: int | None = None
    viewer: int | None = None

    @property
    def start(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    def day(self, at: datetime) -> date:
        """On which day that was, in the bureau's zone."""
        return at.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `record` is the id of what it is about, `on` when it was due or took place, `person` the one whom it concerns, if one."""

    record: int
    branch_id: int
    branch: str
    what: str
    on: date
    standing: Standing
    done: date | None = None
    person_id: int | None = None
    person: str = ""
    police_no: str = ""
    note: str = ""


def standing(due: date, done: date | None, today: date) -> Standing:
    """Done in time, done late, still due, or late."""
    if done is not None:
        return Standing.DONE if done <= due else Standing.DONE_LATE
    return Standing.DUE if today <= due else Standing.LATE
