"""A talk is recorded and added to; its content is opened with a purpose; talks are found by a name."""

from handlers.talks.buttons import BUREAU


async def fill_in(bureau):
    answers = {"person": bureau.name("李雷"), "when": ["昨天", "办公室"], "confirm": ("定提醒", "加密保存")}
    await bureau.fill("talk", "王芳", 0, -1, **answers)
    await bureau.fill("talk_add", "王芳", 1)
    await bureau.fill("talk_read", "冯纪", 1)
    await bureau.fill("talk_find", "冯纪", BUREAU)
