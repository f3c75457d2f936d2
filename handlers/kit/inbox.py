"""The update queue that loses nothing: an update is in the database before it is in the queue."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy.exc import OperationalError
from telegram import Bot, Update

from handlers.kit.persistence import DatabasePersistence
from storage import inbox
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault, VaultError

log = logging.getLogger(__name__)


class Inbox(asyncio.Queue[object]):
    """A queue for `ApplicationBuilder.update_queue()`, backed by the table of `storage.inbox`.

    Polling confirms an update to Telegram once `put` has returned, and ends for good when `put` raises; so `put` returns
    only when the update is stored, and goes on trying until it is.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock, *, pause: float = 1.0) -> None:
        super().__init__()
        self._database = database
        self._vault = vault
        self._clock = clock
        self._pause = pause
        self._kept: dict[int, bool] = {}
        self._attempts: dict[int, int] = {}
        self._alone = asyncio.Lock()
        self._to_close: set[int] = set()
        self._closing = asyncio.Lock()

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """Store all that came with one answer of `getUpdates` in one transaction; `put` then only queues it.

        What cannot be stored now is left to `put`, which goes on trying.
        """
        sealed = {update["update_id"]: self._vault.seal(json.dumps(update)) for update in updates}
        try:
            async with self._database.write() as tx:
                fresh = await inbox.keep(tx, sealed, self._clock.now())
        except (OperationalError, OSError) as error:
            log.error("%s updates cannot be stored yet: %s", len(sealed), type(error).__name__)
            return
        self._kept.update({number: number in fresh for number in sealed})

    async def put(self, item: object) -> None:
        """Store the update, then queue it; one that is known already is dropped."""
        if not isinstance(item, Update):
            return await super().put(item)
        while item.update_id not in self._kept:
            await self.keep([json.loads(item.to_json())])
            if item.update_id not in self._kept:
                await asyncio.sleep(self._pause)
        if self._kept.pop(item.update_id):
            await super().put(item)

    async def take_up(self, bot: Bot) -> int:
        """Queue again what the last process did not finish, oldest first; gives how many.

        A row with which five processes have ended is set aside, so that it cannot hold up the others for ever.
        """
        async with self._database.write() as tx:
            rows = await inbox.unfinished(tx)
            taken: list[Update] = []
            for row in rows:
                try:
                    if row.attempts >= inbox.MAX_ENDED:
                        raise RuntimeError("attempts used up")
                    update = Update.de_json(json.loads(self._vault.open(row.payload or "")), bot)
                except (RuntimeError, VaultError, ValueError, TypeError, KeyError) as error:
                    log.error("update %s is set aside: %s", row.update_id, type(error).__name__)
                    await inbox.set_aside(tx, row.update_id, type(error).__name__)
                else:
                    taken.append(update)
                    self._attempts[row.update_id] = row.attempts
        for update in taken:
            await super().put(update)
        return len(taken)

    @asynccontextmanager
    async def attempt(self, update_id: int) -> AsyncIterator[None]:
        """Around the work on one update: what an earlier process left behind is counted as begun.

        One that had been begun before runs while no other such one does, so that only the one that ends processes is
        counted to the end, however often the machine fails.
        """
        attempts = self._attempts.pop(update_id, None)
        async with self._alone if attempts else nullcontext():
            if attempts is not None:
                async with self._database.write() as tx:
                    await inbox.attempt(tx, update_id)
            yield

    async def finish(
        self, update_id: int, stage: Callable[[], Awaitable[None]], persistence: DatabasePersistence
    ) -> None:
        """Store the conversations' steps and mark the update as done, in one transaction.

        `stage` hands the application's steps to the persistence. Updates that finish while another's transaction is
        under way share the next one. To be called before the event loop turns to another update: each step is then
        stored together with the mark of the update that made it, never before or after it.
        """
        self._to_close.add(update_id)
        async with self._closing:
            if update_id not in self._to_close:
                return
            finished, self._to_close = self._to_close, set()
            try:
                await stage()
                async with self._database.write() as tx:
                    staged = await persistence.save(tx)
                    await inbox.finish(tx, finished)
            except BaseException:
                self._to_close |= finished
                raise
            persistence.saved(staged)

    async def set_aside(self, update_id: int, reason: str) -> None:
        """Give up on an update; `reason` is a kind of failure, never content."""
        async with self._database.write() as tx:
            await inbox.set_aside(tx, update_id, reason)
