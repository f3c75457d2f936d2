"""A backup in place of a database that is not there."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

from storage.engine.backup.archive import DATABASE, OPENING, unpacked
from storage.engine.backup.checking import Checked, check_unpacked
from storage.engine.backup.errors import BackupError
from storage.engine.database import Database
from storage.engine.moving import move, refuse_filled
from storage.engine.private import FILE_MODE, make_folder
from storage.engine.sqlite import file_of
from storage.engine.trouble import plainly
from storage.sealed.keyring import FILE as KEYS
from storage.sealed.records import FOLDER


def put_back(url: str, data_dir: Path, file: Path, keys: Sequence[str]) -> Checked:
    """Check it, then put it in place; on PostgreSQL into an empty database. Gives what is in it. Blocks.

    Raises:
        BackupError: when there is no such file, a database is there already, or the file is no such archive.
        MoveError: when the PostgreSQL database is not empty.
        VaultError: when these keys do not open what the archive seals. Nothing is put in place then.
    """
    database = file_of(url)
    if not file.is_file():
        raise BackupError(f"找不到备份文件 {file}")
    if database is not None and database.exists():
        raise BackupError(f"{database} 已经存在：为免覆盖，请先把它移到别处，再恢复")
    for left in data_dir.glob(f"{OPENING}*"):
        # One that was killed leaves keys, also of records that are erased since.
        shutil.rmtree(left, ignore_errors=True)
    if database is None:
        asyncio.run(_refuse_filled(url))
    with unpacked(file, data_dir) as folder:
        found = check_unpacked(folder, file, keys)
        try:
            _put_records(folder / FOLDER, data_dir / FOLDER)
            if database is None:
                asyncio.run(_fill(url, folder / DATABASE))
            else:
                make_folder(database.parent)
                (folder / DATABASE).chmod(FILE_MODE)
                shutil.move(folder / DATABASE, database)
        except OSError as error:
            raise BackupError(f"没有恢复完：{plainly(error, url)}") from error
    return found


def _put_records(unpacked_ones: Path, folder: Path) -> None:
    if not unpacked_ones.is_dir():
        return
    if (folder / KEYS).exists():
        # What was erased after the backup stays so: of those records the keyring here has no key any more.
        (unpacked_ones / KEYS).unlink(missing_ok=True)
    make_folder(folder)
    for each in unpacked_ones.iterdir():
        # Moved: of a copy the disk would keep the keys when those in place are overwritten.
        each.replace(folder / each.name)


async def _refuse_filled(url: str) -> None:
    target = Database(url)
    try:
        await refuse_filled(target)
    finally:
        await target.close()


async def _fill(url: str, copy: Path) -> None:
    source, target = Database(f"sqlite+aiosqlite:///{copy}"), Database(url)
    try:
        await move(source, target, lambda *_: None)
    finally:
        await source.close()
        await target.close()
