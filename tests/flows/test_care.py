"""The whole way of a gray proposal: decision, notice, plan, reminders, reply, appeal, answer, end; each right from both sides."""

from datetime import date, datetime

import pytest

from handlers.care import pushes
from storage.care import cases, lists
from storage.care.rows import State
from storage.people import directory as kept
from storage.people.posts import Category, Post
from tests.flows.conftest import START

OCTOBER = date(2026, 10, 1)
REASON = "连续两个月多项偏低，本人也说压力大"
STEPS = "每周谈心一次，调整值班安排"


@pytest.fixture
async def inspector(house):
    """The stranger's phone belongs to an inspector of the other branch."""
    async with house.database.write() as tx:
        person = kept.Person(
            police_no="100010",
            name="冯检",
            branch_id=2,
            category=Category.FULL_MEMBER.value,
            telegram_id=2000,
            bound_at=START,
        )
        tx.add(person)
        await tx.flush()
        tx.add(kept.PostHeld(person_id=person.id, post=Post.INSPECTOR.value))
    return house.phone(1000)


async def propose(house, person=4):
    """The rule says gray of 钱进."""
    async with house.database.write() as tx:
        who = await kept.who_has_id(tx, person)
        case = await cases.propose(tx, person, who.branch_id, OCTOBER, house.clock.local())
        await pushes.proposed(tx, case, house.clock.local())
    await house.settle()


async def decide(house, name="王芳", helper="李雷", end=("2 个月",)):
    phone = house.phone(name)
    await phone.send("/home")
    await phone.walk("更多", "关注与帮扶", "待决定", "列为重点关注")
    await phone.send(REASON)
    await phone.send(STEPS)
    await phone.walk(helper, "每两周", *end)
    return phone


async def state(house, number=1):
    async with house.database.read() as session:
        return (await cases.find(session, number)).stands


def said(phone, words):
    return [message for message in phone.messages() if words in message.text]


async def open_own(phone):
    await phone.send("/home")
    await phone.walk("更多", "关注与帮扶", "本人")
    return phone


async def test_a_proposal_reaches_who_decides_and_the_member_and_decides_nothing(house):
    await propose(house)
    assert "请了解情况后决定" in house.phone("王芳").screen.text
    member = house.phone("钱进")
    assert "规则只是提示，还没有任何决定" in member.screen.text
    await member.press("查看")
    assert "待决定" in member.screen.text
    assert "申诉" not in "".join(member.screen.labels)
    assert house.phone("李雷").messages() == []
    await house.phone("王芳").send("/home")
    assert "关注提示待决定" in str(house.phone("王芳").screen)


async def test_the_whole_way_to_an_appeal_that_is_upheld_and_the_end(house, inspector):
    await propose(house)
    phone = await decide(house)
    for words in (REASON, STEPS, "帮扶人：李雷", "每两周", "2027年1月24日", "决定人：王芳"):
        assert words in phone.screen.text
    assert await state(house) is State.PROPOSED
    await phone.press("确认决定")
    assert await state(house) is State.GRAY

    member, helper = house.phone("钱进"), house.phone("李雷")
    assert "理由、措施和期限请点开看" in member.screen.text
    assert REASON not in "".join(message.text for message in member.messages())
    await member.press("查看")
    for words in (REASON, STEPS, "王芳", "李雷", "规则提示", "列为重点关注"):
        assert words in member.screen.text
    assert "请您帮扶钱进" in helper.screen.text
    await helper.press("查看")
    assert STEPS in helper.screen.text
    assert REASON not in helper.screen.text

    await member.press("说明情况")
    await member.send("那两个月借调外地办案")
    await member.press("确认提交")
    assert "作了说明" in house.phone("王芳").screen.text
    await member.walk("返回", "申诉")
    await member.send("数据没有计算公差天数")
    await member.press("确认提交")
    assert "12月8日" in inspector.screen.text
    assert "没有计算公差" not in "".join(message.text for message in inspector.messages())
    await inspector.press("查看")
    assert "没有计算公差" in inspector.screen.text
    await inspector.press("答复：维持")
    await inspector.send("已核对，公差已计入，维持")
    await inspector.press("确认提交")
    assert "书面答复" in member.screen.text
    await open_own(member)
    assert "已核对，公差已计入" in member.screen.text
    assert not any("申诉" in label for label in member.screen.labels)

    await house.sweep(days=14)
    assert "帮扶回访" in helper.screen.text
    assert not said(member, "请填写")
    await helper.press("查看")
    await helper.press("填写回访")
    await helper.send("见面谈了一小时，精神好多了")
    await helper.press("确认提交")
    await house.sweep(days=60)
    assert await state(house) is State.ENDED
    assert "已经结束" in member.screen.text
    async with house.database.read() as session:
        assert await lists.standing_gray(session, house.clock.local().date()) == set()


