"""Who gives a party lecture (主讲人): whoever chairs it, somebody else of the bureau, or nobody on the roster."""

from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.engine.refusal import Refusal
from storage.meetings.rows import Meeting, MeetingState, Refused
from storage.people.directory import name_of, who_has_id


class MeetingLecturer(SQLModel, table=True):
    """The lecturer of a meeting with a party lecture; without a row it is nobody on the roster."""

    __tablename__ = "meeting_lecturer"

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)


def lecturable(meeting: Meeting) -> None:
    """Raises Refusal where nobody lectures, or where the minutes are out."""
    if MeetingKind.LECTURE not in meeting.kind_set:
        raise Refusal(Refused.NO_LECTURE)
    if meeting.state == MeetingState.CANCELLED:
        raise Refusal(Refused.CANCELLED)
    if meeting.state == MeetingState.PUBLISHED:
        raise Refusal(Refused.ALREADY_PUBLISHED)


async def put(tx: AsyncSession, meeting: Meeting, person_id: int | None) -> None:
    """That person gives it; None for nobody on the roster. Raises Refusal."""
    lecturable(meeting)
    if person_id is not None and await who_has_id(tx, person_id) is None:
        raise Refusal(Refused.NOT_ON_ROSTER)
    row = await tx.get(MeetingLecturer, meeting.number)
    if person_id is None:
        if row is not None:
            await tx.delete(row)
    else:
        row = row or MeetingLecturer(meeting_id=meeting.number, person_id=person_id)
        row.person_id = person_id
        tx.add(row)
    await tx.flush()


async def lecturer_of(session: AsyncSession, meeting: Meeting) -> int | None:
    if MeetingKind.LECTURE not in meeting.kind_set:
        return None
    row = await session.get(MeetingLecturer, meeting.number)
    return row.person_id if row else None


async def name_for(session: AsyncSession, meeting: Meeting) -> str | None:
    """Of a meeting with a lecture, by whom of the roster it is given."""
    person = await lecturer_of(session, meeting)
    return await name_of(session, person) if person else None
