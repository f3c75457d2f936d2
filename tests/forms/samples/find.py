"""What somebody looks for."""


async def fill_in(bureau):
    await bureau.fill("find", "王芳")