async def test_an_answered_appeal_can_end_it(house, inspector):
    await propose(house)
    await (await decide(house)).press("确认决定")
    member = await open_own(house.phone("钱进"))
    await member.press("申诉")
    await member.send("数据有误，请核对考勤")
    await member.press("确认提交")
    await inspector.press("查看")
    await inspector.press("答复：解除")
    await inspector.send("考勤数据确有错误，解除")
    await inspector.press("确认提交")
    assert await state(house) is State.LIFTED
    assert said(house.phone("李雷"), "帮扶已经结束")
    assert said(house.phone("王芳"), "已答复")


async def test_not_deciding_for_it_is_a_decision_too(house):
    await propose(house)
    phone = house.phone("王芳")
    await phone.press("查看")
    await phone.press("不列入")
    await phone.send("短")
    assert "6 到" in phone.screen.text
    await phone.send("借调期间数据不全，已当面了解")
    await phone.press("确认提交")
    assert await state(house) is State.DECLINED
    member = house.phone("钱进")
    await member.press("查看")
    for words in ("决定不列入", "借调期间数据不全", "与规则的提示不一致"):
        assert words in member.screen.text


async def test_a_proposal_left_lying_is_said_again_and_reaches_the_staff(house):
    await propose(house)
    phone, staff = house.phone("王芳"), house.phone("吴干")
    await house.sweep(days=7)
    assert len(said(phone, "应在")) == 1
    assert not said(staff, "应在")
    await house.sweep(days=1)
    assert len(said(phone, "应在")) == 2
    assert len(said(staff, "应在")) == 1
    await house.sweep(days=3)
    assert len(said(phone, "应在")) == 2
    assert not said(house.phone("钱进"), "应在")


async def test_several_proposals_are_one_line_at_home_and_lead_to_the_list(house):
    await propose(house)
    await propose(house, person=2)
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press("关注提示待决定（2 件）")
    assert [label for label in phone.screen.labels if "待决定" in label] == [
        "❔ 李雷（第一支部）　待决定",
        "❔ 钱进（第一支部）　待决定",
    ]


async def test_look_ins_nag_the_helper_and_never_the_helped(house):
    await propose(house)
    await (await decide(house)).press("确认决定")
    helper, member = house.phone("李雷"), house.phone("钱进")
    for days, nudged in ((13, 0), (1, 1), (1, 2), (3, 2), (4, 3)):
        await house.sweep(days=days)
        assert len(said(helper, "帮扶回访")) == nudged
    assert not said(member, "帮扶回访")
    await helper.send("/home")
    assert "帮扶回访待填写" in str(helper.screen)


async def test_an_appeal_is_agreed_to_once_it_was_read_and_by_nobody_else(house, inspector):
    await propose(house)
    await (await decide(house)).press("确认决定")
    member = await open_own(house.phone("钱进"))
    await member.press("申诉")
    await member.send("数据有误，请核对考勤")
    await member.press("确认提交")
    for name in ("王芳", "钱进"):
        phone = house.phone(name)
        await phone.press_data("case_free:1", phone.screen)
        assert phone.toast
    assert await state(house) is State.GRAY
    assert inspector.screen.labels == ["查看"], "nothing is decided in the message that does not say what was written"
    await inspector.press("查看")
    assert "数据有误，请核对考勤" in inspector.screen.text
    await inspector.walk("答复：解除", "同意申诉", "确认提交")
    assert await state(house) is State.LIFTED
    assert "书面答复" in member.screen.text


