"""The ledger: counted, drilled down, urged from a row, taken out as XLSX."""

import io
from itertools import chain

import openpyxl
import pytest

from storage.channels import Channel, Way
from storage.ledger import Entry, Standing
from storage.ledger_file import Part, sheet_of, sheets_of
from storage.people.directory import Person
from storage.sheets.writing import Made, workbook
from tests.flows.conftest import START
from tests.flows.test_notices import publish
from tests.flows.test_tasks import assign


async def test_a_secretary_sees_the_branch_and_drills_down_to_the_record(house):
    await assign(house, "王芳", "李雷 写心得 11月26日")
    await house.sweep(days=3)
    phone = house.phone("王芳")
    await phone.send("/ledger")
    assert "第一支部" in phone.screen.text
    assert "任务　❗1" in phone.screen.text
    await phone.press("任务")
    assert "1. ❗ 11-26　李雷　写心得（未阅）" in phone.screen.text
    await phone.press("🔔 1")
    assert "正在提醒 1 人" in phone.toast
    assert "催办" in house.phone("李雷").screen.text
    await phone.press("🔔 1")
    assert "24 小时内" in phone.toast
    await phone.press("1")
    assert "已逾期" in phone.screen.text


async def test_the_bureau_is_shown_by_branch(house):
    await assign(house, "郑局", "各支部 报名单 11月26日")
    await house.sweep(days=3)
    phone = house.phone("郑局")
    await phone.send("/ledger")
    assert "任务　❗2" in phone.screen.text
    await phone.press("任务")
    assert any("❗1　第一支部" in label for label in phone.screen.labels)
    await phone.press("第一支部")
    await phone.press("催办全部未完成的")
    assert "正在提醒 1 人" in phone.toast


async def test_what_lags_is_first_with_its_number_and_the_rest_is_folded(house):
    await assign(house, "王芳", "李雷 写心得 11月26日")
    await assign(house, "王芳", "赵敏 交照片 11月27日")
    await assign(house, "王芳", "钱进 报名单 11月30日")
    member, phone = house.phone("钱进"), house.phone("王芳")
    await member.walk("查看任务", "提交", "📤 提交")
    await phone.press("验收")
    await phone.send("/ledger")
    assert "三会一课" in phone.screen.labels  # nothing lags: all of them
    await house.sweep(days=3)
    await phone.send("/ledger")
    assert phone.screen.labels[0] == "❗1 ⚠️1　任务"
    assert "三会一课" not in " ".join(phone.screen.labels)
    await phone.press("▾ 其余")
    assert "三会一课" in phone.screen.labels
    await phone.walk("▴ 收起", "⚠️1　任务")
    assert "1. ❗ 11-26　李雷" in phone.screen.text
    assert "2. ⚠️ 11-27　赵敏" in phone.screen.text
    assert "钱进" not in phone.screen.text
    assert "🔔 催办全部未完成的（2）" in phone.screen.labels
    await phone.press("▾ 其余 1 项　✅1")
    assert "3. ✅ 11-30　钱进" in phone.screen.text
    chief = house.phone("郑局")
    await assign(house, "郑局", "各支部 报总结 12月10日")
    await chief.send("/ledger")
    await chief.walk("季", "任务")
    assert chief.screen.labels[:2] == ["❗1 ⚠️1 ⏳1 ✅1　第一支部", "▾ 其余 1 个支部　⏳1"]
    await chief.press("▾ 其余 1 个支部")
    assert any(label.startswith("⏳1　") for label in chief.screen.labels)


async def test_a_branch_and_the_bureau_at_a_glance(house):
    await assign(house, "王芳", "李雷 写心得 11月26日")
    await house.sweep(days=3)
    for name in ("王芳", "郑局"):
        phone = house.phone(name)
        await phone.send("/ledger")
        await phone.press("📊 一图看全")
        assert phone.screen.photo
        assert "❗1" in phone.screen.caption
        await phone.press("返回")
        assert "任务　❗1" in phone.screen.text


