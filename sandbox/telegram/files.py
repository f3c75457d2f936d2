"""Files that went through the sandbox, by the file_id that names each of them."""

import hashlib
import struct
import time
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import bad

PREFIX = {
    "photo": "AgACAg",
    "document": "BQACAg",
    "video": "BAACAg",
    "audio": "CQACAg",
    "voice": "AwACAg",
    "animation": "CgACAg",
}
DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
_EXTENSION = {"photo": "jpg", "video": "mp4", "animation": "mp4", "audio": "mp3", "voice": "oga", "document": "bin"}
_THUMBNAIL = 90


@dataclass(slots=True, eq=False)
class StoredFile:
    """One file as it was sent: ``view`` is what a Message carries under ``kind``."""

    kind: str
    file_id: str
    unique_id: str
    data: bytes
    name: str
    mime: str
    path: str
    view: Any
    width: int = 0
    height: int = 0
    duration: int | None = None


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, WebP or JPEG; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else None


def _webp_size(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None


class FileStore:
    """All files, findable by file_id and by download path. Ids of two runs never coincide."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}
        self.thumbnails: dict[str, str] = {}
        self._run = time.time_ns()
        self.count = 0

    def add(
        self, kind: str, data: bytes, name: str = "", mime: str = "", *, duration: int | None = None, title: str = ""
    ) -> StoredFile:
        """Keep a file sent as ``kind``; ApiError for what Telegram does not take as that kind."""
        if not data:
            raise bad("file must be non-empty")
        size = picture_size(data)
        if kind == "photo":
            if len(data) > PHOTO_LIMIT:
                raise bad("file is too big")
            if size is None:
                raise bad("IMAGE_PROCESS_FAILED")
            if sum(size) > 10_000 or max(size) > 20 * min(size):
                raise bad("PHOTO_INVALID_DIMENSIONS")
        width, height = size or ((640, 360) if kind in ("video", "animation") else (0, 0))
        self.count += 1
        mark = hashlib.blake2b(f"{self._run}:{self.count}".encode(), digest_size=24).hexdigest()
        extension = name.rpartition(".")[2] if "." in name and kind == "document" else _EXTENSION[kind]
        file = StoredFile(
            kind,
            PREFIX[kind] + mark,
            f"AQAD{mark[:12]}",
            data,
            name,
            mime or "application/octet-stream",
            f"{kind if kind in ('music', 'voice') else kind + 's'}/file_{self.count}.{extension}",
            None,
            width,
            height,
            duration if duration is not None else (0 if kind in ("video", "audio", "voice", "animation") else None),
        )
        file.view = self._view(file, title)
        self.by_id[file.file_id] = self.by_path[file.path] = file
        return file

    def _view(self, file: StoredFile, title: str) -> Any:
        view: dict[str, Any] = {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "file_size": len(file.data),
        }
        if file.kind == "photo":
            return self._photo_sizes(file, view)
        if file.duration is not None:
            view["duration"] = file.duration
        if file.kind in ("video", "animation"):
            view |= {"width": file.width, "height": file.height}
        if file.kind == "audio" and title:
            view["title"] = title
        if file.kind != "voice" and file.name:
            view["file_name"] = file.name
        view["mime_type"] = file.mime
        return view

    def _photo_sizes(self, file: StoredFile, full: dict[str, Any]) -> list[dict[str, Any]]:
        """The sizes of a photo, smallest first. The bytes behind the thumbnail are those of the photo."""
        sizes = [{**full, "width": file.width, "height": file.height}]
        longest = max(file.width, file.height)
        if longest > _THUMBNAIL:
            small = f"{file.file_id}s"
            self.thumbnails[small] = file.file_id
            scaled = [max(1, side * _THUMBNAIL // longest) for side in (file.width, file.height)]
            unique = f"{file.unique_id}s"
            sizes.insert(0, {"file_id": small, "file_unique_id": unique, "width": scaled[0], "height": scaled[1]})
        return sizes

    def get(self, file_id: str) -> StoredFile | None:
        """The file with that id, or None."""
        return self.by_id.get(self.thumbnails.get(file_id, file_id))

    def as_kind(self, file_id: str, kind: str) -> StoredFile:
        """The file for sending again as ``kind``; ApiError where Telegram would refuse it."""
        file = self.get(file_id)
        if file is None:
            if file_id.startswith(("http://", "https://")):
                raise bad("failed to get HTTP URL content")
            raise bad("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
        return file
