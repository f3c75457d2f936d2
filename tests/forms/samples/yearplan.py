"""A year is planned."""


async def fill_in(bureau):
    await bureau.fill("year_plan", "王芳", 2026, plan="下一步")
