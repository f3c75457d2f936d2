"""``backup``: database and sealed files in one archive, also while the bot runs; opened and read, as with `--verify` at any time."""

import argparse
import asyncio

from storage.engine.backup import archive, checking
from storage.engine.backup.checking import Checked
from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.opening import keys
from storage.engine.settings import Settings


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Write it, unless it is only to be verified; say what is in it."""
    known = keys(settings)
    if not arguments.verify:
        url = settings.database_url.get_secret_value()
        size = await asyncio.to_thread(archive.write, url, settings.data_dir, arguments.file, clock.local(), known)
        print(f"已备份到 {arguments.file}（{size / 1024:.0f} KB）。其中没有密钥：请另行保管 SECRET_KEY 或 secret.key。")
    tell(await asyncio.to_thread(checking.check, arguments.file, settings.data_dir, known), sealed=bool(known))


def tell(found: Checked, *, sealed: bool) -> None:
    """What was found, in numbers. Raises OperatorError with what is wrong."""
    made = f"做于 {found.made_at[:16].replace('T', ' ')}，" if found.made_at else ""
    rows = sum(found.rows.values())
    print(
        f"备份完好：{made}迁移版本 {found.migration}，{len(found.rows)} 张表，{rows} 行，人员 {found.rows['person']} 人。"
    )
    if sealed:
        gone = f"，另有 {found.erased} 份已清除、打不开" if found.erased else ""
        print(
            f"密钥相符；保密记录 {found.readable} 份打得开{gone}；审计记录 {found.head.number} 条，校验码：{found.head}"
        )
    if found.problems:
        raise OperatorError(f"备份里的数据有问题：{'；'.join(found.problems)}")
