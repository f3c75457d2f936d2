"""Work that a process of its own does, so that it holds up nobody's press: drawing, filling spreadsheets, the day's backup.

The process knows no secrets of the bot but what its work is given, gives way to whatever else runs, and ends with the bot, however that ends: its one line to
it is closed then. It is started when it is first needed, and ends where it has grown, hung, or had nothing to do for a while.
"""

import asyncio
import logging
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from scoring.own_rules import RuleFileError
from storage.engine.beside import Beside
from storage.engine.failure import what_failed
from storage.engine.refusal import Refusal

BROKEN = "这次没能生成，请稍后再试。"
DEADLINE = 120
"""Seconds for one piece of work; a chart takes less than a tenth of one, the spreadsheet of a large bureau a good part of a minute."""
IDLE = 900
"""Seconds after which a process without work gives its memory back."""
MOST = 400 * 1024 * 1024
"""Bytes that a process may have grown to: after the work that took it further a new one begins."""
TRIES = 2
NICENESS = 10
_DONE, _FAILED, _WRONG = b"+", b"-", b"!"
_ROOT = Path(__file__).parents[2]
# Where matplotlib keeps its list of fonts depends on these; the tokens and keys beside them stay out.
_KNOWN = ("PATH", "LD_LIBRARY_PATH", "HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")

log = logging.getLogger(__name__)


class Failed(Exception):
    """The work itself raised; it would again. Says where, and nothing of what it was given."""


class Apart:
    """One such process, which does one thing after another."""

    def __init__(self, name: str, *, deadline: int = DEADLINE, idle: int = IDLE, most: int = MOST) -> None:
        # Its thread waits for the process, beside the default threads, which seal records and commit.
        self._waiting = Beside(name)
        self._bounds = [str(deadline), str(idle), str(most)]
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    async def do(self, work: Callable[[], bytes]) -> bytes:
        """`work` is a function of this project with plain data in a `partial`. Raises Failed; Refusal when the process died;
        RuleFileError as the work does, whose words are meant to be told."""
        return await asyncio.wrap_future(self._waiting.submit(partial(self._done, work)))

    def wait(self, work: Callable[[], bytes]) -> bytes:
        """As `do`, for a thread that has time."""
        return self._waiting.submit(partial(self._done, work)).result()

    def _done(self, work: Callable[[], bytes]) -> bytes:
        asked = pickle.dumps(work)
        for _ in range(TRIES):
            try:
                line = self._ready()
                line.send_bytes(asked)
                how, content = line.recv_bytes(), line.recv_bytes()
            except (EOFError, OSError):
                log.info("a process apart has ended, a new one takes over")
                self._end()
                continue
            if how == _WRONG:
                raise RuleFileError(content.decode())
            if how == _FAILED:
                log.error("work apart failed: %s", content.decode())
                raise Failed(content.decode())
            return content
        raise Refusal(BROKEN)

    def _ready(self) -> Connection:
        """The line to a process that lives."""
        if self._line is None:
            environment = {name: os.environ[name] for name in _KNOWN if name in os.environ}
            self._line, theirs = Pipe()
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - our own module
                    [sys.executable, "-m", __name__, *self._bounds],
                    stdin=theirs.fileno(),
                    # What it might print could quote what it was given.
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=_ROOT,
                    env=environment | {"OPENBLAS_NUM_THREADS": "1"},
                )
        return self._line

    def _end(self) -> None:
        """What is left of it goes."""
        if self._process is not None and self._line is not None:
            self._line.close()
            self._process.kill()
            self._process.wait()
        self._process = self._line = None


def most_resident() -> int:
    """The bytes that this process has had at its largest."""
    try:
        # Linux counts in `getrusage` what the parent had when it started this process.
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) * 1024


def main(deadline: int, idle: int, most: int) -> None:
    """The process apart: work comes on standard input, which is a socket, and its result goes back."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the bot ends it
    os.nice(NICENESS)
    line = Connection(sys.stdin.fileno())
    while most_resident() < most:
        signal.alarm(0)
        try:
            if not line.poll(idle):
                return
            asked = line.recv_bytes()
        except (EOFError, OSError):
            return
        # An alarm that nobody hears ends the process, even inside a library's own code.
        signal.alarm(deadline)
        try:
            how, content = _DONE, pickle.loads(asked)()  # noqa: S301 - from the bot
        except RuleFileError as error:
            how, content = _WRONG, str(error).encode()
        except Exception as error:  # noqa: BLE001 - the bot is told, and there is more work
            how, content = _FAILED, str(what_failed(error)).encode()
        for part in (how, content):
            line.send_bytes(part)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
