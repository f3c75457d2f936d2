"""The rule file in words."""

from fractions import Fraction

import pytest

from scoring.index import words
from scoring.index.rules import own
from scoring.rating import Dimension


@pytest.mark.parametrize(
    ("share", "word"),
    [((6, 10), "六成"), ((2, 10), "两成"), ((1, 4), "两成半"), ((1, 2), "一半"), ((1, 3), "33.3%"), ((1, 1), "全部")],
)
def test_a_share(share, word):
    assert words.part(Fraction(*share)) == word


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("meetings", "六成得 60 分，全部参加得 100 分"),
        ("presence", "八成得 0 分，九成得 60 分，满勤得 100 分"),
        ("punctuality", "一次没有得 100 分，每月 1 次得 90 分，每月 3 次得 60 分，每月 8 次得 0 分"),
        ("post_check", "按期提交得 100 分，逾期提交得 70 分，没有提交得 0 分"),
        (
            "rated_virtue",
            "评 1 分得 0 分，评 2 分得 50 分，评 3 分得 80 分，评 4 分得 90 分，评 5 分得 100 分",
        ),
    ],
)
def test_a_curve(key, said):
    assert words.curve(own().indicator(key)) == said


def test_weights():
    rules = own()
    assert words.weight(rules.indicator("meetings"), 100) == "占“德”的七成"
    assert words.dimensions(rules.dimensions) == "五个维度各占两成"
    assert words.dimensions({Dimension.VIRTUE: 30, Dimension.ABILITY: 20}) == "德占六成，能占四成"
