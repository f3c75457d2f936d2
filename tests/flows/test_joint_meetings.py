"""A theme day that one branch calls for several: invited, agreed to, held on one roll, counted by each branch for itself."""

from datetime import date

import pytest

from storage.ledger import Scope
from storage.meetings.ledger import meetings
from tests.flows.beginnings import beginning
from tests.flows.conftest import ZONE
from tests.flows.test_calling_meetings import call


@beginning()
async def asked(house):
    """第一支部 has called a theme day for tomorrow, and invited 机关支部."""
    host = house.phone("王芳")
    await call(house, host, kind="主题党日")
    await host.press("确认召集")
    await host.walk("查看会议", "主持会议", "邀请支部联合开展", "☐ 机关支部", "✅ 发出邀请")


async def test_a_branch_takes_part_by_one_press_and_all_are_on_one_roll(asked):
    host, guest, member = asked.phone("王芳"), asked.phone("周全"), asked.phone("吴干")
    assert "已邀请 1 个支部，正在通知 1 位支部书记" in host.screen.text
    for words in ("第一支部邀请机关支部联合开展", "11月主题党日", "11月25日（周三）15:00"):
        assert words in guest.screen.text
    await guest.send("/home")
    assert any("第一支部邀请联合开展" in each for each in guest.screen.labels)
    await guest.walk("第一支部邀请联合开展", "✅ 1 同意")
    assert "会议通知（联合开展）" in member.screen.text
    assert "机关支部同意联合开展，应到 3 人" in host.screen.text
    await member.press("查看会议")
    assert "应到 8" in member.screen.text
    assert "🤝 联合：✅机关支部" in member.screen.text
    await guest.send("/meetings")
    await guest.press("本支部会议")
    assert any("11月主题党日" in each for each in guest.screen.labels)
    await asked.sweep(days=1, hours=6)
    await host.press_data("mt_open:1")
    await host.press_data("bl_new:1")
    assert "不表决" in host.toast
    await host.press_data("mt_close:1")
    await host.walk("☐ 周全", "确认到会")
    await host.send("没带手机")
    await guest.send("/meetings")
    await guest.press("本月三会一课")
    assert "✅ 主题党日" in guest.screen.text, "it is the guests' theme day too"
    async with asked.database.read() as session:
        told = [await meetings(session, scope(branch)) for branch in (1, 2, None)]
    notes = [[(entry.branch, entry.note) for entry in found] for found in told]
    own = (
        ("第一支部", "联合，应到 5，现场签到 1，缺席 4，⚠️ 记录未写"),
        ("机关支部", "联合，应到 3，现场签到 1，缺席 2，⚠️ 记录未写"),
    )
    assert [[sorted_note(each) for each in found] for found in notes] == [
        [sorted_note(own[0])],
        [sorted_note(own[1])],
        [sorted_note(each) for each in own],
    ]


def sorted_note(told):
    branch, note = told
    return branch, sorted(note.split("，"))


def scope(branch):
    return Scope(date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 25), ZONE, branch)


async def test_a_refusal_says_why_and_the_branch_may_be_asked_again(asked):
    host, guest = asked.phone("王芳"), asked.phone("周全")
    await guest.press("❌ 不同意")
    await guest.send("当天有安保任务")
    assert "机关支部这次不参加：11月主题党日\n原因：当天有安保任务" in host.screen.text
    await host.send("/meetings")
    await host.walk("11月主题党日", "主持会议", "邀请支部联合开展", "☐ 机关支部", "✅ 发出邀请")
    await guest.press("✅ 同意")
    await host.send("/meetings")
    await host.walk("11月主题党日", "主持会议", "邀请支部联合开展", "☑ 机关支部", "✅ 发出邀请")
    assert "不能撤回邀请" in (host.toast or host.screen.text)


async def test_nobody_but_the_invited_branchs_secretary_agrees(asked):
    for name in ("王芳", "吴干", "李雷"):
        phone = asked.phone(name)
        await phone.send("/home")
        await phone.press_data("req_ok:joint:1:2:0")
        assert phone.toast or "没有" in phone.screen.text
        await phone.press_data("mt_nojoin:1:2")
        assert phone.toast
    outsider = asked.phone("郑局")
    await outsider.send("/meetings")
    assert not any("11月主题党日" in each for each in outsider.screen.labels)
    await asked.phone("周全").press_data("req_ok:joint:1:1:0")
    assert "没有给您所在支部的邀请" in asked.phone("周全").toast


@pytest.mark.parametrize("kind", ["党支部党员大会暨主题党日", "支委会"])
async def test_where_votes_are_taken_no_other_branch_is_invited(house, kind):
    phone = house.phone("王芳")
    await call(house, phone, kind=kind)
    await phone.walk("确认召集", "查看会议", "主持会议")
    assert not any("邀请支部" in each for each in phone.screen.labels)
    await phone.press_data("mt_join:1")
    assert "有表决的会议由各支部自己召开" in phone.toast


async def test_what_is_called_off_is_told_to_all_and_answers_no_more(asked):
    host, guest = asked.phone("王芳"), asked.phone("周全")
    await host.press_data("mt_cancel:1")
    await host.send("临时有任务")
    await guest.press("✅ 同意")
    assert "已取消" in guest.toast
