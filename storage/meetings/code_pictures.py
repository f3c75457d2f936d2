"""The pictures of check-in codes that renew themselves: where each stands, what it shows, and until when somebody looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.meetings.rows import Attendance, Meeting

LOOKED_AT = timedelta(minutes=20)
"""For so long after the last press, or the last check-in, it is worth renewing."""


class CodePicture(SQLModel, table=True):
    """One chair's picture of one meeting's code; `step` is the half minute whose code it shows, `here` how many it says are there."""

    __tablename__ = "code_picture"

    chat_id: int = Field(primary_key=True, sa_type=BigInteger)
    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    message_id: int
    step: int
    here: int
    until: datetime = moment()


@dataclass(frozen=True)
class Shown:
    """A picture, its meeting, and how many are there now."""

    picture: CodePicture
    meeting: Meeting
    here: int


async def shown(session: AsyncSession) -> Sequence[Shown]:
    """Every picture that renews itself."""
    here = (
        select(func.count())
        .where(col(Attendance.meeting_id) == col(Meeting.id), col(Attendance.how).is_not(None))
        .scalar_subquery()
    )
    query = select(CodePicture, Meeting, here).join(Meeting, col(Meeting.id) == col(CodePicture.meeting_id))
    return [Shown(picture, meeting, count) for picture, meeting, count in (await session.exec(query)).all()]


async def keep(tx: AsyncSession, picture: CodePicture) -> int | None:
    """Note where it stands and what it shows; gives the message of the one whose place it takes."""
    before = await tx.get(CodePicture, (picture.chat_id, picture.meeting_id))
    old = before.message_id if before is not None else None
    await tx.merge(picture)
    return old if old != picture.message_id else None


async def forget(tx: AsyncSession, picture: CodePicture) -> None:
    """It renews itself no more; one that was sent meanwhile stays."""
    found = await tx.get(CodePicture, (picture.chat_id, picture.meeting_id))
    if found is not None and found.message_id == picture.message_id:
        await tx.delete(found)


async def renewed(tx: AsyncSession, picture: CodePicture, step: int, here: int, until: datetime) -> None:
    """Note what it shows now."""
    found = await tx.get(CodePicture, (picture.chat_id, picture.meeting_id))
    if found is not None and found.message_id == picture.message_id:
        found.step, found.here, found.until = step, here, max(found.until, until)
        tx.add(found)
