"""Media in calls: a new upload or a file_id, alone or in an album."""

import mimetypes
from typing import Any, NamedTuple

from sandbox.telegram.api.content import caption_content
from sandbox.telegram.api.params import Params, Upload
from sandbox.telegram.errors import ApiError, bad
from sandbox.telegram.files import UPLOAD_LIMIT, StoredFile
from sandbox.telegram.world import World

SIBLINGS = ("photo", "document", "video", "audio", "voice", "animation")
ALBUM = range(2, 11)
# Photos and videos share an album; documents and audio files keep to themselves.
_TOGETHER = {"photo": "picture", "video": "picture", "document": "document", "audio": "audio"}


class Part(NamedTuple):
    """One item of an album, or the new content of a message."""

    kind: str
    file: StoredFile
    caption: dict[str, Any]


def store(world: World, kind: str, upload: Upload, *, duration: int | None = None, title: str = "") -> StoredFile:
    """Keep an upload as ``kind``; refuses what is too large, and pictures that are none."""
    if len(upload.data) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    mime = upload.mime
    if not mime or mime == "application/octet-stream":
        mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    return world.files.add(kind, upload.data, upload.name, mime, duration=duration, title=title)


def single(world: World, params: Params, kind: str) -> StoredFile:
    """The file of sendPhoto and its siblings."""
    upload = params.files.get(kind)
    reference = params.text(kind)
    if upload is None and reference.startswith("attach://"):
        upload = params.files.get(reference.removeprefix("attach://"))
    if upload is not None:
        return store(world, kind, upload, duration=params.integer("duration"), title=params.text("title"))
    if not reference:
        raise bad(f"there is no {kind} in the request")
    return world.files.as_kind(reference, kind)


def part(world: World, params: Params, given: Any) -> Part:
    """An InputMedia object as new content."""
    if not isinstance(given, dict):
        raise bad("can't parse InputMedia: expected an Object")
    kind, reference = given.get("type"), given.get("media")
    if kind not in SIBLINGS or kind == "voice":
        raise bad("can't parse InputMedia: type must be specified" if not kind else "type is not supported")
    if not isinstance(reference, str) or not reference:
        raise bad("can't parse InputMedia: media not found")
    caption = caption_content(Params(given))
    if reference.startswith("attach://"):
        upload = params.files.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad("wrong file identifier/HTTP URL specified")
        file = store(world, kind, upload, duration=Params(given).integer("duration"), title=str(given.get("title", "")))
    else:
        file = world.files.as_kind(reference, kind)
    return Part(kind, file, caption)


def media_group(world: World, params: Params) -> list[Part]:
    """The items of an album; refuses too few, too many, and kinds that do not go together."""
    given = params.json("media", "can't parse media JSON object")
    if given is None:
        raise bad("there are no messages to send")
    if not isinstance(given, list):
        raise bad("expected an Array of InputMedia")
    if len(given) > ALBUM[-1]:
        raise bad("too many messages to send as an album")
    if len(given) < ALBUM[0]:
        raise bad("too few messages to send as an album" if given else "there are no messages to send")
    kinds = [item.get("type") if isinstance(item, dict) else None for item in given]
    for kind in kinds:
        if kind in SIBLINGS and kind not in _TOGETHER:
            raise bad(f"{kind} can't be sent as an album")
    if len({_TOGETHER.get(str(kind)) for kind in kinds}) > 1:
        odd = next(str(kind) for kind in kinds if _TOGETHER.get(str(kind)) != "picture")
        raise bad(f"{odd} can't be mixed with other media types")
    return [part(world, params, item) for item in given]
