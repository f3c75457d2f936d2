"""One person added, changed, moved, gone and back again, in chat and without a file."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from storage.people import directory
from storage.people.directory import Person
from storage.people.planned import PlannedChange
from storage.people.register import Entry, Fact, branches_on, tenures
from tests.flows.test_people_roster import HEADER, KEPT
from tests.flows.test_second_person import events, give, post_of, press, told

LI, QIAN, SUN, ZHAO = 2, 4, 5, 3


async def open_person(house, name, label, staff="吴干"):
    """The staff's phone on somebody's entry, or on what that button there opens."""
    number = house.phone(name).user - 1000
    phone = house.phone(staff)
    await phone.send("/home")
    await phone.press_data(f"roster_person:{number}", phone.screen)
    await phone.press(label)
    return phone


async def person(house, number):
    async with house.database.read() as session:
        return await session.get(Person, number)


async def test_somebody_is_added_seen_and_taken_back(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "新增一人")
    await phone.send("警号八")
    assert "不是警号" in phone.screen.text
    await phone.send("100020")
    await phone.send("新人")
    await phone.walk("第一支部", "第一党小组", "正式党员", "组织委员", "下一步")
    await phone.send("13900000020")
    await phone.press("不填")
    await phone.walk("不填", "不填", "今天")
    text = phone.screen.text
    assert "新增（1 人）" in text
    assert "100020 新人（第一支部、组织委员）" in text
    assert "待第二人确认后才能看保密内容：组织委员" in text
    async with house.database.read() as session:
        assert await directory.who_has_number(session, "100020") is None
    await phone.press("确认登记")
    assert "已登记" in phone.screen.text
    async with house.database.read() as session:
        who = await directory.who_has_number(session, "100020")
        (tenure,) = await tenures(session, person_id=who.person_id)
    assert who.waiting == who.posts != frozenset()
    assert (tenure.since, tenure.way.value, tenure.branch_id) == (house.clock.local().date(), "逐人登记", 1)
    await phone.walk("撤销这次登记", "确认撤销")
    assert "拟移出 1" in phone.screen.text


async def test_a_new_number_is_not_a_new_person(house):
    """Entered as somebody new, asked once, and the same person with all that was theirs."""
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "新增一人")
    await phone.send("300004")
    await phone.send("钱进")
    await phone.walk("机关支部", "不编入党小组", "预备党员", "下一步")
    await phone.send("13800000004")
    await phone.walk("不填", "不填", "今天")
    assert "100004 钱进（第一支部）" in phone.screen.text
    assert "是同一人吗" in phone.screen.text
    await phone.press("是同一人")
    assert "100004 → 300004" in phone.screen.text
    await phone.press("确认登记")
    now = await person(house, QIAN)
    assert (now.police_no, now.branch_id, now.telegram_id) == ("300004", 2, 1000 + QIAN)
    assert told(house.phone("钱进"), "警号由“100004”改成了“300004”")


async def test_a_files_new_numbers_are_asked_about_once(house):
    """Of two with new numbers one is known; the other has the same name, as was said, and is somebody else."""
    async with house.database.write() as tx:
        sun = await tx.get(Person, SUN)
        sun.category, sun.joined_on, sun.phone = "预备党员", date(2026, 7, 1), None
    rows = [row for row in KEPT if row[:6] not in ("100004", "100005")]
    rows += [
        "300004,钱进,第一支部,第二党小组,预备党员,,13800000004,,,",
        "300005,孙立,第一支部,,预备党员,,,,2026-07-01,",
    ]
    phone = house.phone("吴干")
    await phone.send_document("r.csv", (HEADER + "\n".join(rows) + "\n").encode())
    assert "2 人按换了警号处理" in phone.screen.text
    await phone.press("下一步：核对")
    assert "是同一人吗" in phone.screen.text
    await phone.walk("孙立 100005 → 300005", "下一步")
    assert "新增 1 · 变更 1 · 未变 7 · 拟移出 1" in phone.screen.text
    await phone.press("下一步：核对")
    assert "已导入" in phone.screen.text
    assert (await person(house, QIAN)).police_no == "300004"
    assert (await person(house, SUN)).missing_since is not None
    await phone.walk("撤销这次导入", "确认撤销")
    assert (await person(house, QIAN)).police_no == "100004"


async def test_a_number_of_another_is_no_new_one(house):
    phone = await open_person(house, "钱进", "变更")
    await phone.press("更换警号")
    await phone.send("100005")
    await phone.press("今天")
    assert "已有人在用" in phone.screen.text
    assert not any("确认" in label for label in phone.screen.labels)


async def test_who_moves_loses_the_old_branchs_posts_and_goes_by_the_day(house):
    await give(house, ZHAO, "纪检监察")
    phone = await open_person(house, "李雷", "变更")
    await phone.press("调到别的支部")
    assert "第一支部" not in "".join(phone.screen.labels)
    await phone.walk("机关支部", "不编入党小组")
    assert "原支部的职务自调动之日起免去" in phone.screen.text
    await phone.walk("下一步", "以前的某一天")
    await phone.send("11月20日")
    text = phone.screen.text
    assert "100002 李雷：第一支部 → 机关支部" in text
    assert "党小组长 → 无" in text
    assert "生效日期：" in text
    await phone.press("确认登记")
    assert (await person(house, LI)).branch_id == 2
    assert await post_of(house, LI) == (set(), set())
    async with house.database.read() as session:
        day = house.clock.local().date().replace(day=20)
        assert await branches_on(session, day, [LI]) == {LI: 2}
    assert told(house.phone("李雷"), "不再担任：党小组长")
    await phone.walk("撤销这次登记", "确认撤销")
    assert (await person(house, LI)).branch_id == 1
    assert await post_of(house, LI) == ({"党小组长"}, set())


async def test_several_things_at_once_and_a_post_that_waits_for_a_second(house):
    await give(house, ZHAO, "纪检监察")
    phone = await open_person(house, "钱进", "变更")
    await phone.press("职务")
    await phone.walk("宣传委员", "下一步", "今天", "再改一项", "岗位")
    await phone.send("内勤")
    assert "岗位变更" in phone.screen.text
    await phone.press("确认登记")
    assert await post_of(house, QIAN) == ({"宣传委员"}, {"宣传委员"})
    assert "您登记的" in await press(house, "吴干", f"posts_yes:{QIAN}:1")
    await press(house, "赵敏", f"posts_yes:{QIAN}:1")
    assert await post_of(house, QIAN) == ({"宣传委员"}, set())
    assert ("职务待第二人确认", 7) in await events(house, QIAN)


async def test_a_change_that_became_another_meanwhile_is_shown_anew(house):
    phone = await open_person(house, "钱进", "变更")
    await phone.press("岗位")
    await phone.send("内勤")
    async with house.database.write() as tx:
        (await tx.get(Person, QIAN)).position = "户籍"
    await phone.press("确认登记")
    assert "户籍 → 内勤" in phone.screen.text
    assert "请重新核对" in phone.screen.text
    await phone.press("确认登记")
    assert (await person(house, QIAN)).position == "内勤"


async def test_who_goes_and_why_and_a_slip_is_taken_back_whole(house):
    phone = await open_person(house, "孙立", "登记离开")
    await phone.walk("退休", "今天")
    assert "孙立 离开：退休" in phone.screen.text
    await phone.press("确认离开")
    assert (await person(house, SUN)).left_at is not None
    assert told(house.phone("孙立"), "已不在本局名册上")
    await phone.press("看登记")
    assert "原因：退休" in phone.screen.text
    await phone.press("恢复在册")
    await phone.press("登记错了")
    assert "恢复在册（1 人）" in phone.screen.text
    await phone.press("确认登记")
    assert (await person(house, SUN)).left_at is None
    async with house.database.read() as session:
        query = select(Entry).where(Entry.person_id == SUN, Entry.fact == Fact.HERE.value)
        (row,) = (await session.exec(query)).all()
    assert row.ended_at is None


async def test_who_comes_back_has_been_away(house):
    phone = await open_person(house, "孙立", "登记离开")
    await phone.send("借调到市局")
    await phone.walk("今天", "确认离开")
    house.world.clock.advance(timedelta(days=30))
    await phone.send("/home")
    await phone.walk(
        "更多", "名册与绑定", "已离开", "孙立", "恢复在册", "又回来了", "机关支部", "不编入", "下一步", "今天"
    )
    await phone.press("确认登记")
    assert (await person(house, SUN)).branch_id == 2
    async with house.database.read() as session:
        query = select(Entry).where(Entry.person_id == SUN, Entry.fact == Fact.HERE.value).order_by(Entry.id)
        before, after = (await session.exec(query)).all()
    assert (before.reason, (after.since - before.until).days) == ("借调到市局", 30)


async def test_who_is_to_come_back_on_a_day_is_back_on_it(house):
    phone = await open_person(house, "孙立", "登记离开")
    await phone.walk("借调结束", "今天", "确认离开")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "已离开", "孙立", "恢复在册", "又回来了", "机关支部", "不编入", "下一步")
    await phone.press("以后的某一天")
    await phone.send("12月1日")
    await phone.press("登记，到日生效")
    assert (await person(house, SUN)).left_at is not None
    await house.sweep(days=8)
    assert told(phone, "已生效")
    assert ((await person(house, SUN)).left_at, (await person(house, SUN)).branch_id) == (None, 2)


async def test_a_day_to_come_is_waited_for(house):
    phone = await open_person(house, "钱进", "变更")
    await phone.walk("调到别的支部", "机关支部", "不编入党小组", "以后的某一天")
    await phone.send("12月1日")
    await phone.press("登记，到日生效")
    assert (await person(house, QIAN)).branch_id == 1
    leaving = await open_person(house, "孙立", "登记离开")
    await leaving.walk("退休", "以后的某一天")
    await leaving.send("12月1日")
    await leaving.press("确认离开")
    await phone.press("待生效的变动")
    assert "钱进" in phone.screen.text
    await phone.press("取消 12-01 孙立")
    await house.sweep(days=6)
    assert (await person(house, QIAN)).branch_id == 1
    await house.sweep(days=2)
    assert (await person(house, QIAN)).branch_id == 2
    assert (await person(house, SUN)).left_at is None
    assert told(phone, "已生效")
    async with house.database.read() as session:
        rows = (await session.exec(select(PlannedChange))).all()
        moved = await branches_on(session, rows[0].on, [QIAN])
    assert {row.sealed for row in rows} == {None}
    assert moved == {QIAN: 2}


async def test_what_cannot_be_done_on_its_day_is_told(house):
    phone = await open_person(house, "钱进", "变更")
    await phone.press("更换警号")
    await phone.send("300004")
    await phone.press("以后的某一天")
    await phone.send("12月1日")
    await phone.press("登记，到日生效")
    async with house.database.write() as tx:
        (await tx.get(Person, SUN)).police_no = "300004"
    await house.sweep(days=8)
    assert (await person(house, QIAN)).police_no == "100004"
    assert told(phone, "没有生效")
    assert told(phone, "已有人在用")


@pytest.mark.parametrize("data", ["person_change:4", "person_leave:4", "person_add:1", "departed:0", "planned:0"])
async def test_who_is_not_of_the_staff_changes_nobody(house, data):
    for name in ("王芳", "钱进"):
        assert "没有这项权限" in await press(house, name, data)
