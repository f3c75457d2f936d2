"""The yearly duty of talks: who lacks theirs, by kind of pair; seen, begun, urged, reminded."""

from datetime import date

import pytest

from storage.people.directory import Who
from storage.people.posts import Category, Post
from storage.talks.duty import owed
from storage.talks.lists import PairTalk
from storage.talks.rows import Pair
from tests.flows.talking import record, unlocked

DAY = date(2026, 3, 1)


def member(number, *posts):
    return Who(number, None, f"{number}", f"人{number}", 1, "支部", None, Category.FULL_MEMBER, frozenset(posts))


HEAD, LEADER, ONE, TWO = member(1, Post.SECRETARY), member(2, Post.DISCIPLINE), member(3), member(4)


def talk(pair, by, other, day=DAY):
    return PairTalk(pair, by, other, day, 1)


@pytest.mark.parametrize(
    ("members", "talks", "open_ones"),
    [
        ([HEAD, LEADER], [], {(1, Pair.COMMITTEE), (2, Pair.COMMITTEE)}),
        ([HEAD, LEADER], [talk(Pair.COMMITTEE, 1, 2)], set()),
        ([HEAD], [], set()),
        ([HEAD, ONE], [], {(3, Pair.MIXED)}),
        ([HEAD, ONE], [talk(Pair.MIXED, 1, 3)], set()),
        ([ONE, TWO], [], {(3, Pair.MEMBERS), (4, Pair.MEMBERS)}),
        ([ONE, TWO], [talk(Pair.MEMBERS, 4, 3)], set()),
        ([HEAD, ONE, TWO], [talk(Pair.MIXED, 1, 3), talk(Pair.MEMBERS, 3, 4)], {(4, Pair.MIXED)}),
        ([HEAD, ONE, TWO], [talk(Pair.MEMBERS, 3, 4)], {(3, Pair.MIXED), (4, Pair.MIXED)}),
        ([], [], set()),
    ],
)
def test_who_lacks_what(members, talks, open_ones):
    assert {(each.who.person_id, each.pair) for each in owed(members, talks, 1) if each.done is None} == open_ones


def test_the_day_on_which_the_count_was_reached():
    later = date(2026, 5, 1)
    talks = [talk(Pair.MIXED, 1, 3), talk(Pair.MIXED, 1, 3, later)]
    assert [each.done for each in owed([HEAD, ONE], talks, 2)] == [later]
    assert [each.done for each in owed([HEAD, ONE], talks, 1)] == [DAY]


async def test_the_secretary_sees_who_lacks_it_and_begins(house):
    await record(house, "王芳", "李雷", voice=False, follow_up=False)
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.press("还差谁")
    for words in ("支委—支委：0/2", "支委—党员：1/3", "党员—党员：0/3"):
        assert words in phone.screen.text
    await phone.press("支委—党员")
    assert "还没有谈的：钱进、陈新" in phone.screen.text
    await phone.press("🗣 钱进")
    assert "什么时候、在哪里谈的" in phone.screen.text


async def test_that_two_members_talk_is_theirs_to_do(house):
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.walk("还差谁", "党员—党员")
    assert "李雷" in phone.screen.text
    assert not any("🗣" in label for label in phone.screen.labels)


@pytest.mark.parametrize("name", ["李雷", "钱进", "孙立", "周全", "吴干"])
async def test_a_branchs_progress_is_not_everybodys(house, name):
    phone = await unlocked(house, name)
    await phone.send("/home")
    for data in ("talk_duty:0:1:0:0", "talk_duty:2026:1:1:0"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast
        assert "陈新" not in phone.screen.text


async def test_those_above_see_all_branches(house):
    phone = await unlocked(house, "郑局")
    await phone.send("/talk")
    await phone.press("还差谁")
    assert any("第一支部　还差" in label for label in phone.screen.labels)
    await phone.press("第一支部")
    assert "支委—支委：0/2" in phone.screen.text


@pytest.mark.parametrize(
    "data", ["talk_duty:0:1:9:0", "talk_duty:0:1:-1:0", "talk_duty:9:1:0:0", "talk_duty:2027:1:0:0"]
)
async def test_forged_kinds_and_years_are_answered(house, data):
    phone = await unlocked(house, "王芳")
    await phone.send("/home")
    await phone.press_data(data)
    assert "失效" in phone.toast


async def test_the_ledger_knows_and_urges(house):
    await record(house, "王芳", "李雷", voice=False, follow_up=False)
    phone = house.phone("王芳")
    await phone.send("/ledger")
    assert "谈心谈话任务　⏳7 ✅1" in phone.screen.text
    await phone.press("谈心谈话任务")
    await phone.press("催办全部")
    assert "谈心谈话还没有完成" in house.phone("钱进").screen.text


async def test_the_secretary_is_reminded_a_month_before_the_years_end(house):
    phone = house.phone("王芳")
    await house.sweep(days=5)
    assert "谈心谈话" not in "".join(phone.texts)
    await house.sweep(days=1)
    assert "还差 8 项" in "".join(phone.texts)
    await house.sweep(days=32)
    assert "还差 8 项没有完成" in "".join(phone.texts)
