"""``verify-audit``: the audit trail from its first entry to its last, against a head that left the machine earlier, and against a file of it."""

import argparse
import asyncio
import csv
import io
from pathlib import Path

from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.engine.trouble import why
from storage.sealed import audit, trail_file
from storage.sealed.head import Head
from storage.sheets.csv_file import decode
from storage.sheets.table import SheetUnreadable


async def run(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    await verify(settings, arguments.head)
    if arguments.file:
        await compare(settings, arguments.file)


async def verify(settings: Settings, known: Head | None) -> None:
    """Say that it is whole. Raises OperatorError with what is wrong."""
    async with opened(settings) as database, database.read() as session:
        found = await audit.verify(session, known)
        if isinstance(found, audit.Found):
            raise OperatorError(str(found))
        head = await audit.head(session)
    print(f"审计记录完整，共 {head.number} 条。校验码：{head}")


async def compare(settings: Settings, file: Path) -> None:
    """Say that the file and the trail are the same. Raises OperatorError with the first entry that is not."""
    try:
        text = decode(await asyncio.to_thread(file.read_bytes))
        async with opened(settings) as database, database.read() as session:
            found = await trail_file.verify(session, csv.DictReader(io.StringIO(text, newline=""), restval=""))
    except OSError as error:
        raise OperatorError(f"读不了文件 {file}：{why(error)}") from error
    except (trail_file.Unreadable, SheetUnreadable, csv.Error) as error:
        raise OperatorError(f"{file}：{trail_file.UNREADABLE if isinstance(error, csv.Error) else error}") from error
    if isinstance(found, audit.Found):
        raise OperatorError(f"{file}：{found}")
    print(f"{file} 与审计记录一致：第 {found[0]} 至 {found[1]} 条。")
