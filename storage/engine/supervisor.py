"""What whoever started the process is told, where systemd did (`Type=notify`): that it has begun, what it waits for, that it lives.

Each is one datagram to the socket that NOTIFY_SOCKET names: sd_notify(3), https://www.freedesktop.org/software/systemd/man/sd_notify.html.
Without a supervisor nothing is told.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

BEATS = 3
"""In the time after which the supervisor ends a process that it has not heard."""
PATIENCE = 1.0
"""Seconds for one that does not listen just now."""


class Supervisor:
    """The one that `environment` names. The variables are for this process alone, not for those that it starts."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        self._every = _seconds(environment) / BEATS
        self._working = True

    def is_up(self, status: str) -> None:
        """It has begun, also where it still waits for something outside: `status` says so beside its name."""
        self._working = True
        self._tell("READY=1", f"STATUS={status}")

    def is_ending(self) -> None:
        """No beat from here on: an end that hangs is ended. Until `is_up` is said again, where all begins anew."""
        self._working = False

    def is_over(self) -> None:
        """The process ends."""
        self._tell("STOPPING=1")

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """A beat again and again, from the event loop that does the work: while that hangs there is none."""
        beats = asyncio.create_task(self._beat()) if self._every else None
        try:
            yield
        finally:
            if beats is not None:
                beats.cancel()
            self.is_over()

    async def _beat(self) -> None:
        while True:
            if self._working:
                self._tell("WATCHDOG=1")
            await asyncio.sleep(self._every)

    def _tell(self, *facts: str) -> None:
        if not self._address:
            return
        # A name that begins with @ is not a file's but an abstract one.
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, suppress(OSError):
            line.settimeout(PATIENCE)
            line.sendto("\n".join(facts).encode(), address)


def _seconds(environment: Mapping[str, str]) -> float:
    """After how long a silent process is ended; 0 where that is not watched, or another process is."""
    given, whose = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID") or str(os.getpid())
    return int(given) / 1e6 if given.isdecimal() and whose == str(os.getpid()) else 0.0
