"""A member is looked for by name."""


async def fill_in(bureau):
    await bureau.fill("health_search", "吴干", who="李")
