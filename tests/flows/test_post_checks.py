"""岗位风险排查: checked, handed in, confirmed or returned; reminded; kept per post and exported."""

import io
from datetime import date

import openpyxl
import pytest

from storage.people.directory import Person
from storage.risks import checks, lists
from storage.risks.rows import RiskCheck
from storage.sealed import audit

OWN_POINT = "群众工作方法简单"
MEASURE = "每周走访两户，听意见。"


async def check(house, name, position="社区民警", own=None):
    """Check the post with the first suggested point (grave, with the suggested measure) and perhaps one of one's own."""
    phone = house.phone(name)
    await phone.send("/risk")
    await phone.walk("开始排查")
    if "请写岗位名称" in phone.screen.text:
        await phone.send(position)
    await phone.press("收受辖区单位")
    if own:
        await phone.send(own)
    await phone.walk("下一步", "高", "采用参考措施")
    if own:
        await phone.press("低")
        await phone.send(MEASURE)
    await phone.press("提交")
    return phone


async def test_a_person_checks_the_post_and_the_secretary_confirms(house):
    phone = await check(house, "李雷", own=OWN_POINT)
    assert "已提交" in phone.screen.text
    assert "王芳" in phone.screen.text
    head = house.phone("王芳")
    assert "李雷" in head.screen.text
    assert "高 1 低 1" in head.screen.text
    await head.press("查看")
    for words in (OWN_POINT, MEASURE, "收受辖区单位", "社区民警"):
        assert words in head.screen.text
    await head.press("确认")
    assert head.toast == "已确认"
    assert "已由王芳确认" in phone.screen.text
    await phone.send("/risk")
    assert "已确认" in phone.screen.text
    assert not any("2026年下半年" in label for label in phone.screen.labels)


async def test_what_is_returned_says_why_and_is_handed_in_again_with_what_was_there(house):
    phone = await check(house, "李雷")
    head = house.phone("王芳")
    await head.walk("查看", "退回")
    await head.send("措施要再具体一些")
    assert "已退回" in head.screen.text
    assert "措施要再具体一些" in phone.screen.text
    await phone.walk("修改")
    assert "已带出上次的风险点" in phone.screen.text
    await phone.walk("下一步", "中")
    await phone.send("每月自查一次并在支部会上报告")
    await phone.press("提交")
    assert "每月自查一次" not in head.screen.text
    await head.press("✅ 同意")
    assert "王芳已确认" in head.screen.text
    assert "已由王芳确认" in phone.screen.text


async def test_nobody_confirms_what_has_changed_since_they_read_it(house):
    phone = await check(house, "李雷")
    head = house.phone("王芳")
    await head.press("查看")
    read = head.screen
    await phone.send("/risk")
    await phone.walk("修改　2026年下半年", "下一步", "沿用上次", "提交")
    await head.press_data("rk_ok:1:1", read)
    assert "重新提交" in head.toast
    await head.press_data("rk_ok:1:2", read)
    assert head.toast == "已确认"


async def test_a_secretarys_own_goes_to_the_party_committee_secretary(house):
    await check(house, "王芳")
    head, above = house.phone("王芳"), house.phone("郑局")
    await head.send("/risk")
    assert not any("待我确认" in label for label in head.screen.labels)
    await head.press_data("rk_ok:1:1")
    assert "不由您确认" in head.toast
    assert "王芳" in above.screen.text
    await above.walk("查看", "确认")
    assert "已由郑局确认" in head.screen.text


@pytest.mark.parametrize("name", ["李雷", "赵敏", "钱进", "孙立", "周全", "吴干", "郑局"])
async def test_another_persons_self_check_is_the_branchs_secretarys_alone(house, name):
    await check(house, "李雷", own=OWN_POINT)
    phone = house.phone(name)
    await phone.send("/home")
    for data in ("rk_ok:1:1", "rk_back:1:1"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast or "不由您确认" in phone.toast
    await phone.press_data("rk:1")
    sees = name in ("李雷", "郑局")
    assert (OWN_POINT in phone.screen.text) is sees
    async with house.database.read() as session:
        assert (await session.get(RiskCheck, 1)).state == "待确认"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王芳", True),
        ("郑局", True),
        ("李雷", False),
        ("赵敏", False),
        ("孙立", False),
        ("吴干", False),
        ("周全", False),
    ],
)
async def test_a_branchs_risk_points_are_for_its_secretary_and_those_above(house, name, shown):
    await check(house, "李雷", own=OWN_POINT)
    await house.phone("王芳").walk("查看", "确认")
    phone = house.phone(name)
    await phone.send("/home")
    start = phone.screen
    files = len([each for each in phone.messages() if each.document])
    seen = []
    async with house.database.read() as session:
        (post,) = await lists.register.as_of_now(session)
    for data in ("rk_posts:1:0", f"rk_post:1:0:{lists.post_mark(post)}", "rk_xlsx:1"):
        await phone.press_data(data, start)
        seen.append(f"{phone.screen.text} {phone.screen.labels}")
    assert any("社区民警" in text for text in seen) is shown
    assert any(OWN_POINT in text for text in seen) is shown
    assert len([each for each in phone.messages() if each.document]) == files + shown
    if not shown:
        assert "没有这项权限" in phone.toast


