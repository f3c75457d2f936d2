"""``restore``: a backup in place of a database that is not there, if our keys fit it."""

import argparse
import asyncio

from handlers.command_line import verify_audit
from handlers.command_line.lookups import sqlite
from storage.engine import backup
from storage.engine.clock import Clock
from storage.engine.opening import keys
from storage.engine.settings import Settings


async def run(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    """Put it back, and verify its audit trail."""
    await asyncio.to_thread(backup.put_back, sqlite(settings), settings.data_dir, arguments.file, keys(settings))
    await verify_audit.verify(settings, None)
    print(f"已从 {arguments.file} 恢复。备份里没有当时没填完的草稿和没处理完的消息，请相关人员重新填写、重新发送。")
