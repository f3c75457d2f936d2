"""``rewrap``: the records' keys, those of PINs too, sealed with the newest key."""

import argparse

from storage.engine.clock import Clock
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.sealed import rewrapping


async def run(settings: Settings, _clock: Clock, _arguments: argparse.Namespace) -> None:
    """Seal them."""
    async with opened(settings) as database, database.write() as tx:
        kept = await rewrapping.rewrap(tx)
    print(
        f"已用最新的密钥重新加密：保密记录和 PIN 共 {kept} 份。"
        "旧密钥请保留在 SECRET_KEY 末尾，核验审计记录还要用；恢复单请重新打印（key --sheet）。"
    )
