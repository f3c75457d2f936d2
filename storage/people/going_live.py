"""启用日期: the bureau's first day with the bot. What recurred before it was kept on paper, and counts as missed by nobody."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.sealed import audit
from storage.sealed.audit import Event


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NOT_STAFF = "启用日期由局党务干部设定。"
    AHEAD = "启用日期还没有到，请写已经开始使用的那一天。"


class GoingLive(SQLModel, table=True):
    """The one row: from which day on the bureau works with the bot."""

    __tablename__ = "going_live"

    id: int = Field(default=1, primary_key=True)
    on: date
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


async def began(session: AsyncSession) -> date | None:
    """The bureau's first day with the bot; None where nobody has set it."""
    row = await session.get(GoingLive, 1)
    return row.on if row else None


async def begin(tx: AsyncSession, me: Who, on: date, now: datetime) -> None:
    """Set it. `now` is in the bureau's zone. Raises Refusal."""
    if not may(me, Act.SET_GOING_LIVE):
        raise Refusal(Refused.NOT_STAFF)
    if on > now.date():
        raise Refusal(Refused.AHEAD)
    row = await tx.get(GoingLive, 1)
    before = row.on.isoformat() if row else "未设定"
    row = row or GoingLive(on=on, by=me.person_id, at=now)
    row.on, row.by, row.at = on, me.person_id, now
    tx.add(row)
    await audit.record(tx, Event.GOING_LIVE, by=me.person_id, now=now, note=f"{before} → {on.isoformat()}")
