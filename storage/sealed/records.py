"""Confidential records: texts and files that are never in the clear at rest.

Each record has a random key of its own; its fields are sealed with AES-GCM under it. What a field belongs to (kind, record, name) is
part of the seal, so that a ciphertext moved elsewhere does not open. The record's key is sealed twice: under a key in the keyring of
DATA_DIR/records, outside the database, and over that by the vault's newest key. Erasing a record overwrites the former: what database and
disk remember of the record stays closed, also to who holds the vault's keys. Files lie in DATA_DIR/records too.
"""

import asyncio
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.private import store
from storage.sealed.keyring import FILE as KEYS
from storage.sealed.keyring import KeyEnded, Keyring, Sealed, end_with
from storage.sealed.vault import VaultError, vault_of

FOLDER = "records"
"""Under this name the database gives every session the folder for files."""
NONCE = 12


class Unreadable(StrEnum):
    """Why something cannot be read; each value is what the person reads."""

    GONE = "没有这份记录。"
    CLEARED = "内容已按保存期限清除，只留下发生过的记录。"
    KEY_GONE = "这份记录的密钥已不在系统里，内容打不开。请联系系统管理员找回旧的 SECRET_KEY。"
    ENDED = "这份记录的内容已经清除，或者恢复备份时没有带上 DATA_DIR/records/keys，打不开。"
    DAMAGED = "内容已损坏或被改动，打不开。请告诉系统管理员核查。"


class Record(SQLModel, table=True):
    """A record; `wrapped` is its key, sealed under the one that `outer` names, and None once it is erased.

    Its number is random: the order of the numbers would say between which others a confidential one was made.
    """

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str
    wrapped: str | None = None
    outer: str | None = None
    made_on: date


class RecordField(SQLModel, table=True):
    """One sealed field: in the row, or in the file of that name. SQLite's hidden numbers of rows would keep the order of all records."""

    __tablename__ = "record_field"
    __table_args__ = {"sqlite_with_rowid": False}

    record_id: int = Field(foreign_key="record.id", primary_key=True)
    name: str = Field(primary_key=True)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    file: str | None = None


async def make(
    tx: AsyncSession, kind: str, texts: Mapping[str, str], now: datetime, *, files: Mapping[str, bytes] | None = None
) -> int:
    """Store a record with its fields; gives its number. Files go to the disk before the commit: `tidy` drops stray ones."""
    key = AESGCM.generate_key(256)
    (sealed_key,) = await keyring(tx).seal([key])
    wrapped = vault_of(tx).seal(b64encode(sealed_key.content).decode())
    row = Record(id=await _number(tx), kind=kind, made_on=now.date(), wrapped=wrapped, outer=sealed_key.key)
    tx.add(row)
    await tx.flush()
    for name, text in texts.items():
        tx.add(RecordField(record_id=row.id, name=name, sealed=_seal(key, row, name, text.encode())))
    for name, content in (files or {}).items():
        file = f"{row.id}-{secrets.token_hex(8)}"
        sealed = await asyncio.to_thread(_seal, key, row, name, content)
        await asyncio.to_thread(store, _folder(tx), file, sealed)
        tx.add(RecordField(record_id=row.id, name=name, file=file))
    await tx.flush()
    return row.id


async def names(session: AsyncSession, record_id: int, *, files: bool = False) -> list[str]:
    """The names of its texts, or of its files, in order."""
    query = select(RecordField.name).where(col(RecordField.record_id) == record_id)
    kept = col(RecordField.file).is_not(None) if files else col(RecordField.file).is_(None)
    return list((await session.exec(query.where(kept).order_by(col(RecordField.name)))).all())


async def read(session: AsyncSession, record_id: int, name: str) -> str | Unreadable:
    found = await read_file(session, record_id, name)
    return found if isinstance(found, Unreadable) else found.decode()


async def texts(session: AsyncSession, record_id: int) -> dict[str, str]:
    """All its texts that can be read, by their names, with one question."""
    key, row = await _key(session, record_id), await session.get(Record, record_id)
    if isinstance(key, Unreadable) or row is None:
        return {}
    query = select(RecordField).where(col(RecordField.record_id) == record_id, col(RecordField.file).is_(None))
    found = {}
    for field in (await session.exec(query)).all():
        with suppress(InvalidTag, ValueError):
            found[field.name] = _open(key, row, field.name, field.sealed or b"").decode()
    return found


