"""Delivery: one loop that takes pushes from the outbox to Telegram and does what Telegram's answer asks for."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from handlers.kit.limits import asked_to_wait
from handlers.kit.pushing import TOGETHER
from handlers.kit.refusals import NO_SUCH_CHAT, says
from handlers.kit.text import fits
from reminders.makers import send_drawn
from reminders.unreachable import group_lost, person_lost
from scoring.cadence import awake
from storage import outbox, sent_polls
from storage.clock import Clock
from storage.database import Database
from storage.outbox import QUIZ, Letter, OutboxRow

log = logging.getLogger(__name__)

WORKERS = 8
IN_HAND = 32
LOOK_EVERY = 2.0
MOST_ATTEMPTS = 12
CAPTION = 1000
HEADING = Markup("<b>{}</b>")

Part = Callable[[], Awaitable[object]]


class Delivery:
    """Sends what is due, oldest first for each recipient, a few recipients side by side.

    While somebody holds `paused`, nothing new is taken in hand: so that a morning's nudges are all there when it is.
    """

    def __init__(self, database: Database, clock: Clock, bot: Bot) -> None:
        self._database, self._clock, self.bot = database, clock, bot
        self._places = asyncio.Semaphore(WORKERS)
        self.paused = asyncio.Lock()

    async def run(self) -> None:
        """Go on until cancelled. What an earlier process had in hand is sent again: at most one message each."""
        async with self._database.write() as tx:
            await outbox.take_up(tx)
        in_hand: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._database.bell.clear()
                # Refilled when half of it is gone: a claim is a transaction, and one for each message would be one too many.
                if len(in_hand) <= IN_HAND // 2:
                    in_hand |= {asyncio.create_task(self._deliver(each)) for each in await self._claim(IN_HAND)}
                bell = asyncio.create_task(self._database.bell.wait())
                done, _ = await asyncio.wait({*in_hand, bell}, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
                bell.cancel()
                in_hand -= done
                for task in done - {bell}:
                    task.result()
        finally:
            for task in in_hand:
                task.cancel()
            await asyncio.gather(*in_hand, return_exceptions=True)

    async def send_due(self) -> int:
        """Send one round of what is due now; gives how many messages were in it."""
        letters = await self._claim(IN_HAND)
        async with asyncio.TaskGroup() as group:
            for letter in letters:
                group.create_task(self._deliver(letter))
        return len(letters)

    async def _claim(self, most: int) -> list[Letter]:
        async with self.paused:
            now = self._clock.now()
            async with self._database.read() as session:
                due = await outbox.next_due(session)
            if due is None or due > now:
                return []
            async with self._database.write() as tx:
                return await outbox.claim(tx, now, most)

    async def _deliver(self, letter: Letter) -> None:
        async with self._places:
            try:
                message_id = await self._send(letter)
            except TelegramError as error:
                await self._cope(letter, error)
            else:
                async with self._database.write() as tx:
                    await outbox.sent(tx, letter, self._clock.now(), message_id)

    async def _send(self, letter: Letter) -> int | None:
        """Each part once: what Telegram has taken is noted before the next one goes. Gives the last one's message."""
        last: object = None
        parts = self._parts(letter)
        for number in range(letter.rows[0].parts_sent, len(parts)):
            if number > letter.rows[0].parts_sent:
                async with self._database.write() as tx:
                    await outbox.part_sent(tx, letter, number)
            last = await parts[number]()
        sent = last if isinstance(last, Message) else None
        if sent is not None and sent.poll is not None:
            about, now = letter.rows[0].subject, self._clock.now()
            async with self._database.write() as tx:
                await sent_polls.remember(tx, sent.poll.id, about, letter.chat_id, sent.message_id, now)
        return sent.message_id if sent is not None else None

    def _parts(self, letter: Letter) -> list[Part]:
        """The messages that the letter is: its files, an album as one, and its text with the buttons below."""
        row, chat = letter.rows[0], letter.chat_id
        quiet = awake(self._clock.local()) > self._clock.local()
        text, markup = _text(letter.rows), _markup(letter.rows)
        files = [(media, content) for media, content in row.files or []]
        if files and files[0][0] == QUIZ:
            return [partial(self.bot.send_poll, chat, disable_notification=quiet, **json.loads(files[0][1]))]
        photos = [content for media, content in files if media == "photo"]
        others = [(media, content) for media, content in files if media != "photo"]
        parts: list[Part] = []
        if len(files) == 1 and fits(text, CAPTION):
            (media, content), *_ = files
            return [self._file(chat, media, content, quiet, text, markup)]
        if len(photos) == 1:
            parts.append(self._file(chat, "photo", photos[0], quiet))
        elif photos:
            album = [InputMediaPhoto(photo) for photo in photos[:10]]
            send = partial(self.bot.send_media_group, chat, album, disable_notification=quiet)
            if markup is None and not others and fits(text, CAPTION):
                return [partial(send, caption=text, parse_mode=ParseMode.HTML)]
            parts.append(send)
        parts += [self._file(chat, media, content, quiet) for media, content in others]
        say = partial(self.bot.send_message, chat, text, parse_mode=ParseMode.HTML)
        return [*parts, partial(say, reply_markup=markup, disable_notification=quiet)]

    def _file(  # noqa: PLR0917 - a message's parts
        self,
        chat: int,
        media: str,
        content: str,
        quiet: bool,
        caption: str | None = None,
        markup: InlineKeyboardMarkup | None = None,
    ) -> Part:
        if media == outbox.DRAWN:
            return partial(self._drawn, chat, content, quiet, caption, markup)
        send: Callable[..., Awaitable[Message]] = getattr(self.bot, f"send_{media}")
        words = {"caption": caption, "parse_mode": ParseMode.HTML} if caption else {}
        return partial(send, chat, content, reply_markup=markup, disable_notification=quiet, **words)

    async def _drawn(
        self, chat: int, content: str, quiet: bool, caption: str | None, markup: InlineKeyboardMarkup | None
    ) -> None:
        """Without the picture, where it cannot be made, its words still go."""
        words: dict[str, Any] = {"reply_markup": markup, "parse_mode": ParseMode.HTML, "disable_notification": quiet}
        send = partial(self.bot.send_photo, chat, caption=caption, **words)
        sent = await send_drawn(self._database, self.bot, content, send, self._clock.now())
        if sent is None and caption is not None:
            await self.bot.send_message(chat, caption, **words)

    async def _cope(self, letter: Letter, error: TelegramError) -> None:
        row, now, problem = letter.rows[0], self._clock.now(), type(error).__name__
        gone = isinstance(error, Forbidden) or (isinstance(error, BadRequest) and says(error, NO_SUCH_CHAT))
        async with self._database.write() as tx:
            if isinstance(error, ChatMigrated):
                await outbox.migrated(tx, letter.chat_id, error.new_chat_id)
            elif gone:
                await self._lose(tx, letter, problem)
            elif isinstance(error, BadRequest) or row.attempts >= MOST_ATTEMPTS:
                log.warning("push %s of kind %s cannot be sent: %s", row.id, row.kind, problem)
                await outbox.give_up(tx, letter, problem)
            else:
                wait = outbox.backoff(row.attempts)
                if isinstance(error, RetryAfter):
                    wait = max(wait, asked_to_wait(error))
                log.warning("push %s waits: %s", row.id, problem)
                await outbox.again(tx, letter, now + wait, problem)

    async def _lose(self, tx: AsyncSession, letter: Letter, problem: str) -> None:
        """Telegram refuses to deliver there: the branch hears of it once; a person's pushes wait until they write again."""
        row, now = letter.rows[0], self._clock.now()
        log.warning("push %s of kind %s: the recipient is out of reach", row.id, row.kind)
        if row.person_id is not None:
            await outbox.again(tx, letter, now, problem)
            await person_lost(tx, row.person_id, now)
        else:
            await outbox.give_up(tx, letter, problem)
            await group_lost(tx, letter.chat_id, now)


def _text(rows: list[OutboxRow]) -> str:
    if len(rows) == 1:
        return rows[0].text or ""
    return "\n\n".join(
        [
            str(HEADING.format(TOGETHER.format(len(rows)))),
            *(f"{place}. {row.text}" for place, row in enumerate(rows, 1)),
        ]
    )


def _markup(rows: list[OutboxRow]) -> InlineKeyboardMarkup | None:
    """Everybody's buttons; with several nudges each button carries its nudge's number."""
    lines = []
    for place, row in enumerate(rows, 1):
        mark = f"{place}. " if len(rows) > 1 else ""
        for line in row.keyboard or []:
            lines.append([InlineKeyboardButton(**(button | {"text": mark + button["text"]})) for button in line])
    return InlineKeyboardMarkup(lines) if lines else None