async def test_an_appeal_left_lying_reminds_the_inspectors(house, inspector):
    await propose(house)
    await (await decide(house)).press("确认决定")
    member = await open_own(house.phone("钱进"))
    await member.press("申诉")
    await member.send("数据有误，请核对考勤")
    await member.press("确认提交")
    await house.sweep(days=11)
    assert len(said(inspector, "待您答复")) == 2
    await house.sweep(days=3)
    assert len(said(inspector, "待您答复")) == 3


async def test_a_longer_time_is_a_new_decision_that_can_be_appealed_against(house):
    await propose(house)
    phone = await decide(house)
    await phone.walk("确认决定", "返回", "延长")
    await phone.send("情况有好转，还要巩固一段")
    await phone.press("每月")
    await phone.press("1 个月")
    assert "要晚于现在的结束日期" in phone.toast
    await phone.send("看不懂的日期")
    assert "2026-12-05" in phone.screen.text or any("2026-12-05" in message.text for message in phone.messages())
    await phone.send("2027-02-20")
    assert "延长重点关注" in phone.screen.text
    await phone.press("确认决定")
    async with house.database.read() as session:
        assert (await cases.find(session, 1)).ends_on == date(2027, 2, 20)
    assert said(house.phone("钱进"), "延长到")


async def test_the_end_may_be_a_day_on_the_calendar(house):
    await propose(house)
    phone = await decide(house, end=("▶", "▶", "◀", "20"))
    assert "结束：12月20日（周日）" in phone.screen.text


async def test_the_decider_hears_before_it_ends(house):
    await propose(house)
    await (await decide(house)).press("确认决定")
    house.world.clock.advance(datetime(2027, 1, 20, 10, tzinfo=START.tzinfo) - house.clock.local())
    await house.sweep(minutes=1)
    assert said(house.phone("王芳"), "自动结束")


FORGED = ["case_gray:1:0", "case_no:1", "case_more:1", "case_lift:1", "case_say:1", "case_appeal:1", "case_keep:1", "case_free:1", "case_look:1"]  # fmt: skip


@pytest.mark.parametrize("name", ["赵敏", "孙立", "周全", "郑局"])
async def test_others_do_nothing_by_forged_buttons(house, name):
    await propose(house)
    await (await decide(house)).press("确认决定")
    phone = house.phone(name)
    await phone.send("/home")
    for data in FORGED:
        await phone.press_data(data)
        assert phone.toast
        assert "请写" not in phone.screen.text
    await phone.press_data("case:1")
    assert (REASON in phone.screen.text) is (name == "郑局")
    await phone.send("/home")
    await phone.walk("更多", "关注与帮扶")
    assert any("钱进" in label for label in phone.screen.labels) is (name == "郑局")
    assert await state(house) is State.GRAY


async def test_the_secretarys_own_case_is_for_the_staff(house):
    await propose(house, person=1)
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.walk("更多", "关注与帮扶", "本人")
    assert not any("列" in label for label in phone.screen.labels)
    await phone.press_data("case_no:1")
    assert "由党务干部决定" in phone.toast
    staff = house.phone("吴干")
    assert said(staff, "王芳")
    await staff.press("查看")
    assert any("列为重点关注" in label for label in staff.screen.labels)


async def test_a_helper_from_elsewhere_or_the_member_is_refused(house):
    await propose(house)
    phone = house.phone("王芳")
    await phone.press("查看")
    await phone.press("列为重点关注")
    await phone.send(REASON)
    await phone.send(STEPS)
    assert not any("钱进" in label for label in phone.screen.labels)
    for person in (4, 6, 99):
        await phone.press_data(f"q:{person}")
        assert "已失效" in phone.toast
    await phone.press("李雷")
    await phone.press_data("q:1")
    await phone.press("每周")
    await phone.press_data("q:12")
    await phone.send("2026-11-24")
    assert "最长 3 个月" in "".join(message.text for message in phone.messages()[-2:])


async def test_the_ledger_names_nobody_helped(house):
    await propose(house)
    await (await decide(house)).press("确认决定")
    phone = house.phone("赵敏")
    await phone.send("/ledger")
    await phone.press_data("lg:1:2026-12:help:0")
    assert "李雷　帮扶回访" in phone.screen.text
    assert "钱进" not in phone.screen.text
