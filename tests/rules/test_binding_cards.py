"""Binding cards: which stand on which page, and that a card's picture holds its own link."""

import io
import re

import segno

from scoring import binding_cards
from scoring.binding_cards import DOWN, INK, QR, Card, Sheet, pdf

SHEET = Sheet("海滨县公安局", "dangjian_bot", "12月6日 21:30")
LINK = "https://t.me/dangjian_bot?start=b_"


def cards(branch, number):
    return [
        Card(branch, f"同志{each}", f"{each:06d}", f"{LINK}{branch}{each}", phone=each % 2 == 0)
        for each in range(number)
    ]


def test_a_branch_begins_a_page_of_its_own():
    found = [(len(shown), heading) for shown, heading in binding_cards._pages(cards("甲支部", 23) + cards("乙支部", 1))]
    assert found == [
        (10, "甲支部　23 张　第 1/3 页"),
        (10, "甲支部　23 张　第 2/3 页"),
        (3, "甲支部　23 张　第 3/3 页"),
        (1, "乙支部　1 张"),
    ]


def test_the_file_has_those_pages_and_no_link_or_name_that_a_search_finds():
    file = io.BytesIO()
    assert pdf(cards("甲支部", 11), SHEET, file) == 2
    content = file.getvalue()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", content)) == 2
    assert b"start=" not in content


def test_each_picture_holds_its_own_link_dot_for_dot():
    shown = cards("甲支部", 2 * DOWN)
    page = binding_cards._page(SHEET, shown, "甲支部").convert("L")
    for number, card in enumerate(shown):
        modules = segno.make(card.link, error="m").matrix
        side = binding_cards._dots(QR) // len(modules)
        left = binding_cards._dots(binding_cards.MARGIN + number % 2 * binding_cards.WIDE + binding_cards.INSET)
        top = binding_cards.MARGIN + binding_cards.HEAD + number // 2 * binding_cards.HIGH
        top = binding_cards._dots(top + (binding_cards.HIGH - QR) / 2 - 2)
        read = [
            [
                page.getpixel((left + x * side + side // 2, top + y * side + side // 2)) == INK
                for x in range(len(modules))
            ]
            for y in range(len(modules))
        ]
        assert read == [[bool(dot) for dot in row] for row in modules], card.name
