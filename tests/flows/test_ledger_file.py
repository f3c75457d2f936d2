"""The ledger as an auditor takes it: rates, the meetings with all about them, the cases of 发展党员, the hours as numbers."""

import io
from datetime import date, datetime

import openpyxl

from tests.flows.test_attending_meetings import called, close, opened  # noqa: F401 - fixtures
from tests.flows.test_development import begin, managing, record


async def taken(house, name, *pressed):
    """The sheets by name, each as its rows from the headings on, by heading."""
    phone = house.phone(name)
    await phone.send("/ledger")
    await phone.walk(*pressed, "导出")
    book = openpyxl.load_workbook(io.BytesIO(phone.messages()[-1].read()))
    return {sheet.title: rows(sheet) for sheet in book}


def rows(sheet):
    header, *found = sheet.iter_rows(min_row=int(sheet.print_title_rows.split("$")[1].rstrip(":")), values_only=True)
    return [dict(zip(header, row, strict=True)) for row in found]


async def test_the_meetings_with_chair_place_absentees_and_photos(opened):  # noqa: F811 - the fixture
    chair = await close(opened)
    await chair.press("改记录")
    await chair.send_photo(caption="会场")
    await chair.walk("完成", "公布会议记录", "确认公布")
    book = await taken(opened, "王芳")
    (meeting,) = (row for row in book["会议"] if row["状态"] == "已完成")
    assert meeting["会议"] == "11月党支部党员大会暨主题党日"
    assert (meeting["类别"], meeting["地点"], meeting["主持人"]) == ("党支部党员大会、主题党日", "三楼会议室", "王芳")
    assert (meeting["应到（人）"], meeting["现场（人）"], meeting["缺席（人）"]) == (5, 1, 4)
    assert (meeting["到会率（%）"], meeting["照片（张）"]) == (20, 1)
    assert meeting["缺席人员"] == "李雷、赵敏、钱进、陈新"
    assert isinstance(meeting["公布时间"], datetime)
    summary = {row["类别"]: row for row in book["汇总"]}
    assert (summary["会议"]["应完成"], summary["会议"]["完成率（%）"], summary["会议"]["单位"]) == (1, 100, "次")


async def test_a_member_takes_their_own_and_no_list_of_absentees(opened):  # noqa: F811
    await close(opened)
    book = await taken(opened, "李雷")
    assert "缺席人员" not in book["会议"][0]
    assert "各支部完成率" not in book


async def test_the_cases_with_what_is_missing_for_those_who_see_inside(house):
    await begin(house, "2026-09-01")
    await managing(house, "王芳")
    await record(house, "王芳", "派人谈话", "2026-09-20")
    book = await taken(house, "王芳")
    (case,) = book["发展党员档案"]
    assert (case["姓名"], case["阶段"], case["递交申请"]) == ("孙立", "推优", datetime(2026, 9, 1))
    assert case["下一步"] == "推优"
    whole = await taken(house, "郑局")
    assert whole["发展党员档案"][0]["派人谈话"] == datetime(2026, 9, 20)
    assert [row["支部"] for row in whole["各支部完成率"]] == ["第一支部", "机关支部", "合计"]
    # 纪检委员 sees the branch's ledger, and of a case its public stage.
    (seen,) = (await taken(house, "赵敏"))["发展党员档案"]
    assert (seen["阶段"], seen["递交申请"]) == ("推优", None)
    assert "由支部书记" in seen["下一步"]


async def test_hours_are_numbers(house):
    book = await taken(house, "王芳", "年")
    hours = {row["姓名"]: row for row in book["学时"]}
    assert (hours["李雷"]["应修（学时）"], hours["李雷"]["已修（学时）"], hours["李雷"]["完成率（%）"]) == (32, 0, 0)
    assert all(isinstance(row["应完成日期"], date) for row in book["三会一课"])
