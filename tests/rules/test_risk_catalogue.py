"""Suggested risk points: what the data file holds, whom it fits, and how it is refused."""

import pytest

from storage.risks.catalogue import CatalogueError, kind_of, load, own, parse, proposed

GOOD = """
[a]
name = "甲"
words = ["巡逻"]
points = [{ text = "点", measure = "措施" }]
"""


@pytest.mark.parametrize(
    ("position", "kind"),
    [
        ("社区民警", "community"),
        ("户籍管理", "window"),
        ("案件办理", "investigation"),
        ("值班接处警", "duty"),
        ("路面执勤", "traffic"),
        ("管教", "custody"),
        ("财务", "supply"),
        ("监督检查", "supervision"),
        ("组织人事", "personnel"),
        ("神秘岗位", None),
        ("", None),
        (None, None),
    ],
)
def test_a_post_finds_its_kind(position, kind):
    found = proposed(position)
    assert (found.key if found else None) == kind


def test_every_kind_has_points_and_can_be_named():
    for kind in load():
        assert kind.points
        assert kind_of(kind.key) is not None
        assert len({point.text for point in kind.points}) == len(kind.points)
    assert kind_of("nothing") is None
    assert own()[-1].key == "other"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no kind"),
        ("[a", "not TOML"),
        ("[a]\nname = '甲'", "expected name, words and points"),
        (GOOD.replace("甲", ""), "name must be"),
        (GOOD.replace('["巡逻"]', '"巡逻"'), "words must be"),
        (GOOD.replace('[{ text = "点", measure = "措施" }]', "[]"), "points must be"),
        (GOOD.replace('measure = "措施"', "other = 1"), "text and measure"),
        (GOOD.replace("点", "长" * 51), "up to 50"),
        (GOOD.replace("措施", "长" * 151), "up to 150"),
    ],
)
def test_what_is_wrong_is_named(text, said):
    with pytest.raises(CatalogueError, match=said):
        parse(text)
    assert parse(GOOD)[0].name == "甲"
