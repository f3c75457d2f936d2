"""The question for a day, as several flows ask it: turned, tapped, written, forged."""

import pytest

from tests.flows.talking import unlocked

NO_DATES = ["某天", "2026-02-30", "0001-01-01", "9999-12-31", "00010101", ""]


async def topic(house):
    """Asks for a day to come."""
    phone = house.phone("王芳")
    await phone.send("/topics")
    await phone.walk("发起话题", "阶段总结")
    await phone.send("下半年工作怎么看")
    await phone.send("请谈谈本支部下半年的得失。")
    await phone.press("下一步")
    return phone


async def training(house):
    """Asks for a day that has been."""
    phone = house.phone("吴干")
    await phone.send("/study")
    await phone.press("登记集中培训")
    await phone.send("集中轮训")
    return phone


async def development(house):
    """Asks for a day that has been."""
    phone = house.phone("王芳")
    await phone.send("/develop")
    await phone.walk("登记入党申请", "孙立")
    return phone


async def sign(house):
    """Asks for a day that has been, among confidential words."""
    phone = await unlocked(house, "赵敏")
    await phone.send("/risk")
    await phone.walk("苗头提示", "登记苗头", "李雷")
    await phone.send("最近情绪低落")
    return phone


@pytest.mark.parametrize("asked", [topic, training, development, sign])
async def test_forged_days_and_months_are_outdated_and_the_question_stays(house, asked):
    phone = await asked(house)
    question = phone.screen
    for data in NO_DATES:
        for prefix in ("cal_day", "cal_month"):
            await phone.press_data(f"{prefix}:{data}")
            assert "失效" in phone.toast
    assert phone.screen.id == question.id
    assert phone.screen.text == question.text


async def test_a_day_to_come(house):
    phone = await topic(house)
    assert "发言到哪一天为止" in phone.screen.text
    assert "2026年11月" in phone.screen.labels
    assert "◀" not in phone.screen.labels
    await phone.press_data("cal_day:2026-11-23")
    assert "已经过去" in phone.toast
    await phone.walk("▶", "▶")
    assert "2027年1月" in phone.screen.labels
    assert "发言到哪一天为止" in phone.screen.text
    await phone.press("◀")
    assert "2026年12月" in phone.screen.labels
    await phone.press("31")
    assert "12月31日" in phone.screen.text


@pytest.mark.parametrize(("asked", "taken"), [(training, "每人计多少学时"), (development, "孙立"), (sign, "程度如何")])
async def test_a_day_that_has_been(house, asked, taken):
    phone = await asked(house)
    assert "2026年11月" in phone.screen.labels
    assert "▶" not in phone.screen.labels
    await phone.press_data("cal_day:2026-11-25")
    assert "还没有到" in phone.toast
    await phone.walk("◀", "◀")
    assert "2026年9月" in phone.screen.labels
    await phone.press("▶")
    assert "2026年10月" in phone.screen.labels
    await phone.send("明天")
    assert "还没有到" in phone.screen.text
    await phone.send("上个月31号")
    assert taken in phone.screen.text


@pytest.mark.parametrize("answer", ["11月20日", "20号", "上周五"])
async def test_a_day_without_its_year_is_the_last_such(house, answer):
    phone = await sign(house)
    await phone.send(answer)
    await phone.press("低")
    assert "发现：11月20日（周五）" in phone.screen.text


async def test_the_days_at_hand_are_one_press(house):
    phone = await development(house)
    await phone.press("昨天")
    assert "2026-11-23" in phone.screen.text


async def test_a_question_taken_up_again_shows_this_month(house):
    phone = await topic(house)
    await phone.walk("▶", "▶")
    await phone.send("/home")
    await phone.press("继续")
    assert "2026年11月" in phone.screen.labels
    await phone.press("30")
    assert "11月30日" in phone.screen.text
