"""What whoever conducts meetings has left undone, and what a person has missed, as questions."""

from datetime import timedelta

from sqlalchemy import exists, or_
from sqlmodel import func, select

from storage.engine.columns import UTCDateTime, table_of
from storage.meetings.rows import ENDED, Attachment, Attendance, Meeting, MeetingState, Purpose
from storage.people.asking import ME, MIDNIGHT, parameter

WRITTEN_WITHIN = timedelta(days=90)
_MEETING, _FILE, _ROW = table_of(Meeting).c, table_of(Attachment).c, table_of(Attendance).c
_SINCE = parameter("written_since", UTCDateTime(), lambda _, now: now - WRITTEN_WITHIN)
_SPOKEN = exists().where(_FILE.meeting_id == _MEETING.id, _FILE.purpose == Purpose.VOICE.value)
_CHAIRED = select(func.count()).select_from(table_of(Meeting)).where(_MEETING.chair_id == ME)
LEFT_OPEN = _CHAIRED.where(_MEETING.state == MeetingState.OPEN.value, _MEETING.opened_at < MIDNIGHT).scalar_subquery()
"""How many meetings that began before today a person has not ended."""
UNWRITTEN = _CHAIRED.where(
    _MEETING.state == MeetingState.CLOSED.value, _MEETING.closed_at > _SINCE, _MEETING.minutes == "", ~_SPOKEN
).scalar_subquery()
"""How many meetings that ended lately are without minutes."""
_RECORDED = exists().where(_FILE.meeting_id == _MEETING.id, _FILE.purpose == Purpose.RECORDING.value, _FILE.at > _SINCE)
TO_MAKE_UP = (
    select(func.count())
    .select_from(table_of(Attendance).join(table_of(Meeting), _MEETING.id == _ROW.meeting_id))
    .where(
        _ROW.person_id == ME,
        _ROW.how.is_(None),
        _MEETING.state.in_(ENDED),
        or_(_MEETING.published_at > _SINCE, _RECORDED),
    )
    .scalar_subquery()
)
"""How many meetings a person has missed that can be made up since lately."""
