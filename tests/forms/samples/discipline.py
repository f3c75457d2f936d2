"""A decision about a member is entered, and ended before its time."""


async def fill_in(bureau):
    await bureau.fill("discipline", "冯纪", person="李雷")
    await bureau.fill("discipline_end", "冯纪", 1)
