"""A post is checked, and the check given back; a sign is noted, raised, read by others and closed."""


async def fill_in(bureau):
    await bureau.fill("post_check", "李雷", 0, position="社区民警")
    await bureau.fill("post_check", "赵敏", 0)
    await bureau.fill("return_check", "王芳", 1, 1)
    await bureau.fill("sign", "赵敏", person="李雷")
    await bureau.fill("sign_raise", "赵敏", 1)
    await bureau.fill("sign_read", "冯纪", 1)
    await bureau.fill("sign_close", "赵敏", 1)
