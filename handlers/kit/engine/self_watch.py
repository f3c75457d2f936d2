"""The process watches itself: what goes wrong is told before anything is lost, once, and once more when it is well again.

It has a connection of its own to Telegram, and remembers whom to tell: what it watches may be stuck. What it says is sent past the
outbox, as the database may be what is wrong.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from telegram import Bot
from telegram.error import TelegramError

from handlers.kit.engine.request import bare_bot
from handlers.kit.engine.vitals import PATIENCE, UNSTORED, Vitals
from handlers.kit.screens.text import when_text
from storage.engine import sweeps
from storage.engine.clock import Clock
from storage.engine.disk import MB
from storage.engine.failure import what_failed
from storage.engine.pulse import LIMITS, Beat
from storage.engine.settings import Settings
from storage.people.directory import holders
from storage.people.posts import Post

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0
ASK_EVERY = 60.0
"""Seconds between two questions to Telegram how it fares with the webhook."""
LEARN_EVERY = 300.0
"""Seconds between two looks for who is to be told."""
ROOM = 1.2
"""So many times the limit is enough again: around it, the disk would be nearly full again and again."""


class Trouble(StrEnum):
    """What the process may find wrong with itself; the word stands in the staff's list of what does not work, as long as it lasts."""

    RECEIVING = "接收消息"
    STORING = "保存数据"
    SPACE = "磁盘空间"


WRONG = {
    Trouble.RECEIVING: "⚠️ 机器人从 {since} 起收不到消息：Telegram 没有答复。大家发来的消息由 Telegram 保管一天，恢复后会逐条处理。请告诉系统管理员。",
    Trouble.STORING: (
        "⚠️ 机器人从 {since} 起保存不了：数据库没有空间，或者被别的程序占用。"
        "大家发来的消息还没有收下，由 Telegram 保管一天，恢复后会逐条处理。请马上告诉系统管理员。"
    ),
    Trouble.SPACE: "⚠️ 机器人的磁盘快满了，只剩 {free} MB。现在还能用，满了就保存不了。请告诉系统管理员清理磁盘。",
}
WELL = {
    Trouble.RECEIVING: "✅ 机器人又能收到消息了（从 {since} 到 {until} 没有收到）。这段时间发来的消息正在逐条处理。",
    Trouble.STORING: "✅ 机器人又能保存了（从 {since} 到 {until} 保存不了）。这段时间发来的消息正在逐条处理。",
    Trouble.SPACE: "✅ 机器人的磁盘又有空间了，还有 {free} MB。",
}


@dataclass
class Occurrence:
    """A trouble from its beginning until everybody knows that it is over."""

    since: datetime
    until: datetime | None = None
    told: bool = False


