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
        ("", "一种岗位也没有"),
        ("[a", "不是 TOML"),
        ("[a]\nname = '甲'", "须有且只有 name"),
        (GOOD.replace("甲", ""), "name 须是"),
        (GOOD.replace('["巡逻"]', '"巡逻"'), "words 须是"),
        (GOOD.replace('[{ text = "点", measure = "措施" }]', "[]"), "points 须是"),
        (GOOD.replace('measure = "措施"', "other = 1"), "text、measure"),
        (GOOD.replace("点", "长" * 51), "50 字以内"),
        (GOOD.replace("措施", "长" * 151), "150 字以内"),
    ],
)
def test_what_is_wrong_is_named(text, said):
    with pytest.raises(CatalogueError, match=said):
        parse(text)
    assert parse(GOOD)[0].name == "甲"
