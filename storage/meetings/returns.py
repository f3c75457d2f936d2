"""Published minutes that were sent back: the reason, the text as it was, and when the branch has published them anew."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment, table_of
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope, Standing
from storage.meetings.lists import find
from storage.meetings.rows import Meeting, MeetingState, Refused, may_chair, place_of
from storage.people.access import may
from storage.people.asking import ME
from storage.people.directory import Person, Who
from storage.people.rights import Act
from storage.sealed import audit
from storage.sealed.audit import Event


class MinutesReturn(SQLModel, table=True):
    """One return. `text` are the minutes as they had been published at `published_at`; `mended_at` is None while the branch owes new ones."""

    __tablename__ = "minutes_return"

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    reason: str
    text: str
    published_at: datetime = moment()
    mended_at: datetime | None = moment(default=None)


_RETURN, _MEETING = table_of(MinutesReturn).c, table_of(Meeting).c
OWED = (
    select(func.count())
    .select_from(table_of(MinutesReturn).join(table_of(Meeting), _MEETING.id == _RETURN.meeting_id))
    .where(_MEETING.chair_id == ME, _RETURN.mended_at.is_(None))
    .scalar_subquery()
)
"""How many minutes were sent back to somebody who conducted the meeting, and wait for them."""


def may_return(me: Who, meeting: Meeting) -> bool:
    """Those above the branch, of published minutes; not whoever conducted the meeting."""
    above = may(me, Act.RETURN_MINUTES, place_of(meeting)) and meeting.chair_id != me.person_id
    # What was taken over from paper has no minutes here that could be mended.
    return above and meeting.state == MeetingState.PUBLISHED and meeting.published_at is not None


def may_compare(me: Who, meeting: Meeting) -> bool:
    """Whether that person may read what was published before: whose it is to mend, and who oversees it. It may hold what was to go."""
    place = place_of(meeting)
    return may_chair(me, meeting) or may(me, Act.RETURN_MINUTES, place) or may(me, Act.SEE_LEDGER, place)


async def returnable(session: AsyncSession, me: Who, meeting_id: int) -> Meeting:
    """Raises Refusal."""
    meeting = await find(session, meeting_id)
    if meeting.state != MeetingState.PUBLISHED:
        raise Refusal(Refused.NOT_PUBLISHED)
    if not may_return(me, meeting):
        raise Refusal(Refused.NOT_ABOVE)
    return meeting


async def send_back(tx: AsyncSession, me: Who, meeting_id: int, reason: str, now: datetime) -> Meeting:
    """The minutes are the chair's to change again, and count as unpublished until they are. Raises Refusal."""
    meeting = await returnable(tx, me, meeting_id)
    assert meeting.published_at is not None  # noqa: S101 - it is published
    tx.add(
        MinutesReturn(
            meeting_id=meeting_id,
            by=me.person_id,
            at=now,
            reason=reason,
            text=meeting.minutes,
            published_at=meeting.published_at,
        )
    )
    meeting.state, meeting.published_at = MeetingState.CLOSED.value, None
    tx.add(meeting)
    await audit.record(
        tx, Event.MINUTES_RETURNED, by=me.person_id, subject=f"meeting:{meeting_id}", note=reason, now=now
    )
    return meeting


async def of_meeting(session: AsyncSession, meeting_id: int) -> list[tuple[MinutesReturn, str]]:
    """Every return with the name of who sent them back, oldest first."""
    query = (
        select(MinutesReturn, Person.name)
        .join(Person, col(Person.id) == col(MinutesReturn.by))
        .where(col(MinutesReturn.meeting_id) == meeting_id)
        .order_by(col(MinutesReturn.id))
    )
    return list((await session.exec(query)).all())


async def owed(session: AsyncSession, person_id: int) -> Sequence[tuple[MinutesReturn, Meeting]]:
    """What waits for whoever conducted the meeting, oldest first."""
    query = (
        select(MinutesReturn, Meeting)
        .join(Meeting, col(Meeting.id) == col(MinutesReturn.meeting_id))
        .where(col(Meeting.chair_id) == person_id, col(MinutesReturn.mended_at).is_(None))
        .order_by(col(MinutesReturn.id))
    )
    return (await session.exec(query)).all()


async def mended(tx: AsyncSession, meeting_id: int, now: datetime) -> Sequence[MinutesReturn]:
    """They are published anew; gives what was owed, for those who sent them back to hear of it."""
    query = select(MinutesReturn).where(
        col(MinutesReturn.meeting_id) == meeting_id, col(MinutesReturn.mended_at).is_(None)
    )
    found = (await tx.exec(query)).all()
    for each in found:
        each.mended_at = now
        tx.add(each)
    return found


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """What was sent back in that time, and what of earlier times is still owed; none of it is one person's."""
    if scope.person_id is not None:
        return []
    here = [] if scope.branch_id is None else [_MEETING.branch_id == scope.branch_id]
    query = (
        select(_MEETING.id, _MEETING.branch_id, _MEETING.title, _RETURN.at, _RETURN.mended_at, _RETURN.reason)  # type: ignore[call-overload]  # more columns than its overloads know
        .join_from(table_of(MinutesReturn), table_of(Meeting), _MEETING.id == _RETURN.meeting_id)
        .where(_RETURN.at < scope.end, (_RETURN.at >= scope.start) | _RETURN.mended_at.is_(None), *here)
        .order_by(_RETURN.id)
    )
    names = await scope.branches(session)
    return [
        Entry(
            record=number,
            branch_id=branch,
            branch=names.get(branch, ""),
            what=title,
            on=scope.day(at),
            standing=Standing.DONE if mended_at else Standing.DUE,
            done=scope.day(mended_at) if mended_at else None,
            note=reason,
            undated=True,
        )
        for number, branch, title, at, mended_at, reason in (await session.exec(query)).all()
    ]
