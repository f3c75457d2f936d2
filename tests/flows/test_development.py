"""发展党员 in the chat: an applicant's whole way, who may do what, comments, the plan, what the bot says by itself."""

from datetime import date, timedelta

from sqlmodel import select

from storage.development import cases, lists
from storage.development.rows import DevelopmentCase, DevelopmentStep
from storage.meetings.rows import Attendance, How
from storage.people.directory import Person
from storage.rules import regulations
from storage.sealed.audit import AuditEntry
from tests.flows.beginnings import beginning
from tests.flows.test_calling_meetings import call

# What 王芳 (secretary) and 吴干 (staff) record before the notice period, for a case that began long ago.
EARLY = [
    ("王芳", "派人谈话", "2025-01-20"),
    ("王芳", "推优", "2025-02-10"),
    ("王芳", "确定为入党积极分子", "2025-02-20"),
    ("王芳", "指定培养联系人", "2025-03-01", "☐ 李雷", "☐ 赵敏", "下一步"),
    ("王芳", "半年考察", "2025-08-01"),
    ("王芳", "半年考察", "2026-02-10"),
    ("王芳", "听取意见", "2026-10-28"),
    ("王芳", "支委会讨论拟列", "2026-10-30"),
    ("吴干", "上级党委同意拟列", "2026-11-02", "✅ 同意拟列"),
    ("王芳", "开始公示", "2026-11-03"),
]
LATER = [
    ("王芳", "公示结果", "2026-11-11", "没有影响"),
    ("王芳", "列为发展对象", "2026-11-11"),
    ("王芳", "确定入党介绍人", "2026-11-12", "☐ 李雷", "☐ 陈新", "下一步"),
    ("王芳", "政治审查", "2026-11-13", "✅ 通过"),
    ("王芳", "短期集中培训", "2026-11-16"),
    ("吴干", "党委预审", "2026-11-20", "✅ 通过", "没有"),
    ("王芳", "发放入党志愿书", "2026-11-20"),
]
WORDS = {
    "上级党委同意拟列": "局党委〔2026〕41号",
    "审批前谈话": "态度端正，同意接收",
    "提出取消预备党员资格": "不履行党员义务",
    "推迟讨论转正": "转入时间短，需要进一步了解",
}


async def begin(house, applied="2025-01-10"):
    phone = house.phone("王芳")
    await phone.send("/develop")
    await phone.walk("登记入党申请", "孙立")
    await phone.send(applied)
    return phone


async def managing(house, name, case=1):
    phone = house.phone(name)
    await phone.send("/develop")
    await phone.press_data(f"dv_do:{case}")
    return phone


async def record(house, name, words, day=None, *answers):
    phone = await managing(house, name)
    await phone.press(f"✏️ {words}")
    if day:
        await phone.send(day)
    if words == "短期集中培训":
        await phone.send("3 24")
    if words == "审批前谈话":
        await phone.send("郑局")
    await phone.walk(*answers)
    if words in WORDS:
        await phone.send(WORDS[words])
        await phone.press("确认登记")
    else:
        await phone.walk("跳过", "确认登记")
    return phone


async def follow(house, way):
    for name, words, day, *answers in way:
        phone = await record(house, name, words, day, *answers)
        assert words in phone.screen.text, phone.screen.text


@beginning()
async def proposed(house):
    await begin(house)
    await follow(house, EARLY[:-2])


@beginning(proposed)
async def consented(house):
    await follow(house, EARLY[-2:-1])


@beginning(consented)
async def noticed(house):
    await follow(house, EARLY[-1:])


@beginning(noticed)
async def reviewed(house):
    await follow(house, LATER)


async def vote(house, title, meeting, day=None):
    """王芳 holds a general meeting with everybody there; it is decided by three votes of four."""
    chair = house.phone("王芳")
    await call(house, chair)
    if day:
        await chair.press("改时间")
        await chair.send(day)
    await chair.press("确认召集")
    await chair.walk("查看会议", "主持会议", "开始签到")
    async with house.database.write() as tx:
        for person in (1, 2, 3):
            row = await tx.get(Attendance, (meeting, person))
            row.how = How.ON_SPOT.value
            tx.add(row)
    await chair.walk("表决", "发起表决", title, "发起表决")
    for name in ("王芳", "李雷", "赵敏"):
        phone = house.phone(name)
        await phone.send("/home")
        await phone.press_data(f"bl_vote:{meeting}")
        await phone.walk("赞成", "投出")
    await chair.press_data(f"bl_count:{meeting}:1")
    assert "✅ 通过" in chair.screen.text, chair.screen.text


