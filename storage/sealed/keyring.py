"""Keys that end: one for each thing that is meant to pass, kept in a file outside the database.

What the database has held once stays in its write-ahead log, its free pages, PostgreSQL's dead tuples and every backup, so that
erasing a row erases nothing. What must pass is therefore sealed under a key of its own, and the key is overwritten when the thing is
done with. Decision 0006 (docs/decisions) says what that holds against, and what not.

The file is a row of slots of equal size, so that making and ending any number of keys costs one write to the disk. A key takes a free
slot at random: taken in turn, their numbers would tell in which order records were made. Several processes
may use the file at a time. Without a file the keys are in the process's memory alone.
"""

import asyncio
import fcntl
import logging
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.failure import what_failed
from storage.engine.private import FILE_MODE, make_folder, sync
from storage.sealed.vault import Vault, VaultError

log = logging.getLogger(__name__)

PASSING = "passing"
"""The folder within DATA_DIR for the keys of what is under way, which no backup may hold; and under this name the database gives every
session their keyring."""
FILE = "keys"
ENDING = "ending"
"""Under this name a session gathers the keys that end with its commit."""
SLOT, TAG, KEY = 64, 16, 32
"""Bytes; a slot never straddles a disk's sectors."""
NONCE = 12
EMPTY = bytes(SLOT)
FEWEST = 64
_RANDOM = secrets.SystemRandom()


class KeyEnded(Exception):
    """The key is gone, or is not the one that sealed this."""


class Sealed(NamedTuple):
    """The name of a key, and what is sealed under it."""

    key: str
    content: bytes


