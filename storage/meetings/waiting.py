"""What meetings want of a person, as questions: to come, to make up what was missed, and of whoever conducts them."""

from datetime import datetime, time, timedelta

from sqlalchemy import and_, exists, or_
from sqlmodel import func, select

from storage.engine.columns import UTCDateTime, table_of, unsought
from storage.meetings.rows import AHEAD, ENDED, Attachment, Attendance, Leave, Meeting, MeetingState, Purpose
from storage.people.asking import ME, MIDNIGHT, NOW, parameter

WRITTEN_WITHIN = timedelta(days=90)
_MEETING, _FILE, _ROW = table_of(Meeting).c, table_of(Attachment).c, table_of(Attendance).c
_SINCE = parameter("written_since", UTCDateTime(), lambda _, now: now - WRITTEN_WITHIN)
_TOMORROW = parameter(
    "meetings_until", UTCDateTime(), lambda _, now: datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
)
_SPOKEN = exists().where(_FILE.meeting_id == _MEETING.id, _FILE.purpose == Purpose.VOICE.value)
_CHAIRED = select(func.count()).select_from(table_of(Meeting)).where(_MEETING.chair_id == ME)
UNDONE = _CHAIRED.where(
    or_(
        and_(_MEETING.state == MeetingState.PLANNED.value, _MEETING.starts_at <= NOW),
        and_(_MEETING.state == MeetingState.OPEN.value, _MEETING.opened_at < MIDNIGHT),
        and_(
            _MEETING.state == MeetingState.CLOSED.value, _MEETING.closed_at > _SINCE, _MEETING.minutes == "", ~_SPOKEN
        ),
    )
).scalar_subquery()
"""How many meetings that a person conducts wait for them, as `lists.undone` has them."""
LEAVES = (
    select(func.count())
    .select_from(table_of(Attendance).join(table_of(Meeting), _MEETING.id == _ROW.meeting_id))
    .where(_MEETING.chair_id == ME, _MEETING.state != MeetingState.CANCELLED.value, _ROW.leave == Leave.ASKED.value)
    .scalar_subquery()
)
"""How many requests for leave wait for a chair's answer."""
_MISSING = select(func.count()).select_from(table_of(Attendance)).where(_ROW.person_id == ME, _ROW.how.is_(None))
# Not joined: SQLite, which knows no frequencies, would begin with every meeting that goes on.
_THAT = exists().where(_MEETING.id == _ROW.meeting_id)
DUE = _MISSING.where(
    _ROW.leave.is_distinct_from(Leave.GRANTED.value),
    _THAT.where(_MEETING.state.in_(AHEAD), _MEETING.starts_at < _TOMORROW),
).scalar_subquery()
"""How many meetings that go on or are today expect a person who is neither there nor on leave."""
_RECORDED = exists().where(
    _FILE.meeting_id == _MEETING.id, _FILE.purpose == Purpose.RECORDING.value, unsought(_FILE.at) > _SINCE
)
TO_MAKE_UP = _MISSING.where(
    _THAT.where(_MEETING.state.in_(ENDED), or_(_MEETING.published_at > _SINCE, _RECORDED))
).scalar_subquery()
"""How many meetings a person has missed that can be made up since lately."""
