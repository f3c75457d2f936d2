"""Delivery: one loop that takes pushes from the outbox to Telegram and does what Telegram's answer asks for."""

import asyncio
import logging

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from handlers.kit.limits import asked_to_wait
from storage import outbox
from storage.clock import Clock
from storage.database import Database
from storage.outbox import OutboxRow

log = logging.getLogger(__name__)

WORKERS = 8
LOOK_EVERY = 2.0
MOST_ATTEMPTS = 12
CAPTION = 1000


class Delivery:
    """Sends what is due, oldest first for each recipient, a few recipients side by side."""

    def __init__(self, database: Database, clock: Clock, bot: Bot) -> None:
        self._database, self._clock, self._bot = database, clock, bot

    async def run(self) -> None:
        """Go on until cancelled. What an earlier process had in hand is sent again: at most one message each."""
        async with self._database.write() as tx:
            await outbox.take_up(tx)
        while True:
            self._database.bell.clear()
            while await self.send_due():
                pass
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._database.bell.wait()
            except TimeoutError:
                continue

    async def send_due(self) -> int:
        """Send one round of what is due now; gives how many were in it."""
        now = self._clock.now()
        async with self._database.read() as session:
            due = await outbox.next_due(session)
        if due is None or due > now:
            return 0
        async with self._database.write() as tx:
            claimed = await outbox.claim(tx, now, WORKERS * 4)
        places = asyncio.Semaphore(WORKERS)

        async def one(row: OutboxRow, chat: int) -> None:
            async with places:
                await self._deliver(row, chat)

        async with asyncio.TaskGroup() as group:
            for row, chat in claimed:
                group.create_task(one(row, chat))
        return len(claimed)

    async def _deliver(self, row: OutboxRow, chat: int) -> None:
        number = row.id or 0
        try:
            await self._send(row, chat)
        except ChatMigrated as error:
            async with self._database.write() as tx:
                await outbox.migrated(tx, chat, error.new_chat_id)
        except Forbidden as error:
            await self._give_up(row, error, unreachable=True)
        except BadRequest as error:
            unreachable = "chat not found" in error.message.lower()
            await self._give_up(row, error, unreachable=unreachable)
        except TelegramError as error:
            if row.attempts >= MOST_ATTEMPTS:
                return await self._give_up(row, error, unreachable=False)
            wait = outbox.backoff(row.attempts)
            if isinstance(error, RetryAfter):
                wait = max(wait, asked_to_wait(error))
            log.warning("push %s waits: %s", number, type(error).__name__)
            async with self._database.write() as tx:
                await outbox.again(tx, number, self._clock.now() + wait, type(error).__name__)
        else:
            async with self._database.write() as tx:
                await outbox.sent(tx, number, self._clock.now())
        return None

    async def _give_up(self, row: OutboxRow, error: TelegramError, *, unreachable: bool) -> None:
        log.warning("push %s of kind %s cannot be sent: %s", row.id, row.kind, type(error).__name__)
        async with self._database.write() as tx:
            await outbox.give_up(tx, row.id or 0, type(error).__name__, unreachable=unreachable)

    async def _send(self, row: OutboxRow, chat: int) -> None:
        text, photos = row.text or "", row.photos or []
        rows = [[InlineKeyboardButton(**button) for button in line] for line in row.keyboard or []]
        markup = InlineKeyboardMarkup(rows) if rows else None
        fits = len(text.encode("utf-16-le")) // 2 <= CAPTION and markup is None
        caption = text if photos and fits else None
        if len(photos) == 1:
            await self._bot.send_photo(chat, photos[0], caption=caption, parse_mode=ParseMode.HTML)
        elif photos:
            album = [InputMediaPhoto(photo) for photo in photos[:10]]
            await self._bot.send_media_group(chat, album, caption=caption, parse_mode=ParseMode.HTML)
        if caption is None:
            await self._bot.send_message(chat, text, parse_mode=ParseMode.HTML, reply_markup=markup)
