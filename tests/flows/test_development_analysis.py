"""年度分析: the numbers follow from the cases, a secretary says what they mean, and those above see who has."""

import io

import openpyxl
from sqlmodel import select

from storage.development.analysis import DevelopmentAnalysis
from storage.sealed.audit import AuditEntry
from tests.flows.test_development import begin, proposed

__all__ = ["proposed"]


async def test_a_branch_is_analysed_and_its_secretary_says_what_it_means(proposed):
    house = proposed
    chair = house.phone("王芳")
    await chair.send("/develop")
    await chair.press("年度分析")
    assert "考察　1 人" in chair.screen.text
    assert "递交入党申请书 0" in chair.screen.text
    await chair.walk("◀ 2025")
    assert "递交入党申请书 1　确定为入党积极分子 1" in chair.screen.text
    await chair.walk("2026年 ▶", "写分析意见并确认")
    await chair.send("培养扎实，考察及时。")
    assert "培养扎实，考察及时。" in chair.screen.text
    assert "王芳" in chair.screen.text
    await chair.press("表格")
    book = openpyxl.load_workbook(io.BytesIO(chair.messages()[-1].read()))
    rows = [[cell.value for cell in row] for row in book["在办名单"]]
    assert ["孙立", "考察"] in [row[1:3] for row in rows]
    async with house.database.read() as session:
        (row,) = (await session.exec(select(DevelopmentAnalysis))).all()
        taken = [each.subject for each in (await session.exec(select(AuditEntry))).all()]
    assert '"考察阶段": 1' in row.figures
    assert "development_analysis:1" in taken
    staff = house.phone("吴干")
    await staff.send("/develop")
    await staff.walk("年度分析", "各支部")
    assert "已确认 1 个支部，共 2 个" in staff.screen.text


async def test_it_is_asked_for_in_december_until_it_is_there(house):
    await begin(house)
    await house.sweep(days=12)
    chair = house.phone("王芳")
    await chair.send("/home")
    await chair.press_data("todo:1")
    await chair.press("2026 年发展党员年度分析待确认")
    await chair.press("写分析意见并确认")
    await chair.send("已有一名申请人。")
    await chair.send("/home")
    await chair.press_data("todo:1")
    assert "年度分析待确认" not in str(chair.screen.labels)


async def test_what_is_not_ones_to_see_or_to_confirm(house):
    await begin(house)
    for name, data in (
        ("李雷", "dv_ana:1:2026:0"),
        ("孙立", "dv_ana_xlsx:1:2026:0"),
        ("周全", "dv_ana:1:2026:0"),
        ("周全", "dv_ana_new:1:2026:0"),
        ("吴干", "dv_ana_new:1:2026:0"),
        ("王芳", "dv_ana:0:2026:0"),
        ("王芳", "dv_ana_new:0:2026:0"),
    ):
        phone = house.phone(name)
        await phone.send("/develop")
        await phone.press_data(data)
        assert "本支部的分析由支部书记确认" in phone.toast, (name, data)
    chair = house.phone("王芳")
    for data in ("dv_ana:1:1900:0", "dv_ana:1:2026:3", "dv_ana_new:1:2027:0"):
        await chair.press_data(data)
    await chair.send("提前写")
    assert "没有这个时段的分析" in chair.screen.text
