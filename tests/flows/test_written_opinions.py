"""A written opinion from the call to the minutes: handed in by oneself, or from a paper with its photo."""

import pytest

from sandbox.telegram.phone import picture
from storage.meetings.rows import Attendance, How, Meeting
from tests.flows.beginnings import beginning
from tests.flows.conftest import NAMES
from tests.flows.test_calling_meetings import call
from tests.flows.test_development import reviewed

MATTER = "接收孙立同志为预备党员"


@beginning(reviewed)
async def called(house):
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.press("确认召集")


async def on_screen(house, name):
    phone = house.phone(name)
    await phone.send("/meetings")
    await phone.walk("我的会议", "11月党支部党员大会")
    await phone.press("表决")
    return phone


async def hand_in(house, name="赵敏", stance="赞成"):
    phone = await on_screen(house, name)
    await phone.walk("提交书面意见", MATTER, stance)
    await phone.send("孙立同志表现突出，同意接收。")
    return phone


async def held(house, present):
    chair = house.phone("王芳")
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "开始签到")
    async with house.database.write() as tx:
        for name in present:
            row = await tx.get(Attendance, (1, NAMES[name]))
            row.how = How.ON_SPOT.value
            tx.add(row)
    return chair


async def test_it_counts_among_the_votes_and_stands_apart_in_the_minutes(called):
    phone = await hand_in(called)
    for words in ("书面意见不保密", "赵敏：赞成", "第二十条", "同意接收"):
        assert words in phone.screen.text
    await phone.press("提交书面意见")
    assert "书面意见已提交" in phone.screen.text
    assert f"赵敏提交了书面意见：{MATTER}" in called.phone("王芳").screen.text
    chair = await held(called, ["王芳", "李雷", "陈新"])
    await chair.walk("表决", "发起表决", MATTER, "发起表决")
    assert "另有会前书面意见 1 份，计入票数、不计入到会：赵敏 赞成" in chair.screen.text
    for name in ("王芳", "李雷"):
        voter = called.phone(name)
        await voter.send("/home")
        await voter.press_data("bl_vote:1")
        await voter.walk("赞成", "投出")
    await chair.press_data("bl_count:1:1")
    assert "✅ 通过：赞成须至少 3 票" in chair.screen.text
    assert "赵敏 赞成" in chair.screen.text
    assert "表决结果" in called.phone("赵敏").screen.text
    async with called.database.read() as session:
        minutes = (await session.get(Meeting, 1)).minutes
    assert "到会 3 人" in minutes
    assert "赞成 2 票" in minutes
    assert "会前书面意见 1 份，计入票数、不计入到会：赵敏 赞成。" in minutes


async def test_half_are_too_few_for_a_membership_and_enough_for_a_matter(called):
    chair = await held(called, ["王芳", "李雷"])
    await chair.walk("表决", "发起表决", MATTER)
    assert "有表决权 4 人，现场 2 人，须到 3 人" in chair.toast
    await chair.press("一般事项")
    await chair.send("通过支部年度总结")
    await chair.press("发起表决")
    assert "正在表决" in chair.screen.text
    async with called.database.read() as session:
        assert "未通过" not in (await session.get(Meeting, 1)).minutes


async def test_who_comes_after_it_was_counted_has_no_second_vote(called):
    phone = await hand_in(called)
    await phone.press("提交书面意见")
    chair = await held(called, ["王芳", "李雷", "陈新"])
    await chair.walk("表决", "发起表决", MATTER, "发起表决")
    await held_later(called, "赵敏")
    await phone.send("/home")
    assert "投票" not in str(phone.screen)
    await phone.press_data("bl_vote:1")
    assert "书面意见已经计入" in phone.toast


async def held_later(house, name):
    async with house.database.write() as tx:
        row = await tx.get(Attendance, (1, NAMES[name]))
        row.how = How.ON_SPOT.value
        tx.add(row)


async def test_who_comes_before_the_vote_votes_there(called):
    phone = await hand_in(called)
    await phone.press("提交书面意见")
    chair = await held(called, ["王芳", "李雷", "赵敏"])
    await chair.walk("表决", "发起表决", MATTER, "发起表决")
    assert "书面意见" not in chair.screen.text
    await phone.send("/home")
    await phone.press_data("bl_vote:1")
    await phone.walk("反对", "投出")
    assert "已投票" in phone.screen.text


async def test_it_can_be_taken_back(called):
    phone = await hand_in(called)
    await phone.press("提交书面意见")
    phone = await on_screen(called, "赵敏")
    assert f"我的书面意见：{MATTER}　赞成" in phone.screen.text
    await phone.press("撤回")
    assert "我的书面意见" not in phone.screen.text


async def test_the_chair_enters_a_paper_with_its_photo_and_its_author_is_told(called):
    chair = await on_screen(called, "王芳")
    await chair.walk("代录纸质意见", MATTER)
    assert {"李雷", "赵敏", "陈新"} <= set(chair.screen.labels)
    assert "王芳" not in chair.screen.labels
    await chair.walk("赵敏", "反对")
    await chair.send("培养时间还短，建议再看一看。")
    await chair.send("没有照片")
    assert "提交书面意见" not in str(chair.screen.labels)
    await chair.send_photo(picture())
    assert "附纸质意见照片" in chair.screen.text
    await chair.press("提交书面意见")
    author = called.phone("赵敏")
    assert "代您录入了书面意见" in author.screen.text
    chair = await on_screen(called, "王芳")
    await chair.press("书面意见（1）")
    for words in ("赵敏", "反对", "主持人按纸质意见代录", "再看一看"):
        assert words in chair.screen.text
    await chair.press("🖼 赵敏")
    assert chair.messages()[-1].photo
    author = await on_screen(called, "赵敏")
    await author.press("撤回")
    assert "已撤回" in author.toast


@pytest.mark.parametrize(("name", "said"), [("钱进", "没有表决权"), ("周全", "没有表决权"), ("孙立", "没有表决权")])
async def test_who_has_no_vote_hands_in_nothing(called, name, said):
    phone = called.phone(name)
    await phone.send("/home")
    await phone.press_data("bl_wr:1:0")
    assert said in phone.toast
    for data in ("bl_wrs:1:0", "bl_wr:1:1", "bl_wr_pic:1"):
        await phone.press_data(data)
        assert "只有会议主持人" in phone.toast


async def test_without_a_matter_there_is_nothing_to_write(house):
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.press("确认召集")
    phone = house.phone("李雷")
    await phone.send("/meetings")
    await phone.walk("我的会议", "11月党支部党员大会")
    assert not any("书面意见" in label for label in phone.screen.labels)
    await phone.press_data("bl_wr:1:0")
    assert "没有可以提交书面意见的事项" in phone.toast
