"""What waits for a person in 微课堂, as questions: lessons to finish, and the year's hours so far."""

from datetime import date, datetime, time, timedelta
from functools import cache

from sqlalchemy import Date
from sqlmodel import and_, func, or_, select

from scoring.duties import MeetingKind
from scoring.study import pace
from storage.engine.columns import UTCDateTime, table_of, unsought
from storage.meetings.rows import Attendance, Meeting
from storage.people.asking import BRANCH, JOINED, ME, TODAY, Answers, Asked, parameter
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.study.credits import credited, held_of, meeting_tenths
from storage.study.pace import Year, target_of
from storage.study.rows import Lesson, StudyRecord, Training, TrainingPerson

_LESSON, _RECORD = table_of(Lesson).c, table_of(StudyRecord).c
_TRAINING, _TRAINED = table_of(Training).c, table_of(TrainingPerson).c
_MEETING, _ROLL = table_of(Meeting).c, table_of(Attendance).c
_UNFINISHED = (
    select(func.count())
    .select_from(
        table_of(Lesson).join(
            table_of(StudyRecord), and_(_RECORD.lesson_id == _LESSON.id, _RECORD.person_id == ME), isouter=True
        )
    )
    .where(
        _LESSON.retired_at.is_(None),
        _LESSON.by != ME,
        or_(_LESSON.branch_id.is_(None), _LESSON.branch_id == BRANCH),
        _RECORD.finished_on.is_(None),
        or_(_RECORD.reached > 0, _LESSON.until.is_not(None)),
    )
)
_LESSONS = {
    True: _UNFINISHED.scalar_subquery(),
    False: _UNFINISHED.where(_LESSON.members_only.is_(False)).scalar_subquery(),
}
_JANUARY = parameter("january", Date(), lambda _, now: date(now.year, 1, 1))
_YEARS_BEGIN = parameter("years_begin", UTCDateTime(), lambda _, now: datetime(now.year, 1, 1, tzinfo=now.tzinfo))
_TOMORROW = parameter(
    "tomorrow", UTCDateTime(), lambda _, now: datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
)
_OF_LESSONS = (
    select(func.sum(_RECORD.tenths))
    .where(_RECORD.person_id == ME, _RECORD.finished_on >= _JANUARY, _RECORD.finished_on <= TODAY)
    .scalar_subquery()
)
_OF_TRAININGS = (
    select(func.sum(_TRAINING.tenths))
    .select_from(table_of(Training).join(table_of(TrainingPerson), _TRAINED.training_id == _TRAINING.id))
    .where(
        _TRAINED.person_id == ME,
        _TRAINING.held_on >= _JANUARY,
        _TRAINING.held_on <= TODAY,
        _TRAINING.withdrawn_at.is_(None),
    )
    .scalar_subquery()
)


@cache
def _of_meetings(kinds: tuple[MeetingKind, ...]) -> Asked:
    return (
        select(func.count())
        .select_from(table_of(Meeting).join(table_of(Attendance), _ROLL.meeting_id == _MEETING.id))
        .where(
            _ROLL.person_id == ME,
            _ROLL.how.is_not(None),
            *held_of(kinds),
            unsought(_MEETING.starts_at) >= _YEARS_BEGIN,
            unsought(_MEETING.starts_at) < _TOMORROW,
        )
        .scalar_subquery()
    )


def asked(me: Who) -> list[Asked]:
    """How many lessons that person has begun, or is to finish by a day, and has not; where they owe hours, these too."""
    lessons = _LESSONS[me.category in MEMBERS]
    if target_of(me) is None:
        return [lessons]
    return [lessons, JOINED, _OF_LESSONS, _OF_TRAININGS, _of_meetings(credited())]


def lessons_of(me: Who, found: Answers) -> int:
    return int(found[_LESSONS[me.category in MEMBERS]])


def year_of(me: Who, today: date, found: Answers) -> Year | None:
    """The year's hours up to today, of somebody who owes some."""
    target = target_of(me)
    if target is None:
        return None
    meetings = found[_of_meetings(credited())] * meeting_tenths()
    tenths = int(found[_OF_LESSONS] or 0) + int(found[_OF_TRAININGS] or 0) + meetings
    return Year(me, tenths, target, pace(target, found[JOINED], today))
