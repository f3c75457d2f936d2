"""Three bots and the stand-in for Telegram, as processes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from storage.meetings import checkin
from storage.meetings.rows import Meeting
from tests.bench import usage
from tests.processes import ROOT, ZONE, environment

PEERS = ROOT / "build/bench/bin"
MOST = 180.0

OURS = "this bot, durable check-in"
BOTS = {
    "bare python-telegram-bot": (sys.executable, "-m", "tests.bench.echo"),
    OURS: (sys.executable, "-m", "tests.bench.unlimited"),
    "bare aiogram": (PEERS / "python", "tests/bench/aiogram_echo.py"),
}


class Telegram:
    """The stand-in as a process, which is told what to do line by line."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [PEERS / "python", ROOT / "tests/bench/standin.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self._process.stdout.readline().strip()

    def tell(self, **asked: object) -> None:
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict:
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def running(
    telegram: Telegram, command: tuple[str | Path, ...], data: Path, **more: str
) -> Iterator[tuple[subprocess.Popen, float]]:
    """A bot that polls and rests, with the CPU time of its start."""
    telegram.tell(listen=MOST)
    given = environment(telegram.url, data, PYTHONDONTWRITEBYTECODE="", **more)
    with (data / "log").open("w+") as log:
        bot = subprocess.Popen(command, cwd=ROOT, env=os.environ | given, stdout=log, stderr=log)
        try:
            polled = telegram.answer()["polled"]
            start = usage.cpu(bot.pid)
            if not polled:
                raise RuntimeError((data / "log").read_text())
            usage.rest(bot.pid)
            yield bot, start
        finally:
            bot.terminate()
            bot.wait(60)


def storm(telegram: Telegram, accounts: list[int], meeting: Meeting | None) -> dict:
    """Everybody writes at once: with a meeting its code, without just the word."""
    text, answer = "签到", "签到"
    if meeting:
        code = checkin.code_at(meeting, datetime.now(ZONE))
        text, answer = f"/start ci_{meeting.number}_{code}", "签到成功"
    telegram.tell(texts=dict.fromkeys(accounts, text), answer=answer, seconds=MOST)
    found = telegram.answer()
    if len(found["seconds"]) < len(accounts):
        raise RuntimeError(f"{len(found['seconds'])} of {len(accounts)} were answered")
    return found