class Keyring:
    """The keys in one file. A key's name is its slot's number and the random tag in it."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._memory = bytearray()

    async def seal(self, plains: Sequence[bytes]) -> list[Sealed]:
        """Seal each under a fresh key of its own; the keys are on the disk when this returns."""
        made = await asyncio.to_thread(self._make, len(plains)) if plains else []
        return [Sealed(name, _seal(key, name, plain)) for (name, key), plain in zip(made, plains, strict=True)]

    def open(self, sealed: Sealed) -> bytes:
        """What `seal` was given. Raises KeyEnded."""
        name, content = sealed
        slot = self._slot(name)
        if slot is None:
            raise KeyEnded(name)
        try:
            return AESGCM(slot[TAG : TAG + KEY]).decrypt(content[:NONCE], content[NONCE:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise KeyEnded(name) from error

    async def end(self, names: Iterable[str]) -> None:
        """Overwrite those keys; a second time changes nothing."""
        if wanted := list(names):
            await asyncio.to_thread(self._end, wanted)

    async def keep_only(self, names: set[str]) -> int:
        """End every other key: what a process that was killed left behind; gives how many."""
        return await asyncio.to_thread(self._keep_only, names)

    def copy(self) -> bytes:
        """The file as it is between two writers; nothing where there is none."""
        if self._file is None or not self._file.exists():
            return bytes(self._memory)
        with self._open() as store:
            return store.read()

    def _make(self, number: int) -> list[tuple[str, bytes]]:
        made: list[tuple[str, bytes]] = []
        with self._open() as store:
            for at in _free(store.read(), number):
                tag, key = secrets.token_bytes(TAG), AESGCM.generate_key(KEY * 8)
                store.write(at * SLOT, (tag + key).ljust(SLOT, b"\1"))
                made.append((f"{at}.{tag.hex()}", key))
        return made

    def _end(self, names: list[str]) -> None:
        with self._open() as store:
            content = store.read()
            for name in names:
                at, tag = _read(name)
                if tag and content[at * SLOT : at * SLOT + TAG] == tag:
                    store.write(at * SLOT, EMPTY)

    def _keep_only(self, names: set[str]) -> int:
        kept, ended = {_read(name) for name in names}, 0
        with self._open() as store:
            content = store.read()
            for at in range(len(content) // SLOT):
                slot = content[at * SLOT : (at + 1) * SLOT]
                if slot != EMPTY and (at, slot[:TAG]) not in kept:
                    store.write(at * SLOT, EMPTY)
                    ended += 1
        return ended

    def _slot(self, name: str) -> bytes | None:
        at, tag = _read(name)
        if self._file is None:
            found = bytes(self._memory[at * SLOT : (at + 1) * SLOT])
        else:
            try:
                with self._file.open("rb", buffering=0) as file:
                    found = os.pread(file.fileno(), SLOT, at * SLOT)
            except FileNotFoundError:
                return None
        return found if tag and found[:TAG] == tag else None

    @contextmanager
    def _open(self) -> Iterator["_Store"]:
        """The file for one writer at a time; what was written is on the disk when this ends."""
        if self._file is None:
            yield _Store(None, self._memory)
            return
        fresh = not self._file.exists()
        make_folder(self._file.parent)
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            store = _Store(descriptor, self._memory)
            yield store
            if store.written:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if fresh:
            sync(self._file.parent)


class _Store:
    """Bytes at places: of the open file, or of the memory."""

    def __init__(self, descriptor: int | None, memory: bytearray) -> None:
        self._descriptor, self._memory, self.written = descriptor, memory, False

    def read(self) -> bytes:
        if self._descriptor is None:
            return bytes(self._memory)
        return os.pread(self._descriptor, os.fstat(self._descriptor).st_size, 0)

    def write(self, at: int, content: bytes) -> None:
        self.written = True
        if self._descriptor is None:
            self._memory.extend(bytes(max(at - len(self._memory), 0)))
            self._memory[at : at + len(content)] = content
        else:
            os.pwrite(self._descriptor, content, at)


class Passing:
    """Texts that pass: sealed under the vault, and over that under a key that ends with them."""

    def __init__(self, keyring: Keyring, vault: Vault) -> None:
        self.keyring = keyring
        self._vault = vault

    async def seal(self, texts: Sequence[str]) -> list[Sealed]:
        """Each under a key of its own."""
        return await self.keyring.seal([self._vault.seal(text).encode() for text in texts])

    def open(self, sealed: Sealed) -> str:
        """What `seal` was given. Raises KeyEnded, also where the vault's own key is no longer among ours."""
        try:
            return self._vault.open(self.keyring.open(sealed).decode())
        except VaultError as error:
            raise KeyEnded(sealed.key) from error


def passing_of(session: AsyncSession) -> Keyring:
    """The keyring that the session's database was given for what passes."""
    held = session.info[PASSING]
    assert isinstance(held, Keyring)  # noqa: S101 - `Database` gives one to every session
    return held


def end_with(tx: AsyncSession, keyring: Keyring, names: Iterable[str | None]) -> None:
    """Have those keys end once the transaction is committed: should it fail, they are still needed."""
    tx.info.setdefault(ENDING, []).append((keyring, [name for name in names if name]))


async def end_all(session: AsyncSession) -> None:
    """After the commit. What a kill or a failing disk leaves is ended at the next start (`keep_only`)."""
    for keyring, names in session.info.pop(ENDING, ()):
        try:
            await keyring.end(names)
        except OSError as error:
            log.error("%s keys could not be ended: %s", len(names), what_failed(error))


def _free(content: bytes, number: int) -> list[int]:
    """That many free slots at random, in a file that is filled to a half at most."""
    slots = len(content) // SLOT
    free = [at for at in range(slots) if content[at * SLOT : (at + 1) * SLOT] == EMPTY]
    most = max(FEWEST, 2 * (slots - len(free) + number))
    return _RANDOM.sample([*free, *range(slots, most)], number)


def _read(name: str) -> tuple[int, bytes]:
    at, _, tag = name.partition(".")
    try:
        return int(at), bytes.fromhex(tag)
    except ValueError:
        return 0, b""


def _seal(key: bytes, name: str, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, name.encode())
