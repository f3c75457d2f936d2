"""Whether the keys at hand are those that this database was sealed with: a known word, sealed in it, is opened first."""

import sqlite3

from sqlalchemy import Connection, inspect
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.sealed.vault import Vault, VaultError, vault_of

WORD = "掌上党建"
LOST = (
    "找不到密钥：数据库里有加密的内容，而 DATA_DIR 里没有 secret.key（或是空的），SECRET_KEY 也没有设置。"
    "请把另行保管的密钥放回原处再试；没有它，谈话、PIN 等加密的内容谁也打不开。"
)
WRONG = "密钥不对：数据库是用另一把密钥加密的。请把原来的 secret.key 放回 DATA_DIR，或把原来的密钥写进 SECRET_KEY。"


class KeyCheck(SQLModel, table=True):
    """The one row: the word, sealed with a key of the vault."""

    __tablename__ = "key_check"

    id: int = Field(default=1, primary_key=True)
    sealed: str


def is_there(connection: Connection) -> bool:
    """Whether some vault has been used with a database, which may be empty or of an older shape."""
    if not inspect(connection).has_table(KeyCheck.__tablename__):
        return False
    return connection.execute(select(KeyCheck.id)).first() is not None


def agreed(connection: Connection, vault: Vault | None) -> bool:
    """Whether the word was sealed, and opens.

    Raises:
        VaultError: when it does not open, or there is no key.
    """
    if not is_there(connection):
        return False
    if vault is None:
        raise VaultError(LOST)
    for (sealed,) in connection.execute(select(KeyCheck.sealed)):
        _compare(sealed, vault)
    return True


async def agree(tx: AsyncSession) -> None:
    """Open the word, or seal it where nobody has yet.

    Raises:
        VaultError: when the database was sealed with other keys.
    """
    row = await tx.get(KeyCheck, 1)
    if row is None:
        tx.add(KeyCheck(sealed=vault_of(tx).seal(WORD)))
    else:
        _compare(row.sealed, vault_of(tx))


async def renew(tx: AsyncSession) -> None:
    """Seal the word with the newest key."""
    row = await tx.get(KeyCheck, 1)
    if row is not None and (renewed := vault_of(tx).renewed(row.sealed)) is not None:
        row.sealed = renewed
        tx.add(row)


def agree_with_copy(copy: sqlite3.Connection, keys: list[str]) -> None:
    """As `agree`, for a copy that is not in its place yet.

    Raises:
        VaultError: when it was sealed, and not with one of these keys.
    """
    if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (KeyCheck.__tablename__,)).fetchone():
        return
    for (sealed,) in copy.execute(f"SELECT sealed FROM {KeyCheck.__tablename__}"):  # noqa: S608 - our own name
        if not keys:
            raise VaultError(LOST)
        _compare(sealed, Vault(keys))


def _compare(sealed: str, vault: Vault) -> None:
    try:
        vault.open(sealed)
    except VaultError as error:
        raise VaultError(WRONG) from error
