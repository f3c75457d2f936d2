"""What whoever conducts meetings has left undone, as questions."""

from datetime import timedelta

from sqlalchemy import exists
from sqlmodel import func, select

from storage.engine.columns import UTCDateTime, table_of
from storage.meetings.rows import Attachment, Meeting, MeetingState, Purpose
from storage.people.asking import ME, MIDNIGHT, parameter

WRITTEN_WITHIN = timedelta(days=90)
_MEETING, _FILE = table_of(Meeting).c, table_of(Attachment).c
_SINCE = parameter("written_since", UTCDateTime(), lambda _, now: now - WRITTEN_WITHIN)
_SPOKEN = exists().where(_FILE.meeting_id == _MEETING.id, _FILE.purpose == Purpose.VOICE.value)
_CHAIRED = select(func.count()).select_from(table_of(Meeting)).where(_MEETING.chair_id == ME)
LEFT_OPEN = _CHAIRED.where(_MEETING.state == MeetingState.OPEN.value, _MEETING.opened_at < MIDNIGHT).scalar_subquery()
"""How many meetings that began before today a person has not ended."""
UNWRITTEN = _CHAIRED.where(
    _MEETING.state == MeetingState.CLOSED.value, _MEETING.closed_at > _SINCE, _MEETING.minutes == "", ~_SPOKEN
).scalar_subquery()
"""How many meetings that ended lately are without minutes."""
