"""What the audit trail shows of itself: its head in the inspectors' chats, an export in its entries."""

from sqlmodel import select

from storage import audit
from storage.audit import AuditEntry, Event, Head
from storage.people import PostHeld


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
