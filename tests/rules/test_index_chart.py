"""The picture: only what moves is drawn anew, and the result is the same as on a fresh figure."""

import gc
import io
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from scoring.index.chart import Picture, Point, draw, tenths, words
from scoring.index.figure import Chart, kept, view
from scoring.index.model import Colour

MONTH = date(2026, 11, 1)
FULL = Picture(
    name="欧阳䶮堃", place="交通警察大队第二党支部", month=MONTH, total=806, colour=Colour.YELLOW, known=900,
    version="2026.1-abcdef", running=True, dimensions=(815, 771, 913, 800, 730),
    trend=tuple(Point(date(2026, month, 1), 600 + month * 20, Colour.YELLOW) for month in range(1, 12)),
    green=800, yellow=600,
)  # fmt: skip
FIRST = replace(FULL, name="王芳", trend=(Point(MONTH, 806, None),))
EMPTY = replace(FULL, total=None, colour=None, known=0, dimensions=(None,) * 5, trend=())
GRAY = replace(FULL, total=120, colour=Colour.GRAY, dimensions=(0, None, 1000, None, 0))
ALL = [FULL, FIRST, EMPTY, GRAY]


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


@pytest.mark.parametrize("picture", ALL)
def test_a_kept_figure_draws_what_a_fresh_one_draws(picture):
    for other in ALL:
        draw(other)
    assert np.array_equal(pixels(draw(picture)), pixels(Chart(800, 600, MONTH).draw(picture)))


def test_each_picture_shows_something_of_its_own():
    assert len({draw(picture) for picture in ALL}) == len(ALL)
    assert pixels(draw(FULL)).shape == (1200, 900, 3)


def test_no_picture_leaves_anything_behind():
    chart = kept(800, 600, MONTH)
    draw(FULL)
    gc.collect()
    before = sum(isinstance(each, Figure) for each in gc.get_objects())
    artists = len(chart.figure.findobj())
    for picture in ALL * 2:
        draw(picture)
    gc.collect()
    assert sum(isinstance(each, Figure) for each in gc.get_objects()) == before
    assert len(chart.figure.findobj()) == artists


def test_a_colour_is_never_told_by_colour_alone():
    assert [words(each) for each in (*Colour, None)] == [
        "● 绿色·健康", "▲ 黄色·一般关注", "◆ 灰色·重点关注", "○ 资料不足，不给颜色",
    ]  # fmt: skip


@pytest.mark.parametrize(("points", "text"), [(806, "80.6"), (800, "80"), (0, "0"), (None, "—")])
def test_points_as_they_are_written(points, text):
    assert tenths(points) == text


@pytest.mark.parametrize(
    ("totals", "shown"),
    [([], (0, 100)), ([80.6], (60, 90)), ([85.7, 89.9], (70, 100)), ([100], (70, 100)), ([0], (0, 30)),
     ([61.9, 82], (50, 90)), ([8.3, 91.3], (0, 100))],
)  # fmt: skip
def test_the_trend_is_shown_where_its_values_are(totals, shown):
    assert view(totals) == shown
    assert all(shown[0] <= each <= shown[1] for each in totals)
