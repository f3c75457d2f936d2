"""Messages that their writer changes afterwards: the last answer is taken anew, everything else is answered, no command runs."""

import pytest


async def test_a_message_changed_into_a_command_runs_nothing(house):
    phone = house.phone("王芳")
    first = await phone.send("/assign 李雷 提交半年总结 11月30日")
    await phone.press("改内容")
    await phone.edit(first, "/cancel")
    assert "改成命令的消息不会执行" in phone.messages()[-1].text
    await phone.send("交总结")
    for words in ("📌 交总结", "给 1 人：李雷"):
        assert words in phone.screen.text


@pytest.mark.parametrize("command", ["/home", "/tasks", "/cancel", "/assign 李雷 交表 明天", "/lock", "/start"])
async def test_an_old_message_changed_into_any_command_is_answered(house, command):
    phone = house.phone("王芳")
    old = await phone.send("你好")
    await phone.edit(old, command)
    assert "改成命令的消息不会执行" in phone.messages()[-1].text


async def test_an_old_message_changed_is_answered(house):
    phone = house.phone("王芳")
    old = await phone.send("你好")
    await phone.edit(old, "您好")
    assert "已收到您的修改，但这条消息已经处理过" in phone.messages()[-1].text


async def test_the_last_answer_changed_takes_its_place(house):
    phone = house.phone("王芳")
    await phone.send("/assign")
    await phone.walk("李雷", "下一步")
    answer = await phone.send("报送学习情况")
    assert "多久做一次" in phone.screen.text
    await phone.edit(answer, "报送学习情况表")
    await phone.press("一次性")
    await phone.send("11月30日")
    await phone.walk("不用", "不用交材料")
    assert "📌 报送学习情况表\n" in phone.screen.text


async def test_an_answer_before_the_last_one_is_answered_and_stays(house):
    phone = house.phone("王芳")
    await phone.send("/assign")
    await phone.walk("李雷", "下一步")
    answer = await phone.send("报送学习情况")
    await phone.press("一次性")
    await phone.edit(answer, "另一件事")
    assert "已收到您的修改，但没有跟着改。请把改好的内容重新发送一条" in phone.messages()[-1].text
    await phone.send("11月30日")
    await phone.walk("不用", "不用交材料")
    assert "📌 报送学习情况\n" in phone.screen.text


async def test_an_answer_that_was_refused_may_be_changed_until_it_fits(house):
    phone = house.phone("王芳")
    await phone.send("/assign")
    await phone.walk("李雷", "下一步")
    answer = await phone.send("长" * 301)
    assert "现在是 301 个字" in phone.messages()[-1].text
    await phone.edit(answer, "不长")
    assert "多久做一次" in phone.screen.text


async def test_a_changed_answer_that_does_not_fit_changes_nothing(house):
    phone = house.phone("王芳")
    await phone.send("/assign")
    await phone.walk("李雷", "下一步")
    answer = await phone.send("报送学习情况")
    await phone.edit(answer, "长" * 301)
    assert "现在是 301 个字" in phone.messages()[-3].text
    assert "原来的保持不变" in phone.messages()[-2].text
    await phone.press("一次性")
    assert "截止到哪一天" in phone.screen.text


async def test_the_line_with_which_a_task_began_may_be_changed(house):
    phone = house.phone("王芳")
    line = await phone.send("/assign 李雷 提交半年总结 11月30日")
    await phone.edit(line, "/assign 赵敏 提交全年总结 12月10日")
    for words in ("📌 提交全年总结", "给 1 人：赵敏", "12月10日"):
        assert words in phone.screen.text


async def test_a_question_from_before_a_change_confirms_nothing(house):
    phone, member = house.phone("王芳"), house.phone("李雷")
    line = await phone.send("/assign 李雷 提交半年总结 11月30日")
    before = phone.screen
    await phone.edit(line, "/assign 李雷 提交半年总结 12月10日")
    await phone.press("确认布置", before)
    assert "已失效" in phone.toast
    assert member.messages() == []
    await phone.press("确认布置")
    assert "12月10日" in member.screen.text


async def test_what_was_saved_is_not_changed_with_its_message(house):
    phone, member = house.phone("王芳"), house.phone("李雷")
    line = await phone.send("/assign 李雷 提交半年总结 11月30日")
    await phone.press("确认布置")
    await phone.edit(line, "/assign 赵敏 提交全年总结 12月10日")
    assert "改成命令的消息不会执行" in phone.messages()[-1].text
    await member.press("查看任务")
    await member.press("请示")
    question = await member.send("写多少字？")
    await member.edit(question, "写多长？")
    assert "已收到您的修改，但这条消息已经处理过" in member.messages()[-1].text


async def test_a_stranger_who_changes_a_message_is_told_how_to_bind(house):
    phone = house.phone(1000)
    old = await phone.send("你好")
    await phone.edit(old, "您好")
    assert "绑定" in phone.messages()[-1].text
