"""Native polls that the bot has sent: which poll of Telegram's is which of ours, so that answers find their way."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment


class SentPoll(SQLModel, table=True):
    """One poll; `subject` is its push's."""

    __tablename__ = "sent_poll"

    poll_id: str = Field(primary_key=True)
    subject: str = Field(index=True)
    chat_id: int = Field(sa_type=BigInteger)
    message_id: int
    at: datetime = moment()


async def remember(  # noqa: PLR0917 - a row's fields
    tx: AsyncSession, poll_id: str, subject: str, chat_id: int, message_id: int, now: datetime
) -> None:
    """Telegram has taken it."""
    await tx.merge(SentPoll(poll_id=poll_id, subject=subject, chat_id=chat_id, message_id=message_id, at=now))
