"""The one clock that everything is given. Nothing else asks the machine for the time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""The bureau's zone, where no other is given."""


class Clock(Protocol):
    """Tells the time as an aware datetime in UTC, and knows the bureau's zone."""

    zone: ZoneInfo

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def local(self) -> datetime:
        """The present moment in the bureau's zone."""
        ...


@dataclass
class SystemClock:
    """The machine's clock, moved by `offset`, or standing still at `stopped_at`, where the sandbox's clock has been moved."""

    zone: ZoneInfo
    offset: timedelta = field(default_factory=timedelta)
    stopped_at: datetime | None = None

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self.stopped_at or datetime.now(UTC) + self.offset

    def local(self) -> datetime:
        """The present moment in the bureau's zone."""
        return self.now().astimezone(self.zone)
