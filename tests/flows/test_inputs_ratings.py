"""The leaders' rating by buttons: quick for a branch of twenty, reasons at the ends, nobody rates themself."""

from datetime import date, timedelta

import pytest

from storage.inputs import rating
from storage.people import directory as kept
from storage.people.posts import Category

NOVEMBER = date(2026, 11, 1)


async def of_november(house):
    async with house.database.read() as session:
        return await rating.of_months(session, NOVEMBER, NOVEMBER)


async def begin(house, name):
    phone = house.phone(name)
    await phone.send("/home")
    await phone.walk("更多", "🗳 班子评分", "开始评分")
    return phone


async def fill_branch(house, total):
    """So many members in the first branch."""
    async with house.database.write() as tx:
        for number in range(100, 100 + total - 5):
            tx.add(
                kept.Person(
                    police_no=f"{number:06d}", name=f"某{number}", branch_id=1, category=Category.FULL_MEMBER.value
                )
            )


async def test_a_branch_of_twenty_is_rated_in_twenty_one_presses_or_in_three(house):
    await fill_branch(house, 20)
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.walk("更多", "🗳 班子评分")
    presses = 0
    await phone.press("开始评分")
    presses += 1
    assert "1/19" in phone.screen.text
    while "请核对" not in phone.screen.text:
        await phone.press("完成" if "19/19" in phone.screen.text else "下一位")
        presses += 1
    await phone.press("提交评分")
    assert presses + 1 == 21
    assert "已提交" in phone.screen.text
    assert len(await of_november(house)) == 19
    other = await begin(house, "赵敏")
    await other.walk("其余均为 3", "提交评分")
    assert "共 19 人" in other.screen.text
    found = await of_november(house)
    assert len(found) == 20
    assert {fact.raters for fact in found.values()} == {1, 2}


async def test_a_branch_of_twenty_five_is_rated_as_last_month_but_for_whom_one_changes(house):
    await fill_branch(house, 25)
    phone = await begin(house, "王芳")
    for reason in ("连续值守未缺一岗", "抢险救人受到表扬"):
        await phone.press_data("rate_set:2:5")
        await phone.press("下一位")
        await phone.send(reason)
    assert "3/24" in phone.screen.text
    assert "[德3]" in phone.screen.labels
    assert "其余同上月" not in "".join(phone.screen.labels)
    await phone.walk("其余均为 3", "提交评分")
    await house.sweep(days=27)
    phone = await begin(house, "王芳")
    await phone.press("其余同上月")
    assert "某100 勤5分：连续值守未缺一岗" in phone.screen.text
    assert "某101 勤5分：抢险救人受到表扬" in phone.screen.text
    await phone.press("2 人都沿用")
    assert "同上月 24 人" in phone.screen.text
    await phone.walk("▶", "某115")
    assert "完成 ›" in phone.screen.labels
    await phone.press_data("rate_set:0:4")
    await phone.press("完成")
    assert "同上月 23 人" in phone.screen.text
    assert "某115　德4 能3" in phone.screen.text
    await phone.walk("◀", "某101")
    await phone.press_data("rate_set:2:1")
    await phone.press("完成")
    assert "之前写过：抢险救人" in phone.screen.text
    await phone.send("两次值守无故缺岗")
    await phone.press("提交评分")
    assert "共 24 人" in phone.screen.text
    async with house.database.read() as session:
        december = date(2026, 12, 1)
        found = await rating.of_months(session, december, december)
    given = sorted(fact.medians for fact in found.values() if fact.medians != (3, 3, 3, 3, 3))
    assert given == [(3, 3, 1, 3, 3), (3, 3, 5, 3, 3), (4, 3, 3, 3, 3)]
    assert len(found) == 24


async def test_marks_change_by_a_tap_and_the_ends_ask_for_a_reason(house):
    phone = await begin(house, "王芳")
    assert "李雷" in phone.screen.text
    await phone.press_data("rate_set:0:4")
    assert "[德4]" in phone.screen.labels
    await phone.press_data("rate_set:4:5")
    await phone.press("下一位")
    assert "廉5分" in phone.screen.text
    await phone.send("好")
    assert "6 到 200" in phone.screen.text
    await phone.send("拒收礼金，主动上交")
    assert "赵敏" in phone.screen.text
    await phone.walk("其余均为 3")
    assert "李雷　德4 能3 勤3 绩3 廉5" in phone.screen.text
    await phone.press("提交评分")
    assert "还没有其他支委" in phone.screen.text
    found = await of_november(house)
    assert found[2, NOVEMBER].medians == (4, 3, 3, 3, 5)
    assert (1, NOVEMBER) not in found


async def test_a_second_tap_passes_over_nobody(house):
    phone = await begin(house, "王芳")
    await phone.press("下一位")
    assert "2/4" in phone.screen.text
    await phone.press_data("rate_on:0")
    assert "2/4" in phone.screen.text
    await phone.press("上一位")
    assert "1/4" in phone.screen.text


async def test_a_mark_that_no_button_carries_changes_nothing(house):
    phone = await begin(house, "王芳")
    for data in ("rate_set:0:9", "rate_set:7:3", "rate_set:-1:3", "rate_last:0", "rate_why"):
        await phone.press_data(data)
    await phone.walk("其余均为 3", "提交评分")
    assert {fact.medians for fact in (await of_november(house)).values()} == {(3, 3, 3, 3, 3)}


