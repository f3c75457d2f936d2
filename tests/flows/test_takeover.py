"""What was on paper is taken over by file, with its true dates; it is marked, and taken back as a whole."""

from datetime import date

from sqlmodel import select

from scoring.development_dues import dues
from scoring.development_steps import Stage, Step
from storage.awards import lists as awards
from storage.birthdays import growth
from storage.development.dossiers import load_all
from storage.development.rows import DevelopmentCase, PlanEntry
from storage.ledger import Scope, Standing
from storage.meetings import ledger
from storage.meetings.rows import Attendance, Meeting
from storage.people.taken import Taken, Takeover
from storage.study.rows import Training, TrainingPerson
from storage.talks.rows import Talk
from tests.flows.conftest import ZONE
from tests.rules.exports import csv_of

MEETINGS = csv_of(
    ("支部名称", "会议类型", "时间", "地点", "主持人", "应到人数", "实到人数", "请假人员", "缺席人员"),
    ("第一支部", "支部党员大会暨主题党日", "2026-03-05", "三楼会议室", "王芳", "", "", "李雷", "赵敏、张三丰"),
    ("第一党支部", "支委会", "2026年4月7日", "三楼", "", "3", "3", "", ""),
    ("机关支部", "党课", "2026-05-06", "礼堂", "周全", "4", "4", "", ""),
    ("第一支部", "茶话会", "2026-05-07", "", "", "", "", "", ""),
    ("第一支部", "支委会", "2026-12-07", "", "", "", "", "", ""),
    ("不存在的支部", "支委会", "2026-05-08", "", "", "", "", "", ""),
    ("合计", "", "", "", "", "", "", "", ""),
)
CASES = csv_of(
    ("警号", "姓名", "入党申请时间", "派人谈话", "推优", "确定积极分子时间", "指定培养联系人", "培养联系人", "半年考察"),
    ("100005", "孙立", "2025-01-10", "2025-02-01", "2025-04-01", "2025-05-10", "2025-05-10", "王芳、李雷", "2025-11-12、2026-05-15"),
    ("100005", "孙立", "2025-01-10", "", "", "", "", "", ""),
    ("100004", "钱进", "2024-01-10", "2024-02-01", "", "2024-05-10", "", "", ""),
)  # fmt: skip


async def begun(house, name, title):
    phone = house.phone(name)
    await phone.send("/home")
    await phone.walk("更多", "接续录入", title)
    return phone


async def test_meetings_are_taken_over_with_their_days_and_people(house):
    phone = await begun(house, "吴干", "今年开过的会议")
    await phone.send_document("会议.csv", MEETINGS)
    text = phone.screen.text
    assert "可写入 3 行 · 未采纳 3 行" in text
    assert "“茶话会”不认识" in text
    assert "今天和以后的会议请在机器人里召集" in text
    assert "没有“不存在的支部”" in text
    async with house.database.read() as session:
        assert not (await session.exec(select(Meeting))).all()
    await phone.press("确认写入 3 行")
    assert "写入 3 行，未采纳 3 行" in phone.screen.text
    async with house.database.read() as session:
        first, second, _ = (await session.exec(select(Meeting).order_by(Meeting.starts_at))).all()
        rows = {
            row.person_id: row
            for row in (await session.exec(select(Attendance).where(Attendance.meeting_id == first.id))).all()
        }
    assert (first.state, first.published_at) == ("published", None)
    assert {number: row.how for number, row in rows.items()} == {
        1: "on_spot",
        2: None,
        3: None,
        4: "on_spot",
        9: "on_spot",
    }
    assert rows[2].leave == "granted"
    assert [number for number, row in rows.items() if row.entitled] == [1, 2, 3, 9]
    assert "张三丰" in first.minutes
    assert "应到 3 人，实到 3 人" in second.minutes
    # What was missed before the bot came is nothing to make up.
    member = house.phone("赵敏")
    await member.send("/home")
    assert "补课" not in member.screen.text + "".join(member.screen.labels)
    secretary = house.phone("王芳")
    await secretary.send("/meetings")
    await secretary.press_data(f"mt:{first.id}")
    assert "🕒 3月5日（周四）\n" in secretary.screen.text
    assert "📥 接续" in secretary.screen.text
    await phone.press_data("lg_all_of:1:2026-03:meetings:0")
    assert "接续" in phone.screen.text


async def test_a_file_is_tried_again_and_doubles_nothing(house):
    phone = await begun(house, "吴干", "今年开过的会议")
    await phone.send_document("会议.csv", MEETINGS)
    await phone.press("确认写入 3 行")
    await phone.walk("返回", "➕ 今年开过的会议")
    await phone.send_document("会议.csv", MEETINGS)
    assert "可写入 0 行 · 未采纳 6 行" in phone.screen.text
    assert "没有重复录入" in phone.screen.text
    await phone.press("取消")


