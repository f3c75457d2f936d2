"""A branch under another name; auxiliaries, who are called where their branch says so and never count."""

from sqlmodel import select

from storage.meetings.rows import Attendance
from storage.people import directory
from tests.flows.test_calling_meetings import bound_group, call
from tests.flows.test_people_by_hand import SUN, open_person
from tests.flows.test_people_roster import HEADER, KEPT
from tests.flows.test_second_person import press


async def test_a_branch_is_renamed_with_all_that_is_its_own(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.press_data("roster_branch:1:0", phone.screen)
    await phone.press("支部更名")
    await phone.send("机关支部")
    await phone.press("✅ 更名")
    assert "已有同名的支部" in phone.toast
    await phone.send("巡特警支部")
    assert "第一支部 → 巡特警支部" in phone.screen.text
    await phone.press("✅ 更名")
    assert "已更名为巡特警支部" in phone.screen.text
    async with house.database.read() as session:
        assert (await directory.who_has_id(session, 1)).branch == "巡特警支部"
    # A file with the former name stops before it makes a branch of it.
    await phone.send_document("r.csv", (HEADER + "\n".join(KEPT) + "\n").encode())
    assert "第一支部" in phone.screen.text
    assert "没有这项权限" in await press(house, "王芳", "branch_rename:1")


async def test_auxiliaries_are_called_where_the_branch_says_so_and_have_no_vote(house):
    await bound_group(house)
    phone = await open_person(house, "孙立", "变更")
    await phone.walk("类别", "辅警", "今天", "确认登记")
    secretary = house.phone("王芳")
    await secretary.send("/home")
    await secretary.walk("更多", "名册与绑定")
    await secretary.press("主题党日、党课：列入辅警")
    assert "不再列入辅警" in "".join(secretary.screen.labels)
    for name in ("李雷", "周全", "吴干"):
        await press(house, name, "branch_aux:1:0")
    assert "应到 6 人" in (await call(house, secretary, kind="主题党日")).text
    await secretary.walk("确认召集", "查看会议", "主持会议", "开始签到")
    async with house.database.read() as session:
        (row,) = (await session.exec(select(Attendance).where(Attendance.person_id == SUN))).all()
        everybody = (await session.exec(select(Attendance))).all()
    assert not row.entitled
    assert sum(each.entitled for each in everybody) == 4
    assert "应到 5 人" in (await call(house, secretary)).text
