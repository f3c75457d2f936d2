"""The facts behind the health index, gathered from the records: one query a subject, for one person, a branch or the bureau."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months, last_of_month
from scoring.index.facts import Came, Checked, Duty, Exam, Facts, Meeting, PostCheck, Rating, Study, Topic
from scoring.index.rules import Rules
from scoring.study import pace
from storage.exams import results
from storage.inputs import attendance, rating
from storage.meetings import rows as meetings
from storage.people.directory import Person, PostHeld
from storage.people.posts import COMMITTEE_POSTS, MEMBERS
from storage.risks import checks
from storage.rules.regulations import own
from storage.study import credits
from storage.study.pace import LEADER_RULE, MEMBER_RULE
from storage.study.rows import StudyRecord
from storage.topics import lists as topics

_OVER = [meetings.MeetingState.CLOSED.value, meetings.MeetingState.PUBLISHED.value]
_CAME = {meetings.How.ON_SPOT: Came.ON_SPOT, meetings.How.LIVE: Came.LIVE, meetings.How.MADE_UP: Came.MADE_UP}


@dataclass(frozen=True)
class Reach:
    """Everyone's facts, a branch's, or one person's."""

    branch_id: int | None = None
    person_id: int | None = None


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


@dataclass
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


async def of_members(session: AsyncSession, span: Span, rules: Rules, reach: Reach) -> Mapping[int, Facts]:
    """Member → the facts of that month; everyone of the reach who is a member on the roster is there."""
    query = select(Person.id).where(col(Person.left_at).is_(None), col(Person.category).in_([c.value for c in MEMBERS]))
    if reach.branch_id is not None:
        query = query.where(col(Person.branch_id) == reach.branch_id)
    if reach.person_id is not None:
        query = query.where(col(Person.id) == reach.person_id)
    found = {number: Gathered() for number in (await session.exec(query)).all() if number is not None}
    if found:
        await _meetings(session, span, rules, reach, found)
        await _topics(session, span, rules, reach, found)
        await _study(session, span, reach, found)
        await _exams(session, span, rules, reach, found)
        await _checks(session, span, reach, found)
        await _duty(session, span, rules, reach, found)
        await _ratings(session, span, rules, reach, found)
    return {number: gathered.facts() for number, gathered in found.items()}


async def _meetings(
    session: AsyncSession, span: Span, rules: Rules, reach: Reach, found: Mapping[int, Gathered]
) -> None:
    """Meetings that are over, on whose roll the person stands."""
    row = meetings.Attendance
    query = (
        select(row.person_id, row.meeting_id, row.how, row.leave)
        .join(meetings.Meeting, col(meetings.Meeting.id) == col(row.meeting_id))
        .where(
            col(meetings.Meeting.state).in_(_OVER),
            col(meetings.Meeting.starts_at) >= span.start(span.since(rules.windows.meetings)),
            col(meetings.Meeting.starts_at) < span.end,
        )
    )
    if reach.person_id is not None:
        query = query.where(col(row.person_id) == reach.person_id)
    elif reach.branch_id is not None:
        query = query.join(Person, col(Person.id) == col(row.person_id)).where(Person.branch_id == reach.branch_id)
    for person, number, how, leave in (await session.exec(query)).all():
        if person in found:
            found[person].meetings.append(Meeting(number, _came(how, leave)))


async def _topics(session: AsyncSession, span: Span, rules: Rules, reach: Reach, found: Mapping[int, Gathered]) -> None:
    """The branch's topics on which nobody can speak any more; on its last day one still can."""
    over = min(span.until, span.now.date() - timedelta(days=1))
    rows = await topics.parts_in(
        session, span.since(rules.windows.meetings), over, branch_id=reach.branch_id, person_id=reach.person_id
    )
    for person, facts in rows.items():
        if person in found:
            found[person].topics += [Topic(each.topic_id, each.spoke) for each in facts]


def _came(how: str | None, leave: str | None) -> Came:
    if how is not None:
        return _CAME[meetings.How(how)]
    excused = leave in (meetings.Leave.GRANTED.value, meetings.Leave.ASKED.value)
    return Came.EXCUSED if excused else Came.ABSENT


