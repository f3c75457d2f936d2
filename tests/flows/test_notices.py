"""Notices: published, read with one button, urged, taken back."""

import pytest


async def publish(house, name, audience, text="明天停水，请提前储水。"):
    phone = house.phone(name)
    await phone.send("/notices")
    await phone.walk("发布通知", audience)
    await phone.send(text)
    await phone.walk("下一步", "确认发布")
    return phone


async def test_a_branchs_notice_reaches_the_branch_and_is_read_with_one_button(house):
    phone = await publish(house, "王芳", "第一支部")
    assert "正在发给 5 人" in phone.screen.text
    member = house.phone("李雷")
    assert "明天停水" in member.screen.text
    assert house.phone("周全").messages() == []
    await member.press("已阅")
    assert member.toast == "已阅，谢谢！"
    assert "明天停水" in member.screen.text
    assert member.screen.labels == ["✓ 已阅"]
    await phone.press("阅读情况")
    for words in ("已阅 1 人：李雷", "未阅 4 人", "赵敏"):
        assert words in phone.screen.text


async def test_the_bureaus_notice_reaches_everyone(house):
    await publish(house, "吴干", "全局")
    for name in ("王芳", "李雷", "孙立", "周全", "郑局"):
        assert "明天停水" in house.phone(name).screen.text


async def test_a_group_leader_reaches_the_own_group(house):
    phone = house.phone("李雷")
    await phone.send("/notices")
    await phone.press("发布通知")
    assert phone.screen.labels == ["👥 第一党小组", "✖ 取消"]
    await phone.press("第一党小组")
    await phone.send("周五交学习笔记")
    await phone.walk("下一步", "确认发布")
    assert "周五交学习笔记" in house.phone("赵敏").screen.text
    assert house.phone("钱进").messages() == []


async def test_pictures_and_files_go_with_it(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.walk("发布通知", "第一支部")
    await phone.send_photo(caption="会场照片")
    await phone.send_document("安排.docx", b"x")
    assert "已有附件 2 个" in phone.screen.text
    await phone.walk("下一步", "确认发布")
    kinds = [
        ("photo" if message.photo else "document" if message.document else "text")
        for message in house.phone("李雷").messages()
    ]
    assert kinds == ["photo", "document", "text"]


async def test_one_picture_carries_its_words_and_button(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.walk("发布通知", "第一支部")
    await phone.send_photo(caption="会场照片")
    await phone.walk("下一步", "确认发布")
    (message,) = house.phone("李雷").messages()
    assert message.photo
    await house.phone("李雷").press("已阅")
    await phone.press("阅读情况")
    assert "已阅 1 人" in phone.screen.text


@pytest.mark.parametrize("name", ["赵敏", "孙立"])
async def test_who_answers_for_nobody_publishes_nothing(house, name):
    phone = house.phone(name)
    await phone.send("/notices")
    assert not any("发布" in label for label in phone.screen.labels)
    await phone.press_data("nt_new")
    assert "没有这项权限" in phone.toast


async def test_an_audience_beyond_ones_reach_is_refused(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.press("发布通知")
    await phone.press_data("nt_to:0:0")
    assert "失效" in phone.toast
    await phone.press_data("nt_to:2:0")
    assert "失效" in phone.toast


async def test_an_empty_notice_and_an_endless_one_are_refused(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.walk("发布通知", "第一支部")
    assert not any("下一步" in label for label in phone.screen.labels)
    await phone.send("长" * 3001)
    assert "3000" in phone.screen.text


async def test_those_who_have_not_read_it_are_reminded_once_a_day(house):
    phone = await publish(house, "王芳", "第一支部")
    member, reader = house.phone("李雷"), house.phone("赵敏")
    await reader.press("已阅")
    await phone.press("阅读情况")
    await phone.press("提醒未阅的（4）")
    assert "还没有点已阅" in member.screen.text
    assert len(reader.messages()) == 1
    await phone.press("提醒未阅的（4）")
    assert "24 小时内" in phone.toast
    assert len(member.messages()) == 2


async def test_the_second_morning_reminds_by_itself_once(house):
    await publish(house, "王芳", "第一支部")
    member = house.phone("李雷")
    await house.sweep(days=1)
    assert len(member.messages()) == 1
    await house.sweep(days=1)
    assert "还没有点已阅" in member.screen.text
    await house.sweep(days=1)
    assert len(member.messages()) == 2


async def test_a_notice_taken_back_is_gone(house):
    phone = await publish(house, "王芳", "第一支部")
    await phone.walk("阅读情况", "撤回", "确认撤回")
    member = house.phone("李雷")
    await member.press("已阅")
    assert "撤回" in member.toast
    await member.send("/notices")
    assert "还没有发给您的通知" in member.screen.text


@pytest.mark.parametrize("name", ["周全", "李雷"])
async def test_who_has_read_it_is_not_everybodys_to_see(house, name):
    await publish(house, "王芳", "第一支部")
    phone = house.phone(name)
    await phone.send("/home")
    for data in ("nt_who:1", "nt_urge:1", "nt_back:1:1"):
        await phone.press_data(data)
        assert "停水" not in phone.screen.text
        assert "未阅" not in phone.screen.text
    if name == "周全":
        await phone.press_data("nt:1")
        assert "没有发给您" in phone.toast
    reader = house.phone("赵敏")
    await reader.press("已阅")
    assert reader.toast == "已阅，谢谢！"


async def test_home_says_what_waits(house):
    await publish(house, "王芳", "第一支部")
    member = house.phone("李雷")
    await member.send("/home")
    assert "通知未读" in str(member.screen)
