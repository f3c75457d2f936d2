"""发展党员 by its rules, as people meet them: consent, interview, introducers, training, oath, extension and cancellation."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from scoring.development_steps import Step
from storage import discipline
from storage.development import cases
from storage.development.rows import DevelopmentStep
from storage.discipline import Decided, Kind
from storage.people.directory import Person, who_has_id
from storage.sealed.audit import AuditEntry
from tests.flows.test_development import LATER, follow, managing, noticed, proposed, record, reviewed, vote

__all__ = ["noticed", "proposed", "reviewed"]

DAY = timedelta(days=1)
# What was recorded of somebody who became a probationer a year ago.
TAKEN = [
    (Step.TALKED, "2024-01-20", {}),
    (Step.RECOMMENDED, "2024-02-10", {}),
    (Step.ACTIVIST, "2024-02-20", {}),
    (Step.CONTACTS, "2024-03-01", {"people": [2]}),
    (Step.INSPECTED, "2024-08-01", {}),
    (Step.INSPECTED, "2025-02-10", {}),
    (Step.HEARD, "2025-08-01", {}),
    (Step.PROPOSED, "2025-08-10", {}),
    (Step.CONSENTED, "2025-08-20", {"note": "局党委〔2025〕30号"}),
    (Step.NOTICE, "2025-09-01", {}),
    (Step.NOTICE_ENDED, "2025-09-09", {}),
    (Step.CANDIDATE, "2025-09-10", {}),
    (Step.INTRODUCERS, "2025-09-12", {"people": [2, 3]}),
    (Step.REVIEWED, "2025-09-20", {}),
    (Step.TRAINED, "2025-10-10", {"days": 3, "hours": 24}),
    (Step.PRE_REVIEWED, "2025-10-20", {}),
    (Step.FORM, "2025-10-21", {}),
    (Step.ADMITTED, "2025-11-10", {}),
    (Step.INTERVIEWED, "2025-11-15", {"people": [8], "note": "同意接收"}),
    (Step.APPROVED, "2025-11-20", {}),
    (Step.SWORN, "2025-12-01", {}),
]


async def probationer(house, person=4, branch_head=1):
    """钱进 as a probationer of the branch, with everything up to the oath on record."""
    async with house.database.write() as tx:
        head = await who_has_id(tx, branch_head)
        case = await cases.begin(tx, head, person, date(2024, 1, 10), house.clock.local())
        for step, on, facts in TAKEN:
            row = DevelopmentStep(
                case_id=case.number, step=step.value, on=date.fromisoformat(on), by=1, at=house.clock.now(), **facts
            )
            tx.add(row)
        await tx.flush()
        kept = await tx.get(Person, person)
        kept.joined_on = date(2025, 11, 10)
        tx.add(kept)
    return house


async def test_the_notice_waits_for_the_superiors_consent_with_its_number(proposed):
    house = proposed
    chair = await managing(house, "王芳")
    assert "✏️ 开始公示" not in chair.screen.labels
    for step, said in (("notice", "还没有完成：上级党委同意拟列"), ("consented", "由局党委审批")):
        await chair.press_data(f"dv_step:1:{step}")
        assert said in chair.toast
    staff = await managing(house, "吴干")
    await staff.press("✏️ 上级党委同意拟列")
    await staff.send("2026-11-02")
    await staff.press("✅ 同意拟列")
    assert "请写明批复的文号" in staff.screen.text
    await staff.press_data("q_way:0")
    assert "不能跳过" in staff.toast
    await staff.send("局党委〔2026〕41号")
    assert "第十三条" in staff.screen.text
    await staff.press("确认登记")
    assert "局党委〔2026〕41号" in staff.screen.text
    chair = await managing(house, "王芳")
    assert "✏️ 开始公示" in chair.screen.labels


async def test_what_the_superior_does_not_consent_to_is_proposed_anew(proposed):
    house = proposed
    staff = await managing(house, "吴干")
    await staff.press("✏️ 上级党委同意拟列")
    await staff.send("2026-11-02")
    await staff.press("不同意拟列")
    await staff.send("局党委〔2026〕42号")
    await staff.press("确认登记")
    assert "上级党委同意拟列　未通过" in staff.screen.text
    chair = await managing(house, "王芳")
    assert "✏️ 开始公示" not in chair.screen.labels
    assert "✏️ 支委会讨论拟列" in chair.screen.labels


async def test_the_committees_interview_comes_before_its_approval_and_stays_inside(reviewed):
    house = reviewed
    await vote(house, "接收孙立同志为预备党员", 1)
    await record(house, "王芳", "支部大会讨论接收")
    staff = await managing(house, "吴干")
    await staff.press_data("dv_step:1:approved")
    assert "还没有完成：审批前谈话" in staff.toast
    chair = await managing(house, "王芳")
    await chair.press_data("dv_step:1:interviewed")
    assert "由局党委审批" in chair.toast
    await managing(house, "吴干")
    await staff.press("✏️ 审批前谈话")
    await staff.press("今天")
    await staff.send("钱进")
    assert "没有找到这位正式党员" in staff.screen.text
    await staff.send("10000")
    assert "请选择是哪一位" in staff.screen.text
    await staff.press("郑局")
    await staff.send("入党动机端正，同意接收")
    await staff.press("确认登记")
    assert "审批前谈话　郑局　入党动机端正" in staff.screen.text
    assert "入党动机端正" in (await managing(house, "王芳")).screen.text
    for name in ("孙立", "李雷"):
        phone = house.phone(name)
        await phone.press_data("dv_case:1")
        await phone.press_data("dv_do:1")
        assert not any("入党动机端正" in text for text in phone.texts)
    await record(house, "吴干", "党委审批接收", "今天", "✅ 通过")


async def test_who_has_a_sanction_in_force_is_not_offered_as_introducer(noticed):
    house = noticed
    await follow(house, LATER[:2])
    on = date(2026, 11, 12)
    async with house.database.write() as tx:
        staff = await who_has_id(tx, 7)
        for person, kind, until in ((3, Kind.WARNING, on), (9, Kind.SERIOUS_WARNING, on - DAY)):
            fact = Decided(kind, date(2025, 11, 12), until, "违反纪律", "纪〔2025〕1号")
            await discipline.enter(tx, staff, person, fact, house.clock.local())
    chair = await managing(house, "王芳")
    await chair.press("✏️ 确定入党介绍人")
    await chair.send(on.isoformat())
    assert "☐ 赵敏" not in chair.screen.labels
    assert {"☐ 陈新", "☐ 李雷"} <= set(chair.screen.labels)
    assert "没有列出" in chair.screen.text
    await chair.press_data("q_tick:3")
    assert "已选 0 人" in chair.screen.text
    await chair.walk("☐ 李雷", "☐ 陈新", "下一步", "跳过", "确认登记")
    assert "确定入党介绍人　李雷、陈新" in chair.screen.text
    assert "现在不能担任" not in chair.screen.text
    async with house.database.write() as tx:
        fact = Decided(Kind.ON_PROBATION, date(2026, 11, 24), None, "违反纪律", "纪〔2026〕8号")
        await discipline.enter(tx, await who_has_id(tx, 7), 2, fact, house.clock.local())
    await managing(house, "王芳")
    assert "入党介绍人李雷现在不能担任" in chair.screen.text


async def test_training_that_is_too_short_needs_a_reason_and_who_leaves_is_warned_of(noticed):
    house = noticed
    await follow(house, LATER[:4])
    chair = await managing(house, "王芳")
    await chair.press("✏️ 短期集中培训")
    await chair.send("2026-11-16")
    await chair.send("2 23")
    await chair.walk("跳过", "确认登记")
    staff = await managing(house, "吴干")
    await staff.press_data("dv_step:1:pre_reviewed")
    assert "现在 2 天、23 学时；个别特殊情况要登记并写明理由" in staff.toast
    chair = await managing(house, "王芳")
    await chair.press("✏️ 短期集中培训")
    await chair.send("2026-11-17")
    await chair.press("个别特殊情况")
    await chair.press_data("q_way:0")
    assert "不能跳过" in chair.toast
    await chair.send("执行专案任务，经局党委同意")
    await chair.press("确认登记")
    assert "个别特殊情况　执行专案任务" in chair.screen.text
    staff = await managing(house, "吴干")
    await staff.press("✏️ 党委预审")
    await staff.send("2026-11-20")
    await staff.press("通过（合格）")
    await staff.send("2027-02-20")
    await staff.press("跳过")
    assert "预计 2027-02-20 离开本单位" in staff.screen.text
    assert "一般不办理" in staff.screen.text
    await staff.press("确认登记")
    assert "⚠️ 还没有登记发放入党志愿书" in staff.screen.text


async def test_an_oath_that_is_late_is_late_by_what_is_usual(house):
    await probationer(house)
    async with house.database.write() as tx:
        row = (await tx.exec(select(DevelopmentStep).where(DevelopmentStep.step == "sworn"))).one()
        await tx.delete(row)
    chair = await managing(house, "王芳")
    assert "❗ 入党宣誓，已超过一般期限" in chair.screen.text
    await chair.press("✏️ 入党宣誓")
    await chair.press("今天")
    await chair.press("跳过")
    assert "比一般的期限晚了" in chair.screen.text
    assert "一般在批准后1个月内" in chair.screen.text


async def test_an_extension_is_voted_and_then_approved_above(house):
    await probationer(house)
    await record(house, "王芳", "提出转正申请", "今天")
    chair = await managing(house, "王芳")
    await chair.press_data("dv_step:1:full_voted")
    assert "还没有完成：听取转正意见" in chair.toast
    await record(house, "王芳", "听取转正意见", "今天")
    await vote(house, "延长钱进同志的预备期", 1)
    chair = await managing(house, "王芳")
    await chair.walk("✏️ 支部大会讨论延长预备期", "6 个月", "跳过", "确认登记")
    assert "支部大会讨论延长预备期　通过　6 个月" in chair.screen.text
    assert "还没有批复" in chair.screen.text
    await chair.press_data("dv_step:1:extended_approved")
    assert "由局党委审批" in chair.toast
    await record(house, "吴干", "党委审批延长预备期", "今天", "✅ 通过")
    chair = await managing(house, "王芳")
    assert "支部大会讨论转正：预备期还没有满，最早 2027-05-10" in chair.screen.text


async def test_a_cancellation_is_proposed_voted_and_approved_and_the_roster_follows(house):
    await probationer(house)
    chair = await managing(house, "王芳")
    await chair.press_data("dv_step:1:cancel_voted")
    assert "还没有完成：提出取消预备党员资格" in chair.toast
    await record(house, "王芳", "提出取消预备党员资格", "今天")
    reader = house.phone("李雷")
    await reader.send("/develop")
    await reader.press_data("dv_case:1")
    assert "取消" not in reader.screen.text
    await vote(house, "取消钱进同志的预备党员资格", 1)
    await record(house, "王芳", "支部大会讨论取消资格")
    chair = await managing(house, "王芳")
    await chair.press_data("dv_step:1:cancel_approved")
    assert "由局党委审批" in chair.toast
    async with house.database.read() as session:
        assert (await session.get(Person, 4)).category == "预备党员"
    await record(house, "吴干", "党委审批取消资格", "今天", "✅ 通过")
    staff = house.phone("吴干")
    await staff.send("/develop")
    await staff.walk("待确认类别（1）", "钱进：预备党员 → 群众")
    async with house.database.read() as session:
        person = await session.get(Person, 4)
        assert (person.category, person.joined_on, person.full_on) == ("群众", None, None)
        entries = (await session.exec(select(AuditEntry).where(AuditEntry.event == "确认类别变更"))).all()
        assert [(entry.by, entry.over) for entry in entries] == [(7, 4)]
    await reader.press_data("dv_case:1")
    assert "已终止" in reader.screen.text
    assert "取消" not in reader.screen.text
    # And one may apply again.
    await chair.send("/develop")
    await chair.walk("登记入党申请", "钱进")
    assert "哪一天收到" in chair.screen.text


@pytest.mark.parametrize("name", ["李雷", "周全", "钱进"])
async def test_who_does_not_run_it_proposes_no_cancellation(house, name):
    await probationer(house)
    phone = house.phone(name)
    await phone.send("/develop")
    await phone.press_data("dv_step:1:cancel_proposed")
    assert "可以办理" in phone.toast or "不能办理自己" in phone.toast
