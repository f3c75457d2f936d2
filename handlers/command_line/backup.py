"""``backup``: database and sealed files in one archive, also while the bot runs."""

import argparse
import asyncio

from handlers.command_line.lookups import sqlite
from storage.engine import backup
from storage.engine.clock import Clock
from storage.engine.settings import Settings


async def run(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    size = await asyncio.to_thread(backup.write, sqlite(settings), settings.data_dir, arguments.file)
    print(f"已备份到 {arguments.file}（{size / 1024:.0f} KB）。其中没有密钥：请另行保管 SECRET_KEY 或 secret.key。")
