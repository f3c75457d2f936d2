"""A notice to the branch."""


async def fill_in(bureau):
    await bureau.fill("notice", "王芳")
