"""Confidential forms: every message that is sent into one is remembered, and deleted when its words are kept or dropped.

A draft holds them under `sent`, with their time. What a kill leaves behind vanishes by the schedule.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.confidential.vanishing import delete_named
from handlers.kit.forms.form import draft
from handlers.kit.screens.context import Context
from storage.sealed import vanishing

AT_LATEST = timedelta(hours=40)
"""What lies in an open draft vanishes from the chat this long after its day began: after 48 hours Telegram lets no bot delete it. A time of
day would stand beside the account, and tell when somebody turned to whom."""
DELETABLE = timedelta(hours=47)


async def remember(context: Context) -> None:
    """A message with confidential words, to be deleted when they are kept or dropped, and at the latest after a while."""
    message = context.incoming.message
    if message is None:
        return
    number, at = message.message_id, message.date
    draft(context).setdefault("sent", []).append([number, at.isoformat()])
    async with context.bot_data.database.write() as tx:
        await vanishing.add(tx, context.chat_id, [number], "draft", _day(at.astimezone(context.now.tzinfo)) + AT_LATEST)


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


async def release(tx: AsyncSession, context: Context, sent: list[list[Any]]) -> None:
    """In the transaction that keeps the words: their messages may go now."""
    left = await vanishing.named(tx, context.chat_id, [number for number, _ in sent])
    await vanishing.add(tx, context.chat_id, left, context.occasion, _day(context.now))


async def too_old(session: AsyncSession, context: Context) -> int:
    """How many messages of the open form are still there, and no bot can delete them any more."""
    sent = draft(context).get("sent", [])
    left = await vanishing.named(session, context.chat_id, [number for number, _ in sent])
    return sum(number in left and context.now - datetime.fromisoformat(at) > DELETABLE for number, at in sent)


async def clean(context: Context, sent: list[list[Any]]) -> None:
    """Delete those messages now; what cannot be reached now is deleted by the schedule (`vanishing`)."""
    await delete_named(context.bot_data.database, context.bot, context.chat_id, [number for number, _ in sent])


@asynccontextmanager
async def keeping(context: Context) -> AsyncIterator[AsyncSession]:
    """The write transaction in which a form keeps what was sent into it: the messages are deleted once it is committed."""
    sent = draft(context).get("sent", [])
    async with context.write() as tx:
        yield tx
        await release(tx, context, sent)
    await clean(context, sent)


async def dropped(context: Context, facts: dict[str, Any]) -> None:
    """A draft was given up: what was sent for it goes."""
    sent = facts.get("sent", [])
    if not sent:
        return
    async with context.bot_data.database.write() as tx:
        await release(tx, context, sent)
    await clean(context, sent)
