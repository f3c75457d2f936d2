"""Elections on the phones: another name, equal votes decided again, seats left, and who is left out of those due."""

from datetime import date

import pytest

from storage.ballots import electorate
from storage.meetings.rows import Meeting
from storage.people.directory import who_has_id
from tests.flows.conftest import NAMES
from tests.flows.test_ballots import begin, elect, full, meeting

__all__ = ["full", "meeting"]
VOTERS = ("王芳", "李雷", "赵敏")


async def vote(house, number, chosen):
    """Each of VOTERS marks what is named for them; a name with ✍ is written in."""
    for name, marks in zip(VOTERS, chosen, strict=True):
        phone = house.phone(name)
        await phone.send("/home")
        await phone.press_data(f"bl_vote:{number}")
        for mark in marks:
            if mark.startswith("✍"):
                await phone.walk("另选他人", mark[1:], "返回候选人")
                assert any(mark[1:] in label for label in phone.screen.labels)
            else:
                await phone.press(mark)
        await phone.press("投出")
        assert "已投票" in phone.screen.text


async def count(house, number):
    chair = house.phone("王芳")
    await chair.press_data(f"bl_count:{number}:1")
    return chair


async def test_another_name_is_picked_and_not_typed(full):
    chair = await elect(full, "李雷\n甲某", "1")
    assert "可以另选他人" in chair.screen.text
    await chair.press("发起表决")
    phone = full.phone("赵敏")
    await phone.press("打开选票")
    await phone.press("另选他人")
    assert [label for label in phone.screen.labels if label.startswith("○")] == ["○ 王芳", "○ 赵敏", "○ 陈新"]
    await vote(full, 1, [["✍陈新"], ["✍陈新"], ["✍陈新"]])
    chair = await count(full, 1)
    assert "另选他人 陈新　3 票" in chair.screen.text
    assert "的当选：陈新。" in chair.screen.text
    assert "赵敏" not in chair.screen.text


async def test_seats_that_nobody_won_are_voted_on_again(full):
    await (await elect(full, "甲某\n乙某\n丙某", "2")).press("发起表决")
    await vote(full, 1, [["甲某", "乙某"], ["甲某", "丙某"], ["乙某", "丙某"]])
    chair = await count(full, 1)
    assert "的当选：无" in chair.screen.text  # two of four are not more than half
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "表决", "发起表决", "再次投票：选举支部委员")
    assert "没有当选的：甲某、乙某、丙某" in chair.screen.text
    await chair.press("就用上一轮没有当选的")
    assert "应选 2 名" in chair.screen.text
    await chair.press("发起表决")
    await vote(full, 2, [["甲某", "乙某"], ["甲某", "乙某"], ["甲某", "乙某"]])
    chair = await count(full, 2)
    assert "的当选：甲某、乙某。" in chair.screen.text
    await chair.press("返回")
    await chair.press("发起表决")
    assert not any("再次投票" in label for label in chair.screen.labels)


async def test_a_tie_for_the_last_seats_is_voted_on_again_by_the_most_votes(meeting):
    async with meeting.database.write() as tx:
        me = await who_has_id(tx, NAMES["王芳"])
        agreed = {"ground": "借调", "agreed_by": "局党委", "agreed_on": date(2026, 11, 20), "now": meeting.clock.now()}
        await electorate.leave_out(tx, me, 1, NAMES["陈新"], **agreed)
    await (await elect(meeting, "甲某\n乙某\n丙某", "2")).press("发起表决")
    await vote(meeting, 1, [["甲某", "乙某"], ["甲某", "丙某"], ["乙某", "丙某"]])
    chair = await count(meeting, 1)
    assert "甲某、乙某、丙某得票相同，剩余 2 名须就他们再次投票" in chair.screen.text
    await chair.press("返回")
    await chair.walk("发起表决", "再次投票：选举支部委员")
    assert "得票多的当选" in chair.screen.text
    assert "另选他人" not in chair.screen.text
    await chair.press("发起表决")
    await vote(meeting, 2, [["甲某", "乙某"], ["甲某"], []])
    chair = await count(meeting, 2)
    assert "得票多的当选：甲某、乙某。" in chair.screen.text


async def test_who_has_no_vote_cannot_stand(full):
    chair = full.phone("王芳")
    await chair.send("/home")
    await chair.press_data("bl_new:1")
    await chair.press("选举")
    await chair.send("选举支部委员")
    await chair.send("李雷\n钱进")
    assert "没有被选举权" in chair.screen.text
    assert "钱进" in chair.screen.text
    await chair.send("李雷")
    assert "应选几名" in chair.screen.text


@pytest.mark.parametrize(("most", "warned"), [("1", False), ("2", True), ("3", True)])
async def test_too_few_candidates_for_several_seats_are_said(full, most, warned):
    chair = await elect(full, "甲某\n乙某\n丙某" if most == "3" else "甲某\n乙某", most)
    assert ("差额不少于" in chair.screen.text) is warned


async def test_who_is_left_out_is_told_and_counted_apart(meeting):
    """Three of four are there, which is too few; with 陈新 left out three of three are due."""
    chair = meeting.phone("王芳")
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "表决", "选举时不计入应到会的党员", "登记一位")
    assert "陈新" in chair.screen.labels
    assert "李雷" not in chair.screen.labels
    await chair.press("陈新")
    await chair.send("借调外地一年")
    await chair.send("局党委，局党〔2026〕8号")
    await chair.send("11月20日")
    await chair.press("登记")
    for words in ("陈新：借调外地一年", "2026-11-20", "经上级党组织同意"):
        assert words in chair.screen.text
    assert "陈新不计算在应到会人数之内" in meeting.phone("吴干").screen.text
    chair = await elect(meeting, "甲某", "1")
    assert "有表决权 3 人，到会 3 人，须到 3 人" in chair.screen.text
    assert "不计入应到会：陈新" in chair.screen.text
    await chair.press("发起表决")
    await vote(meeting, 1, [["甲某"], ["甲某"], ["甲某"]])
    chair = await count(meeting, 1)
    assert "的当选：甲某。" in chair.screen.text
    async with meeting.database.read() as session:
        assert "1 名党员不计算在应到会人数之内" in (await session.get(Meeting, 1)).minutes
    await begin(meeting)
    assert "有表决权 4 人" in chair.screen.text


@pytest.mark.parametrize("name", ["李雷", "周全"])
async def test_only_who_conducts_it_leaves_anybody_out(meeting, name):
    phone = meeting.phone(name)
    await phone.send("/home")
    for data in ("bl_los:1", "bl_lo:1", "bl_lo_no:1:9"):
        await phone.press_data(data)
        assert "只有会议主持人" in phone.toast