async def test_an_applicants_whole_way(reviewed):
    house = reviewed
    await vote(house, "接收孙立同志为预备党员", 1)
    phone = await record(house, "王芳", "支部大会讨论接收")
    assert "支部大会讨论接收　通过" in phone.screen.text
    await record(house, "吴干", "审批前谈话", "今天")
    staff = await record(house, "吴干", "党委审批接收", "今天", "✅ 通过")
    await staff.send("/develop")
    await staff.press("待确认类别（1）")
    await staff.press("孙立：群众 → 预备党员")
    assert "已改为预备党员" in staff.toast
    async with house.database.read() as session:
        person = await session.get(Person, 5)
        assert (person.category, person.joined_on) == ("预备党员", date(2026, 11, 24))
        entries = (await session.exec(select(AuditEntry).where(AuditEntry.event == "确认类别变更"))).all()
        assert [(entry.by, entry.over) for entry in entries] == [(7, 5)]
    await record(house, "王芳", "入党宣誓", "今天")
    await record(house, "王芳", "提出转正申请", "今天")
    await record(house, "王芳", "听取转正意见", "今天")
    phone = await managing(house, "王芳")
    assert "支部大会讨论转正：预备期还没有满，最早 2027-11-24" in phone.screen.text
    house.world.clock.advance(timedelta(days=364))
    await phone.press_data("dv_step:1:full_voted")
    assert "最早 2027-11-24" in phone.toast
    assert "第三十一条" in phone.toast
    house.world.clock.advance(timedelta(days=1))
    await vote(house, "孙立同志按期转为正式党员", 2, "明天下午3点")
    house.world.clock.advance(timedelta(days=2))
    await record(house, "王芳", "支部大会讨论转正")
    await record(house, "吴干", "党委审批转正", "今天", "✅ 通过")
    await staff.send("/develop")
    await staff.walk("待确认类别", "孙立：预备党员 → 正式党员")
    async with house.database.read() as session:
        person = await session.get(Person, 5)
        assert (person.category, person.joined_on, person.full_on) == (
            "正式党员",
            date(2026, 11, 24),
            date(2027, 11, 24),
        )
        growth = await lists.stages_of(session, 5)
    assert [day.isoformat() for day, _ in growth][:2] == ["2025-01-10", "2025-02-20"]
    assert growth[-1][1] == "批准转为正式党员"
    elsewhere = house.phone("周全")
    await elsewhere.send("/develop")
    await elsewhere.press("已办结")
    assert elsewhere.screen.buttons[0][0] == "📁 孙立 · 第一支部 · 已转为正式党员"
    applicant = house.phone("孙立")
    await applicant.press_data("dv_case:1")
    assert "已转为正式党员" in applicant.screen.text
    assert applicant.screen.text.count("✅") == 7
    await applicant.send("/birthday")
    await applicant.press("成长历程")
    told = [line for line in applicant.screen.text.splitlines() if "20" in line]
    for stage in (
        "递交入党申请书",
        "确定为入党积极分子",
        "列为发展对象",
        "加入中国共产党",
        "入党宣誓",
        "转为中国共产党正式党员",
    ):
        assert sum(stage in line for line in told) == 1
    assert not any("支部大会接收为预备党员" in line or "批准转为正式党员" in line for line in told)


async def test_a_step_out_of_order_or_too_early_is_blocked_with_its_rule(house):
    phone = await begin(house, "2026-11-20")
    assert "派人谈话，2026-12-20 前" in phone.screen.text
    await phone.press_data("dv_step:1:activist")
    assert "还没有完成：推优" in phone.toast
    assert "依据：中国共产党发展党员工作细则（2026）" in phone.toast
    await phone.press("✏️ 派人谈话")
    await phone.send("2026-11-19")
    assert "早于递交入党申请书" in phone.screen.text
    for wrong, said in (("明天", "还没有到"), ("2026-13-01", "没有13月"), ("某天", "看不懂")):
        await phone.send(wrong)
        assert said in phone.screen.text
    await phone.send("昨天")
    assert "说明" in phone.screen.text
    await phone.walk("跳过")
    assert "2026-11-23" in phone.screen.text
    assert "1个月内派人" in phone.screen.text
    await phone.press("确认登记")
    assert "派人谈话" in phone.screen.text


async def test_the_notice_goes_to_everybody_and_cannot_be_cut_short(consented):
    house = consented
    house.world.clock.advance(timedelta(days=1))
    chair = await managing(house, "王芳")
    await chair.press("✏️ 开始公示")
    await chair.send("昨天")
    assert "日期请选今天" in chair.screen.text
    await chair.walk("今天", "跳过", "确认登记")
    for name in ("周全", "郑局", "钱进"):
        assert "发展党员公示" in house.phone(name).screen.text
    assert "发展党员公示" not in house.phone("孙立").screen.text
    chair = await managing(house, "王芳")
    await chair.press_data("dv_step:1:notice_ended")
    assert "公示不满 5 个工作日，到 2026-12-02 止" in chair.toast
    house.world.clock.advance(timedelta(days=8))
    await record(house, "王芳", "公示结果", "今天", "没有影响")


async def test_a_meetings_decision_needs_its_ballot(reviewed):
    chair = await managing(reviewed, "王芳")
    await chair.press("✏️ 支部大会讨论接收")
    assert "发起表决" in chair.toast