class SelfWatch:
    """Of one process, from its start to its end."""

    def __init__(self, settings: Settings, clock: Clock, vitals: Vitals, bot: Bot) -> None:
        self._settings, self._clock, self._vitals, self._bot = settings, clock, vitals, bot
        self._known: dict[Trouble, Occurrence] = {}
        self._staff: list[int] = []
        self._learned = self._asked = float("-inf")

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look is due
                log.error("the process cannot be looked at: %s", what_failed(error))
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Tell what has gone wrong, or is well again, since the last look."""
        if not self._vitals.pulse.works and not self._vitals.pulse.rests:
            # What only starts may wait for Telegram, or migrate: that stands in the log, and in `/healthz`.
            return
        await self._learn()
        await self._ask_of_webhook()
        for trouble in Trouble:
            now, known = self._clock.local(), self._known.get(trouble)
            if self._is_wrong(trouble):
                if known is None:
                    log.error("trouble: %s", trouble.name)
                    known = self._known[trouble] = Occurrence(now - timedelta(seconds=self._lasted(trouble)))
                    await self._note(trouble)
                known.until = None
            elif known is not None and known.until is None and self._is_well(trouble):
                log.warning("well again: %s", trouble.name)
                known.until = now
                await self._note(trouble)
            if known is not None:
                await self._tell(trouble, known, now)

    def _is_wrong(self, trouble: Trouble) -> bool:
        pulse = self._vitals.pulse
        if trouble is Trouble.RECEIVING:
            # While what came cannot be stored, no more is asked for.
            return pulse.is_late(Beat.HEARD) and not pulse.unstored and not pulse.rests
        if trouble is Trouble.STORING:
            late = pulse.works and pulse.is_late(Beat.COMMITTED)
            return late or max(pulse.unstored, pulse.rests) > UNSTORED
        return self._vitals.disk_free() < self._vitals.disk_limit

    def _lasted(self, trouble: Trouble) -> float:
        """For how many seconds it has been wrong by the time at which it is seen."""
        pulse = self._vitals.pulse
        if trouble is Trouble.RECEIVING:
            return pulse.silent(Beat.HEARD)
        if trouble is Trouble.STORING:
            silent = pulse.silent(Beat.COMMITTED) if pulse.is_late(Beat.COMMITTED) else 0.0
            return max(pulse.unstored, pulse.rests, silent)
        return 0.0

    def _is_well(self, trouble: Trouble) -> bool:
        """Not the opposite: of a process that has just begun nobody knows."""
        pulse = self._vitals.pulse
        if trouble is Trouble.RECEIVING:
            return pulse.is_well(Beat.HEARD)
        if trouble is Trouble.STORING:
            return pulse.is_well(Beat.COMMITTED) and not pulse.unstored and not pulse.rests
        return self._vitals.disk_free() >= self._vitals.disk_limit * ROOM

    async def _tell(self, trouble: Trouble, known: Occurrence, now: datetime) -> None:
        """What could not be told is tried again at the next look; a trouble that is over by then is told as such."""
        if known.until is None and known.told:
            return
        text = (WRONG if known.until is None else WELL)[trouble].format(
            since=when_text(known.since, now),
            until=when_text(known.until or now, now),
            free=self._vitals.disk_free() // MB,
        )
        if not await self._say(text):
            return
        known.told = True
        if known.until is not None:
            del self._known[trouble]

    async def _say(self, text: str) -> bool:
        """Whether anybody has it, or nobody is there to have it."""
        reached = not self._staff
        for chat in self._staff:
            try:
                await self._bot.send_message(chat, text)
                reached = True
            except TelegramError as error:
                log.warning("one of the staff cannot be told: %s", what_failed(error))
        return reached

    async def _learn(self) -> None:
        """Who is to be told; and, once, what an earlier process found wrong and has told."""
        database, first = self._vitals.database, self._learned == float("-inf")
        if database is None or time.monotonic() - self._learned < LEARN_EVERY:
            return
        try:
            async with asyncio.timeout(PATIENCE), database.read() as session:
                staff = await holders(session, Post.PARTY_STAFF)
                noted = await sweeps.failing(session) if first else []
        except Exception as error:  # noqa: BLE001 - whatever it is, those who were known are told
            log.error("the staff cannot be looked up: %s", what_failed(error))
            return
        self._learned = time.monotonic()
        self._staff = [who.telegram_id for who in staff if who.telegram_id is not None and not who.unreachable]
        for row in noted:
            if row.name in list(Trouble):
                self._known[Trouble(row.name)] = Occurrence(row.since, told=True)

    async def _note(self, trouble: Trouble) -> None:
        """For the staff's list of what does not work, and for the next process. What cannot be stored is not waited for."""
        database, known = self._vitals.database, self._known[trouble]
        if database is None or self._is_wrong(Trouble.STORING):
            return
        problem = None if known.until else trouble.name
        try:
            async with asyncio.timeout(PATIENCE), database.write() as tx:
                await sweeps.note(tx, trouble, problem, known.since)
        except Exception as error:  # noqa: BLE001 - as above
            log.error("trouble %s cannot be noted: %s", trouble.name, what_failed(error))

    async def _ask_of_webhook(self) -> None:
        """By webhook a quiet night is no silence: Telegram says whether it could deliver what it had."""
        if self._settings.webhook_url is None or time.monotonic() - self._asked < ASK_EVERY:
            return
        self._asked = time.monotonic()
        try:
            found = await self._bot.get_webhook_info()
        except TelegramError as error:
            log.warning("Telegram does not say how it fares with the webhook: %s", what_failed(error))
            return
        failed = found.last_error_date
        lately = failed is not None and (datetime.now(UTC) - failed).total_seconds() < LIMITS[Beat.HEARD]
        if found.url == self._settings.webhook_url and not (found.pending_update_count and lately):
            self._vitals.pulse.beat(Beat.HEARD)


@asynccontextmanager
async def watched(settings: Settings, clock: Clock, vitals: Vitals) -> AsyncIterator[None]:
    """Watch the process meanwhile."""
    bot = bare_bot(settings, connections=2, pool_timeout=30)
    # Not the bot itself, which would ask Telegram who it is.
    await bot.request.initialize()
    watching = asyncio.create_task(SelfWatch(settings, clock, vitals, bot).run())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await bot.request.shutdown()
