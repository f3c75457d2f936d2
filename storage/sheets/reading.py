"""Reading what somebody has sent: a workbook in a process of its own, which can be ended; all of it beside the bot's work."""

import asyncio
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from storage.sheets.archive import TOO_BIG
from storage.sheets.csv_file import read_csv
from storage.sheets.table import MAX_BYTES, TOO_LARGE, Cell, Kind, SheetUnreadable, Stored, Table
from storage.sheets.workbook import read_workbook

DEADLINE = 10
"""Seconds; the largest workbook within the bounds takes about two."""
_MEMORY = 512 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_ROOT = Path(__file__).parents[2]
# The default threads also seal records: none of them waits for a file.
_READING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sheets")

T = TypeVar("T")


def read_tables(name: str, content: bytes) -> list[Table]:
    """Every reading of the file that may be meant: the sheets of a workbook, or a CSV by each delimiter.

    Raises SheetUnreadable.
    """
    if not content.strip():
        raise SheetUnreadable("文件是空的，请检查后重新发送。")
    if len(content) > MAX_BYTES:
        raise SheetUnreadable(TOO_LARGE)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise SheetUnreadable("这个 Excel 文件加了密码，请取消密码、另存为 .xlsx 后再发。")
        raise SheetUnreadable("这是旧版 Office 文件（.xls 等），请用 Excel 或 WPS 另存为 .xlsx 后再发。")
    if content.startswith(_OTHERS):
        raise SheetUnreadable(f"“{name[:60]}”不是 CSV 或 XLSX 文件，请另存为 CSV 或 XLSX 后再发。")
    return workbook_apart(content) if content.startswith(b"PK") else read_csv(name, content)


async def in_own_thread(work: Callable[[], T]) -> T:
    """Do the reading of a file in the thread kept for it, one after another; nothing else waits."""
    return await asyncio.get_running_loop().run_in_executor(_READING, work)


# A file is looked at when it comes, at the dry run and at the confirmation: parsed once, as long as this process lives.
@lru_cache(maxsize=2)
def workbook_apart(content: bytes) -> list[Table]:
    """Read a workbook in a process that has no secrets, little memory, and DEADLINE seconds. Raises SheetUnreadable."""
    command = [sys.executable, "-S", "-m", "storage.sheets.reading"]
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=content, capture_output=True, timeout=DEADLINE, cwd=_ROOT, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SheetUnreadable(
            f"读了 {DEADLINE} 秒还没有读完；请删去多余的工作表和格式，或另存为 CSV 后再发。"
        ) from error
    if done.returncode != 0:
        raise SheetUnreadable(TOO_BIG)
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise SheetUnreadable(answer)
    return [
        Table(title, [[_cell(each) for each in row] for row in rows], from_1904=from_1904)
        for title, from_1904, rows in answer
    ]


def _cell(plain: str | list[str] | None) -> Cell:
    return Stored(Kind(plain[0]), plain[1]) if isinstance(plain, list) else plain


def _plain(cell: Cell) -> str | list[str] | None:
    return [cell.kind, cell.shown] if isinstance(cell, Stored) else cell


def main() -> None:
    """The process apart: a workbook on standard input; on standard output its sheets, or the sentence that says why not."""
    for limit, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, DEADLINE + 1)):
        with suppress(ValueError, OSError):  # not every system knows each limit
            resource.setrlimit(limit, (most, most))
    try:
        tables = read_workbook(sys.stdin.buffer.read())
        answer: object = [
            (table.title, table.from_1904, [[_plain(cell) for cell in row] for row in table.rows]) for table in tables
        ]
    except SheetUnreadable as error:
        answer = str(error)
    except (MemoryError, RecursionError):
        answer = TOO_BIG
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