async def read_file(session: AsyncSession, record_id: int, name: str) -> bytes | Unreadable:
    """The bytes of a field, wherever they lie."""
    key = await _key(session, record_id)
    if isinstance(key, Unreadable):
        return key
    row, field = await session.get(Record, record_id), await session.get(RecordField, (record_id, name))
    if row is None or field is None:
        return Unreadable.GONE
    try:
        sealed = field.sealed
        if field.file is not None:
            sealed = await asyncio.to_thread((_folder(session) / field.file).read_bytes)
        return await asyncio.to_thread(_open, key, row, name, sealed or b"")
    except (InvalidTag, ValueError, OSError):
        return Unreadable.DAMAGED


async def state(session: AsyncSession, record_id: int) -> Unreadable | None:
    """Why nothing of a record can be read; None when it can."""
    key = await _key(session, record_id)
    return key if isinstance(key, Unreadable) else None


async def erase(tx: AsyncSession, record_id: int) -> None:
    """Drop the key and the fields; that there was a record stays."""
    row = await tx.get(Record, record_id)
    if row is not None:
        end_with(tx, keyring(tx), [row.outer])
        row.wrapped = row.outer = None
        tx.add(row)
    await tx.exec(delete(RecordField).where(col(RecordField.record_id) == record_id))


async def rewrap(tx: AsyncSession) -> int:
    """Wrap every record's key with the vault's newest; gives how many were not yet. Keys that nothing opens stay as they are."""
    vault, changed = vault_of(tx), 0
    for row in (await tx.exec(select(Record).where(col(Record.wrapped).is_not(None)))).all():
        try:
            wrapped = vault.renewed(row.wrapped or "")
        except VaultError:
            continue
        if wrapped is not None:
            row.wrapped, changed = wrapped, changed + 1
            tx.add(row)
    return changed


async def tidy(tx: AsyncSession) -> int:
    """Delete files that no field names, and end keys that no record does: of erased records, and of transactions that came to
    nothing; gives how many files.

    Within a write transaction, so that none of a transaction under way is taken for one.
    """
    folder = tx.info.get(FOLDER)
    if folder is None:
        return 0
    outer = (await tx.exec(select(Record.outer).where(col(Record.outer).is_not(None)))).all()
    await keyring(tx).keep_only({name for name in outer if name})
    known = set((await tx.exec(select(RecordField.file).where(col(RecordField.file).is_not(None)))).all())
    return await asyncio.to_thread(_drop_strays, folder, known)


async def _key(session: AsyncSession, record_id: int) -> bytes | Unreadable:
    row = await session.get(Record, record_id)
    if row is None:
        return Unreadable.GONE
    if row.wrapped is None or row.outer is None:
        return Unreadable.CLEARED
    try:
        content = b64decode(vault_of(session).open(row.wrapped))
    except VaultError:
        return Unreadable.KEY_GONE
    try:
        return keyring(session).open(Sealed(row.outer, content))
    except KeyEnded:
        return Unreadable.ENDED


async def _number(session: AsyncSession) -> int:
    """One that no record has."""
    while await session.get(Record, number := secrets.randbits(31)):
        continue
    return number


def keyring(session: AsyncSession) -> Keyring:
    """Where the records' keys are."""
    return Keyring(_folder(session) / KEYS)


def _folder(session: AsyncSession) -> Path:
    folder = session.info.get(FOLDER)
    if not isinstance(folder, Path):
        raise RuntimeError("this database was opened without a folder for files")
    return folder


def _bound_to(row: Record, name: str) -> bytes:
    return f"{row.kind}:{row.id}:{name}".encode()


def _seal(key: bytes, row: Record, name: str, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(row, name))


def _open(key: bytes, row: Record, name: str, sealed: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _bound_to(row, name))


def _drop_strays(folder: Path, known: set[str | None]) -> int:
    strays = [path for path in folder.glob("*") if path.name not in known | {KEYS}] if folder.is_dir() else []
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
