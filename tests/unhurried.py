"""``python -m tests.unhurried …``: as ``bot.py …``, but without waiting for Telegram's limits on sending."""

import sys
from functools import partial

import bot
from handlers.kit.engine.application import build
from tests.flows.conftest import instant_limits

if __name__ == "__main__":
    bot.build = partial(build, limits=instant_limits())
    sys.exit(bot.main(sys.argv[1:]))
