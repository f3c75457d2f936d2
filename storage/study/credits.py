"""The hours credited to people: for lessons, for meetings attended, for training outside. Computed, never stored twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, cast, literal, null, select, union_all
from sqlmodel import col, func, or_
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.engine.clock import ZONE
from storage.engine.columns import UTCDateTime, table_of, unsought
from storage.meetings.rows import Attendance, Meeting, MeetingState
from storage.people.directory import Person
from storage.people.whose import EVERYBODY, Whose
from storage.rules.regulations import RegulationError, own
from storage.study.rows import MEETING_RULE, Lesson, StudyRecord, Training, TrainingPerson

_MEETING, _ROLL = table_of(Meeting).c, table_of(Attendance).c
_HELD = [MeetingState.CLOSED.value, MeetingState.PUBLISHED.value]


class Source(StrEnum):
    """Where hours come from; the value is the word shown."""

    LESSON = "微课堂"
    MEETING = "党课、主题党日"
    TRAINING = "集中培训"


@dataclass(frozen=True)
class Credit:
    """Hours (in tenths) for one thing; `record` is the lesson's, the meeting's or the training's id."""

    on: date
    source: Source
    what: str
    tenths: int
    record: int


def meeting_tenths() -> int:
    """What one attended meeting credits."""
    return own()[MEETING_RULE].integer("hours") * 10


async def hours_in(
    session: AsyncSession,
    first: date,
    last: date,
    *,
    branch_id: int | None = None,
    whose: Whose = EVERYBODY,
    zone: tzinfo = ZONE,
) -> dict[int, int]:
    """Person → tenths of an hour from the first to the last day, for everyone on the roster (of that branch), or those of them."""
    if branch_id is not None:
        whose = Whose(branches=(branch_id,))
    here = select(col(Person.id), cast(null(), Integer)).where(col(Person.left_at).is_(None), whose.of(Person.id))
    lessons = select(col(StudyRecord.person_id), func.sum(StudyRecord.tenths)).where(
        col(StudyRecord.finished_on) >= first, col(StudyRecord.finished_on) <= last
    )
    trainings = (
        select(col(TrainingPerson.person_id), func.sum(Training.tenths))
        .join(Training, col(Training.id) == col(TrainingPerson.training_id))
        .where(*_trained(first, last))
    )
    meetings = (
        select(col(Attendance.person_id), func.count() * meeting_tenths())
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .where(*_attended(first, last, zone, by_day=whose == EVERYBODY))
    )
    persons = {StudyRecord.person_id: lessons, TrainingPerson.person_id: trainings, Attendance.person_id: meetings}
    sums = [query.where(whose.of(person)).group_by(col(person)) for person, query in persons.items()]
    rows: Sequence[tuple[int, int | None]] = (await session.exec(union_all(here, *sums))).all()  # type: ignore[call-overload]  # its overloads know no union
    found = {person: 0 for person, tenths in rows if tenths is None}
    for person, tenths in rows:
        if person in found:
            found[person] += int(tenths or 0)
    return found


async def credits_of(
    session: AsyncSession, person_id: int, first: date, last: date, *, zone: tzinfo = ZONE
) -> list[Credit]:
    """Everything credited to one person from the first to the last day, newest first."""
    no_day, no_moment = cast(null(), Date), cast(null(), UTCDateTime)
    lessons = (
        select(
            _source(Source.LESSON),
            col(StudyRecord.finished_on),
            no_moment,
            col(Lesson.title),
            col(StudyRecord.tenths),
            col(Lesson.id),
        )
        .join_from(Lesson, StudyRecord, col(StudyRecord.lesson_id) == col(Lesson.id))
        .where(
            col(StudyRecord.person_id) == person_id,
            col(StudyRecord.finished_on) >= first,
            col(StudyRecord.finished_on) <= last,
        )
    )
    trainings = (
        select(
            _source(Source.TRAINING),
            col(Training.held_on),
            no_moment,
            col(Training.name),
            col(Training.tenths),
            col(Training.id),
        )
        .join_from(Training, TrainingPerson, col(TrainingPerson.training_id) == col(Training.id))
        .where(col(TrainingPerson.person_id) == person_id, *_trained(first, last))
    )
    meetings = (
        select(
            _source(Source.MEETING),
            no_day,
            col(Meeting.starts_at),
            col(Meeting.title),
            literal(meeting_tenths()),
            col(Meeting.id),
        )
        .join_from(Meeting, Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(col(Attendance.person_id) == person_id, *_attended(first, last, zone))
    )
    rows = (await session.exec(union_all(lessons, trainings, meetings))).all()  # type: ignore[call-overload]  # its overloads know no union
    found = [
        Credit(day or at.astimezone(zone).date(), Source(source), what, tenths, record)
        for source, day, at, what, tenths, record in rows
    ]
    return sorted(found, key=lambda credit: (credit.on, credit.record), reverse=True)


def _source(source: Source) -> Any:
    return literal(source.value)


def _trained(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (col(Training.held_on) >= first, col(Training.held_on) <= last, col(Training.withdrawn_at).is_(None))


def credited() -> tuple[MeetingKind, ...]:
    """The kinds of meetings that credit hours."""
    kinds = own()[MEETING_RULE].values.get("credited")
    if not isinstance(kinds, tuple):
        raise RegulationError(f"{MEETING_RULE}: values.credited is missing")
    return tuple(MeetingKind(kind) for kind in kinds)


def held_of(kinds: Sequence[MeetingKind]) -> tuple[ColumnElement[bool], ...]:
    """Meetings of those kinds that were held."""
    word = literal("+") + _MEETING.kinds + literal("+")
    return or_(*(word.contains(f"+{kind.value}+") for kind in kinds)), unsought(_MEETING.state).in_(_HELD)


def _attended(first: date, last: date, zone: tzinfo, *, by_day: bool = False) -> tuple[ColumnElement[bool], ...]:
    """Meetings of a credited kind that were held in that time, and attended in whichever way; looked for `by_day`, or else by person."""
    conditions = [*held_of(credited()), _ROLL.how.is_not(None)]
    at = _MEETING.starts_at if by_day else unsought(_MEETING.starts_at)
    if first > date.min:
        conditions.append(at >= datetime.combine(first, time(), zone))
    if last < date.max:
        conditions.append(at < datetime.combine(last + timedelta(days=1), time(), zone))
    return tuple(conditions)
