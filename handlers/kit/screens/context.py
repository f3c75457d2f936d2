"""What every handler is given: who is there, the clock, the database, and the ways to answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import Application, CallbackContext, ExtBot

from handlers.kit.confidential.locks import Locks
from handlers.kit.screens.exports import Taken, send_file, tell_trail
from handlers.kit.screens.media import photo_or_file_of
from handlers.kit.screens.pushing import is_together
from handlers.kit.screens.telegram_errors import CANNOT_EDIT, NOT_MODIFIED, TOO_OLD_TO_ANSWER, says
from handlers.kit.screens.text import Markup, escape
from storage.ballots.box import Box
from storage.channels import Way
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.hearing import Hearing
from storage.engine.settings import Options
from storage.mail.outbox import File
from storage.people.directory import Who

T = TypeVar("T")
Memory = dict[str, Any]
Rows = Sequence[Sequence[InlineKeyboardButton]]
Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True)
class Services:
    """What the process is made of; `bot_data` is this.

    `menus` are the commands that this process has given each account's chat, by name; a new process gives them once more.
    `box` holds the keys of secret ballots, and the papers being filled in. `ways` are the second ways to people that the operator has set up, `hearing` is what writes down spoken words. `bundles` is set when somebody has asked for one. `lately` is when what was said to an account that is
    nobody's.
    """

    database: Database
    clock: Clock
    bureau: str
    options: Options = field(default_factory=Options)
    menus: dict[int, tuple[str, ...]] = field(default_factory=dict)
    locks: Locks = field(default_factory=Locks)
    box: Box = field(default_factory=Box)
    ways: tuple[Way, ...] = ()
    hearing: Hearing | None = None
    bundles: asyncio.Event = field(default_factory=asyncio.Event)
    lately: dict[tuple[int, str], datetime] = field(default_factory=dict)


class Context(CallbackContext[ExtBot[None], Memory, Memory, Services]):
    """One update's context. `who` is set by the access check before any handler runs, and is None for an unbound account.

    `incoming` is the update as Telegram sent it; most handlers need only what is made of it here.
    """

    who: Who | None = None
    incoming: Update
    below = False
    """Whether the screen comes as a new message whatever was pressed."""
    answered = False
    """Whether the press has answered a question, so that what is shown next is another one."""
    _answered = False

    @classmethod
    def from_update(cls, update: object, application: "Application[Any, Any, Any, Any, Any, Any]") -> "Context":
        """Keep the update: its number is recorded with its effect."""
        made = super().from_update(update, application)
        assert isinstance(update, Update)  # noqa: S101 - the queue holds nothing else
        made.incoming = update
        return made

    @property
    def me(self) -> Who:
        """The person behind the update; only for handlers behind the access check."""
        if self.who is None:
            raise RuntimeError("a handler for bound people ran for an unbound account")
        return self.who

    @property
    def now(self) -> datetime:
        """The present moment in the bureau's zone."""
        return self.bot_data.clock.local()

    @property
    def chat_id(self) -> int:
        """Where the update came from. RuntimeError for one without a chat: it cannot be answered."""
        if self.incoming.effective_chat is None:
            raise RuntimeError("an update without a chat cannot be answered")
        return self.incoming.effective_chat.id

    @property
    def thread(self) -> int | None:
        """The topic of a forum in which the update came; in other groups a thread is only a chain of replies."""
        message = self.incoming.effective_message
        return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None

    @property
    def message(self) -> Message | None:
        """The message that was sent, or changed; not one whose button was pressed."""
        return self.incoming.message or self.incoming.edited_message

    @property
    def text(self) -> str:
        """The words of the message, be they a text or the caption of a file."""
        return (self.message.text or self.message.caption or "") if self.message else ""

    @property
    def file(self) -> File | None:
        """The file that came with the message."""
        return photo_or_file_of(self.message) if self.message else None

    @property
    def query(self) -> CallbackQuery | None:
        """The press of a button."""
        return self.incoming.callback_query

    @property
    def pressed(self) -> str:
        """The data of the button that was pressed."""
        return (self.query.data if self.query else None) or ""

    @property
    def memory(self) -> Memory:
        """What is kept for this person from one update to the next, sealed at rest."""
        if self.user_data is None:
            raise RuntimeError("an update without a sender has no memory")
        return self.user_data

    @property
    def occasion(self) -> str:
        """This update's number, as text: what tells a push from the same one on another occasion."""
        return str(self.incoming.update_id)

    @property
    def pressed_message(self) -> int | None:
        """The message whose button was pressed."""
        return self.query.message.message_id if self.query and self.query.message else None

    @property
    def led_by(self) -> int | None:
        """The message that was written, or whose button was pressed; None for one that was changed, as it may stand above
        later questions."""
        message = None if self.incoming.edited_message else self.incoming.effective_message
        return message.message_id if message else None

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A session for reading; see `Database.read`."""
        return self.bot_data.database.read()

    async def look(self, work: Callable[[AsyncSession], Awaitable[T]], *, much: bool) -> T:
        """What `work` finds; see `Database.look`."""
        return await self.bot_data.database.look(work, much=much)

    def write(self) -> AbstractAsyncContextManager[AsyncSession]:
        """The one write transaction, for this update's one effect; see `Database.write`."""
        return self.bot_data.database.write(self.incoming.update_id)

    async def toast(self, text: str = "", *, alert: bool = False) -> None:
        """Answer the press, once; later answers are dropped, as Telegram would drop them."""
        if self.query and not self._answered:
            self._answered = True
            try:
                await self.query.answer(text[:200] or None, show_alert=alert)
            except BadRequest as error:
                # Taken up again after a restart, a press may be too old to be answered; its effect still counts.
                if not says(error, TOO_OLD_TO_ANSWER):
                    raise

    async def show(self, text: Markup, rows: Rows = ()) -> int:
        """Show a screen: in place of the one whose button was pressed, else as a new message. Gives the message's id."""
        await self.toast()
        keyboard = InlineKeyboardMarkup(rows) if rows else None
        query = self.query
        # Only a text can be changed into a text: below a picture, or a message too old to reach, the screen is new. Of what it says
        # only that is known (`minimal.py`).
        if self.below or query is None or not isinstance(query.message, Message) or query.message.text is None:
            return await self.say(text, keyboard)
        if is_together(query.message.text):
            return await self.say(text, keyboard)
        return await self.change(query.message.message_id, text, rows)

    async def tell(self, text: str) -> None:
        """A plain sentence that the person must not miss: an alert on a press, else a message."""
        if self.query and not self._answered:
            await self.toast(text, alert=True)
        else:
            await self.say(escape(text))

    async def change(self, message_id: int, text: Markup, rows: Rows = ()) -> int:
        """Change an earlier text of this chat, or say it anew where that is gone. Gives the message's id."""
        keyboard = InlineKeyboardMarkup(rows) if rows else None
        try:
            await self.bot.edit_message_text(
                str(text),
                self.chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
            )
        except BadRequest as error:
            if says(error, *CANNOT_EDIT):
                return await self.say(text, keyboard)
            if not says(error, NOT_MODIFIED):
                raise
        return message_id

    async def change_pressed(self, button: InlineKeyboardButton) -> None:
        """Put that button in the place of the one that was pressed; the message stays, and of several nudges the others' buttons."""
        query = self.query
        if query is None or not isinstance(query.message, Message):
            return
        nudges = query.message.reply_markup.inline_keyboard if query.message.reply_markup else []
        rows = [[button if each.callback_data == query.data else each for each in row] for row in nudges]
        try:
            await query.message.edit_reply_markup(InlineKeyboardMarkup(rows or [[button]]))
        except BadRequest as error:
            if not says(error, NOT_MODIFIED, *CANNOT_EDIT):
                raise

    async def strip(self, message_id: int | None) -> None:
        """Take the buttons of an earlier message of this chat away, where it is still there."""
        if message_id is None:
            return
        # A press on what stays there is answered all the same: no reason to do the update once more.
        with suppress(TelegramError):
            await self.bot.edit_message_reply_markup(self.chat_id, message_id)

    async def remove(self, messages: Sequence[tuple[int, int]]) -> None:
        """Take messages (chat and message) away, where Telegram still lets the bot."""
        for chat, message in messages:
            try:
                await self.bot.delete_message(chat, message)
            except (BadRequest, Forbidden):
                # Too old, gone already, or no longer in that chat: nothing is left to do.
                continue

    async def say(self, text: Markup, keyboard: Keyboard | None = None, *, thread: int | None = None) -> int:
        """Send a new message to where the update came from, or to another topic there. Gives the message's id."""
        sent = await self.bot.send_message(
            self.chat_id,
            str(text),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            message_thread_id=self.thread if thread is None else thread,
        )
        return sent.message_id

    async def send_file(self, name: str, content: bytes, what: Taken, caption: str = "") -> None:
        """A document to the person's own chat, wherever it was asked for; what it holds of others is on the trail first."""
        await tell_trail(self.bot_data.database, self.me.person_id, what, self.now)
        await send_file(self.bot, self.me.telegram_id or self.chat_id, name, content, caption)
