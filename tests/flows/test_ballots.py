"""A vote at a meeting, on several phones at once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage.ballots.rows import Ballot, BallotPaper, BallotVoter
from storage.mail.inbox import InboxRow
from storage.meetings.rows import Attendance, How, Meeting
from tests.flows.beginnings import beginning
from tests.flows.test_attending_meetings import code
from tests.flows.test_calling_meetings import call

MEMBERS = ("李雷", "赵敏")


@beginning()
async def meeting(house):
    """王芳 has opened a meeting; she, 李雷 and 赵敏 are on the spot, 陈新 is not: three of four entitled. 钱进 is there too."""
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.press("确认召集")
    await chair.walk("查看会议", "主持会议", "开始签到")
    for name in (*MEMBERS, "钱进"):
        await house.phone(name).send(await code(house))


async def begin(house, title="通过支部年度总结"):
    chair = house.phone("王芳")
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "表决", "发起表决", "一般事项")
    await chair.send(title)
    await chair.press("发起表决")
    return chair


def pressed_data(phone):
    rows = phone.screen.raw["reply_markup"]["inline_keyboard"]
    return {button["text"]: button["callback_data"] for row in rows for button in row}


async def elect(house, names="甲某\n乙某\n丙某", most="2"):
    chair = house.phone("王芳")
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "表决", "发起表决", "选举")
    await chair.send("选举支部委员")
    await chair.send(names)
    await chair.press(most)
    return chair


@beginning(meeting)
async def full(house):
    """陈新 is there too: four of four, enough for an election."""
    async with house.database.write() as tx:
        row = await tx.get(Attendance, (1, 9))
        row.how = How.ON_SPOT.value
        tx.add(row)


async def test_a_named_vote_from_the_call_to_the_minutes(meeting):
    chair = meeting.phone("王芳")
    await begin(meeting)
    assert "正在表决" in chair.screen.text
    assert "有表决权 4 人，到会 3 人，已投票 0 人" in chair.screen.text
    for name in MEMBERS:
        phone = meeting.phone(name)
        assert "开始记名表决：通过支部年度总结" in phone.screen.text
        await phone.walk("打开选票", "赞成")
        assert "● 赞成" in phone.screen.labels
        await phone.press("投出")
        assert "已投票" in phone.screen.text
    await chair.press("刷新")
    assert "还没投票：王芳" in chair.screen.text
    await chair.walk("打开选票", "反对", "弃权", "赞成", "投出", "返回", "结束并计票")
    assert "之后不能再投票" in chair.screen.text
    await chair.press("确认计票")
    assert "通过" in chair.screen.text
    assert "赞成：王芳、李雷、赵敏" in chair.screen.text
    assert "表决结果" in meeting.phone("李雷").screen.text
    async with meeting.database.read() as session:
        minutes = (await session.get(Meeting, 1)).minutes
    for words in (
        "【表决】通过支部年度总结（记名投票）",
        "有表决权 4 人，到会 3 人",
        "赞成 3 票",
        "至少 3 票，通过",
        "支部工作条例",
    ):
        assert words in minutes


async def test_a_secret_election_with_receipts(full):
    chair = await elect(full)
    assert "无记名" in chair.screen.text
    assert "五分之四" in chair.screen.text
    await chair.press("发起表决")
    receipts = []
    for name, chosen in (("王芳", ["甲某"]), ("李雷", ["甲某", "乙某"]), ("赵敏", ["乙某", "甲某", "乙某"])):
        phone = full.phone(name)
        await phone.press("打开选票")
        for each in chosen:
            await phone.press(each)
        receipts.append(phone.screen.text.split("回执码 ")[1][:11])
        await phone.press("投出")
        assert receipts[-1] in phone.screen.text
        assert "甲某" not in phone.screen.text + str(phone.screen.labels)
    await chair.walk("返回", "结束并计票", "确认计票")
    assert "甲某　3 票" in chair.screen.text
    assert "乙某　1 票" in chair.screen.text
    assert "的当选：甲某。不足的 1 名须另行选举。" in chair.screen.text
    voter = full.phone("赵敏")
    await voter.walk("查看", "核对回执码")
    for code_ in receipts:
        assert code_ in voter.screen.text
    await voter.walk("返回", "依据")
    assert "选举工作条例" in voter.screen.text


async def test_more_than_allowed_cannot_be_marked(full):
    await (await elect(full, most="1")).press("发起表决")
    phone = full.phone("李雷")
    await phone.walk("打开选票", "甲某", "乙某")
    assert "最多选 1 人" in phone.toast
    await phone.walk("甲某", "乙某", "投出")
    assert "已投票" in phone.screen.text


async def test_nobody_votes_twice(meeting):
    await begin(meeting)
    phone = meeting.phone("李雷")
    await phone.walk("打开选票", "赞成")
    paper = pressed_data(phone)
    cast, mark = paper["✅ 投出"], paper["○ 反对"]
    await phone.press("投出")
    for data in (cast, mark, "bl_vote:1"):
        await phone.press_data(data)
        assert "已经投过票" in phone.toast
    async with meeting.database.read() as session:
        voted = [row.person_id for row in (await session.exec(select(BallotVoter))).all() if row.voted]
    assert voted == [2]


async def test_a_press_says_nothing_and_a_restart_asks_for_a_new_paper(full):
    await (await elect(full)).press("发起表决")
    phone = full.phone("李雷")
    await phone.walk("打开选票", "甲某")
    first = set(pressed_data(phone).values())
    full.running.application.bot_data.box.drop(1)  # what a restart forgets
    await phone.press("投出")
    assert "重新打开选票" in phone.toast
    await phone.press_data("bl_vote:1")
    second = set(pressed_data(phone).values())
    assert not {data for data in first & second if data.startswith(("bl_mark", "bl_cast"))}
    await phone.walk("甲某", "投出")
    assert "已投票" in phone.screen.text
    async with full.database.read() as session:
        assert len((await session.exec(select(BallotPaper))).all()) == 1
        assert {row.payload for row in (await session.exec(select(InboxRow))).all()} == {None}


@pytest.mark.parametrize(("name", "said"), [("钱进", "没有表决权"), ("周全", "没有表决权"), ("孙立", "只对党员开放")])
async def test_who_has_no_vote_gets_no_paper(meeting, name, said):
    await begin(meeting)
    phone = meeting.phone(name)
    await phone.send("/home")
    for data in ("bl_vote:1", "bl_mark:1:abc", "bl_cast:1:abc"):
        await phone.press_data(data)
        assert said in phone.toast


async def test_who_has_not_checked_in_cannot_vote_until_they_do(meeting):
    await begin(meeting)
    async with meeting.database.write() as tx:
        row = await tx.get(Attendance, (1, 2))
        row.how = How.LIVE.value
        tx.add(row)
    phone = meeting.phone("李雷")
    await phone.press("打开选票")
    assert "还没有现场签到" in phone.toast
    async with meeting.database.write() as tx:
        row = await tx.get(Attendance, (1, 2))
        row.how = How.ON_SPOT.value
        tx.add(row)
    await phone.send("/home")
    await phone.press("🗳 投票：")
    assert "投出后不能更改" in phone.screen.text


@pytest.mark.parametrize("name", ["李雷", "周全"])
async def test_only_the_chair_begins_counts_reminds_and_voids(meeting, name):
    await begin(meeting)
    phone = meeting.phone(name)
    await phone.send("/home")
    for data in ("bl_new:1", "bl_count:1:1", "bl_urge:1", "bl_void:1"):
        await phone.press_data(data)
        assert ("只有会议主持人" in phone.toast) or ("不在这场会议" in phone.toast)
    async with meeting.database.read() as session:
        assert (await session.get(Ballot, 1)).is_open


async def test_an_outsider_sees_nothing(meeting):
    await begin(meeting, "绝密事项")
    phone = meeting.phone("周全")
    await phone.send("/home")
    for data in ("bl:1", "bl_list:1", "bl_rule:1", "bl_codes:1:0"):
        await phone.press_data(data)
        assert "绝密" not in phone.screen.text
        assert "不在这场会议" in phone.toast


async def test_the_meeting_does_not_end_over_an_open_ballot_and_a_void_one_frees_it(meeting):
    chair = await begin(meeting)
    voter = meeting.phone("李雷")
    await voter.walk("打开选票", "赞成", "投出")
    await chair.press("作废")
    await chair.send("事项写错了")
    await chair.press("确认作废")
    assert "作废原因：事项写错了" in chair.screen.text
    assert "表决作废" in voter.screen.text
    await chair.walk("返回", "通过支部年度总结")
    assert "结束并计票" not in str(chair.screen.labels)


async def test_an_open_ballot_keeps_the_meeting_open(meeting):
    chair = await begin(meeting)
    await chair.walk("返回", "返回", "结束会议")
    assert "先计票或作废" in chair.toast


async def test_without_a_quorum_the_chair_is_told_at_once(meeting):
    async with meeting.database.write() as tx:
        for person in (2, 3):
            row = await tx.get(Attendance, (1, person))
            row.how = None
            tx.add(row)
    chair = meeting.phone("王芳")
    await chair.send("/home")
    await chair.press_data("bl_new:1")
    assert "没有达到规定" in chair.toast


async def test_a_member_left_off_the_roll_is_named(meeting):
    async with meeting.database.write() as tx:
        await tx.delete(await tx.get(Attendance, (1, 9)))
    chair = meeting.phone("王芳")
    await chair.send("/home")
    await chair.press_data("bl_new:1")
    assert "缺少：陈新" in chair.screen.text


async def test_wrong_answers_are_asked_again(full):
    chair = full.phone("王芳")
    await chair.send("/home")
    await chair.press_data("bl_new:1")
    await chair.press("选举")
    await chair.send("长" * 101)
    assert "1 到 100 个字" in chair.screen.text
    await chair.send("选举支委")
    for wrong, said in (
        ("、".join("甲" * 21), "1 到 20 名"),
        ("甲\n甲", "不能重复"),
        ("名" * 21 + "\n乙", "最多 20 个字"),
    ):
        await chair.send(wrong)
        assert said in chair.screen.text
    await chair.send("甲、乙")
    await chair.press_data("q:9")
    assert "应选名额" in chair.toast
    await chair.press("2")
    assert "请核对表决事项" in chair.screen.text


async def test_those_who_are_there_are_reminded_and_the_ledger_knows(meeting):
    chair = await begin(meeting)
    await meeting.phone("李雷").walk("打开选票", "赞成", "投出")
    before = len(meeting.phone("李雷").messages())
    await chair.press("提醒投票")
    assert "还等您投票" in meeting.phone("赵敏").screen.text
    assert len(meeting.phone("李雷").messages()) == before
    await chair.walk("结束并计票", "确认计票")
    assert "未通过" in chair.screen.text
    await chair.send("/ledger")
    await chair.press("表决")
    assert "通过支部年度总结" in chair.screen.text + str(chair.screen.labels)


async def test_the_screens_fit_whatever_they_are_asked(full):
    chair = await elect(full, "\n".join(f"{'名' * 18}{number:02}" for number in range(20)), "20")
    await chair.press("发起表决")
    assert len(chair.screen.text) < 4096
    phone = full.phone("李雷")
    await phone.press("打开选票")
    assert len(phone.screen.labels) == 24
    assert phone.house.clock.now() - full.clock.now() < timedelta(seconds=1)
