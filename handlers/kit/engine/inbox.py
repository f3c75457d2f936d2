"""The update queue that loses nothing: an update is in the database before it is in the queue."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot, Update

from handlers.kit.engine.minimal import minimised
from handlers.kit.engine.persistence import DatabasePersistence
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.failure import what_failed
from storage.engine.pulse import Beat, Where
from storage.mail import conversations, inbox
from storage.sealed.keyring import KeyEnded, Passing, Sealed
from storage.sealed.vault import Vault

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0

SORTS = {
    "callback_query": "点按",
    "edited_message": "修改",
    "poll_answer": "答题",
    "message_reaction": "表态",
    "my_chat_member": "进出",
    "chat_member": "进出",
}


class Inbox(asyncio.Queue[object]):
    """A queue for `ApplicationBuilder.update_queue()`, backed by the table of `storage.mail.inbox`.

    Polling confirms an update to Telegram once `put` has returned, and ends for good when `put` raises; so `put` returns
    only when the update is stored, and goes on trying until it is.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock, *, pause: float = 1.0) -> None:
        super().__init__()
        self._database = database
        self.pulse = database.pulse
        self._passing = Passing(database.passing, vault)
        self._clock = clock
        self._pause = pause
        self._unstored: dict[int, dict[str, Any]] = {}
        self._kept: dict[int, dict[str, Any] | None] = {}
        self._here: dict[int, float] = {}
        """What is under way, and when it came, by `time.monotonic()`."""
        self._attempts: dict[int, int] = {}
        self._alone = asyncio.Lock()
        self._to_close: set[int] = set()
        self._closing = asyncio.Lock()

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """Store all that came with one answer of `getUpdates` in one transaction; `put` then only queues it.

        What cannot be stored now is left to `put`, which goes on trying. The updates are Telegram's JSON, `minimised`.
        """
        came = {update["update_id"]: update for update in updates}
        try:
            texts = [json.dumps(update) for update in came.values()]
            sealed = dict(zip(came, await self._passing.seal(texts), strict=True))
            async with self._database.write() as tx:
                fresh = await inbox.keep(tx, sealed, self._clock.now())
        except Exception as error:  # noqa: BLE001 - whatever it is, Telegram must not forget what is not stored
            self.pulse.failed(Where.INBOX)
            if self.pulse.unstored_since is None:
                self.pulse.unstored_since = time.monotonic()
                log.error("updates cannot be stored, and stay with Telegram until they can: %s", what_failed(error))
            self._unstored |= came
            return
        for number, update in came.items():
            self._unstored.pop(number, None)
            # By webhook the same update may come twice at a time: what the first has stored is still to be queued.
            if number in fresh:
                self._kept[number] = update
            else:
                self._kept.setdefault(number, None)
        self.pulse.updates.update(_kind(came[number]) for number in fresh)
        if self.pulse.unstored_since is not None and not self._unstored:
            log.warning("updates are stored again")
            self.pulse.unstored_since = None
            # Nothing was asked of Telegram meanwhile, so that nothing was to be heard.
            self.pulse.beat(Beat.HEARD)

    async def put(self, item: object) -> None:
        """Store the update, then queue it; one that is known already is dropped. Of one that came through `keep` the number is enough."""
        if not isinstance(item, Update):
            return await super().put(item)
        number = item.update_id
        while number not in self._kept:
            await self.keep([self._unstored.get(number) or minimised(json.loads(item.to_json()))])
            if number not in self._kept:
                await asyncio.sleep(self._pause)
        if (fresh := self._kept.pop(number)) is not None:
            await self._line_up(_read(fresh, item))

    async def _line_up(self, update: Update) -> None:
        self._here[update.update_id] = time.monotonic()
        await super().put(update)

    async def take_up(self, bot: Bot) -> int:
        """Queue again what the last process did not finish, oldest first; gives how many.

        A row with which five processes have ended is set aside, so that it cannot hold up the others for ever. Keys that no row
        names any more end.
        """
        async with self._database.write() as tx:
            taken = await self._opened(tx, await inbox.unfinished(tx), bot)
            named = await inbox.keys(tx) | {row.key for row in await conversations.remembered(tx)}
        await self._passing.keyring.keep_only(named)
        for row, update in taken:
            self._attempts[row.update_id] = row.attempts
            await self._line_up(update)
        return len(taken)

    async def run_again(self, bot: Bot) -> None:
        """Queue what somebody wants run again that had been set aside, until cancelled."""
        while True:
            try:
                await self.look(bot)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is looked for again
                log.error("what is to run again cannot be looked for: %s", what_failed(error))
            await asyncio.sleep(LOOK_EVERY)

    async def look(self, bot: Bot) -> None:
        """Queue what somebody wants run again by now."""
        async with self._database.read() as session:
            if not await inbox.wanted(session):
                return
        async with self._database.write() as tx:
            rows = await inbox.wanted(tx)
            await inbox.begun_again(tx, [row.update_id for row in rows])
            taken = await self._opened(tx, [row for row in rows if row.update_id not in self._here], bot)
        for _, update in taken:
            await self._line_up(update)

    async def _opened(
        self, tx: AsyncSession, rows: Sequence[inbox.InboxRow], bot: Bot
    ) -> list[tuple[inbox.InboxRow, Update]]:
        """The rows with what is in them; what cannot be run is set aside."""
        taken = []
        for row in rows:
            try:
                if row.attempts >= inbox.MAX_ENDED:
                    raise RuntimeError("attempts used up")
                text = self._passing.open(Sealed(row.key or "", row.payload or b""))
                update = Update.de_json(json.loads(text), bot)
            except (RuntimeError, KeyEnded, ValueError, TypeError, KeyError) as error:
                log.error("update %s is set aside: %s", row.update_id, what_failed(error))
                await inbox.set_aside(tx, row.update_id, what_failed(error).brief, None)
            else:
                taken.append((row, update))
        return taken

    @asynccontextmanager
    async def attempt(self, update_id: int) -> AsyncIterator[None]:
        """Around the work on one update: what an earlier process left behind is counted as begun.

        One that had been begun before runs while no other such one does, so that only the one that ends processes is
        counted to the end, however often the machine fails. What only fails has not ended its process.
        """
        attempts = self._attempts.get(update_id)
        async with self._alone if attempts else nullcontext():
            if attempts is not None:
                async with self._database.write() as tx:
                    await inbox.attempt(tx, update_id)
                del self._attempts[update_id]
            yield
        if attempts is not None and update_id in self._here:
            async with self._database.write() as tx:
                await inbox.outlived(tx, update_id)

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
                await persistence.store(partial(inbox.finish, update_ids=finished))
            except BaseException:
                self._to_close |= finished
                raise
            for number in finished:
                if (came := self._here.pop(number, None)) is not None:
                    self.pulse.answers.add(time.monotonic() - came)

    async def set_aside(self, update: Update, reason: str) -> None:
        """Give up on an update for now; `reason` says kind and place of the failure, never content."""
        async with self._database.write() as tx:
            await inbox.set_aside(tx, update.update_id, reason, sort_of(update))
        self.pulse.failed(Where.SET_ASIDE)
        self._here.pop(update.update_id, None)


def _kind(came: dict[str, Any]) -> str:
    """What the Bot API calls what came; never a name of the sender's making."""
    return next((name for name in Update.ALL_TYPES if name in came), "other")


def _read(came: dict[str, Any], item: Update) -> Update:
    try:
        return Update.de_json(came, item.get_bot())
    except Exception as error:  # noqa: BLE001 - whatever the library stumbles over, only this update is left out
        log.error("update %s cannot be read: %s", item.update_id, what_failed(error))
        return Update(item.update_id)


def sort_of(update: Update) -> str:
    """What sort of an update it is, in a word that says nothing of its content."""
    if update.message is not None:
        if update.message.text is None:
            return "文件"
        return "命令" if update.message.text.startswith("/") else "文字"
    return next((word for name, word in SORTS.items() if getattr(update, name) is not None), "其他")
