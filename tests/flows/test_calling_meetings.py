"""Calling a meeting, changing it, calling it off, as the people involved see it."""

from datetime import timedelta

import pytest

from tests.flows.conftest import GROUP


async def call(house, phone, *, kind="党支部党员大会暨主题党日", when="明天下午3点", group=None):
    """Walk the whole flow; gives the confirmation's screen."""
    await phone.send("/meetings")
    await phone.walk("召集会议", kind)
    if group:
        await phone.press(group)
    await phone.press(f"11月{kind}")
    await phone.send(when)
    await phone.send("三楼会议室 https://live.example/1")
    await phone.send("一、学习\n二、表决")
    await phone.press("下一步")
    return phone.screen


async def bound_group(house):
    await house.phone("王芳").send("/bind", chat=GROUP)


async def test_a_meeting_is_called_and_those_expected_are_told(house):
    await bound_group(house)
    secretary, member, outsider = house.phone("王芳"), house.phone("李雷"), house.phone("孙立")
    screen = await call(house, secretary)
    for words in ("请核对", "11月25日（周三）15:00", "三楼会议室", "https://live.example/1", "二、表决", "应到 5 人"):
        assert words in screen.text
    assert member.messages() == []
    await secretary.press("确认召集")
    assert "已召集" in secretary.screen.text
    assert "会议通知" in member.screen.text
    assert member.screen.labels == ["查看会议", "🙋 请假", "📅 日历"]
    assert outsider.messages() == []
    notice = secretary.newest(GROUP)
    assert "会议通知" in notice.text
    assert "李雷" not in notice.text
    await member.press("查看会议")
    assert "未签到" in member.screen.text


async def test_confirming_twice_calls_one_meeting(house):
    secretary, member = house.phone("王芳"), house.phone("李雷")
    screen = await call(house, secretary)
    await secretary.press("确认召集")
    await secretary.press_data("q_save", screen)
    assert secretary.toast == "已保存。"
    assert len(member.messages()) == 1


async def test_the_time_may_be_tapped(house):
    phone = house.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("召集会议", "党课", "11月党课", "▶")
    assert "2026年12月" in phone.screen.labels
    await phone.press("10")
    assert "12月10日（周四）" in phone.screen.text
    await phone.press("14:30")
    assert "12月10日（周四）14:30" in phone.screen.text
    assert "在哪里开" in phone.screen.text


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("昨天下午3点", "已经过去"),
        ("下周三", "还缺钟点"),
        ("明天25点", "25"),
        ("随便", "请写日期和钟点"),
    ],
)
async def test_a_time_that_cannot_be_is_asked_again_and_nothing_is_lost(house, written, answer):
    phone = house.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("召集会议", "党课", "11月党课")
    await phone.send(written)
    assert answer in phone.screen.text
    await phone.send("明天上午9点")
    assert "在哪里开" in phone.screen.text


async def test_too_long_and_empty_answers_are_asked_again(house):
    phone = house.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("召集会议", "党课")
    await phone.send("长" * 61)
    assert "1 到 60 个字，现在是 61 个字" in phone.screen.text
    await phone.send_photo()
    assert "收不了" in phone.texts[-2]
    await phone.send("专题<党课> & 学习")
    await phone.send("明天9:00")
    await phone.send("礼堂")
    await phone.press("跳过")
    await phone.press("下一步")
    assert "专题<党课> & 学习" in phone.screen.text


async def test_an_answer_is_changed_from_the_summary(house):
    phone = house.phone("王芳")
    await call(house, phone)
    await phone.press("改地点")
    await phone.send("礼堂")
    assert "请核对" in phone.screen.text
    assert "礼堂" in phone.screen.text
    await phone.press("改应到人员")
    await phone.press("☑ 陈新")
    await phone.press("☐ 孙立")
    await phone.press("下一步")
    assert "孙立" in phone.screen.text
    assert "陈新" not in phone.screen.text


