"""The board: who sees which branches, the sheet, a branch, a person, the secretaries' duties, risk points, XLSX."""

import io
from datetime import date

import openpyxl
import pytest

from scoring.index.model import Colour
from storage.care import cases
from storage.care.cases import Plan, Unproposed
from storage.care.rows import State
from storage.index import index
from storage.people.directory import who_has_id
from tests.flows.test_attending_meetings import called, opened  # noqa: F401 - fixtures
from tests.flows.test_returned_minutes import published, send_back  # noqa: F401 - a fixture
from tests.flows.test_tasks import assign


async def open_board(house, name):
    phone = house.phone(name)
    await phone.send("/board")
    return phone


@pytest.mark.parametrize("name", ["郑局", "吴干"])
async def test_the_bureaus_posts_see_all_branches_on_one_picture(house, name):
    phone = await open_board(house, name)
    assert phone.screen.photo
    assert "督导检查" in phone.screen.caption
    await phone.press("逐个支部")
    assert {"第一支部", "机关支部"} <= {label.split("　")[-1] for label in phone.screen.labels}
    await phone.press("第一支部")
    assert "健康指数" in phone.screen.text
    await phone.press("李雷")
    assert "李雷" in phone.screen.text
    await phone.press("返回")
    assert "第一支部" in phone.screen.text


async def test_a_secretary_sees_the_own_branch_alone(house):
    phone = await open_board(house, "王芳")
    assert not phone.screen.photo
    assert "第一支部" in phone.screen.text
    for data in (
        "board_br:2:2026-11:0",
        "board_p:6:2026-11",
        "board_all:2026-11:0",
        "board_head:2026-11:0",
        "board_risk:0",
    ):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast
    await phone.press("XLSX")
    book = openpyxl.load_workbook(io.BytesIO(phone.messages()[-1].read()))
    assert {row[0].value for row in book["党员"].iter_rows(min_row=4)} == {"第一支部"}


@pytest.mark.parametrize("name", ["李雷", "赵敏", "孙立"])
async def test_members_have_no_board(house, name):
    phone = await open_board(house, name)
    assert "没有这项权限" in phone.screen.text
    await phone.send("/home")
    assert not any("督导" in label for label in phone.screen.labels)
    for data in ("board:", "board_br:1:2026-11:0", "board_p:4:2026-11", "board_xlsx:2026-11"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast


async def test_what_is_overdue_counts_and_stands_first(house):
    await assign(house, "王芳", "李雷 写心得 11月26日")
    await house.sweep(days=4)
    phone = await open_board(house, "郑局")
    await phone.press("逐个支部")
    assert phone.screen.labels[0].startswith("❗")
    await phone.press("第一支部")
    assert "任务　❗1" in phone.screen.text
    await phone.press("李雷")
    assert "任务　❗1" in phone.screen.text


async def test_the_secretaries_own_duties_and_risk_points(house):
    phone = await open_board(house, "郑局")
    await phone.press("书记履职")
    assert "王芳（第一支部）" in phone.screen.text
    await phone.press("返回")
    await phone.press("廉政风险点")
    assert "第一支部" in phone.screen.text
    assert "无登记" in phone.screen.text


async def test_months_turn_and_nonsense_is_outdated(house):
    phone = await open_board(house, "郑局")
    await phone.press("上月")
    assert "2026年10月" in phone.screen.caption
    await phone.press("下月")
    assert "2026年11月" in phone.screen.caption
    for data in ("board:x", "board_br:99:2026-11:0", "board_p:99:2026-11", "board_xlsx:13"):
        await phone.press_data(data)
        assert "失效" in phone.toast


async def test_a_decided_gray_counts_as_gray(house):
    async with house.database.write() as tx:
        me = await who_has_id(tx, 1)
        plan = Plan("了解到近期压力较大", "每周谈心一次，调整值班", 2, 14, date(2026, 12, 24))
        case = await cases.set_gray(tx, me, Unproposed(4, date(2026, 10, 1), Colour.GREEN), plan, house.clock.local())
        assert case.stands is State.GRAY
        assert index.closed_month(date(2026, 11, 24)) == date(2026, 10, 1)
    phone = await open_board(house, "王芳")
    assert "⬛1（另有提示 0）" in phone.screen.text
    assert any("⬛ 钱进" in label for label in phone.screen.labels)


async def test_the_same_picture_is_not_drawn_twice(house):
    phone = await open_board(house, "郑局")
    first = phone.screen.photo[-1]["file_unique_id"]
    await phone.send("/board")
    assert phone.screen.photo[-1]["file_unique_id"] == first


async def test_what_is_still_late_of_an_earlier_month_stands_in_the_running_one(house):
    await assign(house, "王芳", "李雷 写心得 11月26日")
    await house.sweep(days=9)  # December
    phone = await open_board(house, "王芳")
    assert "2026年12月" in phone.screen.text
    assert "任务　❗1" in phone.screen.text
    member = house.phone("李雷")
    await member.send("/tasks")
    await member.press("写心得")
    await member.walk("提交", "📤 提交")
    await house.phone("王芳").press("验收")
    await phone.send("/board")
    assert "任务　❗" not in phone.screen.text
    assert "本季到期的按时完成" in phone.screen.text


async def test_minutes_sent_back_stand_on_the_board_until_they_are_mended(published):  # noqa: F811 - the fixture
    await send_back(published)
    phone = await open_board(published, "郑局")
    assert "退回后还没重新公布的会议记录：1 份" in phone.screen.caption
    await phone.walk("逐个支部", "第一支部")
    assert "还没重新公布的会议记录　1 份" in phone.screen.text
    await phone.send("/board")
    await phone.press("XLSX")
    book = openpyxl.load_workbook(io.BytesIO(phone.messages()[-1].read()))
    heads = [cell.value for row in book["各支部"].iter_rows(max_row=4) for cell in row]
    assert {"退回未改（份）", "本季按期（%）", "上季按期（%）"} <= set(heads)
    chair = published.phone("王芳")
    await chair.send("/home")
    await chair.press("会议记录被退回")
    await chair.send("表决：全体同意")
    await chair.walk("完成", "公布会议记录", "确认公布")
    await phone.send("/board")
    assert "退回后" not in phone.screen.caption
