"""The sandbox's time, and the signal by which anything that changes can be awaited."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any


class Signal:
    """A counter whose next step can be awaited. It belongs to one event loop."""

    def __init__(self) -> None:
        self.seq = 0
        self._waiters: list[asyncio.Future[None]] = []

    def fire(self) -> None:
        """Step the counter and wake all who wait."""
        self.seq += 1
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109 - a long poll names its own limit
        """Wait for the next step; False if ``timeout`` seconds of real time passed before it."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter
        except TimeoutError:
            return False
        finally:
            if waiter in self._waiters:
                self._waiters.remove(waiter)
        return True


class Clock:
    """Real time plus an offset, or standing still; ``changed`` fires whenever somebody moves it."""

    def __init__(self, start: datetime | None = None) -> None:
        self.changed = Signal()
        self._offset = timedelta(0)
        self._frozen: datetime | None = None
        if start is not None:
            self.set(start)
        self._begun = self._offset

    @staticmethod
    def _real() -> datetime:
        return datetime.now(UTC)

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return self._frozen is not None

    @property
    def offset(self) -> timedelta:
        """How far the clock is ahead of real time."""
        return self._offset if self._frozen is None else self._frozen - self._real()

    def now(self) -> datetime:
        """The time in the sandbox, aware, in UTC."""
        return self._frozen if self._frozen is not None else self._real() + self._offset

    def unix(self) -> int:
        """The time in whole seconds since 1970, as the Bot API writes dates."""
        return int(self.now().timestamp())

    def set(self, moment: datetime) -> None:
        """Put the clock to an aware ``moment``; ValueError if it is naive."""
        if moment.tzinfo is None:
            raise ValueError("the clock takes a time with its zone")
        moment = moment.astimezone(UTC)
        if self._frozen is not None:
            self._frozen = moment
        else:
            self._offset = moment - self._real()
        self.changed.fire()

    def advance(self, step: timedelta | float) -> None:
        """Move the clock by a timedelta or by seconds."""
        self.set(self.now() + (step if isinstance(step, timedelta) else timedelta(seconds=step)))

    def freeze(self, still: bool = True) -> None:
        """Stop the clock, or let it run on from where it stands."""
        now = self.now()
        self._frozen = now if still else None
        self._offset = now - self._real()
        self.changed.fire()

    def reset(self) -> None:
        """As if nobody had moved or stopped it: real time, or what has passed since ``start``."""
        self._frozen, self._offset = None, self._begun
        self.changed.fire()

    def state(self) -> dict[str, Any]:
        """What the control API says: now (ISO), offset_seconds, frozen, seq."""
        return {
            "now": self.now().isoformat(),
            "offset_seconds": round(self.offset.total_seconds(), 3),
            "frozen": self.frozen,
            "seq": self.changed.seq,
        }
