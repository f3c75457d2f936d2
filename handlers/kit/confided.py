"""Flows that take confidential words: every message sent into them is remembered, and deleted when they are kept or dropped,
at the latest while a bot still may."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import filters

from handlers.kit.context import Context
from handlers.kit.flows import Next, Typed, draft
from handlers.kit.vanishing import delete_named
from storage import vanishing

AT_LATEST = timedelta(hours=40)
"""What lies in an open draft vanishes from the chat by then: after 48 hours Telegram lets no bot delete it."""


def typed(kind: filters.BaseFilter, work: Callable[[Update, Context], Awaitable[Next]]) -> Typed:
    """An answer whose message is remembered first, whatever becomes of it."""

    async def remembered(update: Update, context: Context) -> Next:
        if update.message:
            number = update.message.message_id
            draft(context).setdefault("sent", []).append(number)
            async with context.bot_data.database.write() as tx:
                await vanishing.add(tx, context.chat_id, [number], "draft", update.message.date + AT_LATEST)
        return await work(update, context)

    return Typed(kind, remembered)


async def forget(context: Context, facts: dict[str, Any]) -> None:
    """Take what was sent out of the chat; what cannot be reached now is deleted by the schedule."""
    sent = facts.get("sent", [])
    if not sent:
        return
    async with context.bot_data.database.write() as tx:
        await vanishing.add(tx, context.chat_id, sent, context.occasion, context.now)
    await delete_named(context.bot_data.database, context.bot, context.chat_id, sent)
