"""A move that ends by SIGKILL at the table and the row that it is given: `python -m tests.storage.moving_killed FROM TO TABLE ROWS`."""

import asyncio
import os
import signal
import sys

from storage.engine import copying
from storage.engine.database import Database
from storage.engine.moving import move


def main(source, target, table, rows):
    copying.AT_ONCE = 2

    def tell(name, there, _total):
        if (name, there) == (table, int(rows)):
            os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(move(Database(source), Database(target), tell))


if __name__ == "__main__":
    main(*sys.argv[1:])
