"""The trail is searched by a name, and a head that an inspector was sent is compared with it."""


async def fill_in(bureau):
    await bureau.fill("trail_find", "冯纪")
    await bureau.fill("trail_head", "冯纪", head=f"1:{'0' * 64}")