async def test_it_is_taken_back_whole(house):
    phone = await begun(house, "吴干", "今年开过的会议")
    await phone.send_document("会议.csv", MEETINGS)
    await phone.walk("确认写入 3 行", "查看或撤销这次录入", "整份撤销", "确认撤销")
    assert "已撤销" in phone.toast
    async with house.database.read() as session:
        assert not (await session.exec(select(Meeting))).all()
        assert not (await session.exec(select(Taken))).all()
        assert (await session.exec(select(Takeover))).one().undone_by == 7
    assert "已录入" not in phone.screen.text


async def test_a_case_goes_on_where_it_is(house):
    phone = await begun(house, "吴干", "在办的发展党员档案")
    await phone.send_document("档案.csv", CASES)
    assert "可写入 1 行 · 未采纳 2 行" in phone.screen.text
    assert "已经有一份正在办理的档案" in phone.screen.text
    assert "确定为入党积极分子（2024-05-10）：还没有完成：推优" in phone.screen.text
    await phone.press("确认写入 1 行")
    async with house.database.read() as session:
        (file,) = await load_all(session, (await session.exec(select(DevelopmentCase))).all())
    assert [(row.step, row.on) for row in file.steps][-1] == ("inspected", date(2026, 5, 15))
    assert file.steps[4].people == [1, 2]
    secretary = house.phone("王芳")
    await secretary.send("/develop")
    await secretary.walk("全部", "孙立")
    assert "接续" in secretary.screen.text


async def test_a_secretary_takes_over_the_own_branch_and_not_what_is_decided_above(house):
    phone = await begun(house, "王芳", "今年开过的会议")
    await phone.send_document("会议.csv", MEETINGS)
    assert "可写入 2 行 · 未采纳 4 行" in phone.screen.text
    assert "机关支部不是本支部" in phone.screen.text
    await phone.press("确认写入 2 行")
    async with house.database.read() as session:
        number = (await session.exec(select(Takeover))).one().id
    other = house.phone("周全")
    await other.send("/home")
    await other.walk("更多", "接续录入")
    assert "已录入" not in other.screen.text
    await other.press_data(f"to_open:{number}")
    assert "没有这次接续录入" in other.toast + other.screen.text
    await other.press_data(f"to_undo:{number}:1")
    async with house.database.read() as session:
        assert (await session.exec(select(Takeover))).one().undone_at is None
    await phone.press_data("to_new:study")
    assert "由局党务干部录入" in phone.toast + phone.screen.text
    await phone.press_data("to_live")
    assert "没有这项权限" in phone.toast
    for name in ("李雷", "郑局", "孙立"):
        nobody = house.phone(name)
        await nobody.send("/home")
        await nobody.press_data("to:0")
        assert "没有这项权限" in nobody.toast


async def test_a_secretary_enters_no_step_that_is_decided_above_and_terms_run_from_true_days(house):
    head = ("姓名", "入党申请时间", "派人谈话", "推优", "确定积极分子时间", "指定培养联系人", "半年考察", "听取意见", "支委会讨论拟列", "上级党委同意拟列", "公示时间", "公示结果", "列为发展对象")  # fmt: skip
    row = ("孙立", "2024-01-10", "2024-02-01", "2024-04-01", "2024-05-10", "2024-05-10", "2024-11-12、2025-05-15", "2026-08-01", "2026-08-05", "2026-08-20", "2026-09-01", "2026-09-09", "2026-09-10")  # fmt: skip
    phone = await begun(house, "王芳", "在办的发展党员档案")
    await phone.send_document("档案.csv", csv_of(head, row))
    assert "上级党委同意拟列（2026-08-20）：这一步由局党委审批" in phone.screen.text
    short = tuple(each if place < 9 else "" for place, each in enumerate(row))
    await phone.send_document("档案.csv", csv_of(head, short))
    await phone.press("确认写入 1 行")
    await phone.walk("查看或撤销这次录入", "整份撤销", "确认撤销")
    early = (*row[:10], "2026-09-01", "2026-09-05", *row[12:])
    staff = await begun(house, "吴干", "在办的发展党员档案")
    await staff.send_document("档案.csv", csv_of(head, early))
    assert "公示结果（2026-09-05）：公示不满 5 个工作日" in staff.screen.text
    await staff.send_document("档案.csv", csv_of(head, row))
    await staff.press("确认写入 1 行")
    async with house.database.read() as session:
        (file,) = await load_all(session, (await session.exec(select(DevelopmentCase))).all())
    assert file.facts.stage is Stage.ACCEPTANCE
    # The third half-year ends eighteen months after he became an activist, whenever the file was sent.
    assert {due.step: due.by.day for due in dues(file.facts, file.numbers)} == {Step.INSPECTED: date(2025, 11, 10)}
    secretary = house.phone("王芳")
    await secretary.send("/develop")
    await secretary.walk("全部", "孙立", "办理")
    assert "确定入党介绍人" in "".join(secretary.screen.labels) + secretary.screen.text


