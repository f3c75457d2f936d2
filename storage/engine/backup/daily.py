"""The day's backup: made, checked, and only then named; then the old ones go.

The records' keys are not in these archives but beside them, in copies that go after a few days: what is erased must not live on for
as long as the oldest archive. An archive of any age is opened with the newest copy, in which an erased record's key is gone
(decision 0020).
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from storage.engine.backup import archive
from storage.engine.backup.checking import check
from storage.engine.backup.errors import BackupError
from storage.engine.backup.retention import Keep
from storage.engine.errors import OperatorError
from storage.engine.private import make_folder, shred, store, sync

PREFIX, ENDING = "dangjian-", ".tar.gz"
_STAMP = "%Y%m%d-%H%M"
OWNER = "owner"
"""A file with the fingerprints of the keys of the bureau whose folder it is."""
OLD = timedelta(hours=1)
HOUR = 3
"""The bureau's hour from which on the day's is made."""


def made_in(folder: Path) -> dict[datetime, Path]:
    """The backups that lie there, by their moments (naive, in the bureau's zone); what is named otherwise is not ours."""
    return _named(folder, ENDING)


def _named(folder: Path, ending: str) -> dict[datetime, Path]:
    found = {}
    for file in folder.glob(f"{PREFIX}*{ending}"):
        with suppress(ValueError):
            at = datetime.strptime(file.name, f"{PREFIX}{_STAMP}{ending}")  # noqa: DTZ007 - in the bureau's zone
            if file.name == f"{PREFIX}{at:{_STAMP}}{ending}":
                found[at] = file
    return found


def claim(folder: Path, marks: Sequence[str]) -> None:
    """Have the folder say whose it is, by the fingerprints of the keys in use.

    Raises BackupError where it is another bureau's: the day's backup would be thought made, and the old ones of both would go.
    """
    file = folder / OWNER
    said = file.read_text(errors="replace").split() if file.exists() else []
    if said and not set(said) & set(marks):
        raise BackupError(f"{folder} 里是另一个单位（用另一把密钥）的备份：请把 BACKUP_DIR 设为各自的目录")
    if said != list(marks):
        file.unlink(missing_ok=True)
        store(folder, OWNER, "\n".join(marks).encode())


def is_due(folder: Path, local: datetime) -> bool:
    """Whether the day's is still to be made; a first one at once."""
    days = {at.date() for at in made_in(folder)}
    return not days or (local.hour >= HOUR and local.date() not in days)


def make(  # noqa: PLR0917 - a process apart is told all of it
    url: str, data_dir: Path, keys: Sequence[str], folder: Path, keep: Keep, local: datetime
) -> bytes:
    """Make it, check it, and thin out the older ones. Gives nothing; or the sentence that says why there is none."""
    stem = folder / f"{PREFIX}{local:{_STAMP}}"
    unnamed, beside = stem.with_name(f"{archive.WRITING}{stem.name}"), stem.with_name(f"{stem.name}{archive.BESIDE}")
    try:
        make_folder(folder)
        _drop_left(folder, data_dir, local - OLD)
        archive.write(url, data_dir, unnamed, local, keys, keys=beside)
        found = check(unnamed, data_dir, keys)
        unnamed.rename(stem.with_name(f"{stem.name}{ENDING}"))
        sync(folder)
        thin(folder, keep, local)
        if found.problems:
            return f"备份已做好，但数据库里有问题：{'；'.join(found.problems)}".encode()
    except OperatorError as error:
        return _without(beside, keep, local, str(error))
    except OSError as error:
        return _without(beside, keep, local, f"备份目录 {folder} 用不了：{error}")
    return b""


def newest(folder: Path) -> datetime | None:
    """The moment of the newest backup (naive, in the bureau's zone)."""
    return max(made_in(folder), default=None)


def thin(folder: Path, keep: Keep, local: datetime) -> None:
    """Delete what is kept no longer; the copies of keys as soon as the days say."""
    made = made_in(folder)
    for at in made.keys() - keep.of(made):
        made[at].unlink()
    _thin_keys(folder, keep, local)


def _thin_keys(folder: Path, keep: Keep, local: datetime) -> None:
    """By their age, also after weeks without a backup; the newest opens all the archives, and stays."""
    copies = _named(folder, archive.BESIDE)
    oldest = local.replace(tzinfo=None) - timedelta(days=max(keep.days, 1))
    for at in sorted(copies)[:-1]:
        if at <= oldest:
            shred(copies[at])


def _without(keys: Path, keep: Keep, local: datetime, problem: str) -> bytes:
    """An archive that is none needs no keys; while backups fail their copies would add up, and those that are there go all the same."""
    with suppress(OSError):
        shred(keys)
        _thin_keys(keys.parent, keep, local)
    return problem.encode()


def _drop_left(folder: Path, data_dir: Path, before: datetime) -> None:
    """What a kill or a failing check has left; what is younger may be somebody's who looks at a backup just now."""
    for left in folder.glob(f"{archive.WRITING}*"):
        _drop(left)
    for left in data_dir.glob(f"{archive.OPENING}*"):
        if left.stat().st_mtime < before.timestamp():
            _drop(left)


def _drop(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)
