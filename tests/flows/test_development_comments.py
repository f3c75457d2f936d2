"""评议: an objection stops the clock, and who spoke confidentially is named to nobody but an inspector with a purpose."""

from datetime import timedelta

from sqlmodel import select

from storage.development.rows import DevelopmentComment
from storage.mail.outbox import OutboxRow
from storage.people.directory import PostHeld
from storage.people.posts import Post
from storage.sealed.audit import AuditEntry
from tests.flows.test_development import consented, noticed, record

__all__ = ["consented", "noticed"]

OBJECTED = "❗ 对孙立的异议待核实答复"


async def waits(house, name):
    """What waits for somebody, on the first screen and behind it."""
    phone = house.phone(name)
    await phone.send("/home")
    found = []
    for page in range(3):
        await phone.press_data(f"todo:{page}")
        found += phone.screen.labels
    return found


async def test_an_objection_stops_the_clock_until_it_is_answered(consented):
    house = consented
    await record(house, "王芳", "开始公示", "今天")
    member = house.phone("钱进")
    await member.press("评议")
    await member.press("异议")
    await member.send("材料里的日期不对")
    await member.press("署名提交")
    assert "收到一条对孙立的异议" in house.phone("王芳").screen.text
    assert "日期不对" not in house.phone("王芳").screen.text
    assert OBJECTED in await waits(house, "王芳")
    assert OBJECTED in await waits(house, "吴干")
    for stranger in ("钱进", "孙立", "周全"):
        assert OBJECTED not in await waits(house, stranger)
    house.world.clock.advance(timedelta(days=10))
    chair = house.phone("王芳")
    await chair.send("/develop")
    await chair.press_data("dv_step:1:notice_ended")
    assert "公示计时已停" in chair.toast
    async with house.database.read() as session:
        made = (await session.exec(select(DevelopmentComment))).one()
    await chair.press_data(f"dv_word:{made.id}")
    assert "—— 钱进" in chair.screen.text
    await chair.press("答复")
    await chair.send("已核对，日期是笔误，已经更正。")
    assert OBJECTED not in await waits(house, "王芳")
    assert "您的评议已有答复" in member.screen.text
    await member.press("查看答复")
    assert "笔误" in member.screen.text
    await chair.press_data("dv_step:1:notice_ended")
    assert "2026-12-11" in chair.toast
    async with house.database.read() as session:
        assert all("日期不对" not in (row.text or "") for row in (await session.exec(select(OutboxRow))).all())


async def test_a_confidential_comment_names_nobody_but_to_an_inspector_with_a_purpose(noticed):
    house = noticed
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=6, post=Post.INSPECTOR.value))
    member = house.phone("钱进")
    await member.send("/develop")
    await member.press_data("dv_case:1")
    await member.walk("评议", "意见")
    await member.send("平时学习很主动")
    await member.press("保密提交")
    assert "姓名已加密封存" in member.screen.text
    assert "💬 对孙立的评议待答复" not in await waits(house, "王芳")
    house.world.clock.advance(timedelta(days=1))
    assert "💬 对孙立的评议待答复" in await waits(house, "王芳")
    assert "💬 对孙立的评议待答复" not in await waits(house, "吴干")
    await member.press("查看答复")
    assert "平时学习很主动" in member.screen.text
    async with house.database.read() as session:
        made = (await session.exec(select(DevelopmentComment))).one()
        assert made.person_id is None
        assert "钱进" not in made.model_dump_json()
    chair = house.phone("王芳")
    await chair.send("/develop")
    await chair.press_data(f"dv_word:{made.id}")
    assert "保密评议" in chair.screen.text
    assert "钱进" not in chair.screen.text
    await chair.press_data(f"dv_who:{made.id}")
    assert "没有这项权限" in chair.toast
    stranger = house.phone("李雷")
    await stranger.send("/develop")
    for data in (f"dv_word:{made.id}", "dv_says:1:0", f"dv_mine:{made.id}:00ff", f"dv_mine:{made.id}:"):
        await stranger.press_data(data)
        assert "主动" not in stranger.screen.text
    inspector = house.phone("周全")
    await inspector.send("/develop")
    await inspector.press_data(f"dv_word:{made.id}")
    await inspector.press("查看评议人")
    await inspector.send("核实举报线索")
    assert "评议人：钱进" in inspector.screen.text
    async with house.database.read() as session:
        (entry,) = (await session.exec(select(AuditEntry).where(AuditEntry.event == "查看保密评议人"))).all()
        assert (entry.by, entry.subject, entry.over) == (6, f"comment:{made.id}", None)
    for phone, seen in ((member, True), (stranger, False), (chair, False)):
        await phone.send("/mydata")
        await phone.press("谁看过")
        assert ("查看保密评议人" in phone.screen.text) is seen
        assert ("周全" in phone.screen.text) is seen


async def test_a_confidential_objection_is_told_in_the_morning_after_and_not_at_once(noticed):
    house = noticed
    member = house.phone("钱进")
    await member.send("/develop")
    await member.press_data("dv_case:1")
    await member.walk("评议", "异议")
    await member.send("材料里的日期不对")
    await member.press("保密提交")
    assert "明天早上" in member.screen.text
    await house.sweep(hours=8)
    chair = house.phone("王芳")
    assert not any("收到一条" in text for text in chair.texts)
    await chair.send("/develop")
    await chair.press_data("dv_step:1:notice_ended")
    assert "公示计时已停" in chair.toast
    assert OBJECTED not in await waits(house, "王芳")
    await house.sweep(hours=18)
    assert OBJECTED in await waits(house, "王芳")
    for name in ("王芳", "吴干"):
        assert sum("收到一条对孙立的异议" in text for text in house.phone(name).texts) == 1
    await house.sweep(hours=24)
    assert sum("收到一条对孙立的异议" in text for text in chair.texts) == 1
