"""The disks that what is kept needs."""

import shutil
from collections.abc import Iterable
from pathlib import Path

MB = 1024 * 1024


def nearest(place: Path) -> Path:
    """The folder; or the one above it that is there, where it is not made yet."""
    whole = place.absolute()
    return next(each for each in (whole, *whole.parents) if each.is_dir())


def free(places: Iterable[Path]) -> int:
    """Bytes that are free for us, on the fullest of the disks that these folders are on."""
    return min(shutil.disk_usage(nearest(place)).free for place in places)
