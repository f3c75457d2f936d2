"""What the schedule runs: the kinds of work, and how often."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot

from storage.engine.database import Database
from storage.engine.settings import Options
from storage.mail.outbox import Push

EVERY_SECONDS = 15
AT_ONCE = timedelta(seconds=EVERY_SECONDS)
UNHURRIED = timedelta(minutes=5)
HOURLY = timedelta(hours=1)
"""How often what the day makes due is looked for, from the morning, when nudges go out: a deadline that somebody brings forward to today is
told today."""


class Every(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """That long after each run, whatever the clock said before: a clock that was set forward by years makes one run due, not millions."""

    def __init__(self, span: timedelta) -> None:
        self._span = span

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The next run's time."""
        return now + self._span


@dataclass(frozen=True)
class Sweep:
    """`find` says, from what is stored, which pushes should have been queued by now. A `nudging` one rests in quiet hours.

    `name` is what the party-affairs staff read while it fails.
    """

    name: str
    find: Callable[[AsyncSession, datetime], Awaitable[Sequence[Push]]]
    nudging: bool = True
    every: timedelta = UNHURRIED


@dataclass(frozen=True)
class Job:
    """`work` changes what is stored, and gives how many rows."""

    name: str
    work: Callable[[AsyncSession, datetime], Awaitable[int]]
    every: timedelta = UNHURRIED


@dataclass(frozen=True)
class Clearing:
    """`work` erases what has been kept as long as the bureau's options say, and gives how many rows."""

    name: str
    work: Callable[[AsyncSession, datetime, Options], Awaitable[int]]


@dataclass(frozen=True)
class TelegramJob:
    """`run` does something at Telegram that nobody is waiting for, and gives how often."""

    name: str
    run: Callable[[Database, Bot, datetime], Awaitable[int]]
