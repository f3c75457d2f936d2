"""The duty attendance file: sent to the bot, tried, confirmed, replaced; only party-affairs staff may."""

import io
from datetime import date

import openpyxl
import pytest

from storage.inputs import attendance

HEAD = "警号,姓名,月份,应出勤天数,出勤天数,旷工天数\n"
OCTOBER = date(2026, 10, 1)


async def kept(house):
    async with house.database.read() as session:
        found = await attendance.of_months(session, OCTOBER, OCTOBER)
    return {person: fact.present for (person, _), fact in found.items()}


async def test_a_file_named_after_it_is_tried_and_then_taken_over(house):
    phone = house.phone("吴干")
    content = f"{HEAD}100001,王芳,2026-10,18,18,0\n100002,李雷,2026-10,18,16.5,1\n100003,赵敏,2026-10,18,x,0\n"
    await phone.send_document("10月考勤.csv", content.encode("gb18030"))
    for words in ("试运行", "可写入 2 条 · 未采纳 1 条", "2026年10月", "第 4 行 100003 赵敏：出勤天数 “x”不是数字"):
        assert words in phone.screen.text
    assert await kept(house) == {}
    await phone.press("确认导入")
    assert await kept(house) == {1: 18, 2: 16.5}
    await phone.press("返回")
    assert "2026年10月　2 人" in phone.screen.text


async def test_a_second_file_says_what_it_replaces(house):
    phone = house.phone("吴干")
    await phone.send_document("考勤.csv", f"{HEAD}100001,王芳,2026-10,18,18,0\n100002,李雷,2026-10,18,9,0\n".encode())
    await phone.press("确认导入")
    await phone.send("/home")
    await phone.walk("更多", "考勤数据", "导入考勤表")
    await phone.send_document("十月.csv", f"{HEAD}100001,王芳,2026-10,18,10,0\n".encode())
    assert "已经导入过" in phone.screen.text
    assert "100002 李雷" in phone.screen.text
    await phone.press("确认导入")
    assert await kept(house) == {1: 10}
    await phone.press("返回")
    assert "已被后来的替换" in phone.screen.text


async def test_the_template_comes_with_everybodys_name_and_goes_back_in(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "考勤数据", "下载模板")
    document = phone.messages()[-1].document
    assert document["file_name"] == "考勤_2026-10.xlsx"
    content = phone.messages()[-1].read()
    assert openpyxl.load_workbook(io.BytesIO(content)).active.max_row == 10
    await phone.send_document("考勤_2026-10.xlsx", content)
    assert "可写入 0 条 · 未采纳 9 条" in phone.screen.text
    assert "缺少应出勤天数、出勤天数" in phone.screen.text


@pytest.mark.parametrize("content", [b"", b"x,y\n1,2\n", b"%PDF-1"])
async def test_a_file_that_cannot_be_read_says_why_and_asks_again(house, content):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "考勤数据", "导入考勤表")
    await phone.send_document("考勤.csv", content or b" ")
    assert "请发送人事系统的月度考勤表" in phone.screen.text


@pytest.mark.parametrize("name", ["王芳", "李雷", "郑局"])
async def test_nobody_else_brings_one_in(house, name):
    phone = house.phone(name)
    await phone.send_document("考勤.csv", f"{HEAD}100001,王芳,2026-10,18,18,0\n".encode())
    assert "试运行" not in phone.screen.text
    await phone.send("/home")
    assert not any("考勤" in label for label in phone.screen.labels)
    for data in ("att:0", "att_new", "att_form"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast
    assert await kept(house) == {}


async def test_a_roster_is_still_taken_for_a_roster(house):
    phone = house.phone("吴干")
    await phone.send_document("名册.csv", "警号,姓名,支部,类别\n100001,王芳,第一支部,正式党员\n".encode())
    assert "试运行：名册.csv" in phone.screen.text
    assert "拟移出" in phone.screen.text


async def test_everybody_sees_their_own_months_on_mydata(house):
    phone = house.phone("吴干")
    await phone.send_document("考勤.csv", f"{HEAD}100001,王芳,2026-10,18,16.5,1\n".encode())
    await phone.press("确认导入")
    member = house.phone("王芳")
    await member.send("/mydata")
    await member.press("考勤")
    assert "16.5" in member.screen.text
    other = house.phone("李雷")
    await other.send("/mydata")
    assert not any("考勤" in label for label in other.screen.labels)


async def test_what_a_spreadsheet_has_changed_is_refused_by_its_row(house):
    phone = house.phone("吴干")
    rows = ["100001,王芳,2026.1,18,18,0", "100002,李雷,2026.10,18,19,0", "100003,赵敏,2026.10,18,18,0"]
    await phone.send_document("考勤.csv", (HEAD + "\n".join(rows)).encode())
    for words in (
        "第 2 行 100001 王芳：月份 “2026.1”看不出是 1 月还是 10 月",
        "第 3 行 100002 李雷：出勤 19 天，超过应出勤的 18 天",
    ):
        assert words in phone.screen.text
    await phone.press("确认导入")
    assert await kept(house) == {3: 18}
