"""Photos on a paper: two in a row, small enough for a file that is sent and printed."""

import io
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

WIDEST, HIGHEST = 70, 52
"""Millimetres: two stand beside each other, and four rows on a page."""
DOTS = 6
"""A millimetre."""
MOST_PIXELS = 50_000_000


def placed(document: "DocxTemplate", photos: tuple[bytes, ...]) -> tuple[Any, ...]:
    """What a template shows by their names; one that cannot be read is left out."""
    from docx.shared import Mm
    from docxtpl import InlineImage

    found = []
    for each in photos:
        if (photo := _small(each)) is None:
            continue
        made = io.BytesIO()
        photo.save(made, "JPEG", quality=80)
        made.seek(0)
        narrow = photo.width * HIGHEST < photo.height * WIDEST
        size = {"height": Mm(HIGHEST)} if narrow else {"width": Mm(WIDEST)}
        found.append(InlineImage(document, made, **size))
    return tuple(found)


def _small(content: bytes) -> Image.Image | None:
    """As it is held, not as the camera was."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            photo = ImageOps.exif_transpose(opened).convert("RGB")
    except Exception:  # noqa: BLE001 - what a broken file raises is no short list: SyntaxError, struct.error
        return None
    photo.thumbnail((WIDEST * DOTS * 2, HIGHEST * DOTS * 2))
    return photo
