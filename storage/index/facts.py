"""The facts behind the health index, gathered from the records: one query a subject, for one person or a few branches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months, last_of_month
from scoring.index.facts import Came, Checked, Duty, Exam, Facts, Meeting, PostCheck, Rating, Study, Topic
from scoring.index.rules import Rules
from scoring.rating import halves
from scoring.study import pace
from storage.engine.columns import table_of
from storage.exams import results
from storage.inputs import attendance, rating
from storage.meetings import rows as meetings
from storage.people.directory import Person, PostHeld
from storage.people.posts import COMMITTEE_POSTS, MEMBERS
from storage.people.whose import Of, Whose
from storage.risks import checks
from storage.rules.regulations import own
from storage.study import credits
from storage.study.pace import LEADER_RULE, MEMBER_RULE
from storage.study.rows import StudyRecord
from storage.topics import lists as topics

_NOT_OVER = [each.value for each in meetings.MeetingState if each not in meetings.ENDED]
_PERSON, _DUTY, _RATING = table_of(Person), table_of(attendance.Attendance), table_of(rating.LeaderRating)
_ROLL, _MEETING = table_of(meetings.Attendance), table_of(meetings.Meeting)
ALIKE = 10_000
"""How many facts are kept for those who share them: a meeting is a fact of fifteen people."""
_CAME = {meetings.How.ON_SPOT: Came.ON_SPOT, meetings.How.LIVE: Came.LIVE, meetings.How.MADE_UP: Came.MADE_UP}


@dataclass(frozen=True)
class Span:
    """A month as it is looked at: up to its end, or up to today while it is the present one."""

    month: date
    now: datetime

    @property
    def until(self) -> date:
        """The last day that is looked at."""
        return min(self.now.date(), last_of_month(self.month))

    @property
    def zone(self) -> tzinfo:
        """The bureau's zone, in which `now` is."""
        assert self.now.tzinfo is not None  # noqa: S101 - the clock gives aware times
        return self.now.tzinfo

    def since(self, months: int) -> date:
        """The first day of that many months, this one the last."""
        return add_months(self.month, 1 - months)

    def start(self, day: date) -> datetime:
        """The first moment of a day."""
        return datetime.combine(day, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return self.start(self.until + timedelta(days=1))


@dataclass(slots=True)
class Gathered:
    """One member's facts while they are being gathered."""

    meetings: list[Meeting] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    duty: list[Duty] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    exams: list[Exam] = field(default_factory=list)
    check: PostCheck | None = None
    study: Study | None = None

    def facts(self) -> Facts:
        """What the model reads."""
        return Facts(
            study=self.study,
            exams=tuple(self.exams),
            duty=tuple(self.duty),
            check=self.check,
            meetings=tuple(self.meetings),
            topics=tuple(self.topics),
            ratings=tuple(self.ratings),
        )


def _members(of: Of) -> Any:
    return select(_PERSON.c.id).where(
        _PERSON.c.left_at.is_(None), _PERSON.c.category.in_([c.value for c in MEMBERS]), of(_PERSON.c.id)
    )


def _rolls(of: Of) -> Any:
    roll, meeting = _ROLL.c, _MEETING.c
    return (
        select(roll.person_id, roll.meeting_id, roll.how, roll.leave)
        .join_from(_ROLL, _MEETING)
        .where(
            of(roll.person_id),
            meeting.starts_at >= bindparam("first"),
            meeting.starts_at < bindparam("end"),
            # Asked the other way round SQLite reads every meeting that is over, by the index of the state.
            meeting.state.not_in(_NOT_OVER),
        )
    )


def _duties(of: Of) -> Any:
    row = _DUTY.c
    return select(  # type: ignore[call-overload]  # more columns than its overloads know
        row.person_id, row.month, row.due, row.present, row.late, row.leave + row.travel + row.sick
    ).where(of(row.person_id), row.month >= bindparam("first"), row.month <= bindparam("last"))


def _given(of: Of) -> Any:
    row = _RATING.c
    return select(  # type: ignore[call-overload]  # more columns than its overloads know
        row.person_id, row.month, row.virtue, row.ability, row.diligence, row.results, row.integrity
    ).where(of(row.person_id), row.month >= bindparam("first"), row.month <= bindparam("last"))


async def of_members(session: AsyncSession, span: Span, rules: Rules, whose: Whose) -> Mapping[int, Facts]:
    """Member → the facts of that month that the rules ask for; everyone of these who is a member on the roster is there."""
    found = {number: Gathered() for number in (await whose.ask(session, _members)).all()}
    if found:
        await _meetings(session, span, rules, whose, found)
        await _topics(session, span, rules, whose, found)
        if rules.indicator("study"):
            await _study(session, span, whose, found)
        await _exams(session, span, rules, whose, found)
        await _checks(session, span, whose, found)
        await _duty(session, span, rules, whose, found)
        await _ratings(session, span, rules, whose, found)
    return {number: gathered.facts() for number, gathered in found.items()}


async def _meetings(
    session: AsyncSession, span: Span, rules: Rules, whose: Whose, found: Mapping[int, Gathered]
) -> None:
    """Meetings that are over, on whose roll the person stands."""
    first = span.start(span.since(rules.windows.meetings))
    for person, number, how, leave in (await whose.ask(session, _rolls, first=first, end=span.end)).all():
        if person in found:
            found[person].meetings.append(_meeting(number, how, leave))


@lru_cache(ALIKE)
def _meeting(number: int, how: str | None, leave: str | None) -> Meeting:
    if how is not None:
        return Meeting(number, _CAME[meetings.How(how)])
    excused = leave in (meetings.Leave.GRANTED.value, meetings.Leave.ASKED.value)
    return Meeting(number, Came.EXCUSED if excused else Came.ABSENT)


async def _topics(session: AsyncSession, span: Span, rules: Rules, whose: Whose, found: Mapping[int, Gathered]) -> None:
    """The branch's topics on which nobody can speak any more; on its last day one still can."""
    over = min(span.until, span.now.date() - timedelta(days=1))
    for person, number, spoke in await topics.parts_in(session, span.since(rules.windows.meetings), over, whose):
        if person in found:
            found[person].topics.append(_topic(number, spoke))


@lru_cache(ALIKE)
def _topic(number: int, spoke: bool) -> Topic:
    return Topic(number, spoke)


async def _study(session: AsyncSession, span: Span, whose: Whose, found: Mapping[int, Gathered]) -> None:
    """The hours of the year, and those due by the end of its last full month, for the time the bureau keeps records."""
    begun = await records_since(session, span.zone)
    first = date(span.month.year, 1, 1)
    by = span.until + timedelta(days=1) if span.until == last_of_month(span.month) else span.month
    if begun is None or begun > span.until:
        return
    hours = await credits.hours_in(session, first, span.until, whose=whose, zone=span.zone)
    leaders, joined = await _posts_and_joining(session, whose)
    target, leaders_target = (own()[rule].integer("hours") * 10 for rule in (MEMBER_RULE, LEADER_RULE))
    for person, gathered in found.items():
        since = max(joined.get(person) or begun, begun)
        # Due is counted within the year: on 31 December for the whole of it.
        day = min(by, date(first.year, 12, 31))
        due = pace(leaders_target if person in leaders else target, since, day)
        gathered.study = Study(first.year, hours.get(person, 0), due)


async def _posts_and_joining(session: AsyncSession, whose: Whose) -> tuple[set[int], dict[int, date]]:
    """Who sits on a branch's committee, and on which day each joined the Party."""
    posts = select(PostHeld.person_id).where(
        col(PostHeld.post).in_([post.value for post in COMMITTEE_POSTS]), whose.of(PostHeld.person_id)
    )
    people = select(col(Person.id), col(Person.joined_on)).where(
        col(Person.joined_on).is_not(None), whose.of(Person.id)
    )
    joined = {
        person: day for person, day in (await session.exec(people)).all() if person is not None and day is not None
    }
    return set((await session.exec(posts)).all()), joined


async def _exams(session: AsyncSession, span: Span, rules: Rules, whose: Whose, found: Mapping[int, Gathered]) -> None:
    """Exams that are over for the person; contests never count."""
    first = span.since(rules.windows.exams)
    rows = await results.results_in(session, first, span.until, span.zone, now=span.now, whose=whose)
    for person, exams in rows.items():
        if person in found:
            found[person].exams += [
                Exam(each.exam, each.share.numerator, each.share.denominator) for each in exams if not each.contest
            ]


async def _checks(session: AsyncSession, span: Span, whose: Whose, found: Mapping[int, Gathered]) -> None:
    """The self-check of the running period where it is there, else the one that was due before it.

    Nobody is missing one of a period in which the bureau made none.
    """
    first, last = checks.period(span.until)
    before, due = checks.period(first - timedelta(days=1))
    now = await checks.of_period(session, first, last, whose)
    then = await checks.of_period(session, before, due, whose)
    owed = await checks.begun(session, before)
    now_in_time, in_time, late, missing = (
        PostCheck(first, Checked.IN_TIME),
        *(PostCheck(before, checked) for checked in (Checked.IN_TIME, Checked.LATE, Checked.MISSING)),
    )
    until = span.until
    for person, gathered in found.items():
        row = now.get(person)
        if row is not None and row.submitted_on <= until:
            gathered.check = now_in_time
        elif (row := then.get(person)) is not None and row.submitted_on <= until:
            gathered.check = in_time if row.submitted_on <= due else late
        elif owed:
            gathered.check = missing


async def _duty(session: AsyncSession, span: Span, rules: Rules, whose: Whose, found: Mapping[int, Gathered]) -> None:
    first = span.since(rules.windows.duty)
    for person, *month in (await whose.ask(session, _duties, first=first, last=span.until)).all():
        if person in found:
            found[person].duty.append(_month(*month))


@lru_cache(ALIKE)
def _month(month: date, due: float, present: float, late: int, neutral: float) -> Duty:
    return Duty(month, int(2 * attendance.owed(due, neutral)), int(2 * present), late)


async def _ratings(
    session: AsyncSession, span: Span, rules: Rules, whose: Whose, found: Mapping[int, Gathered]
) -> None:
    given: dict[tuple[int, date], list[tuple[int, ...]]] = {}
    first = span.since(rules.windows.ratings)
    for person, month, *marks in (await whose.ask(session, _given, first=first, last=span.until)).all():
        given.setdefault((person, month), []).append(tuple(marks))
    for (person, month), raters in given.items():
        if person in found:
            found[person].ratings.append(_rating(month, tuple(raters)))


@lru_cache(ALIKE)
def _rating(month: date, raters: tuple[tuple[int, ...], ...]) -> Rating:
    return Rating(month, halves(raters))


async def records_since(session: AsyncSession, zone: tzinfo) -> date | None:
    """The first day of the month from which the bureau keeps records here; None for a bureau without any."""
    meeting = (await session.exec(select(func.min(meetings.Meeting.starts_at)))).one()
    lesson = (await session.exec(select(func.min(StudyRecord.finished_on)))).one()
    days = [meeting.astimezone(zone).date() if meeting else None, lesson]
    return min((day.replace(day=1) for day in days if day is not None), default=None)
