"""``python -m sandbox``: the invented bureau's Telegram, until SIGINT or SIGTERM."""

import argparse
import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path

from sandbox import state
from sandbox.bureau import Bureau
from sandbox.history import ZONE
from sandbox.server import Sandbox


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Telegram on your own machine.")
    parser.add_argument("--port", type=int, default=8081, help="port on loopback; 0 takes a free one (default: 8081)")
    parser.add_argument("--token", default="1:sandbox", help="the bot's token (default: 1:sandbox)")
    parser.add_argument("--seed", type=int, default=2026, help="which bureau to invent (default: 2026)")
    parser.add_argument("--state", type=Path, help="keep chats in this file from run to run")
    parser.add_argument("--enforce-limits", action="store_true", help="refuse what exceeds Telegram's rates")
    return parser


async def _run(arguments: argparse.Namespace) -> None:
    bureau = Bureau.generate(arguments.seed, today=datetime.now(ZONE).date())
    sandbox = Sandbox(bureau=bureau, token=arguments.token, port=arguments.port, seed=arguments.seed)
    if arguments.state is not None and arguments.state.exists():
        state.load(sandbox.world, arguments.state)
    sandbox.world.faults.enforce_limits = arguments.enforce_limits
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with sandbox:
        sys.stdout.write(f"{sandbox.url}/\n")
        sys.stdout.flush()
        await ended.wait()
    if arguments.state is not None:
        state.save(sandbox.world, arguments.state)


def main() -> int:
    """Run; the exit code, 1 if it cannot listen or read its state."""
    arguments = _parser().parse_args()
    if not arguments.token.partition(":")[0].isdigit():
        sys.stderr.write("the token looks like 1:sandbox: a number, a colon, anything\n")
        return 1
    try:
        asyncio.run(_run(arguments))
    except (OSError, state.StateError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
