"""The ballot box: the key of each secret ballot, which is never in the database, and the papers that are being filled in.

docs/decisions/0006-what-is-to-vanish.md says why, and what this does not protect against.
"""

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.engine.private import shred, store

FOLDER = "ballots"
"""Within DATA_DIR. No backup may hold it: a key that outlives its count opens the votes in every copy of the database."""
NONCE = 12
PADDED = 256
"""Every sealed vote is of this length, whatever it says."""
KEY_BYTES = 32
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Nothing in them is read for something else."""


class KeyLost(Exception):
    """The key of a ballot is gone, or is not the one that sealed a vote."""


@dataclass
class Paper:
    """What one voter is filling in. `marks` are random words for the options, so that a press does not say what it means."""

    ballot: int
    person: int
    marks: tuple[str, ...]
    receipt: str
    chosen: set[int] = field(default_factory=set)
    cast: str = field(default_factory=lambda: secrets.token_hex(6))
    page: int = 0


class Box:
    """One process's box. With a folder the keys outlive the process; without one they are in its memory alone."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._keys: dict[str, bytes] = {}
        self._papers: dict[tuple[int, int], Paper] = {}

    async def make(self) -> str:
        """A new key, on the disk before anything is sealed with it; gives its name."""
        name, key = secrets.token_hex(16), AESGCM.generate_key(KEY_BYTES * 8)
        if self._folder is not None:
            await asyncio.to_thread(store, self._folder, name, key)
        self._keys[name] = key
        return name

    async def seal(self, name: str, ballot: int, plain: bytes) -> bytes:
        """One vote, of the same length as every other. Raises KeyLost, and ValueError for one that is too long."""
        if len(plain) >= PADDED:
            raise ValueError("a vote is too long to look like any other")
        nonce = secrets.token_bytes(NONCE)
        padded = plain + b"\0" * (PADDED - len(plain))
        return nonce + AESGCM(await self._key(name)).encrypt(nonce, padded, str(ballot).encode())

    async def open(self, name: str, ballot: int, sealed: Iterable[bytes]) -> list[bytes]:
        """Every vote, in an order that says nothing. Raises KeyLost."""
        key = AESGCM(await self._key(name))
        try:
            votes = [key.decrypt(each[:NONCE], each[NONCE:], str(ballot).encode()).rstrip(b"\0") for each in sealed]
        except InvalidTag as error:
            raise KeyLost(name) from error
        return sorted(votes)

    async def destroy(self, name: str) -> None:
        """After that nobody opens what the key has sealed. A second time changes nothing."""
        self._keys.pop(name, None)
        if self._folder is not None:
            await asyncio.to_thread(shred, self._folder / name)

    async def keep_only(self, names: set[str]) -> int:
        """Destroy every other key: of ballots that ended as the process did, or never began; gives how many."""
        if self._folder is None:
            return 0
        folder = self._folder
        kept = await asyncio.to_thread(lambda: [path.name for path in folder.glob("*")])
        strays = [name for name in kept if name not in names]
        for name in strays:
            await self.destroy(name)
        return len(strays)

    async def _key(self, name: str) -> bytes:
        if name not in self._keys:
            key = await asyncio.to_thread(_load, self._folder / name) if self._folder is not None else None
            if key is None or len(key) != KEY_BYTES:
                raise KeyLost(name)
            self._keys[name] = key
        return self._keys[name]

    def paper(self, ballot: int, person: int, options: int) -> Paper:
        """The paper that the person is filling in, a fresh one if there is none."""
        found = self._papers.get((ballot, person))
        if found is None:
            marks = tuple(secrets.token_hex(6) for _ in range(options))
            found = self._papers[ballot, person] = Paper(ballot, person, marks, receipt())
        return found

    def held(self, ballot: int, person: int) -> Paper | None:
        return self._papers.get((ballot, person))

    def drop(self, ballot: int, person: int | None = None) -> None:
        """Forget a person's paper, or every paper of the ballot."""
        for key in [key for key in self._papers if key[0] == ballot and person in (None, key[1])]:
            del self._papers[key]


def receipt() -> str:
    """A code that says nothing: ABCDE-FGHJK."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _load(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
