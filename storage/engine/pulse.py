"""The process's pulse: when it was last seen at work, and how often what happened.

It is kept where it happens, in plain numbers, and read by whoever watches the process: its own watch, `/healthz`, `/metrics`, the
service manager. Nothing in it says anything of a person, and no name in it comes from outside.
"""

import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum, auto


class Beat(StrEnum):
    """What a process at work does again and again, also where nobody asks anything of it."""

    HEARD = auto()
    """Telegram answered `getUpdates`, or sent to the webhook."""
    SWEPT = auto()
    """A sweep came to its end."""
    COMMITTED = auto()
    """The database took a transaction; some sweep writes at each tick."""


LIMITS = {Beat.HEARD: 120.0, Beat.SWEPT: 120.0, Beat.COMMITTED: 90.0}
"""Seconds after which something is wrong."""


class Where(StrEnum):
    """Where something failed. What failed may have been tried again with success."""

    POLLING = auto()
    """`getUpdates`."""
    INBOX = auto()
    """The storing of updates that came."""
    UPDATE = auto()
    """A run of an update."""
    SET_ASIDE = auto()
    """An update that was given up for now."""
    COMMIT = auto()
    """A write transaction that the database did not take."""
    PUSH = auto()
    """The sending of a push."""
    MARK = auto()
    """The storing of what Telegram answered to pushes."""
    SWEEP = auto()
    """A sweep, or one of its subjects."""


class Spread:
    """How long things took: how often at most each of `BOUNDS` seconds, how often longer, and all together."""

    BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

    def __init__(self) -> None:
        self.counts = [0] * (len(self.BOUNDS) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(self.BOUNDS, seconds)] += 1
        self.sum += seconds

    @contextmanager
    def timed(self) -> Iterator[None]:
        """One more, however it ends."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.add(time.monotonic() - begun)


class Pulse:
    """One process's. Times are those of `time.monotonic()`, which no setting of a clock moves."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._beats: dict[Beat, float] = {}
        self.works = False
        """Whether it has begun its work; what only starts is not late with anything."""
        self.unstored_since: float | None = None
        """Since when there are updates that the database does not take; Telegram keeps them until it does."""
        self._rests_since: float | None = None
        self.updates: Counter[str] = Counter()
        """How many updates came, by their kind, as the Bot API calls it."""
        self.failures: Counter[Where] = Counter()
        self.held_back = 0
        """How often Telegram asked to wait (429)."""
        self.answers = Spread()
        """From an update's arrival in the inbox until its work was done."""
        self.commits = Spread()
        self.sweeps: defaultdict[str, Spread] = defaultdict(Spread)
        """By the sweep's name."""

    def begin(self) -> None:
        """The process begins its work, perhaps anew: nothing before counts, as silence or as a sign of life."""
        self.works, self._begun, self._beats, self._rests_since = True, time.monotonic(), {}, None

    def rest(self) -> None:
        """Everything rests, as the database is away, until it begins anew."""
        self._rests_since = self._rests_since or time.monotonic()

    def stand_by(self) -> None:
        """Another process works; this one is well, and waits."""
        self.works, self._rests_since = False, None

    def beat(self, which: Beat) -> None:
        """It did that just now."""
        self._beats[which] = time.monotonic()

    def silent(self, which: Beat) -> float:
        """For how many seconds it has not done that."""
        return time.monotonic() - self._beats.get(which, self._begun)

    def is_late(self, which: Beat) -> bool:
        """Whether it should have done that again by now."""
        return self.silent(which) > LIMITS[which]

    def late(self) -> list[Beat]:
        """What it should have done again by now."""
        return [which for which in Beat if self.is_late(which)]

    def is_well(self, which: Beat) -> bool:
        """Whether it does that: has done it since it began, and not too long ago."""
        return which in self._beats and not self.is_late(which)

    @property
    def unstored(self) -> float:
        """For how many seconds there have been updates that the database does not take; 0 when there are none."""
        return 0.0 if self.unstored_since is None else time.monotonic() - self.unstored_since

    @property
    def rests(self) -> float:
        """For how many seconds everything has rested; 0 when it does not."""
        return 0.0 if self._rests_since is None else time.monotonic() - self._rests_since

    def failed(self, place: Where) -> None:
        """Something failed there."""
        self.failures[place] += 1