async def test_a_draft_outlives_a_walk_elsewhere_and_a_new_start_asks(house):
    phone = house.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("召集会议", "党课")
    await phone.send("廉政党课")
    await phone.send("/home")
    assert "没完成的召集会议" in phone.screen.text
    await phone.walk("三会一课", "召集会议")
    assert "还没完成" in phone.screen.text
    await phone.press("继续填写")
    assert "什么时候开" in phone.screen.text
    await phone.send("/home")
    await phone.walk("三会一课", "召集会议", "开始新的")
    assert "开什么会" in phone.screen.text
    await phone.send("/cancel")
    assert "已取消召集会议" in phone.screen.text


async def test_a_late_text_is_asked_about(house):
    phone = house.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("召集会议", "党课", "11月党课")
    house.world.clock.advance(timedelta(hours=7))
    await phone.send("明天上午9点")
    assert "还没完成" in phone.screen.text
    await phone.press("继续填写")
    await phone.send("明天上午9点")
    assert "在哪里开" in phone.screen.text


async def test_a_group_leader_calls_only_the_own_groups_meeting(house):
    leader = house.phone("李雷")
    await leader.send("/meetings")
    await leader.press("召集会议")
    assert [label for label in leader.screen.labels if "取消" not in label] == ["党小组会"]
    await leader.press_data("q:党支部党员大会+主题党日")
    assert "党小组长可以召集本小组的党小组会" in leader.toast
    await leader.press("党小组会")
    assert "第二党小组" not in leader.screen.labels
    await leader.press_data("q:2")
    assert leader.alert
    await leader.press("第一党小组")
    assert "会议名称" in leader.screen.text


@pytest.mark.parametrize("name", ["钱进", "吴干", "郑局", "孙立"])
async def test_who_may_not_call_sees_no_button_and_cannot_forge_one(house, name):
    phone = house.phone(name)
    await phone.send("/meetings")
    assert "➕ 召集会议" not in phone.screen.labels
    await phone.press_data("mt_call:0")
    assert "没有这项权限" in phone.toast


async def test_a_change_is_told_with_its_reason(house):
    await bound_group(house)
    secretary, member = house.phone("王芳"), house.phone("李雷")
    await call(house, secretary)
    await secretary.walk("确认召集", "查看会议", "主持会议", "修改", "时间")
    await secretary.send("后天上午10点")
    await secretary.send("局里统一行动")
    assert "已修改时间" in secretary.screen.text
    for text in (member.screen.text, member.newest(GROUP).text):
        assert "11月26日（周四）10:00" in text
        assert "局里统一行动" in text


async def test_added_people_are_invited_and_others_told_off(house):
    secretary, added, gone = house.phone("王芳"), house.phone("孙立"), house.phone("钱进")
    await call(house, secretary)
    await secretary.walk(
        "确认召集", "查看会议", "主持会议", "修改", "应到人员", "☐ 孙立", "☑ 钱进", "下一步", "不写原因"
    )
    assert "会议通知" in added.screen.text
    assert "不用参加" in gone.screen.text


async def test_a_meeting_is_called_off_with_a_reason(house):
    secretary, member = house.phone("王芳"), house.phone("李雷")
    await call(house, secretary)
    await secretary.walk("确认召集", "查看会议", "主持会议", "取消会议")
    await secretary.send("突发警情")
    assert "会议已取消" in secretary.screen.text
    assert "突发警情" in member.screen.text
    await member.send("/meetings")
    assert "没有要参加的会议" in member.screen.text
    await secretary.press("返回")
    assert "主持会议" not in "".join(secretary.screen.labels)


async def test_only_the_chair_and_the_branchs_leaders_conduct(house):
    secretary = house.phone("王芳")
    await call(house, secretary)
    await secretary.press("确认召集")
    for name in ("钱进", "赵敏"):
        phone = house.phone(name)
        for data in (
            "mt_manage:1",
            "mt_open:1",
            "mt_change:1",
            "mt_cancel:1",
            "mt_roll:1",
            "mt_code:1",
            "mt_close:1",
        ):
            await phone.press_data(data)
            assert "只有会议主持人" in phone.toast
    stranger = house.phone("周全")
    await stranger.send("/home")
    for data in ("mt:1", "mt_read:1", "mt_manage:1"):
        await stranger.press_data(data)
        assert "没有这项权限" in stranger.toast
    await stranger.press_data("mt:99")
    assert "没有这场会议" in stranger.toast