async def test_it_may_be_changed_until_it_closes_and_what_was_given_stays(house):
    phone = await begin(house, "王芳")
    await phone.press_data("rate_set:1:1")
    await phone.press("下一位")
    await phone.send("多次未完成交办的任务")
    await phone.walk("其余均为 3", "提交评分", "返回", "修改评分")
    assert "[能1]" in phone.screen.labels
    await phone.press("下一位")
    await phone.press_data("rate_set:0:4")
    await phone.walk("其余不变", "提交评分")
    found = await of_november(house)
    assert found[2, NOVEMBER].medians == (3, 1, 3, 3, 3)
    assert found[3, NOVEMBER].medians == (4, 3, 3, 3, 3)


async def test_next_month_offers_last_months_marks_and_reasons(house):
    phone = await begin(house, "王芳")
    await phone.press_data("rate_set:2:5")
    await phone.press("下一位")
    await phone.send("连续值守未缺一岗")
    await phone.walk("其余均为 3", "提交评分")
    await house.sweep(days=27)
    phone = await begin(house, "王芳")
    assert "上月：德3 能3 勤5" in phone.screen.text
    await phone.press("⏩ 同上月")
    assert "连续值守" in phone.screen.text
    await phone.press("沿用这条理由")
    assert "2/4" in phone.screen.text


async def test_a_leader_sees_how_harsh_or_mild_they_are(house):
    phone = await begin(house, "王芳")
    await phone.walk("其余均为 3", "提交评分")
    other = await begin(house, "赵敏")
    for _ in range(4):
        for dimension in range(5):
            await other.press_data(f"rate_set:{dimension}:4")
        await other.press("完成" if "4/4" in other.screen.text else "下一位")
    await other.press("提交评分")
    assert "偏宽" in other.screen.text
    await phone.press("返回")
    assert "偏严" in phone.screen.text


@pytest.mark.parametrize("name", ["李雷", "孙立", "吴干"])
async def test_who_sits_on_no_committee_rates_nobody(house, name):
    phone = house.phone(name)
    await phone.send("/home")
    assert not any("班子评分" in label for label in phone.screen.labels)
    await phone.press_data("rate_new")
    assert "没有这项权限" in phone.toast


async def test_outside_the_window_nothing_begins(house):
    await house.sweep(days=12)
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.walk("更多", "🗳 班子评分")
    assert "12月20日" in phone.screen.text
    await phone.press_data("rate_new")
    assert "不在评分时间" in phone.toast


async def test_a_draft_that_outlives_the_window_is_refused_and_one_whose_branch_changed_goes_on(house):
    phone = await begin(house, "王芳")
    await phone.press("其余均为 3")
    await fill_branch(house, 6)
    await phone.press("提交评分")
    assert "某100" in phone.screen.text
    await phone.press("其余均为 3")
    house.world.clock.advance(timedelta(days=13))
    await phone.press("提交评分")
    assert "不在评分时间" in phone.toast
    assert await of_november(house) == {}


async def test_who_has_not_rated_is_reminded_by_the_monthly_lead_and_never_twice_a_day(house):
    leader, done = house.phone("王芳"), await begin(house, "赵敏")
    await done.walk("其余均为 3", "提交评分")
    await house.sweep(days=5)
    assert not any("班子评分" in message.text for message in leader.messages())
    await house.sweep(days=1)
    await house.sweep(hours=2)
    asked = [message for message in leader.messages() if "班子评分" in message.text]
    assert len(asked) == 1
    assert not any("⏰" in message.text and "班子评分" in message.text for message in done.messages())
    await leader.send("/home")
    assert "11月的班子评分" in str(leader.screen)


async def test_the_rated_read_the_reasons_once_the_month_is_closed_without_the_leaders_names(house):
    phone = await begin(house, "王芳")
    await phone.press_data("rate_set:2:5")
    await phone.press("下一位")
    await phone.send("连续值守未缺一岗")
    await phone.walk("其余均为 3", "提交评分")
    member = house.phone("李雷")
    await member.send("/home")
    await member.press_data("rate_me:2026-11-01")
    assert "没有这个月" in member.screen.text
    await house.sweep(days=12)
    await member.send("/home")
    await member.press_data("rate_me:")
    assert "2026年11月" in member.screen.text
    assert "勤5分：连续值守" in member.screen.text
    assert "王芳" not in member.screen.text
    house.running.application.bot_data.options.rating_names = True
    await member.press_data("rate_me:2026-11-01")
    assert "王芳，勤5分" in member.screen.text
    other = house.phone("钱进")
    await other.send("/home")
    await other.press_data("rate_me:")
    assert "连续值守" not in other.screen.text


async def test_the_ledger_holds_the_rating(house):
    phone = await begin(house, "王芳")
    await phone.walk("其余均为 3", "提交评分")
    await house.sweep(days=12)
    staff = house.phone("吴干")
    await staff.send("/ledger")
    await staff.press("班子评分")
    assert "第一支部" in "".join(staff.screen.labels)
