"""A branch's year: planned once, seen by those whom it concerns, called line by line."""

import io
from datetime import date, timedelta

import icalendar
import openpyxl
import pytest

from storage.yearplan.rows import YearPlan
from tests.flows.beginnings import beginning
from tests.flows.test_calling_meetings import call


@beginning()
async def planned(house):
    """第一支部 has planned what is left of 2026, with a party lecture on 2 December."""
    secretary = house.phone("王芳")
    await secretary.send("/meetings")
    await secretary.walk("年度计划", "编制计划", "12月（", "➕ 添加", "党课")
    # Both of the month's lectures have no day yet: the one that was added has the lowest number.
    added = min(int(each.split(":")[1]) for each in datas(secretary.screen) if each.startswith("ypf_days:"))
    await secretary.press_data(f"ypf_days:{added}")
    await secretary.walk("2", "全年", "下一步", "保存年度计划")


def datas(screen):
    return [each["callback_data"] for row in screen.raw["reply_markup"]["inline_keyboard"] for each in row]


async def test_the_proposal_is_what_the_rules_ask(house):
    phone = house.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("年度计划", "编制计划")
    for words in (
        "2026 年度计划",
        "11月",
        "党员大会暨主题党日",
        "支委会",
        "党小组会",
        "组织生活会",
        "都已列入",
    ):
        assert words in phone.screen.text
    await phone.walk("12月（", "✖")
    await phone.press("全年")
    assert "按规定还缺" in phone.screen.text
    await phone.walk("12月（", "‹")
    assert "11月" in phone.screen.text, "the month to which a line went is shown"


async def test_a_saved_plan_is_seen_by_the_branch_and_above_and_by_no_other_branch(planned):
    member, staff, other, outsider = (planned.phone(name) for name in ("李雷", "吴干", "周全", "孙立"))
    await member.send("/meetings")
    await member.press("年度计划")
    for words in ("第一支部　2026 年度计划", "12月", "⏳2日 党课", "⏳组织生活会"):
        assert words in member.screen.text
    assert not any("计划" in each for each in member.screen.labels if "✏️" in each)
    await staff.send("/meetings")
    await staff.walk("年度计划", "各支部年度计划")
    assert any("⏳" in each and "第一支部" in each for each in staff.screen.labels)
    assert "✖ 机关支部" in staff.screen.labels
    await staff.press("第一支部")
    assert "⏳2日 党课" in staff.screen.text
    for phone, data in (
        (other, "yp:1:2026"),
        (other, "yp_xlsx:1:2026"),
        (outsider, "yp:1:2026"),
        (other, "yp_basis:1:2026"),
    ):
        await phone.send("/home")
        await phone.press_data(data)
        assert phone.toast
        assert "党课" not in phone.screen.text


async def test_who_leads_no_branch_cannot_plan_and_nobody_the_past_or_far_years(house):
    for name, data, said in (
        ("李雷", "yp_new:2026", "书记、副书记"),
        ("王芳", "yp_new:2025", "已经过去"),
        ("王芳", "yp_new:2027", "2026年12月1日起"),
    ):
        phone = house.phone(name)
        await phone.send("/home")
        await phone.press_data(data)
        assert said in (phone.toast or phone.screen.text)
        assert "下一步" not in "".join(phone.screen.labels)


async def test_when_its_week_comes_a_line_is_called_with_one_tap(planned):
    secretary, member = planned.phone("王芳"), planned.phone("李雷")
    await call(planned, secretary, kind="党课", when="明天下午3点")
    await secretary.press("确认召集")
    await planned.sweep(days=3)
    assert not any("按年度计划" in text and "2日 党课" in text for text in secretary.texts)
    await planned.sweep(days=3)
    assert "按年度计划，这一周要召集12月2日 党课" in "".join(secretary.texts)
    assert any("按计划召集：12月2日 党课" in each for each in await todos(secretary))
    await secretary.send("/meetings")
    await secretary.walk("年度计划", "召集：12月2日")
    for words in ("请核对", "12月党课", "12月2日（周三）15:00", "三楼会议室", "应到 5 人"):
        assert words in secretary.screen.text
    await secretary.press("确认召集")
    assert "12月党课" in "".join(member.texts)
    await secretary.send("/meetings")
    await secretary.press("年度计划")
    assert "📅2日 党课" in secretary.screen.text


