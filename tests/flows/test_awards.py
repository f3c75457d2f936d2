"""荣誉奖励: proposed by the secretary, confirmed by the staff, shown where people look, and nothing follows from it."""

from datetime import date

import pytest
from sqlmodel import select

from storage.awards.file import read_awards
from storage.awards.rows import Award
from storage.birthdays import growth

FILE = """警号,姓名,支部,荣誉名称,级别,授予单位,日期,文号
100002,李雷,,二等功,省级,省公安厅,2025-06-01,公〔2025〕1号
,,第一支部,先进党支部,县级,县公安局,2026-07-01,
100002,张三,,三等功,,县公安局,2026-07-01,
100099,李四,,三等功,,县公安局,2026-07-01,
100001,王芳,,三等功,乡级,县公安局,2026-07-01,
100001,王芳,,三等功,,县公安局,2027-07-01,
,,,三等功,,县公安局,2026-07-01,
"""


def all_said(phone):
    return "\n".join(f"{screen.text} {screen.labels}" for screen in phone.messages())


async def propose(house, name="王芳", of="李雷", title="优秀共产党员"):
    phone = house.phone(name)
    await phone.send("/home")
    await phone.walk("更多", "荣誉奖励", "登记荣誉", "个人")
    await phone.send(of)
    await phone.walk(of, title, "本局")
    await phone.send("县公安局党委")
    await phone.send("2026-07-01")
    await phone.walk("没有文号", "不附照片", "保存")
    return phone


async def rows(house):
    async with house.database.read() as session:
        return (await session.exec(select(Award).order_by(Award.id))).all()


async def test_a_proposal_is_confirmed_and_shown_where_people_look(house):
    head = await propose(house)
    assert "等党务干部确认" in head.screen.text
    member = house.phone("李雷")
    await member.send("/mydata")
    assert "荣誉奖励" not in member.screen.labels
    staff = house.phone("吴干")
    assert "提出登记荣誉：李雷　优秀共产党员" in staff.screen.text
    await staff.press("✅ 同意")
    assert "已同意" in staff.screen.text
    assert "您的荣誉已登记：优秀共产党员" in all_said(member)
    await member.send("/mydata")
    await member.press("荣誉奖励")
    assert "授予单位 县公安局党委" in member.screen.text
    async with house.database.read() as session:
        grown = await growth.of_person(session, 2, house.clock.local().date())
    assert "获优秀共产党员（县公安局党委）" in [each.text for each in grown]
    await head.send("/ledger")
    await head.walk("年", "其余", "荣誉奖励")
    assert "优秀共产党员（本局，县公安局党委）" in head.screen.text
    await member.send("/find 优秀共产党员")
    assert any("李雷 优秀共产党员" in label for label in member.screen.labels)
    await propose(house)
    assert "不用重复登记" in str(head.toast) + all_said(head)


async def test_the_staff_say_no_with_a_reason_and_withdraw_a_mistake(house):
    head = await propose(house)
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.press("荣誉奖励待确认（1）")
    await staff.press("不同意")
    await staff.send("文件里没有")
    assert "没有登记：文件里没有" in all_said(head)
    staff = await propose(house, "吴干")
    assert "已登记" in staff.screen.text
    await staff.walk("查看", "撤销", "确认撤销")
    assert "还没有登记" in staff.screen.text
    assert [(row.refused_by, row.withdrawn_by) for row in await rows(house)] == [(7, None), (None, 7)]


async def test_ones_own_waits_for_another_of_the_staff(house):
    await propose(house, "吴干", of="吴干")
    (row,) = await rows(house)
    assert row.waits
    staff = house.phone("吴干")
    await staff.press_data("req_ok:award:1:0:0")
    assert "另一位党务干部" in str(staff.toast) + staff.screen.text
    assert (await rows(house))[0].waits


async def test_a_photo_goes_with_it_and_a_file_brings_persons_and_branches(house):
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.walk("更多", "荣誉奖励", "导入表格")
    await staff.send_document("荣誉.csv", FILE.encode(), "text/csv")
    for words in (
        "登记 2 条 · 已有 0 条 · 未采纳 5 行",
        "警号 100002 是李雷",
        "没有这个警号",
        "不是级别",
        "不能晚于今天",
        "集体的要有支部",
    ):
        assert words in staff.screen.text
    await staff.press("确认导入")
    assert [(row.person_id, row.branch_id, row.level) for row in await rows(house)] == [
        (2, 1, "省级"),
        (None, 1, "本局"),
    ]
    await staff.walk("返回", "登记荣誉", "集体", "第一支部", "集体嘉奖", "市级")
    await staff.send("市公安局")
    await staff.send("昨天")
    await staff.send("市公〔2026〕9号")
    await staff.send_photo()
    await staff.walk("保存", "查看", "🖼 照片")
    assert "集体嘉奖" in staff.screen.caption
    member = house.phone("李雷")
    await member.send("/home")
    await member.walk("更多", "荣誉奖励")
    assert "集体 2 项" in member.screen.text


@pytest.mark.parametrize("name", ["李雷", "孙立", "周全", "郑局"])
async def test_nobody_else_enters_confirms_or_withdraws(house, name):
    await propose(house)
    phone = house.phone(name)
    await phone.send("/home")
    for data in ("aw_new", "aw_file", "aw_no:1:1", "aw_ref:1", "req_ok:award:1:0:0", "aw_one:1", "aw_xlsx:1:2026"):
        await phone.press_data(data)
        if name != "周全":
            assert "县公安局党委" not in all_said(phone)
    (row,) = await rows(house)
    assert row.waits


def test_an_award_of_a_person_is_never_the_branchs():
    head = "警号,姓名,支部,荣誉名称,授予单位,日期\n"
    file = read_awards(
        "r.csv",
        f"{head},李雷,第一支部,三等功,县公安局,2026-07-01\n100002,,,三等功,县公安局,2026-07-01".encode(),
        date(2026, 11, 24),
    )
    assert file.rows == []
    assert ["缺警号" in file.refused[0].reason, "缺姓名" in file.refused[1].reason] == [True, True]
