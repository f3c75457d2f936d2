"""Who is a leading cadre, what each owes in a year, and what of it is done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import String, literal, union_all
from sqlalchemy import select as sqlalchemy_select
from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.engine.columns import ask, table_of
from storage.leaders.rows import CommitteeLife, Duty, LeaderMark
from storage.ledger import Entry, Scope, standing
from storage.meetings.lecturers import MeetingLecturer
from storage.meetings.rows import ENDED, Attendance, Meeting
from storage.people.asking import ME
from storage.people.directory import PostHeld, Who, people_of
from storage.people.posts import MEMBERS, Post
from storage.rules.regulations import own

RULES = {
    Duty.LECTURE: ("secretary_lecture", "leader_lecture"),
    Duty.BRANCH_LIFE: ("double_life", "double_life"),
    Duty.COMMITTEE_LIFE: ("double_life", "double_life"),
}
"""The rule behind each duty: the bureau's secretary's, and the other leading cadres'."""
_MARK, _HELD = table_of(LeaderMark).c, table_of(PostHeld).c
MARKED = (
    select(func.count())
    .select_from(table_of(LeaderMark))
    .where(_MARK.person_id == ME, _MARK.ended_at.is_(None))
    .scalar_subquery()
)
"""Whether somebody is marked as a leading cadre."""


@dataclass(frozen=True)
class Leader:
    """A leading cadre: who, whether of the committee, whether by post."""

    who: Who
    in_committee: bool
    by_post: bool

    @property
    def duties(self) -> tuple[Duty, ...]:
        return tuple(Duty) if self.in_committee else (Duty.LECTURE, Duty.BRANCH_LIFE)

    def rule(self, duty: Duty) -> str:
        return RULES[duty][not self.by_post]


@dataclass(frozen=True)
class Owed:
    """One duty of one leading cadre in a year: the days on which it was done; `took_part` of so many `meetings` of the branch."""

    leader: Leader
    duty: Duty
    year: int
    days: tuple[date, ...]
    took_part: int = 0
    meetings: int = 0

    @property
    def done(self) -> date | None:
        """The day on which it had been done often enough."""
        count = own()[self.leader.rule(self.duty)].integer("count")
        return self.days[count - 1] if len(self.days) >= count else None

    @property
    def due(self) -> date:
        return date(self.year, 12, 31)


async def leaders(
    session: AsyncSession, ids: Collection[int] | None = None, branch_id: int | None = None
) -> list[Leader]:
    """All of them (of those people, of a branch) who are on the roster, by two questions."""
    mark, held = table_of(LeaderMark).c, table_of(PostHeld).c
    marked = sqlalchemy_select(mark.person_id, mark.in_committee, literal(False)).where(mark.ended_at.is_(None))
    by_post = sqlalchemy_select(held.person_id, literal(True), literal(True)).where(
        held.post == Post.COMMITTEE_SECRETARY.value
    )
    rows: Sequence[Any] = (await ask(session, union_all(marked, by_post))).all()
    known: dict[int, tuple[bool, bool]] = {}
    for person, sits, post in rows:
        if ids is None or person in ids:
            before = known.get(person, (False, False))
            known[person] = (before[0] or bool(sits), before[1] or bool(post))
    people = await people_of(session, ids=set(known), branch_id=branch_id) if known else []
    return [Leader(who, *known[who.person_id]) for who in people if who.category in MEMBERS]


async def owed(session: AsyncSession, year: int, zone: tzinfo | None, some: Sequence[Leader]) -> list[Owed]:
    """What these leading cadres owe in the year, by one question."""
    if not some:
        return []
    days: dict[tuple[int, Duty], list[date]] = {}
    part: dict[int, list[bool]] = {}
    for what, person, at, kinds, how in (
        await session.exec(_facts(year, zone, [each.who.person_id for each in some]))
    ).all():
        if what is not None:
            days.setdefault((person, Duty(what)), []).append(at.astimezone(zone).date())
            continue
        part.setdefault(person, []).append(how is not None)
        if how is not None and MeetingKind.LIFE.value in kinds.split("+"):
            days.setdefault((person, Duty.BRANCH_LIFE), []).append(at.astimezone(zone).date())
    return [
        Owed(
            each,
            duty,
            year,
            tuple(sorted(days.get((each.who.person_id, duty), ()))),
            *(
                (sum(part.get(each.who.person_id, ())), len(part.get(each.who.person_id, ())))
                if duty is Duty.BRANCH_LIFE
                else ()
            ),
        )
        for each in some
        for duty in each.duties
    ]


def _facts(year: int, zone: tzinfo | None, people: Collection[int]) -> Any:
    """Lectures given, 民主生活会 of the committee, and each meeting of the branch that expected them and is over."""
    start, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    meeting, row, gave, life = (table_of(each).c for each in (Meeting, Attendance, MeetingLecturer, CommitteeLife))
    ended = [each.value for each in ENDED]
    nothing = literal(None, String)
    lectures = (
        sqlalchemy_select(
            literal(Duty.LECTURE.value, String), gave.person_id, meeting.starts_at, meeting.kinds, nothing
        )
        .join_from(table_of(MeetingLecturer), table_of(Meeting), meeting.id == gave.meeting_id)
        .where(
            gave.person_id.in_(people), meeting.state.in_(ended), meeting.starts_at >= start, meeting.starts_at < end
        )
    )
    lives = sqlalchemy_select(
        literal(Duty.COMMITTEE_LIFE.value, String), life.person_id, life.held_at, nothing, nothing
    ).where(life.person_id.in_(people), life.held_at >= start, life.held_at < end)
    attended = (
        sqlalchemy_select(nothing, row.person_id, meeting.starts_at, meeting.kinds, row.how)
        .join_from(table_of(Attendance), table_of(Meeting), meeting.id == row.meeting_id)
        .where(row.person_id.in_(people), meeting.state.in_(ended), meeting.starts_at >= start, meeting.starts_at < end)
    )
    return union_all(lectures, lives, attended)


async def of_year(session: AsyncSession, year: int, zone: tzinfo | None) -> list[Owed]:
    return await owed(session, year, zone, await leaders(session))


async def of_person(session: AsyncSession, me: Who, year: int, zone: tzinfo | None) -> list[Owed]:
    """What that person owes as a leading cadre; nothing where they are none."""
    return await owed(session, year, zone, await leaders(session, [me.person_id]))


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each duty of the years whose last day lies within the scope."""
    years = [
        year for year in range(scope.first.year, scope.last.year + 1) if scope.first <= date(year, 12, 31) <= scope.last
    ]
    if not years:
        return []
    ids = None if scope.person_id is None else [scope.person_id]
    some, entries, began = await leaders(session, ids, scope.branch_id), [], await scope.began(session)
    for year in years:
        for each in await owed(session, year, scope.zone, some):
            who = each.leader.who
            if each.done is None and began and each.due < began:
                continue
            entries.append(
                Entry(
                    record=who.person_id,
                    branch_id=who.branch_id,
                    branch=who.branch,
                    what=f"{each.duty}　{year}",
                    on=each.due,
                    done=each.done,
                    standing=standing(each.due, each.done, scope.today),
                    person_id=who.person_id,
                    person=who.name,
                    police_no=who.police_no,
                    note=f"所在支部的会参加 {each.took_part}/{each.meetings} 场"
                    if each.duty is Duty.BRANCH_LIFE
                    else "",
                )
            )
    return entries
