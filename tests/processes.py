"""The bot and its Telegram as real processes on a filled database, for what only processes can show."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import select

from sandbox.bureau import demo
from sandbox.bureau.people import Bureau
from scoring.duties import MeetingKind
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.meetings.rows import Attendance, Meeting, MeetingState, kinds_word
from storage.people import roster
from storage.people.directory import Person
from storage.people.roster_file import read_roster
from storage.sealed.vault import Vault, make_key

ROOT = Path(__file__).parents[1]
ZONE = ZoneInfo("Asia/Shanghai")
TOKEN = demo.TOKEN
HANGS = 600
"""Seconds after which a process that says nothing hangs: no slow machine takes so long."""


async def started(*command: str, **environment: str) -> asyncio.subprocess.Process:
    """A Python process of this project, its standard error to be read."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=ROOT,
        env=os.environ | environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def said(process: asyncio.subprocess.Process, words: str) -> str:
    """Read standard error up to the line with these words. Raises AssertionError when it ends without."""
    assert process.stderr
    lines = []
    while line := (await asyncio.wait_for(process.stderr.readline(), HANGS)).decode():
        lines.append(line)
        if re.search(words, line):
            return line
    raise AssertionError("".join(lines))


def telegram() -> AbstractAsyncContextManager[str]:
    """The sandbox's Telegram with the bureau's accounts, on a free port; its address."""
    return demo.telegram(Bureau.generate(today=datetime.now(ZONE).date()), 0)


@contextmanager
def telegram_apart(token: str, people: str = "") -> Iterator[str]:
    """The sandbox's Telegram in a process of its own, with people as `people_file` writes them; its address."""
    command = [sys.executable, "-m", "sandbox.telegram", "--port", "0", "--token", token]
    command += ["--people", "-"] if people else []
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(people)
        process.stdin.close()
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def environment(url: str, data: Path, **more: str) -> dict[str, str]:
    """What the bot needs to run against that Telegram."""
    return {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{data}/bot.db",
        "DATA_DIR": str(data),
        "LOG_LEVEL": "INFO",
    } | more


async def filled(data: Path, bureau: Bureau, url: str | None = None) -> Database:
    """A database, in that folder or at that URL, with the whole bureau, everybody's account bound. Close it."""
    vault = Vault(make_key(data))
    database = Database(url or f"sqlite+aiosqlite:///{data}/bot.db", vault, data / "records")
    await migrate(database)
    now = datetime.now(ZONE)
    accounts = {person.badge: person.telegram_id for person in bureau.people}
    async with database.write() as tx:
        await roster.apply(tx, read_roster("roster.csv", bureau.roster_csv().encode(), now.date()), now)
        for person in (await tx.exec(select(Person))).all():
            person.telegram_id, person.bound_at = accounts[person.police_no], now
            tx.add(person)
    return database


async def open_meeting(database: Database, title: str, chair: Person, expected: Iterable[Person]) -> Meeting:
    """A meeting that has begun."""
    now = datetime.now(ZONE)
    async with database.write() as tx:
        meeting = Meeting(
            branch_id=chair.branch_id,
            kinds=kinds_word([MeetingKind.GENERAL]),
            title=title,
            starts_at=now + timedelta(hours=1),
            place="礼堂",
            chair_id=chair.id or 0,
            called_by=chair.id or 0,
            called_at=now,
            state=MeetingState.OPEN.value,
            opened_at=now,
            secret=f"{abs(hash(title)):032x}",
        )
        tx.add(meeting)
        await tx.flush()
        tx.add_all(Attendance(meeting_id=meeting.number, person_id=each.id or 0, entitled=True) for each in expected)
    return meeting