async def test_too_few_contacts_and_wrong_numbers_are_asked_again(house):
    await begin(house)
    await follow(house, EARLY[:3])
    phone = await managing(house, "王芳")
    await phone.press("✏️ 指定培养联系人")
    await phone.send("2025-03-01")
    await phone.press("下一步")
    assert "培养联系人要 1 到 2 名，现在 0 名" in phone.toast
    await phone.walk("☐ 李雷", "☐ 赵敏", "☐ 陈新", "下一步")
    assert "现在 3 名" in phone.toast
    await phone.walk("☑ 陈新", "下一步")
    assert "说明" in phone.screen.text


async def test_a_mistake_is_taken_back_and_stays_on_record(house):
    phone = await begin(house)
    await phone.press("撤回上一步")
    assert "没有可以撤回" in phone.toast
    await record(house, "王芳", "派人谈话", "2025-01-20")
    await phone.press("撤回上一步")
    await phone.send("日期写错了")
    assert "✏️ 派人谈话" in phone.screen.labels
    async with house.database.read() as session:
        rows = (await session.exec(select(DevelopmentStep).order_by(DevelopmentStep.id))).all()
        assert [(row.step, row.undone_reason) for row in rows] == [("applied", None), ("talked", "日期写错了")]


async def test_a_case_is_ended_with_a_reason(house):
    phone = await begin(house)
    await phone.press("终止")
    await phone.send("调离本局")
    await phone.press("确认终止")
    assert "终止原因：调离本局" in phone.screen.text
    await phone.press_data("dv_step:1:talked")
    assert "已经结束" in phone.toast
    for name, told in (("王芳", True), ("李雷", False)):
        phone = house.phone(name)
        await phone.send("/develop")
        await phone.press("已办结")
        assert any("孙立" in label and "已终止" in label for row in phone.screen.buttons for label in row) is told
    await begin(house)
    async with house.database.read() as session:
        assert len((await session.exec(select(DevelopmentCase))).all()) == 2


async def test_the_yearly_plan_is_proposed_approved_and_read_by_all(house):
    chair = house.phone("王芳")
    await chair.send("/develop")
    await chair.walk("年度计划", "列入计划", "☐ 孙立", "✅ 列入")
    assert "新列入 1 人" in chair.toast
    assert "⏳ 孙立 · 第一支部" in chair.screen.labels
    await chair.press_data("dv_plan_ok:1")
    assert "没有这项权限" in chair.toast
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.walk("发展党员计划：1 人待审定", "孙立", "审定")
    assert "审定：吴干" in staff.screen.text
    await staff.send("/home")
    assert "待审定" not in "".join(staff.screen.labels)
    await staff.send("/develop")
    await staff.walk("年度计划", "孙立")
    reader = house.phone("孙立")
    await reader.send("/develop")
    await reader.press("年度计划")
    assert "已审定 1 人" in reader.screen.text
    await reader.press_data("dv_plan_off:1:1")
    assert "没有这项权限" in reader.toast
    await chair.press_data("dv_plan_off:1:1")
    assert "只有党务干部" in chair.toast
    await staff.walk("移出计划", "确认移出")
    assert "共 0 人" in staff.screen.text


async def test_a_late_step_is_nudged_once_and_the_ledger_and_home_know(house):
    await begin(house, "2026-11-20")
    chair = house.phone("王芳")
    await house.sweep(days=20)
    before = len(chair.messages())
    await house.sweep(days=2)  # 16 December: five days are left
    assert "请在 2026-12-20 前完成" in "\n".join(chair.texts)
    await house.sweep(days=6)
    assert "已超期（应在 2026-12-20 前完成）" in "\n".join(chair.texts)
    told = len(chair.messages())
    assert told > before
    await house.sweep(hours=3)
    assert len(chair.messages()) == told
    await chair.send("/home")
    assert "❗ 逾期" in str(chair.screen)
    async with house.database.read() as session:
        (found,) = await lists.owing(session)
    assert [(due.step.words, f"{due.by.day}") for due in found.dues] == [("派人谈话", "2026-12-20")]
    await record(house, "王芳", "派人谈话", "今天")
    assert "超期 2 天" in chair.screen.text


async def test_the_rules_of_the_day_a_case_began_stay_its_rules(house, monkeypatch):
    await begin(house)
    stricter = regulations.parse(
        regulations.FILE.read_text(encoding="utf-8").replace(
            "values = { working_days = 5 }", "values = { working_days = 9 }"
        )
    )
    monkeypatch.setattr(cases, "own", lambda: stricter)
    await follow(house, EARLY)
    await record(house, "王芳", "公示结果", "2026-11-11", "没有影响")
    phone = house.phone("王芳")
    await phone.press_data("dv_rule:1:0")
    assert "2026-11-24 立案时的规定" in phone.screen.text
    await phone.press_data("dv_rule:1:2")
    assert "依据" in phone.screen.text
