"""A notice to the branch; and one by post for the next morning, its receivers looked at."""


async def fill_in(bureau):
    await bureau.fill("notice", "王芳")
    await bureau.fill(
        "notice", "吴干", to="选支部", confirm=("看名单", "定时发送", "确认发布"), named="返回核对", at="明早"
    )
