"""Names, phone numbers and keys are nobody else's to read on this machine: the folders are 0700, the files are 0600."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o077
"""The umask of every command: what it makes is its owner's alone."""
FOLDER_MODE, FILE_MODE = 0o700, 0o600
BESIDE = ("", "-wal", "-shm", "-journal", ".lock")
"""What SQLite and the process's lock keep beside a database, by the ending of the name."""


def keep_private(data_dir: Path, database: Path | None) -> None:
    """Make the folder, and take everybody else's rights away from it and from a SQLite database made before.

    A folder that the database may lie in besides is not ours to close. What belongs to another account is left to it.
    """
    make_folder(data_dir)
    found = [data_dir]
    if database is not None:
        found += [file for ending in BESIDE if (file := Path(f"{database}{ending}")).is_file()]
    for each in found:
        with suppress(PermissionError):
            os.chmod(each, each.stat().st_mode & FOLDER_MODE)


def check_writable(file: Path) -> None:
    """Raises PermissionError: SQLite would read such a file, and pass its not writing over until something is to be stored."""
    if file.exists() and not os.access(file, os.R_OK | os.W_OK, effective_ids=True):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))


def make_folder(folder: Path) -> None:
    """Make it, and those above it; one that is there stays as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)


def create(path: Path) -> BinaryIO:
    """A new file, to be written. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb")


def store(folder: Path, name: str, content: bytes) -> None:
    """A new file, on the disk when this returns. Raises FileExistsError."""
    make_folder(folder)
    with create(folder / name) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync(folder)


def shred(path: Path) -> None:
    """Overwrite, then delete: the best that a file can be asked for. One that is not there is no failure."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        # What a link leads to is another file: only the link goes.
        path.unlink(missing_ok=True)
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(os.fstat(descriptor).st_size))
        file.flush()
        os.fsync(descriptor)
    path.unlink(missing_ok=True)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
