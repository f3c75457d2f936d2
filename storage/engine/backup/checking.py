"""Whether a backup is one: it is opened, and what is in it is read."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import col, select

from storage.engine.backup.archive import BROKEN, DATABASE, manifest, rows_in, seals, unpacked
from storage.engine.backup.errors import BackupError
from storage.engine.database import Database
from storage.engine.migrate import migrate, newest
from storage.sealed import audit, keycheck, records
from storage.sealed.head import Head
from storage.sealed.records import FOLDER, Record, RecordField, Unreadable
from storage.sealed.vault import Vault

NO_HEAD = Head(0, audit.START)


@dataclass(frozen=True)
class Checked:
    """What was found in a backup: when it was made, its migration, each table's rows.

    Then what its keys open: the audit trail's head, and what is wrong with the trail; how many confidential records can be read, were erased
    since, and cannot be read; how many sealed files are missing; and whether it lacks the seal by which it is ours.
    """

    made_at: str
    migration: str
    rows: dict[str, int]
    head: Head = NO_HEAD
    damage: audit.Found | None = None
    readable: int = 0
    erased: int = 0
    unreadable: int = 0
    missing: int = 0
    unsealed: bool = False

    @property
    def problems(self) -> list[str]:
        """What is wrong in it, as it was in the database of which it was made."""
        return [
            *([str(self.damage)] if self.damage else []),
            *([f"{self.unreadable} 份保密记录用现有的密钥打不开"] if self.unreadable else []),
            *([f"缺 {self.missing} 个加密的文件"] if self.missing else []),
            *(["没有封签，看不出有没有被人改过，请确认它的来源"] if self.unsealed else []),
        ]


def check(file: Path, data_dir: Path, keys: Sequence[str]) -> Checked:
    """Open it and read it; nothing is changed. Blocks.

    Raises:
        BackupError: when it is damaged, or not what it says of itself, or of a newer version than this program.
        VaultError: when these keys do not open what it seals.
    """
    with unpacked(file, data_dir) as folder:
        return check_unpacked(folder, file, keys)


def check_unpacked(folder: Path, file: Path, keys: Sequence[str]) -> Checked:
    """As `check`; of an archive of an earlier version the unpacked database is brought to this one's shape."""
    copy = folder / DATABASE
    try:
        with closing(sqlite3.connect(copy)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            (migration,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            keycheck.agree_with_copy(connection, list(keys))
        rows, told = rows_in(copy), manifest(folder)
        given, made_at = told.get("seal"), str(told.get("made_at", ""))
    except (sqlite3.Error, ValueError, TypeError, AttributeError) as error:
        raise BackupError(BROKEN.format(file)) from error
    if not migration.isdigit():
        raise BackupError(f"{file} 是别的程序的备份")
    if migration > newest():
        raise BackupError(f"{file} 是更新版本的程序写的（{migration}）：请先升级本程序")
    if rows != told.get("rows", rows):
        raise BackupError(f"{file} 不是完整的备份：表里的行数与记下的不符")
    if given is not None and keys and given not in seals(copy, made_at, keys):
        raise BackupError(f"{file} 做好以后被改动过：请换一份，不要恢复它")
    checked = Checked(made_at, migration, rows, unsealed=given is None and bool(keys))
    return asyncio.run(_read(folder, keys, checked)) if keys else checked


async def _read(folder: Path, keys: Sequence[str], checked: Checked) -> Checked:
    database = Database(f"sqlite+aiosqlite:///{folder / DATABASE}", Vault(list(keys)), folder / FOLDER)
    try:
        await migrate(database)
        async with database.read() as session:
            found = await audit.verify(session)
            numbers = (await session.exec(select(Record.id).where(col(Record.wrapped).is_not(None)))).all()
            states = [await records.state(session, number) for number in numbers]
            files = (await session.exec(select(RecordField.file).where(col(RecordField.file).is_not(None)))).all()
            head = await audit.head(session)
    finally:
        await database.close()
    erased, readable = states.count(Unreadable.ENDED), states.count(None)
    return replace(
        checked,
        head=head,
        damage=found if isinstance(found, audit.Found) else None,
        readable=readable,
        erased=erased,
        unreadable=len(states) - readable - erased,
        missing=sum(not (folder / FOLDER / str(name)).is_file() for name in files),
    )
