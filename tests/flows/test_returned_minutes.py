"""Published minutes sent back from above: mended by the branch, both versions kept."""

import pytest

from storage.meetings import lists
from storage.tasks.rows import Task
from tests.flows.test_attending_meetings import called, close, opened  # noqa: F401 - fixtures


@pytest.fixture
async def published(opened):  # noqa: F811 - the fixture
    chair = await close(opened)
    await chair.walk("改记录")
    await chair.send_photo(caption="学习了条例")
    await chair.walk("完成", "公布会议记录", "确认公布")
    return opened


async def send_back(house, name="吴干", reason="请写明表决情况"):
    phone = house.phone(name)
    await phone.send("/meetings")
    await phone.walk("各支部动态", "党支部党员大会", "退回修改")
    await phone.send(reason)
    return phone


@pytest.mark.parametrize("name", ["吴干", "郑局"])
async def test_it_is_mended_and_both_versions_stay(published, name):
    boss, chair = await send_back(published, name), published.phone("王芳")
    assert "已退回" in boss.screen.text
    assert "请写明表决情况" in chair.screen.text
    await chair.send("/home")
    await chair.press("会议记录被退回")
    await chair.send("表决：全体同意")
    await chair.walk("完成", "公布会议记录", "确认公布")
    assert "退回的会议记录改好了" in boss.screen.html
    await boss.walk("查看会议记录")
    assert "表决：全体同意" in boss.screen.text
    await boss.press("退回过 1 次")
    for words in ("请写明表决情况", "重新公布", "学习了条例"):
        assert words in boss.screen.text
    assert "表决：全体同意" not in boss.screen.text
    await chair.send("/home")
    assert "被退回" not in str(chair.screen.labels)


async def test_until_then_it_is_not_published_and_stands_open_in_the_ledger(published):
    await send_back(published)
    async with published.database.read() as session:
        meeting = await lists.find(session, 1)
    assert (meeting.state, meeting.published_at) == ("closed", None)
    boss = published.phone("郑局")
    await boss.send("/ledger")
    await boss.press("退回的会议记录")
    assert "第一支部" in boss.screen.text + str(boss.screen.labels)


async def test_the_text_that_was_to_go_is_read_by_those_who_mend_and_oversee_it_alone(published):
    await send_back(published)
    member, chair, overseer = (published.phone(name) for name in ("李雷", "王芳", "赵敏"))
    await member.send("/home")
    await member.press_data("mt_vers:1:0")
    assert "权限" in member.toast
    for phone in (chair, overseer):
        await phone.send("/home")
        await phone.press_data("mt_vers:1:0")
        assert "学习了条例" in phone.screen.text
    await chair.send("/home")
    await chair.press("会议记录被退回")
    await chair.walk("完成", "公布会议记录", "确认公布")
    await member.send("/home")
    await member.press_data("mt_read:1")
    assert "退回过" not in str(member.screen.labels)


@pytest.mark.parametrize("name", ["王芳", "李雷", "周全", "孙立"])
async def test_nobody_else_sends_back(published, name):
    phone = published.phone(name)
    await phone.send("/home")
    await phone.press_data("mt_unpub:1")
    assert "没有权限" in phone.toast or "权限" in phone.toast


async def test_what_is_not_published_is_not_sent_back(opened):  # noqa: F811 - the fixture
    boss = opened.phone("吴干")
    await boss.send("/home")
    await boss.press_data("mt_unpub:1")
    assert "还没有公布" in boss.toast
    await boss.press_data("mt_vers:1:0")
    assert "退回过 0 次" in boss.screen.text


async def test_a_line_of_the_minutes_becomes_a_task_and_shows_its_state_there(published):
    chair, member = published.phone("王芳"), published.phone("李雷")
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "会议记录", "布置为任务", "学习了条例")
    await chair.walk("☐ 李雷", "下一步", "一次")
    await chair.send("12月4日")
    await chair.walk("不用", "不用交材料", "确认布置")
    await member.send("/tasks")
    assert "学习了条例" in str(member.screen.labels)
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "会议记录")
    assert "由此布置：学习了条例（完成 0/1）" in chair.screen.text
    await chair.press("📌 学习了条例")
    assert "李雷" in chair.screen.text + str(chair.screen.labels)
    other = published.phone("赵敏")
    for what, shown in (("学习了条例", "学习了条例（完成 0/1）"), ("找李雷谈一次", "一项任务（完成 0/1）")):
        async with published.database.write() as tx:
            (await tx.get(Task, 1)).what = what
        await other.send("/home")
        await other.press_data("mt_read:1")
        assert f"由此布置：{shown}" in other.screen.text


@pytest.mark.parametrize(
    ("name", "data"), [("周全", "tk_give:0:1:0"), ("王芳", "tk_give:0:1:99"), ("王芳", "tk_give:0:9:0")]
)
async def test_a_line_that_is_not_there_or_not_ones_own_is_no_task(published, name, data):
    phone = published.phone(name)
    await phone.send("/home")
    await phone.press_data(data)
    assert "会议" in phone.toast
