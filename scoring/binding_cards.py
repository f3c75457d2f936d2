"""Binding cards to be printed and cut: a PDF of A4 pages, two by five cards a page, each branch from a page of its own.

Each holds a link that binds one account, once; whoever has it may use it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import BinaryIO

import segno
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

DOTS = 300
"""A printer's, an inch: what is printed black on white has no shades."""
PAGE = (210, 297)
MARGIN, HEAD = 10, 12
ACROSS, DOWN = 2, 5
WIDE, HIGH = (PAGE[0] - 2 * MARGIN) / ACROSS, (PAGE[1] - 2 * MARGIN - HEAD) / DOWN
"""Millimetres, as all lengths here."""
QR, INSET, GAP = 32, 4, 3
NAME, PLAIN, SMALL = 6.2, 3.2, 2.6
WHITE, INK = 255, 0


@dataclass(frozen=True)
class Card:
    """One person's. `phone`: whether the roster holds theirs, so that they may bind by sharing it too."""

    branch: str
    name: str
    police_no: str
    link: str
    phone: bool = False


@dataclass(frozen=True)
class Sheet:
    """What all cards say: the bureau, the bot's name, until when the links are good."""

    bureau: str
    bot: str
    until: str


def pdf(cards: Sequence[Card], sheet: Sheet, file: BinaryIO) -> int:
    """Write it, the cards of a branch standing together; gives the number of pages. There is a card at least."""
    first, *_ = found = list(_pages(cards))
    images = (_page(sheet, *page) for page in found[1:])
    _page(sheet, *first).save(file, "PDF", save_all=True, append_images=images, resolution=DOTS, title="绑定卡")
    return len(found)


def _pages(cards: Sequence[Card]) -> Iterator[tuple[Sequence[Card], str]]:
    """The cards of a page, and its heading."""
    most = ACROSS * DOWN
    for branch, found in groupby(cards, key=lambda card: card.branch):
        held = list(found)
        pages = -(-len(held) // most)
        for number in range(pages):
            heading = f"{branch}　{len(held)} 张" + (f"　第 {number + 1}/{pages} 页" if pages > 1 else "")
            yield held[number * most : (number + 1) * most], heading


def _page(sheet: Sheet, cards: Sequence[Card], heading: str) -> Image.Image:
    page = Image.new("L", (_dots(PAGE[0]), _dots(PAGE[1])), WHITE)
    draw = ImageDraw.Draw(page)
    _line(draw, MARGIN, MARGIN + 3, heading, 4.2)
    note = f"沿线剪开，当面交给本人。每张只能用一次，{sheet.until}前有效；谁拿到都能绑定，请像钥匙一样保管。"
    _line(draw, MARGIN, MARGIN + 8.5, note, SMALL)
    for number, card in enumerate(cards):
        left, top = MARGIN + number % ACROSS * WIDE, MARGIN + HEAD + number // ACROSS * HIGH
        draw.rectangle([_dots(left), _dots(top), _dots(left + WIDE), _dots(top + HIGH)], outline=INK)
        _draw(page, card, sheet, (left, top))
    return page.convert("1", dither=Image.Dither.NONE)


def _draw(page: Image.Image, card: Card, sheet: Sheet, corner: tuple[float, float]) -> None:
    draw, (left, top) = ImageDraw.Draw(page), corner
    page.paste(_code(card.link), (_dots(left + INSET), _dots(top + (HIGH - QR) / 2 - 2)))
    room = WIDE - 2 * INSET - QR - GAP
    x, y = left + INSET + QR + GAP, top + INSET + 3
    _line(draw, x, y, card.name, _fitting(card.name, NAME, room))
    y += 6.4
    for words in (f"警号 {card.police_no}", card.branch):
        _line(draw, x, y, words, _fitting(words, PLAIN, room))
        y += 4.4
    y += 1.2
    steps = ["1. 手机装好 Telegram 并登录", "2. 用相机扫左边的码，打开 Telegram", "3. 点“开始”，看到“绑定成功”即可"]
    for words in [*steps, *(["或：搜下面的 @名字，分享本人手机号"] if card.phone else [])]:
        _line(draw, x, y, words, _fitting(words, SMALL, room))
        y += 3.9
    foot = f"{sheet.bureau} 掌上党建 @{sheet.bot}　只限本人，{sheet.until}前有效"
    _line(draw, left + INSET, top + HIGH - 4, foot, _fitting(foot, SMALL, WIDE - 2 * INSET))


def _code(link: str) -> Image.Image:
    """Whole dots a module, so that no edge is blurred; the quiet zone is the card's own white."""
    modules = segno.make(link, error="m").matrix
    side = len(modules) * (_dots(QR) // len(modules))
    dots = Image.frombytes("L", (len(modules),) * 2, bytes(INK if dot else WHITE for row in modules for dot in row))
    return dots.resize((side, side), Image.Resampling.NEAREST)


def _line(draw: ImageDraw.ImageDraw, left: float, middle: float, words: str, size: float) -> None:
    draw.text((_dots(left), _dots(middle)), words, INK, _font(size), "lm")


def _fitting(words: str, size: float, room: float) -> float:
    """The size, or as much less as the words need."""
    return min(size, round(size * _dots(room) / max(_font(size).getlength(words), 1), 1))


@cache
def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(sans_path()), _dots(size))


def _dots(length: float) -> int:
    return round(length / 25.4 * DOTS)
