"""What a process has used, its children too, as Linux counts it."""

import os
import time
from contextlib import suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu(pid: int) -> float:
    """Seconds of processor time: all its threads, and its children that run or have ended."""
    return sum(map(int, _fields(pid)[11:15])) / TICK + sum(map(cpu, _children(pid)))


def main_thread(pid: int) -> float:
    """Seconds of processor time of its first thread alone."""
    return sum(map(int, _fields(f"{pid}/task/{pid}")[11:13])) / TICK


def memory(pid: int, *, children: bool = True) -> int:
    """Bytes that are resident, its children's added."""
    resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    return resident + sum(map(memory, _children(pid) if children else ()))


def _fields(pid: int | str) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if int(_fields(folder.name)[1]) == pid:
                found.append(int(folder.name))
    return found


def rest(pid: int, *, most: float = 90.0) -> None:
    """Wait until what a process does at its start is over: three seconds with next to nothing used."""
    until = time.monotonic() + most
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        before = cpu(pid)
        time.sleep(1)
        quiet = quiet + 1 if cpu(pid) - before < 0.05 else 0
