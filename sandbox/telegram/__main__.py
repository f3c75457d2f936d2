"""``python -m sandbox.telegram``: a Telegram on this machine, until SIGINT or SIGTERM."""

import argparse
import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path

from sandbox.telegram import people_file, state
from sandbox.telegram.server import Sandbox


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.telegram", description="A Telegram on your own machine.")
    parser.add_argument("--port", type=int, default=8081, help="port on loopback; 0 takes a free one (default: 8081)")
    parser.add_argument("--token", default="1:sandbox", help="the bot's token (default: 1:sandbox)")
    parser.add_argument("--people", type=Path, help="a file that says who has an account; - for standard input")
    parser.add_argument(
        "--start", type=datetime.fromisoformat, help="the moment at which its clock begins, with its zone"
    )
    parser.add_argument("--state", type=Path, help="keep chats in this file from run to run")
    parser.add_argument("--enforce-limits", action="store_true", help="refuse what exceeds Telegram's rates")
    return parser


async def _run(arguments: argparse.Namespace) -> None:
    people, groups = people_file.read(_given(arguments.people)) if arguments.people else ([], [])
    sandbox = Sandbox(people, groups, token=arguments.token, port=arguments.port, start=arguments.start)
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


def _given(path: Path) -> str:
    return sys.stdin.read() if path == Path("-") else path.read_text(encoding="utf-8")


def main() -> int:
    """Run; the exit code, 1 if it cannot listen or read what it is given."""
    arguments = _parser().parse_args()
    if not arguments.token.partition(":")[0].isdigit():
        sys.stderr.write("the token looks like 1:sandbox: a number, a colon, anything\n")
        return 1
    try:
        asyncio.run(_run(arguments))
    except (OSError, ValueError, state.StateError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
