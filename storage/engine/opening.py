"""The database that the settings name, with all that seals in it: the vault, the records' keys, the keys of what passes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.engine.moving import refuse_half_moved
from storage.engine.private import check_writable, keep_private
from storage.engine.pulse import Pulse
from storage.engine.settings import Settings
from storage.engine.sqlite import file_of
from storage.sealed import keycheck
from storage.sealed.keyring import FILE, PASSING, Keyring
from storage.sealed.records import FOLDER
from storage.sealed.vault import KEY_FILE, Vault, VaultError, load_keys, make_key


def sqlite_file(settings: Settings) -> Path | None:
    """Where SQLite keeps it; None where the database is PostgreSQL's."""
    return file_of(settings.database_url.get_secret_value())


def places(settings: Settings) -> list[Path]:
    """The folders that hold what is kept: DATA_DIR, and the SQLite file's."""
    file = sqlite_file(settings)
    return list(dict.fromkeys([settings.data_dir, *([file.parent] if file else [])]))


def keys(settings: Settings) -> list[str]:
    """The vault's, newest first; none where none has been made."""
    return load_keys([key.get_secret_value() for key in settings.secret_key], settings.data_dir)


async def open_database(settings: Settings, pulse: Pulse | None = None) -> tuple[Database, Vault]:
    """A key is made for a database that none has sealed yet; for any other a missing one is a loss, and told as such.

    Raises VaultError.
    """
    file = sqlite_file(settings)
    keep_private(settings.data_dir, file)
    if file is not None:
        check_writable(file)
    url, known = settings.database_url.get_secret_value(), keys(settings)
    if not known:
        unsealed = Database(url)
        try:
            async with unsealed.engine.connect() as connection:
                lost = await connection.run_sync(keycheck.is_there)
        finally:
            await unsealed.close()
        if lost or (settings.data_dir / KEY_FILE).exists():
            raise VaultError(keycheck.LOST)
        known = make_key(settings.data_dir)
    vault = Vault(known)
    passing = Keyring(settings.data_dir / PASSING / FILE)
    return Database(url, vault, settings.data_dir / FOLDER, passing, pulse), vault


async def prepare(database: Database) -> None:
    """Migrated, and sealed with a key that is among ours. Raises VaultError, and MoveError where a move has filled but half of it."""
    await refuse_half_moved(database)
    await migrate(database)
    async with database.write() as tx:
        await keycheck.agree(tx)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database, ready, for as long as one command needs it. Raises VaultError."""
    database, _ = await open_database(settings)
    try:
        await prepare(database)
        yield database
    finally:
        await database.close()
