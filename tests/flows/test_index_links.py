"""From the index to what people make of it, and from the case, the board and the yellow nudge to the index: each right from both sides."""

from datetime import date

from scoring.index.model import Colour
from tests.flows.test_board import open_board
from tests.flows.test_care import REASON, STEPS, decide, propose, state
from tests.flows.test_warnings import OCTOBER, judged, said
from tests.storage.index_rows import rated

LEI, QIAN = 2, 4
FIVE = "带头完成专案，连续加班"


async def open_index(house, name, *labels):
    phone = house.phone(name)
    await phone.send("/health")
    await phone.walk(*labels)
    return phone


def offers(phone, words):
    return any(words in label for label in phone.screen.labels)


async def test_a_member_reads_the_own_ratings_reasons_from_the_index_and_comes_back(house):
    await rated(house.database, LEI, OCTOBER, 5, reason=FIVE)
    phone = await open_index(house, "李雷", "班子评分的理由")
    assert "2026年10月" in phone.screen.text
    assert FIVE in phone.screen.text
    await phone.press("我的健康指数")
    assert phone.screen.photo
    await phone.walk("德", "班子评分·德", "班子评分的理由")
    assert FIVE in phone.screen.text


async def test_nobody_elses_reasons_are_offered(house):
    await rated(house.database, LEI, OCTOBER, 5, reason=FIVE)
    phone = await open_index(house, "王芳", "本支部", "李雷")
    assert not offers(phone, "班子评分的理由")
    await phone.walk("德", "班子评分·德")
    assert not offers(phone, "班子评分的理由")
    await phone.press_data("rate_me:2026-10-01")
    assert FIVE not in phone.screen.text


async def test_a_member_comes_to_the_own_case_and_back(house):
    phone = await open_index(house, "钱进")
    assert not offers(phone, "我的关注事项")
    assert not offers(phone, "列为重点关注")
    await propose(house)
    await phone.send("/health")
    await phone.press("我的关注事项")
    assert "待决定" in phone.screen.text
    await phone.press("健康指数")
    assert phone.screen.photo
    assert "本人" in phone.screen.html


async def test_who_decides_comes_from_the_index_to_the_open_case(house):
    await propose(house)
    phone = await open_index(house, "王芳", "本支部", "钱进")
    assert not offers(phone, "列为重点关注")
    await phone.press("待决定")
    assert "钱进" in phone.screen.text
    await phone.walk("列为重点关注")
    await phone.send(REASON)
    assert "帮扶措施" in phone.screen.text


async def test_who_decides_can_decide_against_the_rule_from_the_index(house):
    await judged(house, QIAN, Colour.GREEN)
    phone = await open_index(house, "王芳", "本支部", "钱进", "列为重点关注")
    assert "与规则不一致" in phone.screen.text
    await phone.send(REASON)
    await phone.send(STEPS)
    await phone.walk("李雷", "每两周", "2 个月", "确认决定")
    assert (await state(house)).open
    await phone.press("返回")
    assert "决定与规则的提示不一致" in phone.screen.text


async def test_deciding_anew_where_the_rule_said_gray_is_not_called_against_it(house):
    await judged(house, QIAN, Colour.GRAY)
    await house.sweep(minutes=1)
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.walk("更多", "关注与帮扶", "钱进", "不列入")
    await phone.send("已当面了解，情况属实但已改善")
    await phone.press("确认")
    await open_index(house, "王芳", "本支部", "钱进", "列为重点关注")
    assert "请写明理由" in phone.screen.text
    assert "不一致" not in phone.screen.text


async def test_whoever_only_looks_is_offered_no_decision(house):
    phone = await open_index(house, "郑局", "各支部", "第一支部", "钱进")
    assert phone.screen.photo
    assert not offers(phone, "列为重点关注")
    for name in ("郑局", "李雷", "赵敏", "周全"):
        other = house.phone(name)
        await other.send("/home")
        await other.press_data(f"case_gray:0:{QIAN}")
        assert "权限" in other.toast or "只有所在支部的书记" in other.toast


async def test_a_talk_starts_from_somebody_elses_index(house):
    phone = await open_index(house, "王芳")
    assert not offers(phone, "记录谈话")
    await phone.walk("本支部", "李雷")
    await phone.press("记录谈话")
    assert "口令" in phone.screen.text or "PIN" in phone.screen.text


async def test_the_helper_reads_the_case_without_a_way_to_the_index(house):
    await propose(house)
    await (await decide(house)).press("确认决定")
    helper = house.phone("李雷")
    await helper.press("查看")
    assert STEPS in helper.screen.text
    assert not offers(helper, "健康指数")
    await helper.press_data(f"health:{QIAN}")
    assert "没有这项权限" in helper.toast


async def test_the_yellow_nudge_leads_to_the_index(house):
    await judged(house, QIAN, Colour.YELLOW)
    await house.sweep(minutes=1)
    phone = house.phone("王芳")
    assert said(phone, "一般关注")
    await phone.press("查看指数")
    assert phone.screen.photo
    assert "钱进" in phone.screen.html


async def test_the_board_leads_to_a_members_index_and_case(house):
    phone = await open_board(house, "郑局")
    await phone.walk("逐个支部", "第一支部", "钱进")
    assert not offers(phone, "关注事项")
    await phone.press("健康指数")
    assert phone.screen.photo
    assert "钱进" in phone.screen.html
    await propose(house)
    secretary = await open_board(house, "王芳")
    await secretary.walk("钱进", "关注事项")
    assert "待决定" in secretary.screen.text


async def test_the_board_offers_no_index_of_whoever_is_no_member(house):
    secretary = await open_board(house, "王芳")
    await secretary.press_data(f"board_p:5:{date(2026, 11, 1):%Y-%m}")
    assert "孙立" in secretary.screen.text
    assert not offers(secretary, "健康指数")
