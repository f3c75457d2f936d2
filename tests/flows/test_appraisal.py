"""民主测评 at the yearly 民主评议: everybody graded on every secret paper, grades decided by the committee, told to each."""

import pytest

from storage.meetings.rows import Meeting
from tests.flows.test_attending_meetings import code
from tests.flows.test_calling_meetings import call

NAMES = ("王芳", "李雷", "赵敏", "陈新")


async def about_to_vote(house, *present):
    """民主评议 has begun with the chair and those people, and 民主测评 can be put to the vote; the chair's phone."""
    chair = house.phone("王芳")
    await call(house, chair, kind="民主评议")
    await chair.press("确认召集")
    await chair.walk("查看会议", "主持会议", "开始签到")
    for name in present:
        await house.phone(name).send(await code(house))
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月民主评议", "主持会议", "表决", "发起表决", "民主测评")
    return chair


@pytest.fixture
async def counted(house):
    """Three of four voters have graded all four, everybody 合格 but 赵敏, who is 优秀 for two of them."""
    chair = await about_to_vote(house, "李雷", "赵敏")
    assert "无记名" in chair.screen.text
    assert "优秀、合格、基本合格、不合格" in chair.screen.text
    await chair.press("发起表决")
    for name in ("王芳", "李雷", "赵敏"):
        phone = house.phone(name)
        await phone.press("打开选票")
        for place, person in enumerate(NAMES, 1):
            assert f"{place}. {person}" in phone.screen.text
            grade = "优秀" if person == "赵敏" and name != "李雷" else "合格"
            assert "✅ 投出" not in phone.screen.labels
            await phone.press(f"{place} {grade}")
        await phone.press("投出")
        assert "已投票" in phone.screen.text
        assert "优秀" not in phone.screen.text
    await chair.walk("返回", "结束并计票", "确认计票")
    return house


async def test_a_probationer_grades_and_is_not_graded(house):
    chair = await about_to_vote(house, "李雷", "赵敏", "钱进")
    await chair.press("发起表决")
    phone = house.phone("钱进")
    await phone.press("打开选票")
    for place, person in enumerate(NAMES, 1):
        assert f"{place}. {person}" in phone.screen.text
        await phone.press(f"{place} 合格")
    assert "钱进" not in phone.screen.text
    await phone.press("投出")
    assert "已投票" in phone.screen.text
    await chair.press("刷新")
    assert "参加测评 5 人，到会 4 人，已投票 1 人" in chair.screen.text


async def test_a_choice_can_be_changed_until_it_is_cast(house):
    chair = await about_to_vote(house, "李雷", "赵敏")
    await chair.press("发起表决")
    phone = house.phone("李雷")
    await phone.walk("打开选票", "1 优秀", "1 不合格")
    assert "已选 1 位" in phone.screen.text
    assert "王芳　不合格" in phone.screen.text
    assert [label for label in phone.screen.labels if label.startswith("●")] == ["●1 不合格"]


async def test_the_chair_sees_the_votes_and_a_member_their_own(counted):
    chair, member = counted.phone("王芳"), counted.phone("赵敏")
    assert "赵敏　优秀 2、合格 1" in chair.screen.text
    assert "李雷　合格 3" in chair.screen.text
    await member.press("查看")
    assert "赵敏　优秀 2、合格 1" in member.screen.text
    assert "李雷" not in member.screen.text
    assert "收回选票 3 张" in member.screen.text
    async with counted.database.read() as session:
        minutes = (await session.get(Meeting, 1)).minutes
    assert "无记名" in minutes
    assert "测评结果由支委会研究后反馈本人" in minutes
    assert "优秀 2" not in minutes


async def test_the_committee_decides_and_everybody_hears_their_own(counted):
    chair = counted.phone("王芳")
    await chair.press("评定等次")
    assert "赵敏：优秀（2/1/0/0）" in chair.screen.labels
    await chair.press("陈新：合格")
    assert "陈新：基本合格（0/3/0/0）" in chair.screen.labels
    await chair.walk("李雷：合格", "李雷：基本合格", "李雷：不合格")
    assert "优秀 2 人，一般不超过三分之一（1 人）" in chair.screen.text
    await chair.walk("李雷：优秀", "确定")
    member = counted.phone("李雷")
    assert "评定结果出来了" in member.screen.text
    assert "合格" not in member.screen.text
    await member.press("查看", member.screen)
    assert "李雷　合格 3　→ 合格" in member.screen.text
    async with counted.database.read() as session:
        minutes = (await session.get(Meeting, 1)).minutes
    assert "支委会评定：优秀 1 人，合格 2 人，基本合格 1 人。优秀：赵敏。" in minutes


async def test_without_votes_no_grade_is_proposed(house):
    chair = await about_to_vote(house, "李雷", "赵敏")
    await chair.press("发起表决")
    await chair.walk("结束并计票", "确认计票", "评定等次")
    assert "没有收回选票" in chair.screen.text
    assert [f"{name}：未定（0/0/0/0）" for name in NAMES] == [each for each in chair.screen.labels if "（0" in each]
    await chair.walk("王芳：未定", "李雷：未定", "赵敏：未定", "确定")
    assert "还有同志没有定等次" in chair.toast
    await chair.walk("陈新：未定", "陈新：优秀", "确定")
    assert "陈新　无票　→ 合格" in chair.screen.text


async def test_only_who_conducts_it_decides(counted):
    phone = counted.phone("李雷")
    await phone.send("/home")
    await phone.press_data("bl_grades:1", phone.screen)
    assert phone.alert
    assert "赵敏" not in phone.screen.text


async def test_elsewhere_no_appraisal_is_offered(house):
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.press("确认召集")
    await chair.walk("查看会议", "主持会议", "开始签到")
    for name in ("李雷", "赵敏"):
        await house.phone(name).send(await code(house))
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "表决", "发起表决")
    assert not any("民主测评" in label for label in chair.screen.labels)
    await chair.press_data("q:appraisal", chair.screen)
    assert "民主评议会上进行" in f"{chair.toast}{chair.screen.text}"


async def prepare(house, kind, title):
    """王芳 opens a topic of that kind, for a week."""
    phone = house.phone("王芳")
    await phone.send("/topics")
    await phone.walk("发起话题", kind)
    await phone.send(title)
    await phone.send("请谈谈自己，也请给同志提意见。")
    await phone.press("下一步")
    await phone.send("11月30日")
    await phone.walk("确认发起", "查看话题")
    return phone


async def test_opinions_gathered_ahead_and_the_meeting_lead_to_each_other(house):
    phone = await prepare(house, "民主评议", "评议前征求意见")
    assert "还没有召集民主评议" in phone.screen.text
    await call(house, phone, kind="民主评议")
    await phone.walk("确认召集", "查看会议")
    await phone.press("话题：评议前征求意见")
    assert "🗓 会议：11月民主评议" in phone.screen.text
    member = house.phone("李雷")
    await member.send("/topics")
    await member.walk("评议前征求意见", "🗓 查看会议")
    assert "11月民主评议" in member.screen.text
    assert "🗣 话题：评议前征求意见" in member.screen.labels


async def test_topics_and_meetings_of_other_kinds_stay_apart(house):
    phone = await prepare(house, "组织生活会", "会前征求意见")
    await call(house, phone, kind="民主评议")
    await phone.walk("确认召集", "查看会议")
    assert not any("话题" in label for label in phone.screen.labels)
    phone = await prepare(house, "阶段总结", "下半年工作怎么看")
    assert "🗓" not in phone.screen.text
