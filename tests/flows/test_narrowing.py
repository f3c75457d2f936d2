"""🔍 on every list of people: the same question, the same answers, as far as the list is the person's to see."""

import pytest

from handlers import FEATURES
from handlers.kit.screens import links
from tests.flows.exams import fill, set_exam
from tests.flows.talking import unlocked
from tests.flows.test_attending_meetings import called, opened  # noqa: F401 - fixtures
from tests.flows.test_notices import publish
from tests.flows.test_tasks import assign

FIND = "🔍 按姓名、拼音找人"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """As if every list were long."""
    monkeypatch.setattr(links, "LONG", 0)


async def roster(house):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data("roster_branch:1:0")
    return phone


async def not_bound(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.press_data("roster_unbound:1:0")
    return phone


async def readers(house):
    phone = await publish(house, "吴干", "🏢 全局")
    await phone.press("阅读情况")
    return phone


async def readers_of_a_branch(house):
    phone = await readers(house)
    await phone.press("第一支部")
    return phone


async def board(house):
    phone = house.phone("王芳")
    await phone.send("/board")
    return phone


async def health(house):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data("hi_list:1:all:0")
    return phone


async def exam(house):
    await fill(house)
    phone = await set_exam(house)
    await phone.send("/quiz")
    await phone.walk("成绩", "十一月测试", "⚪ 未参加")
    return phone


async def task(house):
    await assign(house, "王芳", "李雷、赵敏 写心得 11月26日")
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data("tk_all:1:0")
    return phone


async def pace(house):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data("st_pace:1:2026:0")
    return phone


async def talks(house):
    phone = await unlocked(house, "王芳")
    await phone.send("/home")
    await phone.press_data("talk_duty:2026:1:0:0")
    return phone


LISTS = {
    "roster_branch": (roster, "lilei", "李雷", True),
    "roster_unbound": (not_bound, "cx", "陈新", True),
    "nt_who": (readers, "zhaom", "未阅　赵敏", False),
    "nt_br": (readers_of_a_branch, "qj", "未阅　钱进", False),
    "board_br": (board, "ll", "李雷", True),
    "hi_list": (health, "李", "李雷", True),
    "ex_who": (exam, "zm", "⚪ 赵敏", False),
    "tk_all": (task, "zm", "赵敏", True),
    "st_pace": (pace, "100002", "李雷", True),
    "talk_duty": (talks, "zhao", "赵敏", True),
}
"""Each list by its button's prefix: how it is opened, whom one looks for, what is found, and whether that opens them."""


@pytest.mark.parametrize("prefix", LISTS)
async def test_a_name_or_its_pinyin_narrows_the_list(house, prefix):
    opening, words, found, opens = LISTS[prefix]
    phone = await opening(house)
    listed = phone.screen.text
    await phone.press(FIND)
    await phone.send(words)
    assert "1 位" in phone.screen.text
    assert any(found in label for label in phone.screen.labels) if opens else found in phone.screen.text
    await phone.press("再找一位")
    await phone.send("没有的")
    assert "名单里没有" in phone.screen.text
    await phone.press("‹ 返回名单")
    assert phone.screen.text == listed


async def test_who_came_is_found_on_a_meetings_roll(opened):  # noqa: F811 - the fixture
    chair = opened.phone("王芳")
    await chair.send("/home")
    await chair.press_data("mt_roll:1")
    await chair.press(FIND)
    await chair.send("zm")
    assert "赵敏" in chair.screen.text


def test_every_list_is_looked_through():
    assert {each.of.prefix for feature in FEATURES for each in feature.people} == {*LISTS, "mt_roll"}


@pytest.mark.parametrize(
    "of",
    [
        "roster_branch:1:0",
        "roster_unbound:1:0",
        "nt_who:1:0",
        "nt_br:1:1:0",
        "board_br:1:2026-11:0",
        "hi_list:1:all:0",
        "ex_who:1:1:0",
        "tk_all:1:0",
        "st_pace:1:2026:0",
        "talk_duty:2026:1:0:0",
        "mt_roll:1",
    ],
)
async def test_a_list_that_is_not_for_somebody_is_not_looked_through(house, of):
    await publish(house, "吴干", "🏢 全局")
    await assign(house, "王芳", "赵敏 写心得 11月26日")
    phone = house.phone("孙立")
    await phone.send("/home")
    await phone.press_data(f"narrow:{of}")
    assert phone.toast
    assert "请发送姓名" not in phone.screen.text


@pytest.mark.parametrize("of", ["home", "nothing:1", "roster_branch:x:0", "roster_branch:1", ""])
async def test_what_is_no_list_is_outdated(house, of):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data(f"narrow:{of}")
    assert "失效" in phone.toast
