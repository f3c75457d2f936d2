"""Invented birthday cards. ``python -m tests.birthday_cards`` draws the tests' reference pictures anew, to be looked at.

`sample()` is the one for the README.
"""

import io
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw

from scoring.birthday_card import Card, draw
from scoring.birthday_words import drafts

REFERENCES = Path(__file__).parent / "references"
WIDE, COLOURS = 240, 48

DEEDS = [
    "被评为全局优秀共产党员",
    "完成《习近平总书记关于党的建设的重要思想》专题学习",
    "任党小组长",
    "党章知识竞赛 96 分，名列全局第三",
    "荣立个人三等功",
    "参加抗台抢险突击队，受到县委县政府通报表扬并记入档案",
]
LONG_BRANCH = "海滨县公安局交通警察大队城区中队与事故处理中队联合党支部委员会第二临时联合党支部"


def face() -> bytes:
    """A drawing of nobody, as a portrait."""
    photo = Image.new("RGB", (600, 800), "#7fa3b8")
    pen = ImageDraw.Draw(photo)
    pen.ellipse((60, 560, 540, 1100), fill="#23395b")
    pen.ellipse((190, 170, 410, 470), fill="#e8bf9c")
    pen.pieslice((175, 130, 425, 420), 180, 360, fill="#2a2320")
    stream = io.BytesIO()
    photo.save(stream, "JPEG")
    return stream.getvalue()


def growth(entries: int) -> tuple[tuple[str, str], ...]:
    return tuple((f"{2006 + i // 2}.{i % 12 + 1:02d}", DEEDS[i % len(DEEDS)]) for i in range(entries))


def card(**changes) -> Card:
    facts = {
        "name": "李雷",
        "branch": "刑事侦查大队党支部",
        "joined": date(2006, 11, 24),
        "day": date(2026, 11, 24),
        "years": 20,
        "words": drafts("李雷", 20, ["党小组长"], None)[0],
        "signed": "支部书记 王芳",
        "growth": growth(6),
        "portrait": face(),
    }
    return Card(**(facts | changes))


def long_words() -> str:
    sentence = "在党的二十大精神指引下，你一定能够以更加饱满的热情、更加扎实的作风投入到各项公安工作中去，"
    return ("我们相信，" + sentence * 8)[:299] + "。"


CARDS = {
    "two_characters": card(),
    "four_characters": card(name="欧阳修远", years=1, joined=date(2025, 11, 24)),
    "rare_characters": card(name="龑䶮堃", portrait=None),
    "long_branch": card(branch=LONG_BRANCH),
    "five_characters": card(words="生日快乐！", growth=()),
    "three_hundred": card(words=long_words()),
    "no_portrait": card(portrait=None),
    "no_growth": card(growth=()),
    "thirty_entries": card(growth=growth(30)),
    "odd_signs": card(words="好🎉$x$_a^2\n\n第二段：“引号”……", name="买买提·阿不都热合曼", signed="很长的支部名称" * 8),
}


def sample() -> bytes:
    """The card for the README, as a PNG."""
    listed = [
        ("2006.11", "加入中国共产党，成为预备党员"),
        ("2007.11", "转为中国共产党正式党员"),
        ("2015.07", "被评为全局优秀共产党员"),
        ("2021.06", "荣立个人三等功"),
        ("2026.09", "党章知识竞赛 96 分"),
        ("2026.11", "参加组织生活 21 次，其中主持 4 次"),
        ("2026.11", "学完微课堂 4 课：支部工作条例导读、民主生活会怎么开、廉洁纪律六条等"),
        ("现任", "党小组长"),
    ]
    return draw(card(growth=tuple(listed)))


def reduced(picture: bytes) -> Image.Image:
    """Small enough to be kept, large enough to show what has moved."""
    with Image.open(io.BytesIO(picture)) as opened:
        high = round(opened.height * WIDE / opened.width)
        return opened.convert("RGB").resize((WIDE, high), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    REFERENCES.mkdir(exist_ok=True)
    for name, each in CARDS.items():
        small = reduced(draw(each)).quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(REFERENCES / f"birthday_{name}.png", optimize=True)
