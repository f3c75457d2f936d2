"""Where a storm's time goes: the main thread's stacks at every tick of its own processor time.

It looks from inside, as a profiler from outside loses the way from SQLAlchemy's greenlets to their callers; and by the thread's own
clock, as one that also counts other threads, or the time that passes, finds the loop waiting where it works.
"""

import ctypes
import json
import os
import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

from greenlet import getcurrent

from tests.processes import ROOT

SHOWN = 25
PYTHON = re.compile(rf"^({re.escape(sys.prefix)}|{re.escape(sys.base_prefix)})/lib/python[\d.]+/")
PACKAGES = "site-packages/"
OURS = {"handlers", "storage", "scoring", "reminders"}


class Ticks:
    """SIGPROF at every tick of this thread's processor time: `timer_create`, which Python does not offer."""

    THREAD_CPUTIME, TO_THREAD = 3, 4

    class Event(ctypes.Structure):
        _fields_ = (
            ("value", ctypes.c_void_p),
            ("signal", ctypes.c_int),
            ("notify", ctypes.c_int),
            ("thread", ctypes.c_int),
            ("unused", ctypes.c_int * 11),
        )

    def __init__(self) -> None:
        self._libc, self._timer = ctypes.CDLL(None), ctypes.c_void_p()
        event = self.Event(None, signal.SIGPROF, self.TO_THREAD, threading.get_native_id())
        if self._libc.timer_create(self.THREAD_CPUTIME, ctypes.byref(event), ctypes.byref(self._timer)):
            raise OSError("no timer on the processor time of a thread")

    def every(self, nanoseconds: int) -> None:
        """As often as that, or as the kernel can; 0 ends it."""
        times = (ctypes.c_long * 4)(0, nanoseconds, 0, nanoseconds)
        self._libc.timer_settime(self._timer, 0, times, None)


class Sampler:
    """Begins at SIGUSR1, and at SIGUSR2 writes what it saw."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: Counter[tuple[CodeType, ...]] = Counter()
        self._ticks = Ticks()
        signal.signal(signal.SIGUSR1, lambda *_: self._ticks.every(1_000_000))
        signal.signal(signal.SIGPROF, self._look)
        signal.signal(signal.SIGUSR2, self._write)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        stack, greenlet = [], getcurrent()
        while frame:
            while frame:
                stack.append(frame.f_code)
                frame = frame.f_back
            # Below its first frame, a greenlet's caller waits in the greenlet that is its parent.
            greenlet = greenlet.parent
            frame = greenlet.gr_frame if greenlet else None
        self._seen[tuple(stack)] += 1

    def _write(self, _signal: int, _frame: FrameType | None) -> None:
        self._ticks.every(0)
        stacks = [([_function(code) for code in stack], count) for stack, count in self._seen.items()]
        self._file.with_suffix(".new").write_text(json.dumps(stacks))
        self._file.with_suffix(".new").rename(self._file)


def _function(code: CodeType) -> tuple[str, str, int]:
    return code.co_qualname, code.co_filename, code.co_firstlineno


@contextmanager
def sampled(pid: int, file: Path) -> Iterator[None]:
    """Have that process look at itself."""
    file.unlink(missing_ok=True)
    os.kill(pid, signal.SIGUSR1)
    yield
    os.kill(pid, signal.SIGUSR2)
    while not file.exists():
        time.sleep(0.1)


def read(file: Path) -> str:
    """Tables in Markdown: shares by whose code it is, by function alone, by function with all that it calls."""
    own, whole, ours, parts = Counter(), Counter(), Counter(), Counter()
    for stack, count in json.loads(file.read_text()):
        own[_shown(*stack[0])] += count
        parts[next(filter(None, map(_part, stack)), "asyncio")] += count
        # What starts the loop, and the loop, hold everything: they would fill the table and say nothing.
        for name, file, line in {tuple(each) for each in stack}:
            if part := _part((name, file, line)):
                whole[_shown(name, file, line)] += count
                if part in OURS:
                    ours[_shown(name, file, line)] += count
    tables = {
        "whose code": parts,
        "function, own time": own,
        "function, with what it calls": whole,
        "the bot's own function, with what it calls": ours,
    }
    return "\n".join(_table(title, counted, own.total()) for title, counted in tables.items())


def _table(title: str, counted: Counter[str], total: int) -> str:
    rows = [f"| {count / total:.1%} | {name} |" for name, count in counted.most_common(SHOWN)]
    return "\n".join([f"| of {total} samples | {title} |", "| ---: | --- |", *rows, ""])


def _shown(name: str, file: str, line: int) -> str:
    return f"`{name}` {_place(file)}:{line}"


def _place(file: str) -> str:
    """A file as it is spoken of: without the folder that holds its package."""
    return PYTHON.sub("", file).removeprefix(PACKAGES).removeprefix(f"{ROOT}/")


def _part(function: tuple[str, str, int]) -> str:
    """The package whose code it is; empty for Python's own, for which others ask, and for what only starts the bot."""
    file = function[1]
    of_python = PYTHON.match(file) and PACKAGES not in file
    folder, inside, _ = _place(file).partition("/")
    return folder if inside and not of_python and folder != "tests" else ""
