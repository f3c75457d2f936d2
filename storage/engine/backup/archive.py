"""The archive: written whole or not at all, and unpacked."""

import asyncio
import hmac
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from storage.engine.backup.errors import BackupError
from storage.engine.moving import export
from storage.engine.private import BESIDE as PARTS
from storage.engine.private import FILE_MODE, make_folder, sync
from storage.engine.sqlite import file_of
from storage.engine.trouble import SQLITE, plainly
from storage.sealed.keyring import FILE as KEYS
from storage.sealed.keyring import Keyring
from storage.sealed.records import FOLDER
from storage.sealed.vault import Vault

DATABASE = "bot.db"
MANIFEST = "manifest.json"
"""When it was made, how many rows each table had, and the seal: what is found in it is compared with that."""
PURPOSE = "backup"
BESIDE = ".keys"
"""The ending of a copy of the records' keys beside an archive that does not hold them (`daily.py`)."""
WRITING, OPENING = "writing-backup-", "restoring-"
"""Beginnings of folders that are there while it is written or opened; a kill may leave one."""
BROKEN = "{} 不是完整的备份：请换一份，或从另存的地方重新拷一次"


def write(
    url: str, data_dir: Path, file: Path, now: datetime, sealing: Sequence[str] = (), *, keys: Path | None = None
) -> int:
    """Write the archive, also while the bot runs; gives its size in bytes. Blocks: call it in a thread, or a process.

    It is sealed with the newest of the vault's keys that are given. With `keys`, a copy of the records' keys goes there and not into the archive.
    The database is copied first: a file or key made after that is one too many, never one too few.

    Raises:
        BackupError: when there is no database, or the archive cannot be written.
    """
    database = file_of(url)
    if database is not None and not database.exists():
        raise BackupError(f"没有数据库可备份：{database} 不存在")
    if file.is_dir():
        raise BackupError(f"{file} 是文件夹：请写出备份文件的名字，如 {file / 'dangjian.tar.gz'}")
    if file.resolve() in {Path(f"{database}{ending}").resolve() for ending in PARTS}:
        raise BackupError(f"{file} 就是数据库：请把备份写到别的文件")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=WRITING) as folder:
            copy, archive = Path(folder) / DATABASE, Path(folder) / "archive"
            if database is not None:
                _copy(database, copy)
            else:
                asyncio.run(export(url, copy))
            _leave_out(copy)
            said: dict[str, Any] = {"made_at": now.isoformat(), "rows": rows_in(copy)}
            if sealing:
                said["seal"] = seals(copy, now.isoformat(), sealing)[0]
            (Path(folder) / MANIFEST).write_text(json.dumps(said))
            with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
                for name in (MANIFEST, DATABASE):
                    tar.add(Path(folder) / name, name)
                _add_records(tar, data_dir / FOLDER)
                copied = Path(folder) / KEYS
                copied.write_bytes(Keyring(data_dir / FOLDER / KEYS).copy())
                if keys is None and copied.stat().st_size:
                    tar.add(copied, f"{FOLDER}/{KEYS}")
            if keys is not None:
                _put(copied, keys)
            _put(archive, file)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise BackupError(f"写不了 {file}：{plainly(error, url)}") from error
    return file.stat().st_size


@contextmanager
def unpacked(file: Path, data_dir: Path) -> Iterator[Path]:
    """A folder of DATA_DIR with what is in the archive, and with the newest copy of the records' keys where they lie beside it.

    Raises:
        BackupError: when there is no such file, or it is no such archive.
    """
    if not file.is_file():
        raise BackupError(f"找不到备份文件 {file}")
    made = not data_dir.exists()
    make_folder(data_dir)
    try:
        with _opened(file, data_dir) as folder:
            yield folder
    except BaseException:
        if made:
            with suppress(OSError):
                data_dir.rmdir()
        raise


@contextmanager
def _opened(file: Path, data_dir: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=data_dir, prefix=OPENING) as folder:
        try:
            with tarfile.open(file, "r:gz") as tar:
                # The filter of later Pythons: Debian 12 has 3.11.2, which knows none.
                safe: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
                tar.extractall(folder, members=_ours(tar, file, shutil.disk_usage(folder).free), **safe)  # noqa: S202 - only what `_ours` lets through
            if not (Path(folder) / DATABASE).exists():
                raise BackupError(f"{file} 不是完整的备份：里面没有 {DATABASE}")
            beside = sorted(file.parent.glob(f"*{BESIDE}"))
            keys = Path(folder) / FOLDER / KEYS
            if beside and not keys.exists():
                make_folder(keys.parent)
                shutil.copy(beside[-1], keys)
        except (tarfile.TarError, EOFError, zlib.error) as error:
            raise BackupError(BROKEN.format(file)) from error
        except OSError as error:
            # gzip's own has no number.
            raise BackupError(f"打不开 {file}：{plainly(error)}" if error.errno else BROKEN.format(file)) from error
        yield Path(folder)


def _ours(tar: tarfile.TarFile, file: Path, room: int) -> Iterator[tarfile.TarInfo]:
    """What is in it: files and folders of its own, as we write them. Raises BackupError for anything else, and before the disk is full.

    A bot may be running on that disk.
    """
    for each in tar:
        room -= each.size
        if room < 0:
            raise BackupError(f"磁盘空间不够解开 {file}：请先腾出空间，或把 DATA_DIR 放到大一些的磁盘上")
        if not (each.isreg() or each.isdir()) or PurePosixPath(each.name).is_absolute() or ".." in each.name.split("/"):
            raise BackupError(BROKEN.format(file))
        yield each


def manifest(folder: Path) -> dict[str, Any]:
    """What an unpacked archive says of itself; empty for one of an earlier version."""
    file = folder / MANIFEST
    found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return found


def seals(copy: Path, made_at: str, keys: Sequence[str]) -> list[str]:
    """What only who has one of those keys can write of that database and its moment, newest key first.

    Whoever can write where backups lie could else have an account of their own bound to an officer by the next restore.
    """
    with copy.open("rb") as content:
        said = file_digest(content, "sha256").digest() + made_at.encode()
    return [hmac.digest(key, said, "sha256").hex() for key in Vault(list(keys)).derived(PURPOSE).values()]


def rows_in(copy: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(copy)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a table of ours
            for (name,) in sorted(tables)
        }


def _copy(database: Path, copy: Path) -> None:
    with closing(sqlite3.connect(database)) as source:
        if source.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise BackupError(SQLITE[sqlite3.SQLITE_CORRUPT].format(database))
        # Page by page it would bring along the free ones, with what was erased.
        source.execute("VACUUM INTO ?", (str(copy),))


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


def _add_records(tar: tarfile.TarFile, folder: Path) -> None:
    for each in sorted(folder.glob("*")) if folder.is_dir() else []:
        try:
            if each.name != KEYS:
                tar.add(each, f"{FOLDER}/{each.name}")
        except FileNotFoundError:
            # Erased while the archive was written: its row in the copy has no key any more, or loses it with the next one.
            continue


def _put(made: Path, file: Path) -> None:
    """In its place, on the disk, under its name only when it is whole."""
    made.chmod(FILE_MODE)
    with made.open("rb") as content:
        os.fsync(content.fileno())
    os.replace(made, file)
    sync(file.parent)
