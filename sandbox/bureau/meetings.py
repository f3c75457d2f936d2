"""A year of meetings in the invented bureau, up to the day it stands on."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from sandbox.bureau.meetings_words import (
    ASSEMBLY,
    COMMITTEE,
    GROUP,
    LEAVE_REASONS,
    LECTURE,
    PLACES,
    TAKEAWAYS,
    YEARLY_LIFE,
    YEARLY_REVIEW,
    Theme,
)
from sandbox.bureau.past import Past
from sandbox.bureau.people import COMMITTEE_POSTS, FULL_MEMBER, ZONE, Branch, Bureau, Person
from scoring.duties import MeetingKind
from storage.meetings.rows import Attendance, How, Leave, Meeting, MeetingState, kinds_word

MONTHS_BACK = 12

_ALSO_TAUGHT = frozenset(("入党积极分子", "发展对象"))
_LECTURE_MONTHS = (3, 6, 9, 12)
_LAGGING_BRANCHES = 4


@dataclass(slots=True)
class Held:
    """One meeting as it went. By 警号: who was there, who followed live, why who was on leave, what who wrote to make it up."""

    branch: Branch
    group: str | None
    kinds: tuple[MeetingKind, ...]
    theme: Theme
    at: datetime
    place: str
    chair: Person
    expected: list[Person]
    published_at: datetime | None = None
    present: set[str] = field(default_factory=set)
    live: set[str] = field(default_factory=set)
    leave: dict[str, str] = field(default_factory=dict)
    made_up: dict[str, str] = field(default_factory=dict)


async def add(past: Past) -> None:
    """Write the year's meetings, with everybody's attendance."""
    held = year(past.bureau)
    meetings = [_meeting(past, each) for each in held]
    past.tx.add_all(meetings)
    await past.tx.flush()
    rows = [row for meeting, each in zip(meetings, held, strict=True) for row in _attendances(past, meeting, each)]
    await past.tx.exec(insert(Attendance), params=rows)


def _meeting(past: Past, held: Held) -> Meeting:
    chair_id = past.people[held.chair.badge]
    return Meeting(
        branch_id=past.branches[held.branch.name],
        group_id=past.groups[held.branch.name, held.group] if held.group else None,
        kinds=kinds_word(held.kinds),
        title=held.theme.title.format(n=held.at.month),
        starts_at=held.at,
        place=held.place,
        agenda=held.theme.agenda,
        chair_id=chair_id,
        called_by=chair_id,
        called_at=held.at,
        state=(MeetingState.PUBLISHED if held.published_at else MeetingState.CLOSED).value,
        secret=secrets.token_hex(16),
        opened_at=held.at,
        closed_at=held.at,
        published_at=held.published_at,
        minutes=held.theme.minutes,
    )


def _attendances(past: Past, meeting: Meeting, held: Held) -> list[dict[str, Any]]:
    return [
        {
            "meeting_id": meeting.number,
            "person_id": past.people[person.badge],
            "entitled": _entitled(person, held.at.date()),
            "how": how.value if (how := _how(person.badge, held)) else None,
            "at": meeting.starts_at if how else None,
            "leave": Leave.GRANTED.value if person.badge in held.leave else None,
            "leave_reason": held.leave.get(person.badge),
            "leave_answered_by": meeting.chair_id if person.badge in held.leave else None,
            "make_up_text": held.made_up.get(person.badge),
        }
        for person in held.expected
    ]


def _how(badge: str, held: Held) -> How | None:
    if badge in held.present:
        return How.ON_SPOT
    if badge in held.live:
        return How.LIVE
    return How.MADE_UP if badge in held.made_up else None


def _entitled(person: Person, day: date) -> bool:
    return person.category == FULL_MEMBER and (person.confirmed is None or person.confirmed <= day)


def year(bureau: Bureau) -> list[Held]:
    """The twelve months up to (and without) ``bureau.today``, oldest first. Equal bureaus have equal years."""
    return _Year(bureau).meetings()


class _Year:
    """The year's meetings, branch by branch; each branch has its own fixed day and its own diligence."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.random = Random(f"history:{bureau.seed}:{bureau.today.isoformat()}")
        names = [branch.name for branch in bureau.branches]
        self.lagging = set(self.random.sample(names, _LAGGING_BRANCHES))

    def meetings(self) -> list[Held]:
        found = [held for branch in self.bureau.branches for held in self._of_branch(branch) if held is not None]
        return sorted(found, key=lambda held: (held.at, held.branch.name, held.group or "", held.kinds[0]))

    def _of_branch(self, branch: Branch) -> Iterator[Held | None]:
        """What one branch has held, month by month; None where the day has not passed yet."""
        people = self.bureau.of_branch(branch.name)
        committee = [each for each in people if set(each.posts) & set(COMMITTEE_POSTS)]
        members = [each for each in people if each.is_member]
        taught = [each for each in people if each.is_member or each.category in _ALSO_TAUGHT]
        lecturers = [each for each in committee if {"支部书记", "纪检委员"} & set(each.posts)]
        secretary = committee[0]
        fixed_day = self.random.randint(3, 26)
        skips = 0.3 if branch.name in self.lagging else 0.03
        for first in self._months():
            if self._not_skipped(skips):
                kinds = (MeetingKind.GENERAL, MeetingKind.THEME_DAY)
                yield self._meeting(
                    branch, kinds, self._pick(ASSEMBLY), first + timedelta(days=fixed_day - 1), secretary, members
                )
            if self._not_skipped(skips):
                earlier = first + timedelta(days=max(fixed_day - 2 - self.random.randrange(4), 0))
                yield self._meeting(
                    branch, (MeetingKind.COMMITTEE,), self._pick(COMMITTEE), earlier, secretary, committee
                )
            for group in branch.groups:
                if self._not_skipped(skips):
                    mates = [each for each in members if each.group == group]
                    leader = next(each for each in mates if "党小组长" in each.posts)
                    day = self._day(first, 4)
                    yield self._meeting(branch, (MeetingKind.GROUP,), self._pick(GROUP), day, leader, mates, group)
            if first.month in _LECTURE_MONTHS and self._not_skipped(skips):
                day, lecturer = self._day(first, 9), self.random.choice(lecturers)
                yield self._meeting(branch, (MeetingKind.LECTURE,), self._pick(LECTURE), day, lecturer, taught)
            if first.month == 1:
                yield self._meeting(branch, (MeetingKind.LIFE,), YEARLY_LIFE, self._day(first, 7), secretary, members)
            if first.month == 12:
                yield self._meeting(
                    branch, (MeetingKind.APPRAISAL,), YEARLY_REVIEW, self._day(first, 7), secretary, members
                )

    def _months(self) -> list[date]:
        """The first days of the last twelve months and of the current one, oldest first."""
        today = self.bureau.today
        last = today.year * 12 + today.month - 1
        return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS_BACK, last + 1)]

    def _not_skipped(self, skips: float) -> bool:
        return self.random.random() >= skips

    def _pick(self, themes: Sequence[Theme]) -> Theme:
        return self.random.choice(themes)

    def _day(self, first: date, earliest: int) -> date:
        return first + timedelta(days=self.random.randrange(earliest, 27))

    def _meeting(  # noqa: PLR0917 - what a meeting consists of
        self,
        branch: Branch,
        kinds: tuple[MeetingKind, ...],
        theme: Theme,
        day: date,
        chair: Person,
        expected: Sequence[Person],
        group: str | None = None,
    ) -> Held | None:
        """One meeting held on ``day``; None if the day has not passed yet. Draws the same numbers either way."""
        start = time(*self.random.choice(((8, 30), (9, 0), (14, 30), (15, 0), (16, 0), (19, 0))))
        place = self.random.choice(PLACES)
        at = datetime.combine(day, start, ZONE)
        members = [each for each in expected if each.joined is None or each.joined <= day]
        held = Held(branch, group, kinds, theme, at, place, chair, members)
        self._attend(held)
        published_at = at + timedelta(hours=self.random.randint(2, 40), minutes=self.random.randrange(60))
        forgotten = self.random.random() < 0.02
        if not forgotten and published_at.date() < self.bureau.today:
            held.published_at = published_at
        return held if day < self.bureau.today else None

    def _attend(self, held: Held) -> None:
        """Who came, followed live, asked for leave, stayed away, and who of the missing made it up later."""
        missing = []
        for person in held.expected:
            chance = self.random.random()
            if person is held.chair or chance < 0.84:
                held.present.add(person.badge)
            elif chance < 0.90:
                held.live.add(person.badge)
            else:
                missing.append(person.badge)
                if chance < 0.98:
                    held.leave[person.badge] = self.random.choice(LEAVE_REASONS)
        # What can still be made up in time often waits; of what is long over little is left.
        done = 0.6 if held.at.date() > self.bureau.today - timedelta(days=20) else 0.95
        held.made_up |= {badge: self.random.choice(TAKEAWAYS) for badge in missing if self.random.random() < done}
