"""``python -m tests.unhurried …``: as ``bot.py …``, but without waiting for Telegram's limits on sending."""

import asyncio
import sys
from functools import partial

import bot
from handlers.kit.engine import application
from handlers.kit.engine.limits import Limits


def instant_limits():
    """Telegram's limits on a clock that jumps to the end of every wait."""
    time = [0.0]

    def later(seconds, call):
        # What is under way must be answered meanwhile: its place is not free before.
        return asyncio.get_running_loop().call_soon(jump, time[0] + seconds, call)

    def jump(to, call):
        time[0] = max(time[0], to)
        call()

    return Limits(now=lambda: time[0], later=later)


if __name__ == "__main__":
    application.build = partial(application.build, limits=instant_limits())
    sys.exit(bot.main(sys.argv[1:]))
