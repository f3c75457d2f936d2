"""Confidential messages whose time in the chat is over."""

from datetime import datetime

from telegram import Bot

from handlers.kit.confidential.vanishing import delete_named
from storage.engine.database import Database
from storage.sealed import vanishing


async def run(database: Database, bot: Bot, local: datetime) -> int:
    """Delete them; gives how many."""
    chats: dict[int, list[int]] = {}
    async with database.read() as session:
        for row in await vanishing.due(session, local):
            chats.setdefault(row.chat_id, []).append(row.message_id)
    return sum([await delete_named(database, bot, chat, numbers) for chat, numbers in chats.items()])