async def test_a_member_sees_only_their_own(house):
    await assign(house, "王芳", "李雷、赵敏 写心得 11月30日")
    phone = house.phone("李雷")
    await phone.send("/ledger")
    assert "李雷" in phone.screen.text
    assert not any("一图看全" in label for label in phone.screen.labels)
    assert not any("支部" in label or "全局" in label for label in phone.screen.labels)
    await phone.press("任务")
    assert phone.screen.text.count("写心得") == 1
    for data in (
        "ledger:1:2026-11",
        "ledger:0:2026-11",
        "lg:1:2026-11:tasks:0",
        "lg_whole:1:2026-11",
        "lg_pic:1:2026-11",
        "lg_pic:0:2026-11",
        "lg_all_of:1:2026-11:tasks:0",
        "lg_xlsx:0:2026-11",
        "lg_all:1:2026-11:tasks",
    ):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast
        assert "赵敏" not in phone.screen.text


@pytest.mark.parametrize(
    "data", ["ledger:1:2026-13", "ledger:1:x", "lg:1:2026-11:nothing:0", "ledger:-7:2026-11", "lg:1:9999:tasks:0"]
)
async def test_forged_spans_and_subjects_are_answered(house, data):
    phone = house.phone("王芳")
    await phone.send("/ledger")
    await phone.press_data(data)
    assert phone.toast


async def test_month_quarter_and_year(house):
    phone = house.phone("王芳")
    await phone.send("/ledger")
    assert "2026年11月" in phone.screen.text
    await phone.press("季")
    assert "2026年第4季度" in phone.screen.text
    await phone.press("◀")
    assert "2026年第3季度" in phone.screen.text
    await phone.press("年")
    assert "2026年\n" in phone.screen.text
    await phone.press("半年")
    assert "2026年下半年" in phone.screen.text
    await phone.press("◀")
    assert "2026年上半年" in phone.screen.text
    await phone.press("月")
    assert "2026年6月" in phone.screen.text


async def test_a_month_shows_what_falls_due_in_it_and_the_years_duties_apart(house):
    phone = house.phone("王芳")
    await phone.send("/ledger")
    due, later = phone.screen.text.split("全年和跨期事项（11月30日以后到期）")
    assert "谈心谈话任务" not in due
    assert "谈心谈话任务" in later
    assert "三会一课" in due
    await phone.press("三会一课")
    assert "2026-11" in phone.screen.text
    assert "至 12" not in phone.screen.text
    await phone.press("▾ 其余")
    monthly, quarterly = phone.screen.text.rsplit("全年和跨期事项", 1)
    assert "至 12" not in monthly
    assert "至 12" in quarterly
    await phone.send("/ledger")
    await phone.press("年")
    assert "全年和跨期事项" not in phone.screen.text


async def test_any_days_are_chosen_by_the_calendar_or_in_words(house):
    phone = house.phone("王芳")
    await phone.send("/ledger")
    await phone.press("自选起止")
    await phone.send("10月20日")
    await phone.send("2026-10-01")
    assert "不能早于第一天（2026-10-20）" in " ".join(phone.texts[-2:])
    await phone.send("11月10日")
    assert "2026-10-20 至 2026-11-10" in phone.screen.text
    await phone.press("▶")
    assert "2026-11-11 至 2026-12-02" in phone.screen.text
    await phone.press("导出 XLSX")
    assert phone.messages()[-1].document["file_name"] == "台账_第一支部_20261111-20261202.xlsx"
    member = house.phone("李雷")
    await member.send("/ledger")
    for data in ("lg_span:1", "lg_span:0", "ledger:1:20261001-20261110"):
        await member.press_data(data)
        assert "没有这项权限" in member.toast


@pytest.mark.parametrize("word", ["2026-H3", "20261110-20261001", "20261301-20261302", "20261001-", "2026-Q5"])
async def test_times_that_cannot_be_are_outdated(house, word):
    phone = house.phone("王芳")
    await phone.send("/ledger")
    await phone.press_data(f"ledger:1:{word}")
    assert "失效" in phone.toast


async def test_a_span_of_years_is_too_long(house):
    phone = house.phone("王芳")
    await phone.send("/ledger")
    await phone.press("自选起止")
    await phone.send("2023-01-01")
    await phone.send("2026-11-01")
    assert "最多看两年" in " ".join(phone.texts[-2:])


async def test_the_branchs_missing_meetings_are_there_and_can_be_urged(house):
    phone = house.phone("郑局")
    await phone.send("/ledger")
    await phone.press("◀")
    await phone.press("三会一课")
    await phone.press("第一支部")
    assert "党员大会暨主题党日" in phone.screen.text
    await phone.press("催办全部未完成的")
    assert "提醒" in house.phone("王芳").screen.text


