"""The ledger of any days."""


async def fill_in(bureau):
    await bureau.fill("ledger_span", "王芳", 1, last="今天")
