"""The day's backup, and the word to the party-affairs staff when there is none."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.text import Markup
from scoring.cadence import awake
from storage.engine.apart import Apart
from storage.engine.backup import daily
from storage.engine.backup.errors import BackupError
from storage.engine.opening import keys
from storage.engine.settings import Settings
from storage.engine.sweeps import SweepProblem
from storage.mail.outbox import Push
from storage.people.confirming import trusted
from storage.people.posts import Post
from storage.sealed.vault import Vault

NAME = "每日备份"
PURPOSE = "backup"
DEADLINE = 3600
"""Seconds after which it hangs."""
LONG = timedelta(days=2)
TEXT = Markup(
    "🗄 <b>每日备份没有做成</b>\n{}没有新的备份{}。机器人照常运行，请转告系统管理员："
    "看运行日志里“backup”一行，改好后一小时内会自动再做。"
)

log = logging.getLogger(__name__)


class Backups:
    """Makes the day's backup in a process of its own, so that nobody's press waits for it."""

    name = NAME

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings, self._folder = settings, folder.resolve()
        self._apart = Apart("backup", deadline=DEADLINE, idle=1)

    @classmethod
    def by(cls, settings: Settings) -> Self | None:
        """None where no folder is set."""
        return cls(settings, settings.backup_dir) if settings.backup_dir else None

    async def run(self, local: datetime) -> int:
        """How many were made: none where the day's is there. Raises BackupError when it could not be."""
        known = keys(self._settings)
        try:
            if known:
                await asyncio.to_thread(daily.claim, self._folder, list(Vault(known).derived(PURPOSE)))
            if not await asyncio.to_thread(daily.is_due, self._folder, local):
                return 0
        except (BackupError, OSError) as error:
            log.error("backup: %s", error)
            raise BackupError(str(error)) from error
        work = partial(
            daily.make,
            _absolute(self._settings.database_url.get_secret_value()),
            self._settings.data_dir.resolve(),
            known,
            self._folder,
            self._settings.backup_keep,
            local,
        )
        if problem := (await self._apart.do(work)).decode():
            log.error("backup: %s", problem)
            raise BackupError(problem)
        return 1


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """One a day for each of the staff, as long as it fails."""
    failing = await session.get(SweepProblem, NAME)
    if failing is None:
        return []
    since = failing.since.astimezone(local.tzinfo)
    long = f"，已经 {(local.date() - since.date()).days} 天" if local - since >= LONG else ""
    text = str(TEXT.format(f"{since.month}月{since.day}日以来", long))
    return [
        Push(
            "backup",
            "backup",
            text,
            person_id=who.person_id,
            period=local.date().isoformat(),
            not_before=awake(local),
            expires_at=local + timedelta(days=1),
        )
        for who in await trusted(session, Post.PARTY_STAFF)
    ]


def _absolute(url: str) -> str:
    """The process apart begins elsewhere."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite" and made.database:
        made = made.set(database=str(Path(made.database).resolve()))
    return made.render_as_string(hide_password=False)
