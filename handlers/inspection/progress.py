"""How far a bundle is, in one message that changes."""

import asyncio
from contextlib import suppress

from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import TelegramError

from handlers.kit.engine.limits import PUSH
from handlers.kit.screens.context import Rows
from handlers.kit.screens.text import Markup

EVERY = 3.0
"""Seconds between two changes."""


class Progress:
    """Of one message; what Telegram does not take is not said again, as more is to come."""

    def __init__(self, bot: Bot, chat_id: int, message_id: int, rows: Rows) -> None:
        self._bot, self._where, self._rows = bot, (chat_id, message_id), rows
        self._said = 0.0

    async def say(self, text: Markup, rows: Rows | None = None, *, now: bool = False) -> None:
        """Now, or unless something was said just before."""
        moment = asyncio.get_running_loop().time()
        if not now and moment - self._said < EVERY:
            return
        self._said = moment
        with suppress(TelegramError):
            await self._bot.edit_message_text(
                str(text),
                *self._where,
                parse_mode=ParseMode.HTML,
                reply_markup=InlineKeyboardMarkup(self._rows if rows is None else rows),
                rate_limit_args=PUSH,  # type: ignore[call-arg]  # as ExtBot has it
            )
