"""``python -m tests.unhurried …``: as ``bot.py …``, but without waiting for Telegram's limits on sending."""

import sys
from functools import partial

import bot
from handlers.kit.engine import application
from tests.flows.conftest import instant_limits

if __name__ == "__main__":
    application.build = partial(application.build, limits=instant_limits())
    sys.exit(bot.main(sys.argv[1:]))
