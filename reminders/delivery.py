"""Delivery: one loop that takes pushes from the outbox to Telegram and does what Telegram's answer asks for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot, Message
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from handlers.kit.engine.limits import asked_to_wait
from handlers.kit.engine.unreachable import group_lost, person_lost
from handlers.kit.screens.telegram_errors import Lost, lost
from reminders.messages import Messages, Unbuildable
from storage.engine.away import is_away
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.failure import Failure, what_failed
from storage.engine.pulse import Where
from storage.mail import letters, sent_polls
from storage.mail.letters import Letter

log = logging.getLogger(__name__)

WORKERS = 8
LOOK_EVERY = 2.0
GRACE = 5.0
"""Seconds that what is on its way has to be answered when the process is told to end."""
MOST_ATTEMPTS = 200
"""Two days of quarters of an hour: an outage is waited for."""
ASKED_AGAIN = (timedelta(minutes=1), timedelta(minutes=5))
"""A recipient is out of reach when Telegram has said so once more after each of these: one refusal may be a mistake."""

Work = Callable[[AsyncSession], Awaitable[None]]


@dataclass(frozen=True)
class Mark:
    """What is to be stored of an answer of Telegram's about those rows."""

    numbers: list[int]
    work: Work


class Delivery:
    """Sends what is due, oldest first for each recipient, a few recipients side by side.

    No more is claimed than is being sent. An answer is stored in the next transaction, or, where the database takes none, kept
    until it does; nothing else is claimed before. While somebody holds `paused`, nothing new is: so that a morning's
    nudges are all there when it is.
    """

    def __init__(self, database: Database, clock: Clock, bot: Bot) -> None:
        self._database, self._clock, self.bot = database, clock, bot
        self._messages = Messages(database, clock, bot)
        self._marks: list[Mark] = []
        self._waits = False
        self.paused = asyncio.Lock()

    async def run(self) -> None:
        """Go on until cancelled. What an earlier process was sending is sent again: at most one message for each of WORKERS."""
        await self._store(letters.take_up)
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._database.queued.clear()
                claimed = await self._round(WORKERS - len(under_way))
                under_way |= {asyncio.create_task(self._deliver(letter)) for letter in claimed}
                woken = asyncio.create_task(self._database.queued.wait())
                done, _ = await asyncio.wait(
                    {*under_way, woken}, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED
                )
                woken.cancel()
                under_way -= done
        finally:
            if under_way:
                await asyncio.wait(under_way, timeout=GRACE)
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            await self._round(0)

    async def send_due(self, most: int = 4 * WORKERS) -> int:
        """Send one round of what is due now; gives how many messages were in it."""
        claimed = await self._round(most)
        async with asyncio.TaskGroup() as group:
            for letter in claimed:
                group.create_task(self._deliver(letter))
        await self._round(0)
        return len(claimed)

    async def _round(self, most: int) -> list[Letter]:
        """One transaction: what Telegram has answered is stored, and up to `most` letters are claimed."""
        marks, now = list(self._marks), self._clock.now()
        claimed: list[Letter] = []
        try:
            async with self._database.read() as session:
                if not marks and not (most and await letters.is_due(session, now)):
                    return []
            async with self._database.write() as tx:
                for mark in marks:
                    await mark.work(tx)
                if most and not self.paused.locked():
                    claimed = await letters.claim(tx, now, most)
        except Exception as error:  # noqa: BLE001 - whatever it is, what can be stored must be, and the others go on
            self._database.pulse.failed(Where.MARK)
            if is_away(error):
                if not self._waits:
                    log.error("delivery waits for the database, which takes nothing: %s", what_failed(error).brief)
                self._waits = True
                return []
            log.error("%s answers of Telegram cannot be stored together: %s", len(marks), what_failed(error))
            await self._one_by_one(marks)
            return []
        if self._waits:
            log.warning("delivery goes on")
        self._waits = False
        del self._marks[: len(marks)]
        return claimed

    async def _one_by_one(self, marks: list[Mark]) -> None:
        """Find the one that cannot be stored: its pushes are set aside, as they must not go out again unasked."""
        for mark in marks:
            try:
                async with self._database.write() as tx:
                    await mark.work(tx)
            except Exception as error:  # noqa: BLE001 - as above
                if is_away(error):
                    return
                problem = f"answer: {what_failed(error).brief}"
                self._marks.append(Mark([], partial(letters.set_aside, numbers=mark.numbers, problem=problem)))
            self._marks.remove(mark)

    async def _store(self, work: Work) -> None:
        """In a transaction of its own, as soon as the database takes it."""
        while True:
            try:
                async with self._database.write() as tx:
                    return await work(tx)
            except Exception as error:
                if not is_away(error):
                    raise
                log.error("delivery waits for the database: %s", what_failed(error).brief)
                await asyncio.sleep(LOOK_EVERY)

    async def _deliver(self, letter: Letter) -> None:
        """Send it, and leave what Telegram answers to be stored. Whatever fails here is the letter's own."""
        letter = self._sound(letter)
        if not letter.rows:
            return
        try:
            work = await self._send(letter)
        except TelegramError as error:
            work = self._cope(letter, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other letters go on
            self._database.pulse.failed(Where.PUSH)
            failure = what_failed(error)
            work = self._set_aside(letter.ids, f"sending: {failure.brief}", failure)
        self._marks.append(Mark(letter.ids, work))

    def _sound(self, letter: Letter) -> Letter:
        """Without the rows of which no message can be made, which are set aside."""
        sound = []
        for row in letter.rows:
            try:
                self._messages.of(replace(letter, rows=[row]))
            except Unbuildable as error:
                self._marks.append(Mark([row.number], self._set_aside([row.number], str(error), what_failed(error))))
            else:
                sound.append(row)
        return replace(letter, rows=sound)

    async def _send(self, letter: Letter) -> Work:
        """Each part once: what Telegram has taken is noted before the next one goes."""
        last: object = None
        parts = self._messages.of(letter)
        for number in range(letter.rows[0].parts_sent, len(parts)):
            if number > letter.rows[0].parts_sent:
                await self._store(partial(letters.part_sent, letter=letter, parts=number))
            last = await parts[number]()
        return partial(self._sent, letter, last if isinstance(last, Message) else None)

    async def _sent(self, letter: Letter, message: Message | None, tx: AsyncSession) -> None:
        now = self._clock.now()
        await letters.sent(tx, letter, now, message.message_id if message else None)
        if message is not None and message.poll is not None:
            about = letter.rows[0].subject
            await sent_polls.remember(tx, message.poll.id, about, letter.chat_id, message.message_id, now)

    def _cope(self, letter: Letter, error: TelegramError) -> Work:
        self._database.pulse.failed(Where.PUSH)
        row, now, problem = letter.rows[0], self._clock.now(), type(error).__name__
        if isinstance(error, ChatMigrated):
            return partial(letters.migrated, old=letter.chat_id, new=error.new_chat_id)
        why = lost(error)
        if isinstance(error, Forbidden) and row.refused < len(ASKED_AGAIN):
            return partial(letters.refused, letter=letter, due_at=now + ASKED_AGAIN[row.refused], problem=problem)
        # Of a chat with a person only that it is gone says something: the rest are words about groups.
        if why is Lost.GONE or (why is not None and row.person_id is None):
            return partial(self._lose, letter, problem, why)
        if isinstance(error, BadRequest) and len(letter.rows) > 1:
            return partial(letters.apart, letter=letter, due_at=now, problem=problem)
        if isinstance(error, BadRequest) or row.attempts >= MOST_ATTEMPTS:
            return self._set_aside(letter.ids, problem)
        wait = letters.backoff(row.attempts)
        if isinstance(error, RetryAfter):
            wait = max(wait, asked_to_wait(error))
        log.warning("push %s waits: %s", row.id, problem)
        return partial(letters.again, letter=letter, due_at=now + wait, problem=problem)

    @staticmethod
    def _set_aside(numbers: list[int], problem: str, failure: Failure | None = None) -> Work:
        log.error("pushes %s cannot be sent: %s", numbers, failure or problem)
        return partial(letters.set_aside, numbers=numbers, problem=problem)

    async def _lose(self, letter: Letter, problem: str, why: Lost, tx: AsyncSession) -> None:
        """Telegram refuses to deliver there: the branch hears of it once; a person's pushes wait until they write again."""
        row, now = letter.rows[0], self._clock.now()
        log.warning("push %s of kind %s: the recipient is out of reach", row.id, row.kind)
        if row.person_id is not None:
            await letters.again(tx, letter, now, problem, refused=0)
            await person_lost(tx, row.person_id, now)
        else:
            await letters.set_aside(tx, letter.ids, problem)
            await group_lost(tx, letter.chat_id, now, why)
