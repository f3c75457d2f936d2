"""Updates of one person run one after another, those of different people side by side."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from copy import deepcopy
from functools import partial
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationHandlerStop, BaseUpdateProcessor, CallbackContext

from handlers.kit.engine.failures import Retries, is_transient
from handlers.kit.engine.inbox import Inbox
from handlers.kit.engine.lanes import Lane, Lanes
from handlers.kit.engine.persistence import DatabasePersistence
from storage.engine.failure import what_failed
from storage.engine.pulse import Where

log = logging.getLogger(__name__)
App = Application[Any, Any, Any, Any, Any, Any]

AT_ONCE = 256
NO_BOUND = 1_000_000
"""The library would take a place for an update before its person's turn has come: one person's would soon fill them all."""
GRACE = 5.0
"""Seconds that what is under way has to come to its end when the process is told to end."""
TOO_MANY = "您发得太快，前面的还在处理。重复的命令和点按不再逐条处理，请稍等。"
SET_ASIDE = "刚才的操作没有成功，已记录下来（编号 {}）。请稍后再试一次；如果还不行，请把编号告诉党务干部。"

Tell = Callable[[Update, App, str], Awaitable[None]]


class PersonByPerson(BaseUpdateProcessor):
    """Runs each update to its end: its effect, its conversation's step, and the inbox row that is then done.

    What waits for its person's turn, or for the network or the database to come back, takes no place from others. What
    fails by itself is tried three times and then set aside, and the person is told its number.
    """

    def __init__(
        self,
        inbox: Inbox,
        persistence: DatabasePersistence,
        tell: Tell,
        *,
        at_once: int = AT_ONCE,
        pause: float = 1.0,
    ) -> None:
        super().__init__(NO_BOUND)
        self._inbox = inbox
        self._persistence = persistence
        self._tell = tell
        self._pause = pause
        self._application: App | None = None
        self._lanes = Lanes()
        self._places = asyncio.Semaphore(at_once)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._halted = False
        self._errors: dict[int, Exception] = {}

    def serve(self, application: App) -> None:
        """Learn of that application's failures."""
        self._application = application
        application.add_error_handler(self._note_error)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the person's turn, then run the update to its end."""
        application, task = self._application, asyncio.current_task()
        if application is None or task is None or not isinstance(update, Update):
            await coroutine
            return
        if isinstance(coroutine, Coroutine):
            # An update may have to run more than once: each run is made anew.
            coroutine.close()
        if self._halted:
            return
        self._tasks.add(task)
        try:
            if lane := self._lanes.flooded_by(update):
                await self._drop(update, application, lane)
                return
            with self._lanes.enter(update) as lane:
                async with lane.turn:
                    await self._to_the_end(update, application)
        finally:
            self._tasks.discard(task)

    async def halt(self, seconds: float = GRACE) -> None:
        """Begin nothing more. What waits is in the inbox and stays there; what is under way has some seconds."""
        self._halted = True
        for task in self._tasks - self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        if self._under_way:
            log.warning("%s updates were broken off and are left for the next start", len(self._under_way))
        for task in set(self._tasks):
            task.cancel()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def _to_the_end(self, update: Update, application: App) -> None:
        retries = Retries()
        while (error := await self._try(update, application)) is not None:
            failure, pause = what_failed(error), retries.pause(error)
            if pause is None:
                log.error("update %s is set aside: %s", update.update_id, failure)
                await self._until_stored(partial(self._inbox.set_aside, update, failure.brief))
                await self._tell(update, application, SET_ASIDE.format(update.update_id))
                return
            self._inbox.pulse.failed(Where.UPDATE)
            log.error("update %s failed, to be tried again in %s s: %s", update.update_id, pause, failure.brief)
            if self._halted:
                return
            await asyncio.sleep(self._pause * pause)

    async def _try(self, update: Update, application: App) -> Exception | None:
        """Run the update once, and have its end stored; gives what failed."""
        try:
            async with self._inbox.attempt(update.update_id), self._place():
                error = await self._run(update, application)
                if error is None:
                    await self._finish(update, application)
        except Exception as raised:  # noqa: BLE001 - whatever it is, it is the update's failure, and its row waits
            return raised
        return error

    async def _run(self, update: Update, application: App) -> Exception | None:
        """What a run that fails has changed of the person's memory is taken back, so that the next begins as it did."""
        who = update.effective_user.id if update.effective_user else None
        before = deepcopy(application.user_data.get(who, {})) if who is not None else {}
        ended = False
        try:
            await application.process_update(update)
            ended = True
        finally:
            error = self._errors.pop(update.update_id, None)
            memory = application.user_data.get(who) if who is not None else None
            if (error is not None or not ended) and memory is not None:
                memory.clear()
                memory.update(before)
        return error

    async def _finish(self, update: Update, application: App) -> None:
        work = partial(self._inbox.finish, update.update_id, application.update_persistence, self._persistence)
        await self._until_stored(work)

    async def _drop(self, update: Update, application: App, lane: Lane) -> None:
        first, lane.told = not lane.told, True
        await self._finish(update, application)
        if first:
            await self._tell(update, application, TOO_MANY)

    async def _until_stored(self, work: Callable[[], Awaitable[None]]) -> None:
        """Have the database take it, however long it is away."""
        retries = Retries()
        while True:
            try:
                return await work()
            except Exception as error:
                pause = retries.pause(error) if is_transient(error) else None
                if pause is None:
                    raise
                log.error("the inbox waits for the database: %s", what_failed(error).brief)
                await asyncio.sleep(self._pause * pause)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        async with self._places:
            self._under_way.add(task)
            try:
                yield
            finally:
                self._under_way.discard(task)

    async def _note_error(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        if isinstance(update, Update) and isinstance(context.error, Exception):
            self._errors[update.update_id] = context.error
            # The whole update runs again: no later handler should have seen it half done.
            raise ApplicationHandlerStop
        if context.error is not None:
            log.error("failure outside any update: %s", what_failed(context.error))
