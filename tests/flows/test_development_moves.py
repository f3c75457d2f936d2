"""A case that follows its person to another branch, and a corrected rule that the bureau applies to open cases."""

from datetime import date, timedelta

import pytest

from storage.development import cases, corrections
from storage.development.rows import DevelopmentCase
from storage.people.directory import Person
from storage.rules import regulations
from tests.flows.test_development import EARLY, begin, follow, managing, record
from tests.flows.test_development_rules import probationer


async def move(house, person, branch):
    """As the roster's file does."""
    async with house.database.write() as tx:
        row = await tx.get(Person, person)
        row.branch_id = branch
        tx.add(row)


async def test_a_case_follows_its_person_and_only_after_both_buttons(house):
    await begin(house)
    await record(house, "王芳", "派人谈话", "2025-01-20")
    await move(house, 5, 2)
    await house.sweep(minutes=1)
    old, new = house.phone("王芳"), house.phone("周全")
    assert "孙立已转到别的支部" in old.screen.text
    await old.send("/home")
    assert "发展党员档案待移交接收" in str(old.screen)
    await managing(house, "王芳")
    assert "本人已转到机关支部，档案等待原支部移交" in old.screen.text
    assert not any("推优" in label for label in old.screen.labels)
    await old.press_data("dv_step:1:recommended")
    assert "正在移交" in old.toast
    await new.send("/develop")
    await new.walk("本支部", "孙立", "办理")
    assert "等待原支部移交" in new.screen.text
    await new.press_data("dv_take:1:1")
    assert "原支部还没有移交" in new.toast
    await new.press_data("dv_hand:1:1")
    assert "原支部书记" in new.toast
    await managing(house, "王芳")
    await old.press("📤 移交档案")
    assert "第十二条、第三十四条" in old.screen.text
    await old.press("确认移交")
    assert "王芳已移交，等待现支部接收" in old.screen.text
    assert "已由第一支部移交，请接收" in new.screen.text
    await old.press_data("dv_take:1:1")
    assert "现支部书记" in old.toast
    await new.press("办理")
    await new.walk("📥 接收档案", "确认接收")
    assert "✏️ 推优" in new.screen.labels
    assert "2025-01-20 派人谈话" in new.screen.text
    assert "已由机关支部接收" in house.phone("孙立").screen.text
    await old.press_data("dv_do:1")
    assert "没有这项权限" in old.toast
    # And nobody is asked again.
    before = len(old.messages()) + len(new.messages())
    await house.sweep(minutes=10)
    assert len(old.messages()) + len(new.messages()) == before


@pytest.mark.parametrize("name", ["李雷", "孙立", "吴干"])
async def test_who_is_neither_branch_accepts_nothing(house, name):
    await begin(house)
    await move(house, 5, 2)
    phone = house.phone(name)
    await phone.send("/develop")
    await phone.press_data("dv_take:1:1")
    assert phone.toast
    async with house.database.read() as session:
        assert (await session.get(DevelopmentCase, 1)).branch_id == 1


async def test_a_probationer_who_moved_in_is_discussed_later_and_no_day_is_lost(house):
    await probationer(house)
    chair = await managing(house, "王芳")
    await chair.press_data("dv_step:1:deferred")
    assert "只有转入本支部的预备党员" in chair.toast
    await move(house, 4, 2)
    await managing(house, "王芳")
    await chair.walk("📤 移交档案", "确认移交")
    new = house.phone("周全")
    await new.press("办理")
    await new.walk("📥 接收档案", "确认接收")
    await record(house, "周全", "提出转正申请", "今天")
    await record(house, "周全", "听取转正意见", "今天")
    phone = await managing(house, "周全")
    await phone.walk("✏️ 推迟讨论转正", "今天")
    assert "请写明推迟讨论的原因" in phone.screen.text
    await phone.send("转入时间短，需要进一步了解")
    assert "第三十五条" in phone.screen.text
    await phone.press("确认登记")
    # The probation was over on 2026-11-10.
    assert "支部大会讨论转正，2027-05-10 前" in phone.screen.text
    house.world.clock.advance(timedelta(days=167))
    await managing(house, "周全")
    assert house.clock.local().date() == date(2027, 5, 10)
    assert "支部大会讨论转正，2027-05-10 前" in phone.screen.text
    house.world.clock.advance(timedelta(days=1))
    await managing(house, "周全")
    assert "支部大会讨论转正，已超期 1 天" in phone.screen.text


async def test_a_corrected_rule_reaches_open_cases_by_the_bureaus_decision_alone(house, monkeypatch):
    await begin(house)
    await follow(house, EARLY)
    words = regulations.FILE.read_text(encoding="utf-8")
    longer = words.replace("公示时间不少于5个工作日", "公示时间不少于20个工作日").replace(
        "values = { working_days = 5 }", "values = { working_days = 20 }"
    )
    corrected = regulations.parse(longer)
    monkeypatch.setattr(cases, "own", lambda: corrected)
    monkeypatch.setattr(corrections, "own", lambda: corrected)
    chair = await managing(house, "王芳")
    assert "▫️ 公示结果" in chair.screen.text
    for data in ("dv_eds", "dv_ed:notice_period:0", "dv_ed_go:notice_period"):
        await chair.press_data(data)
        assert "没有这项权限" in chair.toast
    staff = house.phone("吴干")
    await staff.send("/develop")
    await staff.walk("📚 规定更正", "【公示】1 份档案")
    for said in (
        "公示时间不少于5个工作日",
        "公示时间不少于20个工作日",
        "孙立（第一支部）",
        "公示结果：可以办理 → 公示不满 20 个工作日",
    ):
        assert said in staff.screen.text
    await staff.press("适用到在办档案")
    await staff.send("局党委〔2026〕50号")
    await staff.send("原文为20个工作日，录入有误")
    assert "档案：孙立" in staff.screen.text
    await managing(house, "王芳")
    assert "▫️ 公示结果" in chair.screen.text
    await staff.press("确认适用")
    assert "已适用到 1 份档案" in staff.toast
    assert "局党委〔2026〕50号" in staff.screen.text
    for name in ("王芳", "孙立"):
        assert "适用更正后的规定【公示】" in house.phone(name).screen.text
    await managing(house, "王芳")
    assert "🔒 公示结果：公示不满 20 个工作日" in chair.screen.text
    await chair.press_data("dv_rule:1:0")
    assert "按局里的决定更正：【公示】局党委〔2026〕50号" in chair.screen.text
    await staff.press_data("dv_ed_go:notice_period")
    assert "没有在办的档案需要更正" in staff.toast


async def test_who_came_from_another_unit_has_the_way_behind_them_entered_from_the_papers(house):
    chair = house.phone("王芳")
    await chair.send("/develop")
    await chair.walk("登记入党申请", "钱进")
    assert "以前的步骤在哪里办的" in chair.screen.text
    await chair.press("从外单位转入")
    await chair.send("2024-01-10")
    for words, day in (("派人谈话", "2024-01-20"), ("推优", "2024-02-10"), ("确定为入党积极分子", "2024-02-20")):
        await record(house, "王芳", words, day)
    await chair.press("✏️ 指定培养联系人")
    await chair.send("2024-03-01")
    assert "在原单位确定的可以不勾选" in chair.screen.text
    await chair.press("下一步")
    await chair.send("原单位张三、李四")
    await chair.press("确认登记")
    assert "指定培养联系人　原单位张三、李四" in chair.screen.text
    await chair.press("✏️ 指定培养联系人")
    await chair.walk("今天", "下一步")
    assert "培养联系人要 1 到 2 名，现在 0 名" in chair.toast
