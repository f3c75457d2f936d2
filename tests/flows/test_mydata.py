"""/mydata: what is kept about oneself by kind, who opened it, a copy to take, a way to have it put right."""

import io
import json

import openpyxl
import pytest

from storage.risks import signs
from storage.rules.grades import Level
from storage.sealed import audit
from tests.flows.conftest import NAMES
from tests.flows.test_notices import publish
from tests.flows.test_post_checks import OWN_POINT, check
from tests.flows.test_tasks import assign

MARK = "近期情绪低落夜不归宿"


async def filled(house):
    await assign(house, "王芳", "李雷 写心得 11月26日")
    await publish(house, "王芳", "第一支部", "=HYPERLINK(1)明天停水")
    await check(house, "李雷", own=OWN_POINT)
    return house.phone("李雷")


async def note_sign(house, by="赵敏", on="李雷"):
    async with house.database.write() as tx:
        me = await signs.directory.who_has_id(tx, NAMES[by])
        today = house.clock.local().date()
        return await signs.note(
            tx, me, person_id=NAMES[on], what=MARK, since=today, level=Level.HIGH, now=house.clock.now()
        )


def documents(phone):
    return [message for message in phone.messages() if message.document]


async def test_everybody_sees_what_is_kept_about_them_by_kind(house):
    phone = await filled(house)
    await phone.send("/mydata")
    for words in ("任务　1 条", "通知　1 条", "岗位风险排查　2 条", "名册信息", "不计入任何评分"):
        assert words in phone.screen.text
    await phone.press("岗位风险排查")
    assert OWN_POINT in phone.screen.text
    await phone.walk("返回", "名册信息")
    for words in ("100002", "+8613800000002", "第一党小组", "党小组长"):
        assert words in phone.screen.text


@pytest.mark.parametrize("name", ["王芳", "赵敏", "钱进", "孙立", "周全", "吴干", "郑局"])
async def test_nobody_sees_anothers(house, name):
    await filled(house)
    phone = house.phone(name)
    for command in ("/mydata",):
        await phone.send(command)
    for data in ("my:roster:0", "my:tasks:0", "my:post_checks:0", "my:notices:0"):
        await phone.press_data(data)
        assert "李雷" not in phone.screen.text
        assert OWN_POINT not in phone.screen.text


async def test_a_stranger_sees_nothing(house):
    phone = house.phone(1000)
    await phone.send("/mydata")
    assert "绑定" in phone.screen.text


async def test_a_copy_that_could_not_be_sent_is_sent_when_it_is_tried_again(house):
    phone = await filled(house)
    await phone.send("/mydata")
    house.world.faults.add("500", "sendDocument", times=1)
    await phone.press("XLSX")
    assert len(documents(phone)) == 1


async def test_the_copy_as_a_spreadsheet_opens_and_holds_text_as_text(house):
    phone = await filled(house)
    await phone.send("/mydata")
    await phone.press("XLSX")
    (message,) = documents(phone)
    assert message.document["file_name"] == "我的数据_2026-11-24.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(message.read()))
    assert ("姓名", "李雷") in list(book["名册信息"].values)
    cell = book["通知"]["A4"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)明天停水", "s")
    async with house.database.read() as session:
        (entry,), _ = await audit.trail(session, audit.Filter(event=audit.Event.DATA_COPIED))
        assert (entry.by, entry.over) == (2, 2)


async def test_the_copy_as_json_is_readable(house):
    phone = await filled(house)
    await phone.send("/mydata")
    await phone.press("JSON")
    (message,) = documents(phone)
    content = json.loads(message.read())
    assert content["说明"]["本人"] == "李雷（警号 100002）"
    assert {each["风险点"] for each in content["岗位风险排查"]} >= {OWN_POINT}
    assert content["任务"][0]["截止日期"] == "2026-11-26"


async def test_who_did_what_over_oneself_is_shown_without_oneself(house):
    async with house.database.write() as tx:
        now = house.clock.now()
        await audit.record(tx, audit.Event.RIGHTS_CHANGED, by=7, over=2, now=now)
        await audit.record(tx, audit.Event.EXPORTED, by=2, over=2, now=now)
        await audit.record(tx, audit.Event.RIGHTS_CHANGED, by=7, over=3, now=now)
    phone = house.phone("李雷")
    await phone.send("/mydata")
    await phone.press("谁看过（1）")
    assert "权限变更" in phone.screen.text
    assert "吴干" in phone.screen.text
    assert "导出" not in phone.screen.text


async def test_signs_are_not_named_unless_the_rule_says_so(house, monkeypatch):
    row = await note_sign(house)
    async with house.database.write() as tx:
        me = await signs.directory.who_has_id(tx, NAMES["王芳"])
        await signs.read(tx, me, row.key, purpose=None, now=house.clock.now())
    phone = house.phone("李雷")
    await phone.send("/mydata")
    await phone.walk("XLSX")
    await phone.send("/mydata")
    before = phone.screen.text
    assert "谁操作或查看过我的记录　0 条" in before
    await phone.press_data("my:signs:0")
    assert "失效" in phone.toast
    book = openpyxl.load_workbook(io.BytesIO(documents(phone)[0].read()))
    assert not any("提示" in name for name in book.sheetnames)
    monkeypatch.setattr(signs, "shown_to_the_person", lambda: True)
    await phone.send("/mydata")
    assert "组织关注提示　1 条" in phone.screen.text
    await phone.press("组织关注提示")
    assert "关注中" in phone.screen.text
    assert MARK not in phone.screen.text
    assert "赵敏" not in phone.screen.text


async def test_a_wrong_entry_is_put_before_the_staff_who_answer(house):
    phone, staff = house.phone("李雷"), house.phone("吴干")
    await phone.send("/mydata")
    await phone.press("名册信息有误")
    await phone.send("岗位应为户籍管理")
    assert "吴干" in phone.screen.text
    assert "岗位应为户籍管理" in staff.screen.text
    await staff.press("答复本人")
    await staff.send("已更正")
    assert "已更正" in phone.screen.text


@pytest.mark.parametrize("name", ["王芳", "李雷", "孙立", "郑局"])
async def test_only_the_staff_answer(house, name):
    phone = house.phone(name)
    await phone.send("/home")
    await phone.press_data("my_fixed:3")
    assert "没有这项权限" in phone.toast


async def test_a_member_of_the_staff_alone_is_told_whom_to_ask(house):
    phone = house.phone("吴干")
    await phone.send("/mydata")
    await phone.press("名册信息有误")
    assert "政治处" in phone.toast


@pytest.mark.parametrize("data", ["my_copy:exe", "my:nothing:0", "my:roster:999", "my_trail:-5"])
async def test_forged_kinds_and_pages_are_answered(house, data, caplog):
    phone = house.phone("李雷")
    await phone.send("/mydata")
    await phone.press_data(data)
    assert phone.waiting() == []
    assert "failed" not in caplog.text
    assert documents(phone) == []
