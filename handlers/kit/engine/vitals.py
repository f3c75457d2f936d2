"""How the process is: each fact with the limit beyond which something is wrong. `/healthz`, `/metrics` and the watch read the same."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime

from storage.engine import disk
from storage.engine.backup import daily
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.disk import MB
from storage.engine.failure import what_failed
from storage.engine.opening import places
from storage.engine.pulse import LIMITS, Beat, Pulse
from storage.engine.settings import Settings
from storage.mail import inbox, letters

log = logging.getLogger(__name__)

UNSTORED = 30.0
"""Seconds; a moment of waiting for another's transaction is no trouble."""
WAITING = 900.0
"""Seconds that an update or a push may wait: a morning's nudges take some minutes, Telegram may ask to wait for one."""
SET_ASIDE = 20
"""Some wait there for a person's decision; so many have a common cause."""
PATIENCE = 5.0
"""Seconds for the database to answer."""


@dataclass(frozen=True)
class Fact:
    """`value` is None where it could not be found out; `least` where it is to be no smaller than the limit, rather than no greater."""

    name: str
    value: float | None
    limit: float
    least: bool = False

    @property
    def is_well(self) -> bool:
        """Whether it is within its limit."""
        if self.value is None:
            return False
        return self.value >= self.limit if self.least else self.value <= self.limit


@dataclass(frozen=True)
class Backlog:
    """What waits: numbers, seconds since the oldest, and the bytes that the database takes."""

    outbox: int
    outbox_age: float
    inbox: int
    inbox_age: float
    set_aside: int
    size: int


class Vitals:
    """Of one process, from its start to its end. `database` is the one that is open."""

    def __init__(self, settings: Settings, clock: Clock, pulse: Pulse | None = None) -> None:
        self._settings, self._clock = settings, clock
        self.pulse = pulse or Pulse()
        self.database: Database | None = None

    def disk_free(self) -> int:
        """Bytes that are free for us, on the fuller of the disks that we need."""
        return disk.free(places(self._settings))

    @property
    def disk_limit(self) -> int:
        """Bytes below which the disk is nearly full."""
        return self._settings.disk_free_mb * MB

    def backup_age(self) -> float | None:
        """Seconds since the newest of the nightly backups was begun; None where there is none."""
        if self._settings.backup_dir is None:
            return None
        newest = daily.newest(self._settings.backup_dir)
        return None if newest is None else (self._clock.local().replace(tzinfo=None) - newest).total_seconds()

    async def backlog(self) -> Backlog | None:
        """None where the database does not say."""
        if self.database is None:
            return None
        now = self._clock.now()
        try:
            async with asyncio.timeout(PATIENCE), self.database.read() as session:
                pushes, due = await letters.waiting(session, now)
                updates, came, aside = await inbox.waiting(session)
                size = await self.database.size()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is to be seen
            log.error("the database does not say what waits: %s", what_failed(error))
            return None
        return Backlog(pushes, _age(due, now), updates, _age(came, now), aside, size)

    async def facts(self) -> list[Fact]:
        """All of them."""
        backlog = await self.backlog()
        found = [Fact(f"{each}_seconds", self.pulse.silent(each), LIMITS[each]) for each in Beat]
        return [
            *found,
            Fact("unstored_seconds", self.pulse.unstored, UNSTORED),
            Fact("outbox_seconds", backlog.outbox_age if backlog else None, WAITING),
            Fact("inbox_seconds", backlog.inbox_age if backlog else None, WAITING),
            Fact("set_aside", backlog.set_aside if backlog else None, SET_ASIDE),
            Fact("disk_free_mb", self.disk_free() // MB, self._settings.disk_free_mb, least=True),
        ]


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
