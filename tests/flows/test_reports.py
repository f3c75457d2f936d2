"""报告: written to the next level, read there by name, answered, passed up, closed; found by nobody else."""

import pytest
from sqlmodel import select

from storage.mail.outbox import OutboxRow
from storage.people.directory import PostHeld
from storage.reports.rows import Report, ReportLeg
from tests.flows.beginnings import beginning

TEXT = "标记甲值班室暖气坏了三天"


async def write(house, name="李雷", kind="工作情况", *, to=None, title="值班室供暖"):
    phone = house.phone(name)
    await phone.send("/reports")
    await phone.walk("写报告", kind)
    if to:
        await phone.press(to)
    await phone.send(title)
    await phone.send(TEXT)
    await phone.walk("下一步", "✅ 提交")
    return phone


@beginning()
async def written(house):
    await write(house)


async def waiting(phone):
    await phone.send("/home")
    await phone.press_data("todo:0")
    seen = [*phone.screen.labels]
    await phone.press_data("todo:1")
    return str([*seen, *phone.screen.labels])


async def test_a_report_is_read_answered_and_its_writer_sees_by_whom(house):
    author = house.phone("李雷")
    await author.send("/reports")
    await author.walk("写报告", "工作情况")
    await author.send("暖气")
    assert "支部书记（王芳）会看到全文和附件，可以转报上级" in author.screen.text
    await author.send(TEXT)
    await author.send_document("照片.pdf", b"x")
    await author.walk("下一步", "✅ 提交")
    assert "交给支部书记（王芳）" in author.screen.text
    assert "12月1日（周二）前" in author.screen.text
    await author.press("查看")
    assert "还没有人阅过" in author.screen.text

    chair = house.phone("王芳")
    assert "李雷的报告待阅：暖气" in await waiting(chair)
    await chair.send("/reports")
    await chair.walk("交给我的（1）", "李雷：暖气")
    assert TEXT in chair.screen.text
    assert "待阅" not in chair.screen.text
    await chair.press("附件（1）")
    assert chair.messages()[-1].document
    assert "已由王芳阅" in author.screen.text
    await author.press("打开")
    assert "已阅：王芳 11-24" in author.screen.text
    assert "撤回" not in str(author.screen.labels)
    assert "报告待阅" not in await waiting(chair)

    await chair.press_data("rp:1")
    await chair.press("批示")
    await chair.send("已联系后勤，今天修好。")
    assert "💬 批示（王芳" in chair.screen.text
    assert "今天修好" not in author.screen.text
    await author.press("打开")
    assert "今天修好" in author.screen.text
    await chair.walk("办结", "确认办结")
    assert "已办结" in chair.screen.text
    await chair.press_data("rp_say:1")
    assert "已经办结" in chair.toast
    await author.send("/mydata")
    await author.press("报告")
    assert "已办结" in author.screen.text


async def test_it_is_passed_up_with_a_word_and_is_then_the_higher_levels(written):
    house = written
    chair = house.phone("王芳")
    await chair.send("/reports")
    await chair.walk("交给我的（1）", "李雷：值班室供暖", "转报", "局党务干部（吴干）")
    await chair.send("请局里协调后勤")
    assert "对方会看到全文、附件和以前的批示" in chair.screen.text
    await chair.press("确认转报")
    assert "王芳 转报局党务干部：请局里协调后勤" in chair.screen.text
    assert "批示" not in str(chair.screen.labels)
    assert "已由王芳转报局党务干部" in house.phone("李雷").screen.text
    staff = house.phone("吴干")
    assert "李雷的报告待阅" in await waiting(staff)
    await staff.send("/reports")
    await staff.walk("交给我的（1）", "李雷：值班室供暖", "转报")
    await staff.walk("跳过", "确认转报")
    head = house.phone("郑局")
    await head.send("/reports")
    await head.walk("交给我的（1）", "李雷：值班室供暖", "批示")
    await head.send("马上办")
    assert "转报" not in str(head.screen.labels)
    await chair.press_data("rp:1")
    assert "马上办" in chair.screen.text
    async with house.database.read() as session:
        legs = (await session.exec(select(ReportLeg).order_by(ReportLeg.id))).all()
    assert [leg.level for leg in legs] == ["支部书记", "局党务干部", "局党委书记"]
    assert all(leg.met_at for leg in legs)


