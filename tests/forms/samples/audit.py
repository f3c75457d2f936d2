"""The trail is searched by a name, a head that an inspector was sent is compared with it, and a span is taken out."""

from storage.sealed import audit
from storage.sealed.audit import Event
from tests.forms.bureau import NUMBERS


async def fill_in(bureau):
    await bureau.fill("trail_find", "冯纪")
    await bureau.fill("trail_head", "冯纪", head=f"1:{'0' * 64}")
    async with bureau.write() as tx:
        await audit.record(tx, Event.EXPORTED, by=NUMBERS["冯纪"], now=bureau.now)
    await bureau.fill("trail_out", "冯纪", last="今天")
