"""An e-mail address is named, and its code entered."""

from storage import channels


async def fill_in(bureau):
    await bureau.fill("channel", "李雷", way="邮箱", address="lilei@example.com")
    async with bureau.write() as session:
        code = (await channels.of(session, 2)).code
    await bureau.fill("channel_code", "李雷", code=code)
