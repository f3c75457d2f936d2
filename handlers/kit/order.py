"""Updates of one person run one after another, those of different people side by side."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update
from telegram.ext import Application, BaseUpdateProcessor, CallbackContext

from handlers.kit.inbox import Inbox
from handlers.kit.persistence import DatabasePersistence
from storage.inbox import MAX_ATTEMPTS

log = logging.getLogger(__name__)
App = Application[Any, Any, Any, Any, Any, Any]


class PersonByPerson(BaseUpdateProcessor):
    """Runs each update to its end: its effect, its conversation's step, and the inbox row that is then done.

    An update whose handler fails is tried three times in its person's turn and then set aside; `when_set_aside` tells
    the person.
    """

    def __init__(
        self,
        inbox: Inbox,
        persistence: DatabasePersistence,
        when_set_aside: Callable[[Update, App], Awaitable[None]],
        *,
        max_concurrent_updates: int = 256,
        pause: float = 0.5,
    ) -> None:
        super().__init__(max_concurrent_updates)
        self._inbox = inbox
        self._persistence = persistence
        self._when_set_aside = when_set_aside
        self._pause = pause
        self._application: App | None = None
        self._lanes: dict[Any, tuple[asyncio.Lock, int]] = {}
        self._errors: dict[int, Exception] = {}

    def serve(self, application: App) -> None:
        """Learn of that application's failures."""
        self._application = application
        application.add_error_handler(self._note_error)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the person's turn, then run the update to its end."""
        application = self._application
        if application is None or not isinstance(update, Update):
            await coroutine
            return
        async with self._turn(_person(update)), self._inbox.attempt(update.update_id):
            await coroutine
            for attempt in range(1, MAX_ATTEMPTS + 1):
                error = self._errors.pop(update.update_id, None)
                if error is None:
                    break
                # The kind of failure only: an exception's text may quote what the person wrote.
                log.error("update %s failed, attempt %s: %s", update.update_id, attempt, type(error).__name__)
                if attempt == MAX_ATTEMPTS:
                    await self._inbox.set_aside(update.update_id, type(error).__name__)
                    await self._when_set_aside(update, application)
                    break
                await asyncio.sleep(self._pause * attempt)
                await application.process_update(update)
            await self._inbox.finish(update.update_id, application.update_persistence, self._persistence)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def _note_error(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        if isinstance(update, Update) and isinstance(context.error, Exception):
            self._errors[update.update_id] = context.error
        else:
            log.error("failure outside any update: %s", type(context.error).__name__)

    @asynccontextmanager
    async def _turn(self, key: Any) -> AsyncIterator[None]:
        lock, users = self._lanes.get(key, (None, 0))
        lock = lock or asyncio.Lock()
        self._lanes[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._lanes[key]
            if users == 1:
                del self._lanes[key]
            else:
                self._lanes[key] = (lock, users - 1)


def _person(update: Update) -> int | None:
    """What updates must share to run one after another: the person, else the chat, else nothing."""
    who = update.effective_user or update.effective_chat
    return who.id if who else None