async def test_hours_talks_honours_and_the_plan(house):
    phone = await begun(house, "吴干", "今年的学时")
    await phone.send_document("学时.csv", csv_of(("警号", "姓名", "培训名称", "培训时间", "学时"), ("100001", "王芳", "春训", "2026-03-20", "8学时"), ("", "李雷", "春训", "2026-03-20", "8"), ("100003", "李四", "春训", "2026-03-20", "8")))  # fmt: skip
    assert "可写入 2 行" not in phone.screen.text
    assert "警号 100003 是赵敏，不是李四" in phone.screen.text
    await phone.send_document("学时.csv", csv_of(("警号", "姓名", "培训名称", "培训时间", "学时"), ("100001", "王芳", "春训", "2026-03-20", "8学时"), ("", "李雷", "春训", "2026-03-20", "8")))  # fmt: skip
    await phone.press("确认写入 2 行")
    await phone.walk("返回", "谈心谈话")
    await phone.send_document("谈话.csv", csv_of(("谈话人", "谈话对象", "谈话时间", "谈话类别"), ("王芳", "李雷", "2026-04-02", ""), ("李雷", "孙立", "2026-04-02", "提醒谈话"), ("王芳", "王芳", "2026-04-02", "")))  # fmt: skip
    assert "可写入 1 行 · 未采纳 2 行" in phone.screen.text
    await phone.press("确认写入 1 行")
    await phone.walk("返回", "荣誉")
    await phone.send_document("荣誉.csv", csv_of(("姓名", "荣誉名称", "获得时间"), ("王芳", "荣立个人三等功", "2025-12"), ("孙立", "嘉奖", "2025-12")))  # fmt: skip
    await phone.press("确认写入 2 行")
    await phone.walk("返回", "年度发展计划")
    await phone.send_document(
        "计划.csv", csv_of(("姓名", "年度"), ("孙立", "2027"), ("王芳", "2027"), ("孙立", "2035"))
    )
    await phone.press("确认写入 1 行")
    async with house.database.read() as session:
        assert (await session.exec(select(Training))).one().tenths == 80
        assert set((await session.exec(select(TrainingPerson.person_id))).all()) == {1, 2}
        talk = (await session.exec(select(Talk))).one()
        assert (talk.by, talk.with_id, talk.held_on) == (1, 2, date(2026, 4, 2))
        assert (await session.exec(select(PlanEntry))).one().approved_by == 7
        assert "荣立个人三等功" in [each.text for each in await growth.of_person(session, 1, date(2026, 11, 24))]
    await phone.press("返回")
    for title in ("年度发展计划", "荣誉", "谈心谈话", "今年的学时"):
        await phone.walk(f"📋 {title}", "整份撤销", "确认撤销")
    async with house.database.read() as session:
        assert not (await session.exec(select(Talk))).all()
        assert not (await session.exec(select(PlanEntry))).all()
        assert not await awards.of_person(session, 1)
        assert (await session.exec(select(Training))).one().withdrawn_at is not None


async def test_each_template_is_taken_back_as_it_is(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "接续录入")
    for title in ("在办的发展党员档案", "今年开过的会议", "今年的学时", "谈心谈话", "荣誉", "年度发展计划"):
        await phone.walk(title, "下载模板")
        sent = [message for message in phone.messages() if message.document][-1]
        await phone.send_document("x.xlsx", sent.read())
        assert "没有可写入的行" in phone.screen.text
        await phone.press("取消")
        await phone.send("/home")
        await phone.walk("更多", "接续录入")


async def test_what_was_due_before_the_first_day_is_missed_by_nobody(house):
    async def of_october():
        async with house.database.read() as session:
            scope = Scope(date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 24), ZONE)
            return [entry.standing for entry in await ledger.duties(session, scope) if entry.on == date(2026, 10, 31)]

    assert Standing.LATE in await of_october()
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "接续录入")
    assert "还没有设定，以前的例行事项会算作未完成" in phone.screen.text
    await phone.press("设定启用日期")
    await phone.send("2026-12-10")
    assert "还没有到" in phone.texts[-2] + phone.screen.text
    await phone.send("2026-11-10")
    assert "启用日期：11月10日" in phone.screen.text
    assert Standing.LATE not in await of_october()
    secretary = house.phone("王芳")
    await secretary.send("/home")
    await secretary.walk("更多", "接续录入")
    assert "启用日期：11月10日" in secretary.screen.text
    assert "改启用日期" not in "".join(secretary.screen.labels)


async def test_a_group_meets_by_its_name(house):
    phone = await begun(house, "王芳", "今年开过的会议")
    head = ("党小组", "会议类型", "日期", "缺席人员")
    rows = [("第一党小组", "党小组会", "2026-03-10", "李雷"), ("第九党小组", "党小组会", "2026-03-11", ""), ("", "党小组会", "2026-03-12", "")]  # fmt: skip
    await phone.send_document("会议.csv", csv_of(head, *rows))
    assert "可写入 1 行 · 未采纳 2 行" in phone.screen.text
    assert "没有“第九党小组”" in phone.screen.text
    assert "党小组会要写是哪个党小组" in phone.screen.text
    await phone.press("确认写入 1 行")
    async with house.database.read() as session:
        rows = {row.person_id: row.how for row in (await session.exec(select(Attendance))).all()}
    assert rows == {1: "on_spot", 2: None, 3: "on_spot"}
