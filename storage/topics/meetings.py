"""组织生活会 and 民主评议 begin before their meeting: what is gathered on a topic goes with the branch's next such meeting."""

from datetime import timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.meetings.rows import Meeting, MeetingState
from storage.topics.rows import Kind, Topic

MEETING_OF = {Kind.LIFE_MEETING: MeetingKind.LIFE, Kind.APPRAISAL: MeetingKind.APPRAISAL}
"""Both are held once a year, so that the next one is the one meant."""
LONGEST = timedelta(days=366)
ALREADY_ON = timedelta(hours=12)
"""A topic may be opened while its meeting goes on."""


async def meeting_of(session: AsyncSession, topic: Topic) -> Meeting | None:
    """The meeting that a topic prepares: the branch's first of its kind after it was opened, or the one then going on."""
    kind = MEETING_OF.get(Kind(topic.kind))
    if kind is None:
        return None
    query = (
        select(Meeting)
        .where(
            col(Meeting.branch_id) == topic.branch_id,
            col(Meeting.starts_at) > topic.at - ALREADY_ON,
            col(Meeting.starts_at) < topic.at + LONGEST,
            col(Meeting.state) != MeetingState.CANCELLED.value,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return next((each for each in (await session.exec(query)).all() if kind in each.kind_set), None)


async def topics_of(session: AsyncSession, meeting: Meeting) -> list[Topic]:
    """The topics that prepare a meeting, oldest first."""
    kinds = [kind.value for kind, held in MEETING_OF.items() if held in meeting.kind_set]
    if not kinds:
        return []
    query = (
        select(Topic)
        .where(
            col(Topic.branch_id) == meeting.branch_id,
            col(Topic.kind).in_(kinds),
            col(Topic.at) > meeting.starts_at - LONGEST,
            col(Topic.at) < meeting.starts_at + ALREADY_ON,
        )
        .order_by(col(Topic.at), col(Topic.id))
    )
    found = []
    for topic in (await session.exec(query)).all():
        prepared = await meeting_of(session, topic)
        if prepared is not None and prepared.id == meeting.id:
            found.append(topic)
    return found
