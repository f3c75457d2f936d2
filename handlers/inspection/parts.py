"""A bundle on the disk: numbered ZIPs, each whole by itself and none larger than Telegram takes."""

import hashlib
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.engine import disk
from storage.engine.private import create, make_folder
from storage.engine.refusal import Refusal

MB = 1024 * 1024
MOST = 40 * MB
"""Bytes of one part: Telegram takes 50 MB, and a part is in memory while it goes out."""
FOR_INDEX = 20
"""This part of it is left for the index, which is known last."""
FREE = 300 * MB
FULL = "服务器的磁盘空间不够，没能生成迎检包。请告诉系统管理员。"


@dataclass(frozen=True)
class Filed:
    """A file of the bundle: its number, where it lies, in which part, and what tells it from another."""

    number: int
    branch: str
    kind: str
    path: str
    part: int
    size: int
    digest: str


class Parts:
    """Made in a folder of its own. Each call writes to the disk, and belongs into a thread that has time for it."""

    def __init__(self, folder: Path, at: datetime, most: int = MOST) -> None:
        make_folder(folder)
        self._folder, self._at, self._most = folder, at, most
        self._open: zipfile.ZipFile | None = None
        self.paths: list[Path] = []

    def add(self, path: str, content: bytes) -> tuple[int, str]:
        """Gives the part's number and the content's SHA-256. Raises Refusal when the disk is nearly full."""
        if disk.free([self._folder]) < FREE:
            raise Refusal(FULL)
        used = self.paths[-1].stat().st_size if self.paths else 0
        if self._open is None or (used and used + len(content) + len(path) * 6 > self._most - self._most // FOR_INDEX):
            self._begin()
        assert self._open is not None  # noqa: S101 - it has begun
        self._open.writestr(self._entry(path), content)
        return len(self.paths), hashlib.sha256(content).hexdigest()

    def finish(self, index: Mapping[str, bytes]) -> None:
        """The index goes into each part."""
        if self._open is None:
            self._begin()
        self._close()
        for path in self.paths:
            with zipfile.ZipFile(path, "a") as part:
                for name, content in index.items():
                    part.writestr(self._entry(name), content)

    def remove(self) -> None:
        self._close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _begin(self) -> None:
        self._close()
        path = self._folder / f"{len(self.paths) + 1}.zip"
        create(path).close()
        self._open = zipfile.ZipFile(path, "w")
        self.paths.append(path)

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _entry(self, path: str) -> zipfile.ZipInfo:
        # What is in it is packed already: DOCX, XLSX, photos.
        entry = zipfile.ZipInfo(path, self._at.timetuple()[:6])
        entry.external_attr = 0o644 << 16
        return entry
