"""Somebody is looked for on the branch's roster."""


async def fill_in(bureau):
    await bureau.fill("narrow", "王芳", "roster_branch:1:0")
