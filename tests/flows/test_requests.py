"""Requests decided where they are told of: one press, what the message then says, the list of all, and who may not."""

import pytest

from tests.flows.test_attending_meetings import called  # noqa: F401 - a fixture


@pytest.fixture
async def asked(called):  # noqa: F811 - the fixture
    """Three of the branch ask for leave."""
    for name in ("李雷", "赵敏", "钱进"):
        phone = called.phone(name)
        await phone.press("请假")
        await phone.press("值班备勤")
    return called


async def test_one_press_below_the_message_decides_and_the_message_says_so(asked):
    chair = asked.phone("王芳")
    first = next(screen for screen in chair.messages() if "李雷请假" in screen.text)
    await chair.press("✅ 同意", message=first)
    said = next(screen for screen in chair.messages() if screen.id == first.id)
    assert "李雷请假：值班备勤" in said.text
    assert "王芳已同意" in said.text
    assert not any("同意" in label for label in said.labels)
    assert "已批准" in asked.phone("李雷").screen.text


async def test_all_that_wait_are_one_list_which_one_press_agrees_to(asked):
    chair = asked.phone("王芳")
    await chair.send("/home")
    await chair.press("3 人请假待批")
    before = chair.screen
    await chair.press("✅ 2 同意")
    assert "赵敏" not in chair.screen.text
    rows = before.raw["reply_markup"]["inline_keyboard"]
    mark = next(row[0]["callback_data"] for row in rows if "全部" in row[0]["text"])
    await chair.press_data(mark, chair.screen)
    assert "名单刚刚有变化" in chair.toast
    await chair.press("全部同意（2 项）")
    assert chair.toast == "已同意 2 项"
    assert "没有要处理的了" in chair.screen.text
    for name in ("李雷", "赵敏", "钱进"):
        assert "已批准" in asked.phone(name).screen.text


async def test_what_has_been_decided_meanwhile_is_told(asked):
    chair = asked.phone("王芳")
    first = next(screen for screen in chair.messages() if "李雷请假" in screen.text)
    await chair.press("❌ 不同意", message=first)
    await chair.send("请换班参加")
    await chair.press_data("req_ok:leave:1:2:0", first)
    assert "没有待答复的请假" in chair.toast
    assert "王芳没有同意" in next(screen for screen in chair.messages() if screen.id == first.id).text


async def test_nobody_else_agrees_and_forged_presses_find_nothing(asked):
    for name in ("李雷", "赵敏", "吴干"):
        phone = asked.phone(name)
        await phone.send("/home")
        for data in ("req_ok:leave:1:2:0", "req_ok:leave:1:2:1", "req_ok:check:1:1:0", "req_ok:task_time:1:0:0"):
            await phone.press_data(data, phone.screen)
            assert phone.toast, data
        await phone.press_data("req:nothing", phone.screen)
        assert "已失效" in phone.toast
    assert not any("已批准" in text for text in asked.phone("李雷").texts)
