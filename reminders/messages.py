"""What a letter from the outbox is at Telegram: its files, an album as one, and its words with the buttons below."""

import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.constants import ParseMode

from handlers.kit.engine.limits import PUSH
from handlers.kit.screens.links import ToDos
from handlers.kit.screens.pushing import TOGETHER
from handlers.kit.screens.text import Markup, fits
from handlers.kit.screens.when_sent import worded
from reminders.makers import send_drawn
from scoring.cadence import awake
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.failure import what_failed
from storage.mail import outbox
from storage.mail.letters import Letter
from storage.mail.outbox import QUIZ, OutboxRow

CAPTION = 1000
HEADING = Markup("<b>{}</b>")

Part = Callable[[], Awaitable[object]]


class Unbuildable(Exception):
    """No message can be made of what is stored; `str()` is the place and the kind of failure, never content."""


class Messages:
    """Makes of a letter the calls that send it."""

    def __init__(self, database: Database, clock: Clock, bot: Bot) -> None:
        self._database, self._clock, self._bot = database, clock, bot

    def of(self, letter: Letter) -> list[Part]:
        """One call for each message, the last with the buttons.

        Raises:
            Unbuildable: when one of its rows holds what Telegram's library does not know.
        """
        row, chat = letter.rows[0], letter.chat_id
        quiet = awake(self._clock.local()) > self._clock.local() and row.kind not in outbox.RINGING
        how = {"disable_notification": quiet, "message_thread_id": letter.thread_id, "rate_limit_args": PUSH}
        with _at("text"):
            text = worded(_text(letter.rows), self._clock.local())
        with _at("buttons"):
            markup = _markup(letter.rows)
        with _at("files"):
            return self._parts(chat, [(media, content) for media, content in row.files or []], text, markup, how)

    def _parts(
        self,
        chat: int,
        files: Sequence[outbox.File],
        text: str,
        markup: InlineKeyboardMarkup | None,
        how: dict[str, Any],
    ) -> list[Part]:
        if files and files[0][0] == QUIZ:
            return [partial(self._bot.send_poll, chat, **how, **json.loads(files[0][1]))]
        photos = [content for media, content in files if media == "photo"]
        others = [(media, content) for media, content in files if media != "photo"]
        parts: list[Part] = []
        if len(files) == 1 and fits(text, CAPTION):
            (media, content), *_ = files
            return [self._file(chat, media, content, how, text, markup)]
        if len(photos) == 1:
            parts.append(self._file(chat, "photo", photos[0], how))
        elif photos:
            album = [InputMediaPhoto(photo) for photo in photos[:10]]
            send = partial(self._bot.send_media_group, chat, album, **how)
            if markup is None and not others and fits(text, CAPTION):
                return [partial(send, caption=text, parse_mode=ParseMode.HTML)]
            parts.append(send)
        parts += [self._file(chat, media, content, how) for media, content in others]
        say = partial(self._bot.send_message, chat, text, parse_mode=ParseMode.HTML)
        return [*parts, partial(say, reply_markup=markup, **how)]

    def _file(  # noqa: PLR0917 - a message's parts
        self,
        chat: int,
        media: str,
        content: str,
        how: dict[str, Any],
        caption: str | None = None,
        markup: InlineKeyboardMarkup | None = None,
    ) -> Part:
        if media == outbox.DRAWN:
            return partial(self._drawn, chat, content, how, caption, markup)
        send: Callable[..., Awaitable[Message]] = getattr(self._bot, f"send_{media}")
        words = {"caption": caption, "parse_mode": ParseMode.HTML} if caption else {}
        return partial(send, chat, content, reply_markup=markup, **how, **words)

    async def _drawn(
        self, chat: int, content: str, how: dict[str, Any], caption: str | None, markup: InlineKeyboardMarkup | None
    ) -> Message | None:
        """Without the picture, where it cannot be made, its words still go."""
        words: dict[str, Any] = {"reply_markup": markup, "parse_mode": ParseMode.HTML, **how}
        send = partial(self._bot.send_photo, chat, caption=caption, **words)
        sent = await send_drawn(self._database, self._bot, content, send, self._clock.now())
        if sent is None and caption is not None:
            return await self._bot.send_message(chat, caption, **words)
        return sent


@contextmanager
def _at(place: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise Unbuildable(f"{place}: {what_failed(error).brief}") from error


def _text(rows: list[OutboxRow]) -> str:
    if any(row.text is None for row in rows):
        raise ValueError("its words are gone")
    if len(rows) == 1:
        return str(rows[0].text)
    return "\n\n".join(
        [
            str(HEADING.format(TOGETHER.format(len(rows)))),
            *(f"{place}. {row.text}" for place, row in enumerate(rows, 1)),
        ]
    )


def _markup(rows: list[OutboxRow]) -> InlineKeyboardMarkup | None:
    """Everybody's buttons; with several nudges each button carries its nudge's number, and one leads to all that waits."""
    lines = []
    for place, row in enumerate(rows, 1):
        mark = f"{place}. " if len(rows) > 1 else ""
        for line in row.keyboard or []:
            lines.append([InlineKeyboardButton(**(button | {"text": mark + button["text"]})) for button in line])
    if len(rows) > 1:
        lines.append([ToDos(0).labelled("📌 全部待办")])
    return InlineKeyboardMarkup(lines) if lines else None
