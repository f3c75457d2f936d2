"""The birthday card against its reference pictures, and what lines of Chinese text must keep to."""

import io
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from scoring.birthday_card import draw
from scoring.birthday_words import in_words
from scoring.typesetting import NOT_FIRST, NOT_LAST, clipped, printable, width, wrap
from tests.birthday_cards import CARDS, REFERENCES, card, reduced

TOLERANCE = 3.5
"""The mean difference, of 255: fonts are drawn a little differently from one machine to the next."""
LOCAL = 20
"""The same within the worst tile of 24 pixels: a name or a number that is another one goes beyond."""

MARKS = NOT_FIRST | NOT_LAST
TEXT = st.text(st.sampled_from("党员政治生日，。、“”（）《》 A1-2\n"), max_size=120)


def worst_tile(difference):
    rows, columns = (side // 24 for side in difference.shape)
    tiles = difference[: rows * 24, : columns * 24].reshape(rows, 24, columns, 24)
    return tiles.mean(axis=(1, 3)).max()


def difference(picture, name):
    with Image.open(REFERENCES / f"birthday_{name}.png") as reference:
        wanted = np.asarray(reference.convert("L"), dtype=float)
    found = np.asarray(reduced(picture).convert("L"), dtype=float)
    assert found.shape == wanted.shape
    return np.abs(found - wanted)


@pytest.mark.parametrize("name", CARDS)
def test_the_card_looks_as_its_reference(name):
    found = difference(draw(CARDS[name]), name)
    assert found.mean() < TOLERANCE
    assert worst_tile(found) < LOCAL


@pytest.mark.parametrize("change", [{"name": "王芳"}, {"years": 21}, {"portrait": None}])
def test_another_card_does_not(change):
    assert worst_tile(difference(draw(card(**change)), "two_characters")) > LOCAL


def test_a_photo_of_few_bytes_and_many_pixels_is_not_unpacked(monkeypatch):
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    monkeypatch.setattr(ImageFile.ImageFile, "load", None)
    assert draw(card(portrait=out.getvalue())) == draw(card(portrait=None))


@pytest.mark.parametrize("portrait", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_photo_that_cannot_be_read_gives_the_surname(portrait):
    assert draw(card(portrait=portrait)) == draw(card(portrait=None))


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")]
)
def test_years_in_words(number, words):
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五，六", ["一二三四", "五，六"]),
        ("一二三四《五》", ["一二三四", "《五》"]),
        ("一二三四五六七", ["一二三四五", "六七"]),
        ("一二三四2026年", ["一二三四", "2026年"]),
    ],
)
def test_a_line_of_five(text, lines):
    assert wrap(text, 20, 101) == lines


@given(TEXT, st.integers(60, 400))
@example("12””", 60)
def test_lines_fit_keep_every_character_and_begin_and_end_as_they_may(text, most):
    found = wrap(text, 20, most)
    assert "".join("".join(found).split()) == "".join(text.split())
    for line in found:
        # What may not be parted may be longer than a line: a row of closing marks, say.
        if width(line, 20) > most:
            assert any(character in MARKS for character in line)
    for before, line in pairwise(found):
        # Within one paragraph, and where there was something to take along.
        if before and line and before + line in text and not set(before) <= MARKS:
            # A word stays whole: 12”” that is too long leaves its marks to the next line.
            whole = len(before) == 1 or re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.\-/:%]*", before) is not None
            assert line[0] not in NOT_FIRST or whole
            assert before[-1] not in NOT_LAST or whole


@given(TEXT, st.integers(1, 4))
def test_clipped_text_has_at_most_so_many_lines_and_says_that_some_is_missing(text, most):
    found = clipped(text, 20, 120, most)
    assert len(found) <= most
    if found != wrap(text, 20, 120):
        assert found[-1].endswith("…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("好🎉的", "好的"), ("䶮堃", "䶮堃"), ("𠮷野", "〓野"), ("a\u200bb", "ab"), ("一\n二", "一\n二")],
)
def test_what_the_font_lacks(text, shown):
    assert printable(text) == shown
