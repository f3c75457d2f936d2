"""What the tests have done apart: beside them, as a process that imports the tests would import all that tests need."""

import os
import signal
import time

from storage.engine.apart import MOST


def pid():
    return str(os.getpid()).encode()


def surroundings():
    return f"{os.nice(0)} {signal.getitimer(signal.ITIMER_REAL)[0]:.0f} {' '.join(os.environ)}".encode()


def echo(word):
    return word


def dies(how, tombs, times, *_shown):
    """As often as that."""
    if len(list(tombs.iterdir())) < times:
        (tombs / str(os.getpid())).touch()
        os.kill(os.getpid(), how)
    return b"alive"


def grows():
    bytearray(MOST)
    return pid()


def raises(secret):
    raise ValueError(secret)


def hangs():
    time.sleep(600)