async def test_a_secretary_reports_to_the_bureau_and_a_request_waits_for_its_answer(house):
    phone = house.phone("王芳")
    await phone.send("/reports")
    await phone.walk("写报告", "请示")
    assert phone.screen.labels[:2] == ["局党务干部（吴干）", "局党委书记（郑局）"]
    await phone.press("✖ 取消")
    await write(house, "王芳", "请示", to="局党委书记（郑局）", title="增补委员")
    head = house.phone("郑局")
    await head.send("/reports")
    await head.walk("交给我的（1）", "王芳：增补委员")
    assert "待答复" in head.screen.text
    assert "王芳的请示待答复：增补委员" in await waiting(head)
    await house.sweep(days=8)
    assert "请示待答复 增补委员" in str([screen.text for screen in head.messages()])
    await head.send("/ledger")
    await head.walk("报告", "第一支部")
    assert "请示：增补委员" in head.screen.text
    assert "❗ 12-01" in head.screen.text
    await head.press_data("rp:1")
    await head.press("批示")
    await head.send("同意")
    assert "请示待答复" not in await waiting(head)


@pytest.mark.parametrize("name", ["赵敏", "钱进", "周全", "吴干", "郑局"])
async def test_nobody_else_finds_or_opens_it(written, name):
    phone = written.phone(name)
    await phone.send("/find 供暖")
    assert "值班室供暖" not in f"{phone.screen.text}{phone.screen.labels}"
    await phone.send("/home")
    for data in ("rp:1", "rp_files:1", "rp_say:1", "rp_up:1", "rp_done:1:1", "rp_back:1:1"):
        await phone.press_data(data)
        assert "没有这份报告" in phone.toast or "没有这项权限" in phone.toast, data
    if name == "周全":
        await phone.send("/ledger")
        await phone.press("报告")
        assert "值班室供暖" not in phone.screen.text
    async with written.database.read() as session:
        (report,) = (await session.exec(select(Report))).all()
    assert not report.over


async def test_its_own_people_find_it(written):
    for name in ("李雷", "王芳"):
        phone = written.phone(name)
        await phone.send("/find 供暖")
        assert "📨 值班室供暖" in phone.screen.labels, name


async def test_it_is_taken_back_as_long_as_nobody_has_read_it(written):
    author = written.phone("李雷")
    await author.send("/reports")
    await author.walk("值班室供暖", "撤回", "确认撤回")
    assert "已撤回" in author.screen.text
    chair = written.phone("王芳")
    assert "报告待阅" not in await waiting(chair)
    await chair.press_data("rp:1")
    assert "已由报告人撤回" in chair.toast
    await author.press_data("rp_back:1:1")
    assert "已经办结" in author.toast
    async with written.database.read() as session:
        rows = (await session.exec(select(OutboxRow).where(OutboxRow.kind == "report"))).all()
    assert not any(row.state == "waiting" for row in rows)


async def test_a_writer_cannot_handle_their_own_and_a_waiting_post_reads_nothing(written):
    author = written.phone("李雷")
    await author.send("/reports")
    async with written.database.write() as tx:
        tx.add(PostHeld(person_id=2, post="支部副书记"))
    await author.press_data("rp_say:1")
    assert "不由您办理" in author.toast
    async with written.database.write() as tx:
        tx.add(PostHeld(person_id=3, post="支部副书记", waiting_since=written.clock.now()))
    other = written.phone("赵敏")
    await other.send("/home")
    await other.press_data("rp:1")
    assert "没有这份报告" in other.toast


async def test_without_a_secretary_it_goes_to_the_bureau(house):
    async with house.database.write() as tx:
        for held in (await tx.exec(select(PostHeld).where(PostHeld.person_id == 1))).all():
            await tx.delete(held)
    phone = await write(house)
    assert "交给局党务干部（吴干）" in phone.screen.text
