"""The picture of a check-in code: its digits, to be read across a room, and the QR code of its link."""

import io

import segno
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

WIDE, HIGH = 900, 1120
MARGIN, DIGITS, QR = 40, 190, 760
WHITE, INK = 255, 20


def picture(link: str, code: str) -> bytes:
    """As PNG, black on white: a phone may be dim, and a room bright."""
    sheet = Image.new("L", (WIDE, HIGH), WHITE)
    font = ImageFont.truetype(str(sans_path()), DIGITS)
    words = f"{code[:3]} {code[3:]}"
    draw = ImageDraw.Draw(sheet)
    # The font has one weight; a stroke of the same colour makes it bold.
    draw.text((WIDE / 2, MARGIN + DIGITS / 2), words, INK, font, "mm", stroke_width=5, stroke_fill=INK)
    modules = segno.make(link, error="m").matrix
    # Whole pixels a module, so that no edge is blurred.
    side = len(modules) * (QR // len(modules))
    dots = Image.frombytes("L", (len(modules),) * 2, bytes(INK if dot else WHITE for row in modules for dot in row))
    sheet.paste(dots.resize((side, side), Image.Resampling.NEAREST), ((WIDE - side) // 2, HIGH - MARGIN - side))
    stream = io.BytesIO()
    sheet.save(stream, "PNG", compress_level=1)
    return stream.getvalue()
