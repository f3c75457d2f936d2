"""Photos on a paper: one that is broken is left out, however it is broken."""

import io

import pytest
from PIL import Image

from scoring.papers.photos import _small


def picture(form: str, **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(made, form, **more)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG")[:60] + b"\x90\xac\xac\xac" * 20,
        picture("WEBP", exif=b"Exif\x00\x00AM\x00*\x00\x00\x00\x08\x00\x00"),
        picture("JPEG")[:200],
        b"",
    ],
)
def test_a_broken_photo_is_left_out(content):
    assert _small(content) is None


def test_a_whole_one_is_there():
    assert _small(picture("PNG")) is not None