async def _study(session: AsyncSession, span: Span, reach: Reach, found: Mapping[int, Gathered]) -> None:
    """The hours of the year, and those due by the end of its last full month, for the time the bureau keeps records."""
    begun = await records_since(session, span.zone)
    first = date(span.month.year, 1, 1)
    by = span.until + timedelta(days=1) if span.until == last_of_month(span.month) else span.month
    if begun is None or begun > span.until:
        return
    hours = await credits.hours_in(
        session, first, span.until, branch_id=reach.branch_id, person_id=reach.person_id, zone=span.zone
    )
    leaders, joined = await _posts_and_joining(session, reach)
    target, leaders_target = (own()[rule].integer("hours") * 10 for rule in (MEMBER_RULE, LEADER_RULE))
    for person, gathered in found.items():
        since = max(joined.get(person) or begun, begun)
        # Due is counted within the year: on 31 December for the whole of it.
        day = min(by, date(first.year, 12, 31))
        due = pace(leaders_target if person in leaders else target, since, day)
        gathered.study = Study(first.year, hours.get(person, 0), due)


async def _posts_and_joining(session: AsyncSession, reach: Reach) -> tuple[set[int], dict[int, date]]:
    """Who sits on a branch's committee, and on which day each joined the Party."""
    posts = select(PostHeld.person_id).where(col(PostHeld.post).in_([post.value for post in COMMITTEE_POSTS]))
    people = select(col(Person.id), col(Person.joined_on)).where(col(Person.joined_on).is_not(None))
    if reach.person_id is not None:
        posts = posts.where(PostHeld.person_id == reach.person_id)
        people = people.where(col(Person.id) == reach.person_id)
    elif reach.branch_id is not None:
        posts = posts.join(Person, col(Person.id) == col(PostHeld.person_id)).where(Person.branch_id == reach.branch_id)
        people = people.where(col(Person.branch_id) == reach.branch_id)
    joined = {
        person: day for person, day in (await session.exec(people)).all() if person is not None and day is not None
    }
    return set((await session.exec(posts)).all()), joined


async def _exams(session: AsyncSession, span: Span, rules: Rules, reach: Reach, found: Mapping[int, Gathered]) -> None:
    """Exams that are over for the person; contests never count."""
    rows = await results.results_in(
        session, span.since(rules.windows.exams), span.until, span.zone, now=span.now,
        person_id=reach.person_id, branch_id=reach.branch_id,
    )  # fmt: skip
    for person, exams in rows.items():
        if person in found:
            found[person].exams += [Exam(each.exam, each.share) for each in exams if not each.contest]


async def _checks(session: AsyncSession, span: Span, reach: Reach, found: Mapping[int, Gathered]) -> None:
    """The self-check of the running period where it is there, else the one that was due before it.

    Nobody is missing one of a period in which the bureau made none.
    """
    first, last = checks.period(span.until)
    before, due = checks.period(first - timedelta(days=1))
    scope = {"person_id": reach.person_id, "branch_id": reach.branch_id}
    now, then = (
        await checks.of_period(session, first, last, **scope),
        await checks.of_period(session, before, due, **scope),
    )
    owed = await checks.begun(session, before)
    for person, gathered in found.items():
        row = now.get(person)
        if row is not None and row.submitted_on <= span.until:
            gathered.check = PostCheck(first, Checked.IN_TIME)
        elif (row := then.get(person)) is not None and row.submitted_on <= span.until:
            gathered.check = PostCheck(before, Checked.IN_TIME if row.submitted_on <= due else Checked.LATE)
        elif owed:
            gathered.check = PostCheck(before, Checked.MISSING)


async def _duty(session: AsyncSession, span: Span, rules: Rules, reach: Reach, found: Mapping[int, Gathered]) -> None:
    rows = await attendance.of_months(
        session, span.since(rules.windows.duty), span.until, person_id=reach.person_id, branch_id=reach.branch_id
    )
    for (person, month), row in rows.items():
        if person in found:
            found[person].duty.append(Duty(month, Fraction(row.owed), Fraction(row.present), row.late))


async def _ratings(
    session: AsyncSession, span: Span, rules: Rules, reach: Reach, found: Mapping[int, Gathered]
) -> None:
    rows = await rating.of_months(
        session, span.since(rules.windows.ratings), span.until, person_id=reach.person_id, branch_id=reach.branch_id
    )
    for (person, month), row in rows.items():
        if person in found:
            found[person].ratings.append(Rating(month, tuple(Fraction(each) for each in row.medians)))


async def records_since(session: AsyncSession, zone: tzinfo) -> date | None:
    """The first day of the month from which the bureau keeps records here; None for a bureau without any."""
    meeting = (await session.exec(select(func.min(meetings.Meeting.starts_at)))).one()
    lesson = (await session.exec(select(func.min(StudyRecord.finished_on)))).one()
    days = [meeting.astimezone(zone).date() if meeting else None, lesson]
    return min((day.replace(day=1) for day in days if day is not None), default=None)
