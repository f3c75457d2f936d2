"""Backing up a SQLite database with its sealed files, and putting both back.

The archive does not hold the vault's keys: without SECRET_KEY (or DATA_DIR/secret.key), kept elsewhere, nobody reads what it seals. It
holds the keys of the records that were not erased when it was made, but none of what passes (decision 0006): a ballot that was open then
is void when it is put back, and what was under way, drafts and updates not done with, is left out.
"""

import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from storage.engine.errors import OperatorError
from storage.sealed import keycheck
from storage.sealed.keyring import FILE as KEYS
from storage.sealed.records import FOLDER

DATABASE = "bot.db"
RESTORING = "restoring-"


class BackupError(OperatorError):
    """It cannot be written or put back; `str()` is one line that says why."""


def write(database: Path, data_dir: Path, file: Path) -> int:
    """Write the archive, whole or not at all, also while the bot runs; gives its size in bytes.

    The database is copied first: a file sealed after that is one too many, never one too few.

    Raises:
        BackupError: when there is no database, or the archive cannot be written.
    """
    if not database.exists():
        raise BackupError(f"没有数据库可备份：{database} 不存在")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            copy, archive = Path(folder) / DATABASE, Path(folder) / "archive"
            with closing(sqlite3.connect(database)) as source:
                # Page by page it would bring along the free ones, with what was erased.
                source.execute("VACUUM INTO ?", (str(copy),))
            _leave_out(copy)
            with tarfile.open(archive, "w:gz") as tar:
                tar.add(copy, DATABASE)
                if (data_dir / FOLDER).is_dir():
                    tar.add(data_dir / FOLDER, FOLDER)
            archive.chmod(0o600)
            os.replace(archive, file)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"写不了 {file}：{error}") from error
    return file.stat().st_size


def put_back(database: Path, data_dir: Path, file: Path, keys: list[str]) -> None:
    """Put an archive in place of a database that is not there.

    Raises:
        BackupError: when there is no such file, a database is there already, or the file is no such archive.
        VaultError: when these keys do not open what the archive seals. Nothing is put in place then.
    """
    if not file.is_file():
        raise BackupError(f"找不到备份文件 {file}")
    if database.exists():
        raise BackupError(f"{database} 已经存在：为免覆盖，请先把它移到别处，再恢复")
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in data_dir.glob(f"{RESTORING}*"):
        # One that was killed leaves keys, also of records that are erased since.
        shutil.rmtree(left, ignore_errors=True)
    try:
        with tempfile.TemporaryDirectory(dir=data_dir, prefix=RESTORING) as folder:
            with tarfile.open(file, "r:gz") as tar:
                tar.extractall(folder, filter="data")
            copy = Path(folder) / DATABASE
            _check(copy, keys)
            if (data_dir / FOLDER / KEYS).exists():
                # What was erased after the backup stays so: of those records the keyring here has no key any more.
                (Path(folder) / FOLDER / KEYS).unlink(missing_ok=True)
            if (Path(folder) / FOLDER).is_dir():
                (data_dir / FOLDER).mkdir(exist_ok=True, mode=0o700)
                for each in (Path(folder) / FOLDER).iterdir():
                    # Moved: of a copy the disk would keep the keys when those in place are overwritten.
                    each.replace(data_dir / FOLDER / each.name)
            copy.chmod(0o600)
            shutil.move(copy, database)
    except (OSError, tarfile.TarError, sqlite3.Error, EOFError) as error:
        raise BackupError(f"{file} 不是完整的备份：{error}") from error


def _leave_out(copy: Path) -> None:
    """What nothing opens where it is put back: drafts, and updates that have had no effect yet; Telegram may send those again."""
    with closing(sqlite3.connect(copy)) as connection:
        known = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if {"memory", "inbox"} <= known:
            connection.execute("DELETE FROM memory")
            connection.execute("DELETE FROM inbox WHERE NOT effect_taken AND NOT done")
            connection.execute(
                "UPDATE inbox SET done = 1, payload = NULL, key = NULL, received_at = NULL WHERE key IS NOT NULL"
            )
            connection.commit()
            connection.execute("VACUUM")


def _check(copy: Path, keys: list[str]) -> None:
    if not copy.exists():
        raise sqlite3.DatabaseError(f"里面没有 {DATABASE}")
    with closing(sqlite3.connect(copy)) as connection:
        (found,) = connection.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        keycheck.agree_with_copy(connection, keys)
