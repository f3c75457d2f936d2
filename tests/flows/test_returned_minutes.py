"""Published minutes sent back from above: mended by the branch, both versions kept."""

import pytest

from storage.meetings import lists
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
