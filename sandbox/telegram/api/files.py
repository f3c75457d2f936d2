"""Downloading: where a file lies."""

from typing import Any

from sandbox.telegram.api.params import Params
from sandbox.telegram.api.registry import method
from sandbox.telegram.errors import bad
from sandbox.telegram.files import DOWNLOAD_LIMIT
from sandbox.telegram.world import World


@method("getFile")
def get_file(world: World, params: Params) -> dict[str, Any]:
    """The download path of a file of at most 20 MB."""
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad("invalid file_id")
    if len(file.data) > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {
        "file_id": params.text("file_id"),
        "file_unique_id": file.unique_id,
        "file_size": len(file.data),
        "file_path": file.path,
    }
