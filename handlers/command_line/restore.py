"""``restore``: a backup in place of a database that is not there, or in an empty one of PostgreSQL, if our keys fit it."""

import argparse
import asyncio

from handlers.command_line import backup, verify_audit
from storage.engine.backup import restoring
from storage.engine.clock import Clock
from storage.engine.opening import keys
from storage.engine.settings import Settings


async def run(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    """Put it back, and verify its audit trail."""
    url, known = settings.database_url.get_secret_value(), keys(settings)
    found = await asyncio.to_thread(restoring.put_back, url, settings.data_dir, arguments.file, known)
    await verify_audit.verify(settings, None)
    print(f"已从 {arguments.file} 恢复。备份里没有当时没填完的草稿和没处理完的消息，请相关人员重新填写、重新发送。")
    backup.tell(found, sealed=bool(known))
