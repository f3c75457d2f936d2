"""``python -m tests.secrecy``: the bot is used for what is to stay secret, and then everything that it has left is searched."""

import asyncio
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.secrecy import story
from tests.secrecy.attacker import Attack


async def searched(name: str, url: str | None = None, *also: Path) -> bool:
    """Whether nothing was found; says what was gathered, and what it gives away."""
    with tempfile.TemporaryDirectory() as folder:
        told, loot = await story.whole(Path(folder) / "data", url, *also)
    attack, found = Attack(loot), story.betrayed(told, loot)
    size = sum(map(len, loot.files.values())) / 2**20
    print(f"{name}: {len(loot.files)} files ({size:.1f} MB) and {len(loot.written)} statements gathered;")
    print(f"  {attack.keys} keys on {attack.ciphertexts} ciphertexts: {len(attack.opened)} opened")
    for kind, words in found.items():
        print(f"  {kind:<8} {'nothing found' if not words else '; '.join(words)}")
    return not any(found.values())


async def main() -> int:
    """0 when nothing was found."""
    whole = await searched("SQLite")
    if find_spec("pgserver") is None:
        print("PostgreSQL: not searched, pgserver is not installed")
        return 0 if whole else 1
    with story.server() as (url, folder):
        return 0 if await searched("PostgreSQL", url, folder) and whole else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