async def test_a_list_that_could_not_be_sent_is_sent_when_it_is_tried_again(house):
    await check(house, "李雷")
    await house.phone("王芳").walk("查看", "确认")
    phone = house.phone("郑局")
    await phone.send("/risk")
    await phone.press("廉政风险点")
    house.world.faults.add("500", "sendDocument", times=1)
    await phone.press("导出")
    assert phone.messages()[-1].document["file_name"].startswith("廉政风险点_")


async def test_the_list_is_as_it_stands_now_and_goes_out_as_a_file(house):
    await check(house, "李雷", own="=1+1")
    await house.phone("王芳").walk("查看", "确认")
    phone = house.phone("郑局")
    await phone.send("/risk")
    await phone.press("廉政风险点")
    assert "1 个岗位，2 个风险点" in phone.screen.text
    await phone.walk("第一支部", "社区民警")
    assert "李雷排查" in phone.screen.text
    await phone.walk("返回", "导出")
    book = openpyxl.load_workbook(io.BytesIO(phone.messages()[-1].read()))
    rows = list(book["廉政风险点"].values)
    assert rows[2][:4] == ("支部", "岗位", "风险点", "等级")
    assert rows[3][:4] == ("第一支部", "社区民警", "收受辖区单位、场所的礼品礼金", "高")
    assert rows[4][2] == "=1+1"
    assert book["廉政风险点"]["C5"].data_type == "s"
    async with house.database.read() as session:
        (entry,), _ = await audit.trail(session, audit.Filter(event=audit.Event.EXPORTED))
        assert (entry.by, entry.subject) == (8, "risk_points:1")


async def test_a_post_that_nobody_holds_any_more_keeps_what_was_found(house):
    await check(house, "李雷")
    await house.phone("王芳").walk("查看", "确认")
    async with house.database.write() as tx:
        person = await tx.get(Person, 2)
        person.left_at = house.clock.now()
        tx.add(person)
    phone = house.phone("王芳")
    await phone.send("/risk")
    await phone.press("廉政风险点")
    assert any("社区民警" in label and "空岗" in label for label in phone.screen.labels)


async def test_too_many_points_and_endless_ones_are_refused_and_nothing_is_lost(house):
    phone = house.phone("李雷")
    await phone.send("/risk")
    await phone.press("开始排查")
    await phone.send("社区民警")
    await phone.press("全选")
    await phone.send("长" * 51)
    assert "50" in phone.screen.text
    for number in range(5):
        await phone.send(f"自己发现的第 {number} 个风险点")
    await phone.press("下一步")
    assert "1 到 8 个" in phone.toast
    await phone.press("自己发现的第 4 个")
    await phone.press("下一步")
    assert "风险点 1/8" in phone.screen.text


async def test_forged_answers_in_the_flow_are_refused(house):
    phone = house.phone("李雷")
    await phone.send("/risk")
    await phone.press("开始排查")
    await phone.send("神秘岗位")
    await phone.press_data("q:nothing")
    assert "失效" in phone.toast
    await phone.walk("其他岗位", "违反饮酒", "下一步")
    await phone.press_data("q:极高")
    assert "失效" in phone.toast
    await phone.press_data("q_way:0")
    assert "失效" in phone.toast
    await phone.press_data("rk_new:7")
    assert "还没完成" in phone.screen.text


async def test_the_half_years_reminders_go_to_those_who_lack_it(house):
    await check(house, "李雷")
    await house.phone("王芳").walk("查看", "确认")
    done, lacking = house.phone("李雷"), house.phone("赵敏")

    def reminded(phone):
        words = ("请在12月31日前提交", "最后一天", "已经过了12月31日")
        return [word for text in phone.texts for word in words if word in text and "岗位风险排查" in text]

    await house.sweep(days=21)
    assert reminded(lacking) == []
    await house.sweep(days=1)
    assert reminded(lacking) == ["请在12月31日前提交"]
    await lacking.send("/home")
    assert "12月31日　🔎 2026年下半年岗位风险排查" in lacking.screen.labels
    await lacking.send("/risk")
    await house.sweep(days=15)
    assert reminded(lacking) == ["请在12月31日前提交", "最后一天"]
    await house.sweep(days=1)
    assert reminded(lacking)[-1] == "已经过了12月31日"
    await house.sweep(days=3)
    assert len(reminded(lacking)) == 3
    assert reminded(done) == []
    await lacking.send("/risk")
    assert any("补填　2026年下半年" in label for label in lacking.screen.labels)


async def test_the_ledger_knows_who_lacks_it_and_urges(house):
    await check(house, "李雷")
    head = house.phone("王芳")
    await head.walk("查看", "确认")
    await head.send("/ledger")
    await head.press("岗位风险排查")
    assert "✅1" in head.screen.text
    assert "⏳5" in head.screen.text
    await head.press("催办全部")
    assert "4 人" in head.toast
    assert "岗位风险排查" in house.phone("赵敏").screen.text


async def test_the_health_index_reads_who_submitted_and_when(house):
    await check(house, "李雷")
    await check(house, "赵敏")
    await house.sweep(days=2)
    head = house.phone("王芳")
    await head.send("/risk")
    await head.walk("待我确认", "李雷", "确认")
    async with house.database.read() as session:
        facts = await checks.of_period(session, date(2026, 7, 1), date(2026, 12, 31))
        assert facts[2] == checks.CheckFact(date(2026, 11, 24), date(2026, 11, 26))
        assert facts[3] == checks.CheckFact(date(2026, 11, 24), None)
        assert 4 not in facts
        assert await lists.points_by_branch(session) == {1: {"高": 1}}
