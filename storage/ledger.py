"""The ledger (台账): what was owed in a stretch of time, by whom, and what became of it. Each subject makes entries."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people import directory, going_live
from storage.people.directory import Who
from storage.people.whose import EVERYBODY, Whose

T = TypeVar("T")


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
    _known: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    async def branches(self, session: AsyncSession) -> dict[int, str]:
        """Branch → name, also of those that are no more; like `people`, read once, however many subjects ask."""
        return {number: name for number, (name, _) in (await self._spans(session)).items()}

    async def standing(self, session: AsyncSession, since: date | None = None) -> dict[int, str]:
        """Those that were not over before its first day, or that one."""
        spans = await self._spans(session)
        return {number: name for number, (name, on) in spans.items() if on is None or on >= (since or self.first)}

    async def ends(self, session: AsyncSession) -> dict[int, date]:
        """Branch → the day on which it ended: what was due from then on it does not owe."""
        return {number: on for number, (_, on) in (await self._spans(session)).items() if on is not None}

    async def _spans(self, session: AsyncSession) -> dict[int, tuple[str, date | None]]:
        return await self.once("branches", lambda: directory.branch_spans(session, self.branch_id))

    async def once(self, name: str, load: Callable[[], Awaitable[T]]) -> T:
        """What several subjects need, read by the first."""
        if name not in self._known:
            self._known[name] = await load()
        found: T = self._known[name]
        return found

    async def people(self, session: AsyncSession) -> list[Who]:
        """Everyone on the roster within it."""
        if "people" not in self._known:
            ids = None if self.person_id is None else {self.person_id}
            self._known["people"] = await directory.people_of(session, branch_id=self.branch_id, ids=ids)
        people: list[Who] = self._known["people"]
        return people

    async def began(self, session: AsyncSession) -> date | None:
        """The bureau's first day with the bot, if it is set: what recurred before it is missed by nobody."""
        if "began" not in self._known:
            self._known["began"] = await going_live.began(session)
        first: date | None = self._known["began"]
        return first

    async def looking(self, session: AsyncSession) -> Who | None:
        """The viewer, as far as they are on the roster."""
        if "viewer" not in self._known:
            known = None if self.viewer is None else await directory.who_has_id(session, self.viewer)
            self._known["viewer"] = known
        viewer: Who | None = self._known["viewer"]
        return viewer

    @property
    def whose(self) -> Whose:
        """The condition that records are of those within it."""
        if self.person_id is not None:
            return Whose(people=(self.person_id,))
        return EVERYBODY if self.branch_id is None else Whose(branches=(self.branch_id,))

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
    """One line. `record` is the id of what it is about, `on` when it was due or took place, `person` the one whom it concerns, if one.

    What is `undated` has no last day, and began on that day.
    """

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
    undated: bool = False


def standing(due: date, done: date | None, today: date) -> Standing:
    """Done in time, done late, still due, or late."""
    if done is not None:
        return Standing.DONE if done <= due else Standing.DONE_LATE
    return Standing.DUE if today <= due else Standing.LATE
