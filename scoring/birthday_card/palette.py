"""The sheet in the colours of one palette, a quarter of which are the portrait's: skin keeps its tones beside all the red and gold."""

import numpy as np
from PIL import Image
from PIL.Image import Dither, Quantize

from scoring.birthday_card.canvas import CRIMSON
from scoring.drawing import COLOURS

SHARE = COLOURS // 4

Box = tuple[int, int, int, int]


def reduced(sheet: Image.Image, portrait: Box | None) -> Image.Image:
    """The sheet, with the portrait where there is one, as it looks in at most COLOURS colours."""
    if portrait is None:
        return sheet.quantize(COLOURS, Quantize.MEDIANCUT, dither=Dither.NONE)
    photo = sheet.crop(portrait)
    # Without the second pass over so few colours, pixels of a strange tone stand out of a plain ground.
    tones = photo.quantize(SHARE, Quantize.MEDIANCUT, kmeans=1)
    rest = sheet.copy()
    rest.paste(CRIMSON, portrait)
    whole = rest.quantize(COLOURS - SHARE, Quantize.MEDIANCUT, dither=Dither.NONE)
    numbers = np.array(whole)
    left, top, right, bottom = portrait
    numbers[top:bottom, left:right] = np.asarray(photo.quantize(palette=tones, dither=Dither.FLOYDSTEINBERG)) + (
        COLOURS - SHARE
    )
    found = Image.fromarray(numbers)
    found.putpalette(_palette(whole, COLOURS - SHARE) + _palette(tones, SHARE))
    return found


def _palette(picture: Image.Image, colours: int) -> list[int]:
    """So many colours of three numbers, the last of them black where there are fewer."""
    known = (picture.getpalette() or [])[: colours * 3]
    return known + [0] * (colours * 3 - len(known))
