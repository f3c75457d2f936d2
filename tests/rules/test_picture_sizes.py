"""Pictures are small enough for a phone on a slow line, with the longest names and rare characters; portraits keep their looks."""

import io
import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PIL import Image

from scoring import board_figure
from scoring.birthday_card import MOST_GROWTH
from scoring.birthday_card import draw as card_drawn
from scoring.birthday_card.palette import reduced
from scoring.board_chart import BranchRow, Cell
from scoring.board_chart import draw as board_drawn
from scoring.index.chart import Picture, Point, draw
from scoring.index.model import Colour
from scoring.ledger_chart import Row
from scoring.ledger_chart import draw as ledger_drawn
from scoring.ranking_chart import Bar, chart
from tests.birthday_cards import LONG_BRANCH, card, growth, long_words

CHART, BOARD, CARD, NAME = 60_000, 120_000, 250_000, "买买提·阿不都热合曼·䶮堃龑·吐尔逊江"
LOADED = Picture(
    name=NAME, place=LONG_BRANCH, month=date(2026, 11, 1), total=1000, colour=Colour.GRAY, known=1000,
    version="2026.1-abcdef", running=True, dimensions=(815, 771, 913, 809, 733), green=800, yellow=600,
    trend=tuple(Point(date(2026, month, 1), month * 83, list(Colour)[month % 3]) for month in range(1, 12)),
)  # fmt: skip


def noise():
    """A photo of which no two pixels are alike."""
    shades = np.random.default_rng(1).integers(0, 256, (600, 600, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(shades).save(stream, "PNG")
    return stream.getvalue()


FULLEST = card(name=NAME, branch=LONG_BRANCH, words=long_words(), growth=growth(MOST_GROWTH))


@pytest.mark.parametrize("picture", [LOADED, replace(LOADED, name="王芳", total=None, colour=None)])
def test_a_health_index(picture):
    assert len(draw(picture)) <= CHART


def test_a_ranking_of_a_large_branch():
    bars = [Bar(place, NAME, 100 - place * 1.7) for place in range(1, 21)]
    assert len(chart("学习排名", LONG_BRANCH, bars, "另有 8 人")) <= CHART


def test_the_ledger_of_a_large_bureau():
    rows = [Row(NAME, (place % 5, place % 3, place, place % 4, 90 - place)) for place in range(33)]
    assert len(ledger_drawn("台账", LONG_BRANCH, rows)) <= 2 * CHART
    assert ledger_drawn("台账", LONG_BRANCH, [])


@pytest.mark.parametrize("changes", [{}, {"portrait": None}, {"portrait": noise()}])
def test_a_card(changes):
    made = card_drawn(replace(FULLEST, **changes))
    assert len(made) <= CARD
    assert max(Image.open(io.BytesIO(made)).size) <= 2560


def test_a_portrait_keeps_its_tones_beside_red_and_gold():
    sheet = Image.new("RGB", (1080, 1620), "#9e1b1f")
    sheet.paste(Image.linear_gradient("L").convert("RGB").resize((400, 800)), (600, 0))
    ramp = np.linspace((60, 30, 20), (250, 220, 200), 276)[:, None].repeat(276, axis=1).astype(np.uint8)
    sheet.paste(Image.fromarray(ramp), (100, 234))
    box = (100, 234, 376, 510)
    found = np.asarray(reduced(sheet, box).convert("RGB").crop(box), dtype=float)
    # Dithered, its areas have the tones that they had, and no pixel stands out.
    assert np.abs(found - ramp).max() < 30
    assert np.abs(found.reshape(46, 6, 46, 6, 3).mean((1, 3)) - ramp.reshape(46, 6, 46, 6, 3).mean((1, 3))).max() < 4


COLUMNS = ("三会一课", "任务", "通知", "学习", "考试", "发展", "谈话")


def branches(number):
    chance = random.Random(number)
    words = "城关望潮滨港青屿云岭白沙湾巡特警刑侦治安经侦禁毒网络安全保卫出入境管理"
    return [
        BranchRow(
            "".join(chance.sample(words, 5)) + "大队党支部",
            tuple(Cell(chance.randint(0, 9), 9, chance.choice([0, 0, 3])) for _ in range(7)),
            chance.choice([0, 0, 3, 12, 25]),
            chance.choice([0, 0, 2]),
            tuple(chance.randint(0, most) for most in (14, 4, 2, 1, 3)),
            chance.choice([100, 92, 7, None]),
            chance.choice([1, 0, -1, None]),
        )
        for _ in range(number)
    ]


def test_the_board_of_33_branches_fits():
    assert len(board_drawn("海滨县公安局　2026年11月", "33 个支部 · 474 名党员", COLUMNS, branches(33))) <= BOARD


REACH = 32_768 - 262
"""Bytes on which deflate looks back (RFC 1951, and zlib's own margin)."""


def test_the_row_above_is_in_sight_when_a_row_is_packed():
    wide, high = round(board_figure.WIDTH * 100), round(board_figure.ROW * 100)
    assert (wide + 1) * high <= REACH