async def test_an_inspector_looks_and_does_not_urge(house):
    async with house.database.write() as tx:
        from storage.people.directory import PostHeld

        tx.add(PostHeld(person_id=3, post="纪检监察"))
    await assign(house, "郑局", "各支部 报名单 11月26日")
    phone = house.phone("赵敏")
    await phone.send("/ledger")
    await phone.walk("任务", "第一支部")
    assert not any("🔔" in label for label in phone.screen.labels)


async def test_the_file_opens_and_names_are_text(house):
    await assign(house, "王芳", "李雷 =1+1 11月30日")
    await publish(house, "王芳", "第一支部", "@全体")
    phone = house.phone("王芳")
    await phone.send("/ledger")
    await phone.press("导出 XLSX")
    message = phone.messages()[-1]
    assert message.document["file_name"] == "台账_第一支部_2026-11.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(message.read()))
    assert {"汇总", "三会一课", "会议", "补课", "任务", "通知"} <= set(book.sheetnames)
    cell = book["任务"]["D4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert book["任务"]["C4"].value == "100002"
    assert book["通知"]["D4"].value == "@全体"
    assert book["任务"]["A2"].value.startswith("单位：海滨县公安局第一支部　　制表人：王芳　　制表时间：2026-11-24")


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "坏\x00字\x07", "䶮堃", "x" * 500]
)
def test_what_people_wrote_is_never_a_formula(text):
    from datetime import date

    entry = Entry(1, 1, text, text, date(2026, 11, 1), Standing.LATE, person=text, note=text)
    part = Part("任务", "项", [entry], [sheet_of("任务", [entry])])
    made = Made(text, text, text, START)
    book = openpyxl.load_workbook(io.BytesIO(workbook(made, sheets_of([part], [text, "另一支部"]))))
    for row in chain.from_iterable(sheet.iter_rows() for sheet in book):
        for cell in row:
            assert cell.data_type != "f"
            assert cell.value is None or not isinstance(cell.value, str) or "\x00" not in cell.value
    assert book["汇总"]["A1"].data_type == "s"
    assert [book["汇总"].cell(row, 7).value for row in (4, 5)] == ["完成率（%）", 0]


async def test_an_urge_button_stands_beside_its_own_number_alone(house):
    await assign(house, "王芳", "李雷、赵敏、钱进 写心得 11月26日")
    await house.sweep(days=3)
    phone = house.phone("王芳")
    await phone.send("/ledger")
    await phone.press("任务")
    bells = [
        row for row in phone.screen.buttons if any(label.startswith("🔔 ") and label[2:].isdigit() for label in row)
    ]
    assert len(bells) == 3
    assert all(row == [bell[2:], bell] for row in bells for bell in row[1:])
    assert all(len(row) == 2 for row in bells)


async def test_who_is_reached_how_is_a_line_of_the_ledger_for_those_who_keep_the_roster(house):
    async with house.database.write() as tx:
        now = house.clock.now()
        for person, way in ((2, Way.WECOM), (9, Way.EMAIL)):
            tx.add(
                Channel(
                    person_id=person, way=way, address="secret@example.com", secret="", asked_at=now, confirmed_at=now
                )
            )
        lost = await tx.get(Person, 3)
        lost.unreachable_since = now
        tx.add(lost)
    head = house.phone("王芳")
    await head.send("/ledger")
    await head.press("提醒送达方式")
    text = head.screen.text
    assert "赵敏　都送不到（Telegram 收不到）" in text
    await head.press("▾ 其余")
    assert "李雷　Telegram、企业微信" in head.screen.text
    assert "secret" not in head.screen.text
    assert "周全" not in head.screen.text
    await head.press("1")
    assert "赵敏" in head.screen.text
    staff = house.phone("吴干")
    await staff.send("/ledger")
    await staff.press("提醒送达方式")
    assert any("第一支部" in label for label in staff.screen.labels)
    for name in ("李雷", "郑局"):
        other = house.phone(name)
        await other.send("/ledger")
        assert "提醒送达方式" not in other.screen.text
        await other.press_data("lg:-1:2026-11:reached:0" if name == "李雷" else "lg:0:2026-11:reached:0")
        assert "没有这项权限" in other.toast
