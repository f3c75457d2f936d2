"""``bot.py``, with limits on sending that it never meets: 30 messages a second would make all bots equal."""

import os
import sys
from pathlib import Path

import bot

if __name__ == "__main__":
    bot.import_all()
    from handlers.kit.engine import turns

    turns.ALL = turns.PUSHES = turns.PRIVATE = turns.PUSHES_PRIVATE = (1_000_000, 1.0)
    turns.SPACING = 0.0
    if stacks := os.environ.get("BENCH_STACKS"):
        from tests.bench.sampling import Sampler

        Sampler(Path(stacks))
    sys.exit(bot.main([]))
