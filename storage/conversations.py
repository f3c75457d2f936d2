"""Where each person stands in a guided flow, and the draft gathered so far (sealed)."""

from datetime import datetime

from sqlalchemy import BigInteger, delete
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.columns import moment


class ConversationRow(SQLModel, table=True):
    """The step that a conversation waits at. `key` is the library's key as JSON."""

    __tablename__ = "conversation"

    name: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    state: str
    touched_at: datetime = moment()


class DraftRow(SQLModel, table=True):
    """What one Telegram user has filled in so far, as sealed JSON."""

    __tablename__ = "draft"

    telegram_id: int = Field(primary_key=True, sa_type=BigInteger)
    sealed: str
    touched_at: datetime = moment()


async def save_state(session: AsyncSession, name: str, key: str, state: str | None, now: datetime) -> None:
    """Store the step, or end the conversation with None."""
    if state is None:
        await session.exec(
            delete(ConversationRow).where(col(ConversationRow.name) == name, col(ConversationRow.key) == key)
        )
    else:
        await session.merge(ConversationRow(name=name, key=key, state=state, touched_at=now))


async def save_draft(session: AsyncSession, telegram_id: int, sealed: str | None, now: datetime) -> None:
    """Store a draft, or drop it with None."""
    if sealed is None:
        await session.exec(delete(DraftRow).where(col(DraftRow.telegram_id) == telegram_id))
    else:
        await session.merge(DraftRow(telegram_id=telegram_id, sealed=sealed, touched_at=now))


async def states(session: AsyncSession, name: str) -> dict[str, str]:
    """Every open conversation of that name: key → step."""
    rows = (await session.exec(select(ConversationRow).where(ConversationRow.name == name))).all()
    return {row.key: row.state for row in rows}


async def drafts(session: AsyncSession) -> dict[int, str]:
    """Every draft: Telegram id → sealed JSON."""
    return {row.telegram_id: row.sealed for row in (await session.exec(select(DraftRow))).all()}
