"""Encryption at rest, with keys that can be changed: newest first, older ones still open what they sealed."""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class VaultError(Exception):
    """A key is malformed, or nothing that we hold opens the text."""


class Vault:
    """Seals texts with the first key and opens them with any."""

    def __init__(self, keys: list[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise VaultError(
                "SECRET_KEY must hold Fernet keys: 32 bytes in URL-safe base64, comma-separated"
            ) from error

    def seal(self, plain: str) -> str:
        """Encrypt and sign."""
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, sealed: str) -> str:
        """Decrypt what `seal` made.

        Raises:
            VaultError: when the text was altered or its key is no longer among ours.
        """
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise VaultError("no key of ours opens this text") from error


def load_keys(configured: list[str], data_dir: Path) -> list[str]:
    """The configured keys, or the one in `data_dir/secret.key`, which is made (mode 0600) when it is missing."""
    if configured:
        return configured
    path = data_dir / "secret.key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(Fernet.generate_key().decode() + "\n")
    return [line.strip() for line in path.read_text().splitlines() if line.strip()]