async def test_a_line_that_was_called_or_is_gone_is_not_called_again(planned):
    secretary = planned.phone("王芳")
    await planned.sweep(days=6)
    await secretary.send("/meetings")
    await secretary.press("年度计划")
    label = next(each for each in secretary.screen.labels if "召集：12月2日" in each)
    data = datas(secretary.screen)[secretary.screen.labels.index(label)]
    await secretary.press_data(data)
    await secretary.send("12月2日下午3点")
    await secretary.send("三楼会议室")
    await secretary.press("确认召集")
    await secretary.send("/home")
    await secretary.press_data(data)
    assert "已经召集过" in secretary.toast
    await secretary.press_data("mt_call:999")
    assert "没有这一项" in secretary.toast
    other = planned.phone("周全")
    await other.send("/home")
    await other.press_data(data)
    assert "书记、副书记" in other.toast


async def test_the_plan_goes_into_a_table_and_a_calendar(planned):
    phone = planned.phone("李雷")
    await phone.send("/meetings")
    await phone.walk("年度计划", "XLSX")
    sheet = openpyxl.load_workbook(io.BytesIO(phone.messages()[-1].read())).active
    rows = list(sheet.iter_rows(values_only=True))
    assert "第一支部 2026 年度计划" in rows[0][0]
    (lecture,) = [row for row in rows if row[2] == "党课" and str(row[1]).startswith("2026-12-02")]
    assert "本系统的约定" in lecture[3]
    await phone.send("/meetings")
    await phone.walk("年度计划", "存入日历")
    events = icalendar.Calendar.from_ical(phone.messages()[-1].read()).walk("VEVENT")
    assert date(2026, 12, 2) in [each.decoded("dtstart") for each in events if "党课" in each["summary"]]


async def test_two_who_change_a_plan_at_once_lose_nothing_unseen(planned):
    secretary = planned.phone("王芳")
    await secretary.send("/meetings")
    await secretary.walk("年度计划", "修改计划", "下一步")
    async with planned.database.write() as tx:
        plan = await tx.get(YearPlan, 1)
        plan.at += timedelta(minutes=1)
        tx.add(plan)
    await secretary.press("保存年度计划")
    assert "又被修改过" in secretary.toast


@pytest.mark.parametrize(("later", "asked"), [({}, None), ({"days": 7}, "2027"), ({"days": 80}, "❗ 逾期")])
async def test_who_has_no_plan_is_asked_for_it_from_december_on(house, later, asked):
    house.world.clock.advance(timedelta(**later))
    asks = [each for each in await todos(house.phone("王芳")) if "编制 2027 年度计划" in each]
    assert bool(asks) is (asked is not None)
    assert asked is None or asked in asks[0]
    assert not any("年度计划" in each for each in await todos(house.phone("李雷")))


async def todos(phone):
    """All pages of what waits."""
    found = []
    for page in range(3):
        await phone.send("/home")
        await phone.press_data(f"todo:{page}")
        found += phone.screen.labels
    return found


async def test_the_ledger_tells_which_branch_has_no_plan(house):
    house.world.clock.advance(timedelta(days=80))
    staff, secretary = house.phone("吴干"), house.phone("王芳")
    await secretary.send("/meetings")
    await secretary.walk("年度计划", "编制计划", "下一步", "保存年度计划")
    await staff.send("/ledger")
    await staff.walk("年", "年度计划")
    assert "❗1 ☑️1" in staff.screen.text


async def test_next_years_first_week_is_called_in_the_old_year(house):
    house.world.clock.advance(timedelta(days=34))
    secretary = house.phone("王芳")
    await secretary.send("/meetings")
    await secretary.walk("年度计划", "2027年 ▶", "编制计划", "1月（3）", "支委会")
    assert "1休" in secretary.screen.labels, "a holiday is marked"
    await secretary.walk("1休", "全年", "下一步", "保存年度计划")
    assert "已保存 2027 年度计划" in secretary.screen.text
    await house.sweep(minutes=1)
    assert "按年度计划，这一周要召集1月1日 支委会" in "".join(secretary.texts)
    await secretary.send("/meetings")
    await secretary.walk("年度计划", "2027年 ▶", "召集：1月1日 支委会")
    assert "什么时候开" in secretary.screen.text, "of a committee that has not met yet no hour is known"
    await secretary.send("2027年1月1日上午9点")
    await secretary.send("三楼会议室")
    assert "1月支委会" in secretary.screen.text
