"""A shift roster is taken over, and says how a time suits those whom a meeting expects."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage.shifts.rows import Shift
from tests.flows.beginnings import beginning

HEAD = "警号,姓名," + ",".join(f"11月{day}日" for day in range(24, 29))
WEEK = "\n".join(
    [
        HEAD,
        "100001,王芳,白班,白班,白班,白班,白班",
        "100002,李雷,夜班,夜班,休,白班,白班",
        "100003,赵敏,白班,年假,备勤,备勤,休",
        "100009,陈新,白班,出差,出差,白班,白班",
    ]
)


@beginning()
async def rostered(house):
    """第一支部's secretary has taken the week's roster over."""
    phone = house.phone("王芳")
    await phone.send_document("11月班次.csv", WEEK.encode())
    await phone.press("确认导入")


async def test_a_time_says_who_is_free_and_whether_there_is_a_quorum_and_what_suits_more(rostered):
    phone = rostered.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("召集会议", "党支部党员大会暨主题党日", "11月党支部党员大会暨主题党日")
    await phone.send("明天下午3点")
    # Of the four with a vote 李雷 has the night, 赵敏 is on holiday, 陈新 away.
    for words in ("应到 5 人，2 人方便参加", "1 人没有班次信息", "4 人里 1 人方便", "可能达不到法定人数 2 人"):
        assert words in phone.screen.text
    offers = [each for each in phone.screen.labels if "改到" in each]
    assert ["11月27日" in offers[0], "15:00（5 人方便）" in offers[0]] == [True, True]
    assert len(offers) == 2
    await phone.press(offers[0])
    assert "11月27日（周五）15:00" in phone.screen.text
    assert "预计能达到法定人数 2 人" in phone.screen.text
    assert "改到" not in "".join(phone.screen.labels)
    await phone.send("三楼会议室")
    await phone.press("跳过")
    await phone.walk("☑ 李雷", "下一步")
    assert "有表决权的 3 人里 3 人方便" in phone.screen.text, "whoever is expected is counted"


async def test_where_nobody_votes_no_quorum_is_told_and_without_shifts_nothing(rostered):
    phone, other = rostered.phone("王芳"), rostered.phone("周全")
    await phone.send("/meetings")
    await phone.walk("召集会议", "党课", "11月党课")
    await phone.send("明天下午3点")
    assert "2 人方便参加（1 人没有班次信息，按方便算）。" in phone.screen.text
    assert "法定人数" not in phone.screen.text
    await other.send("/meetings")
    await other.walk("召集会议", "党课", "11月党课")
    await other.send("明天下午3点")
    assert "班次" not in other.screen.text


async def test_a_change_of_time_is_weighed_too(rostered):
    phone = rostered.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("召集会议", "支委会", "11月支委会")
    await phone.send("11月27日下午3点")
    await phone.send("三楼会议室")
    await phone.walk("跳过", "下一步", "确认召集")
    await phone.press_data("mt_change:1")
    await phone.press("时间")
    await phone.send("明天下午3点")
    assert "⚠️ 可能" not in phone.screen.text
    assert "有表决权的 2 人里 1 人方便，预计能达到法定人数 1 人" in phone.screen.text


async def test_words_that_nobody_knows_are_asked_once_and_kept(house):
    staff, head = house.phone("吴干"), house.phone("王芳")
    file = "警号,姓名,11月25日,11月26日\n100002,李雷,甲班,乙班\n100006,周全,甲班,白班"
    await staff.send_document("班次.csv", file.encode())
    assert "这些班次还不认识" in staff.screen.text
    await staff.walk("☐ 甲班", "下一步")
    for words in ("可写入 2 人", "方便参加会议：甲班、白班", "不便参加会议：乙班"):
        assert words in staff.screen.text
    await staff.press("确认导入")
    await head.send_document("班次.csv", file.encode())
    assert "这些班次还不认识" not in head.screen.text
    assert "可写入 1 人 · 未采纳 1 行" in head.screen.text
    assert "不是本支部的人员" in head.screen.text
    await staff.press("返回")
    await staff.walk("班次的含义", "甲班")
    assert "甲班：不便参加" in staff.screen.text
    async with house.database.read() as session:
        assert (await session.get(Shift, (6, house.clock.local().date().replace(day=25)))).free is False
    await head.press_data("sh_word:0:1:甲班")
    assert "党务干部修改" in head.toast


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("警号,姓名,11月25日\n199999,李雷,白班", "名册里没有这个警号"),
        ("警号,姓名,11月25日\n100002,韩梅,白班", "名册里警号 100002 是李雷"),
        ("警号,姓名,11月2日\n100002,李雷,白班", "没有今天以后的班次可写入"),
        ("警号,姓名\n100002,李雷", "表头里没有日期"),
        ("2026年12月班次表\n警号,姓名,30,31,1,2\n100002,李雷,白班,白班,夜班,夜班", "从 31 日又到 1 日"),
    ],
)
async def test_what_cannot_be_taken_over_is_told_by_row(house, file, said):
    phone = house.phone("吴干")
    await phone.send_document("班次.csv", file.encode())
    assert said in "".join(phone.texts)
    assert "✅ 确认导入" not in phone.screen.labels


async def test_nobody_else_takes_rosters_over_and_ones_own_shifts_are_ones_data(rostered):
    member = rostered.phone("李雷")
    for data in ("sh", "sh_new", "sh_form", "sh_words:0", "sh_word:0:1:休"):
        await member.send("/home")
        await member.press_data(data)
        assert "没有这项权限" in member.toast, data
    await member.send("/mydata")
    await member.press("班次")
    assert "夜班" in member.screen.text


async def test_what_is_over_is_erased(rostered):
    rostered.world.clock.advance(timedelta(days=10))
    await rostered.schedule.clean()
    async with rostered.database.read() as session:
        left = (await session.exec(select(Shift.day).distinct())).all()
    assert sorted(day.day for day in left) == [27, 28]
