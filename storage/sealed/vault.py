"""Encryption at rest, with keys that can be changed: newest first, older ones still open what they sealed."""

from base64 import urlsafe_b64decode
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.errors import OperatorError
from storage.engine.private import store

KEY_FILE = "secret.key"
HELD = "vault"
"""Under this name the database gives its vault to every session."""


class VaultError(OperatorError):
    """A key is malformed, or nothing that we hold opens the text."""


class Vault:
    """Seals texts with the first key and opens them with any."""

    def __init__(self, keys: list[str]) -> None:
        try:
            self._newest, *_ = fernets = [Fernet(key) for key in keys]
            self._fernet = MultiFernet(fernets)
        except ValueError as error:
            raise VaultError(
                "SECRET_KEY 或 secret.key 里不是密钥：须是 Fernet 密钥（32 字节，URL 安全的 base64），SECRET_KEY 里多把用逗号分隔"
            ) from error
        self._keys = [urlsafe_b64decode(key) for key in keys]

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
            raise VaultError("SECRET_KEY 里没有能打开这段内容的密钥") from error

    def renewed(self, sealed: str) -> str | None:
        """The same text sealed with the newest key; None when it is already.

        Raises:
            VaultError: when no key of ours opens it.
        """
        try:
            self._newest.decrypt(sealed.encode())
        except InvalidToken:
            return self.seal(self.open(sealed))
        return None

    def derived(self, purpose: str) -> dict[str, bytes]:
        """For each key, newest first: its fingerprint, and a key of its own for that purpose."""
        return {_derive(key, "fingerprint").hex()[:16]: _derive(key, purpose) for key in self._keys}


@cache
def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"dangjian {purpose}".encode()).derive(key)


def vault_of(session: AsyncSession) -> Vault:
    """The vault that the session's database was given. RuntimeError for a database without one."""
    held = session.info.get(HELD)
    if not isinstance(held, Vault):
        raise RuntimeError("this database was opened without a vault")
    return held


def load_keys(configured: list[str], data_dir: Path) -> list[str]:
    """The configured keys, or those in `data_dir/secret.key`; none when neither is there."""
    path = data_dir / KEY_FILE
    if configured or not path.exists():
        return configured
    try:
        return [line.strip() for line in path.read_text().splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise VaultError(f"{path} 里不是密钥：请把另行保管的密钥放回这里") from error


def make_key(data_dir: Path) -> list[str]:
    """A first key, in `data_dir/secret.key` (mode 0600). FileExistsError when there is such a file."""
    key = Fernet.generate_key().decode()
    store(data_dir, KEY_FILE, f"{key}\n".encode())
    return [key]
