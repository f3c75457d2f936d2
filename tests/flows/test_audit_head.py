"""What the audit trail shows of itself: its head in the inspectors' chats, an export in its entries."""

from sqlalchemy import delete, update
from sqlmodel import select

from storage.people.directory import PostHeld
from storage.sealed import audit
from storage.sealed.audit import AuditEntry, Event, Head
from tests.flows.talking import unlocked


async def test_an_export_of_the_ledger_is_recorded_and_the_head_goes_to_the_inspectors_once_a_day(house):
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=3, post="纪检监察"))
    await house.sweep(days=1)
    inspector = house.phone("赵敏")
    assert not any("校验码" in text for text in inspector.texts)
    await house.phone("王芳").send("/ledger")
    await house.phone("王芳").press("导出 XLSX")
    async with house.database.read() as session:
        (entry,) = (await session.exec(select(AuditEntry))).all()
        assert (entry.event, entry.by) == (Event.EXPORTED.value, 1)
        head = await audit.head(session)
    for _ in range(2):
        await house.sweep(minutes=1)
    (told,) = [text for text in inspector.texts if "校验码" in text]
    assert Head.read(next(line for line in told.splitlines() if ":" in line and len(line) > 60)) == head
    await house.sweep(days=1)
    assert sum("校验码" in text for text in inspector.texts) == 2
    assert not any("校验码" in text for text in house.phone("王芳").texts)


async def test_the_inspector_compares_the_head_that_the_chat_got(house):
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=3, post="纪检监察"))
        for number in range(3):
            await audit.record(tx, Event.EXPORTED, by=1, now=house.clock.now(), subject=f"ledger:{number}")
    inspector = house.phone("赵敏")
    await house.sweep(days=1)
    (told,) = [text for text in inspector.texts if "校验码" in text]
    async with house.database.write() as tx:
        await audit.record(tx, Event.EXPORTED, by=1, now=house.clock.now())
        known = await audit.head(tx)
    await inspector.send(f"/audit {known}")
    assert "此后新增 0 条" in inspector.screen.text
    await unlocked(house, "赵敏", 60 * 24)
    await inspector.send("/audit")
    await inspector.press("核对校验码")
    await inspector.send("校验码")
    assert "没有从中找到校验码" in inspector.texts[-1]
    await inspector.send(told)
    assert "与校验码一致" in inspector.screen.text
    assert "此后新增 1 条" in inspector.screen.text
    async with house.database.write() as tx:
        await tx.exec(update(AuditEntry).where(AuditEntry.number == 2).values(by=2))
    await inspector.send(f"/audit {told}")
    assert "审计记录第 2 条被改动" in inspector.screen.text
    async with house.database.write() as tx:
        await tx.exec(delete(AuditEntry))
    await inspector.send(f"/audit {told}")
    assert "之后的记录被截去" in inspector.screen.text
    await house.phone("王芳").send(f"/audit {told}")
    assert "没有这项权限" in house.phone("王芳").texts[-1]
