"""Somebody with every file: all that was ever written to the database, DATA_DIR with `secret.key`, and a backup.

What was ever written stands for what its write-ahead log, free pages and dead tuples still hold, and holds at least as much. Every key that is
found is tried on every ciphertext, also keys that such a trial brings to light. AES-GCM is opened without its tag, so that nothing
depends on knowing what a ciphertext was bound to.
"""

import re
from base64 import b64decode, urlsafe_b64decode
from binascii import Error
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.modes import CTR
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

TOKEN = re.compile(rb"gAAAAA[A-Za-z0-9_-]{90,}={0,2}")
NONCE, TAG, KEY, SLOT = 12, 16, 32, 64
WRAPPED = NONCE + KEY + TAG
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Statement:
    """Something written: the SQL, and its values by name."""

    sql: str
    values: dict[str, Any]


class Log:
    """Every statement that ever wrote to a database, in order."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.written: list[Statement] = []
        event.listen(engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, sql: str, values: Any, context: Any, _many: bool) -> None:
        if sql.lstrip().upper().startswith(WRITES):
            named = getattr(context, "compiled_parameters", None) or []
            self.written += [Statement(sql, dict(each)) for each in named]
            # As the driver gets them too: a JSON column's value is a text then.
            self.written.append(Statement(sql, {f"#{at}": value for at, value in enumerate(_flat(values))}))


def _flat(values: Any) -> Iterator[Any]:
    for each in values.values() if isinstance(values, dict) else values:
        if isinstance(each, dict | list | tuple):
            yield from _flat(each)
        else:
            yield each


@dataclass
class Loot:
    """What was gathered."""

    written: list[Statement]
    files: dict[str, bytes]

    def add(self, *folders: Path) -> None:
        """Every file below."""
        for folder in folders:
            for path in [folder] if folder.is_file() else folder.rglob("*"):
                if path.is_file():
                    self.files.setdefault(f"{path.parent.name}/{path.name}", b"")
                    self.files[f"{path.parent.name}/{path.name}"] += path.read_bytes()

    @property
    def blobs(self) -> set[bytes]:
        """What may be a ciphertext of AES-GCM."""
        found = {value for each in self.written for value in each.values.values() if isinstance(value, bytes)}
        return found | {content for name, content in self.files.items() if "records/" in name}

    @property
    def texts(self) -> Iterator[bytes]:
        """Everything in the clear."""
        for each in self.written:
            for value in each.values.values():
                yield value if isinstance(value, bytes) else str(value).encode()
        yield from self.files.values()


@dataclass
class Attack:
    """What the loot gives away."""

    loot: Loot
    opened: set[bytes] = field(default_factory=set)
    keys: int = 0
    ciphertexts: int = 0

    def __post_init__(self) -> None:
        vault = [Fernet(key) for key in self._vault_keys()]
        keys = set(self._keys())
        self._open_tokens(vault, self.loot.texts)
        blobs = self.loot.blobs | self._inner()
        # A key that is sealed itself cannot be told from noise: whatever comes out is tried, once.
        wrapped = {blob for blob in blobs if len(blob) == WRAPPED}
        keys |= {plain for text in self.opened if (plain := _base64(text)) and len(plain) == KEY}
        keys |= {_aes(key, blob) for key in keys for blob in wrapped}
        fresh = {plain for key in keys for blob in blobs - wrapped if readable(plain := _aes(key, blob))}
        self.opened |= fresh
        self._open_tokens(vault, fresh)
        self.keys, self.ciphertexts = len(keys) + len(vault), self.ciphertexts + len(blobs)

    def _open_tokens(self, vault: Sequence[Fernet], texts: Iterable[bytes]) -> None:
        tokens = {token for text in texts for token in TOKEN.findall(text)}
        self.ciphertexts += len(tokens)
        for token in tokens:
            self.opened |= set(_fernet(vault, token))

    def _inner(self) -> set[bytes]:
        """What was sealed before it was sealed by the vault."""
        return {inner for text in self.opened if (inner := _base64(text)) and len(inner) > NONCE + TAG}

    def _vault_keys(self) -> Iterator[str]:
        for name, content in self.loot.files.items():
            if name.endswith("secret.key"):
                yield from content.decode().split()

    def _keys(self) -> Iterator[bytes]:
        """The vault's, those of files that are a key, and those in keyrings."""
        for key in self._vault_keys():
            yield urlsafe_b64decode(key)
        for name, content in self.loot.files.items():
            if len(content) == KEY:
                yield content
            if name.endswith("/keys"):
                for at in range(0, len(content), TAG):
                    if any(window := content[at : at + KEY]) and len(window) == KEY:
                        yield window

    def found(self, *words: str) -> set[str]:
        """Which of the words stand in what was opened or in the clear."""
        return self.sealed(*words) | _within(self.loot.texts, words)

    def sealed(self, *words: str) -> set[str]:
        """Which of the words stand in what was opened."""
        return _within(self.opened, words)

    def matches(self, pattern: str) -> bool:
        """Whether that is in what was opened or in the clear."""
        return any(re.search(pattern.encode(), text) for text in (*self.opened, *self.loot.texts))


def _within(texts: Iterable[bytes], words: Iterable[str]) -> set[str]:
    everything = b"\n".join(texts)
    return {word for word in words if any(each in everything for each in spellings(word))}


def spellings(word: str) -> Iterable[bytes]:
    """As UTF-8, as JSON escapes it, and in UTF-16."""
    return word.encode(), word.encode("unicode_escape"), word.encode("utf-16-le")


def readable(plain: bytes) -> bool:
    """Whether it may be the right plaintext: of a wrong key hardly any is text, or a voice."""
    if plain.startswith(b"OggS"):
        return True
    try:
        text = plain.rstrip(b"\0").decode()
    except UnicodeDecodeError:
        return False
    return len(text) > 1 and text.replace("\n", "").isprintable()


def _aes(key: bytes, blob: bytes) -> bytes:
    counter: CTR = modes.CTR(blob[:NONCE] + (2).to_bytes(4, "big"))
    decryptor = Cipher(algorithms.AES(key), counter).decryptor()
    return decryptor.update(blob[NONCE:-TAG]) + decryptor.finalize()


def _fernet(vault: Iterable[Fernet], token: bytes) -> Iterator[bytes]:
    for key in vault:
        # In a raw page what follows a token may look like more of it.
        for end in range(len(token), max(len(token) - 64, 0), -1):
            try:
                yield key.decrypt(token[:end])
            except (InvalidToken, Error):
                continue
            break


def _base64(text: bytes) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError):
        return None
