"""A topic is opened, members speak, criticise and reply, the secretary answers and closes."""

from storage.topics.rows import Verdict


async def fill_in(bureau):
    await bureau.fill("topic", "王芳")
    await bureau.fill("opinion", "李雷", 1, sort="批评建议", about="赵敏")
    await bureau.fill("opinion_edit", "李雷", 1)
    await bureau.fill("opinion_reply", "赵敏", 1)
    await bureau.fill("opinion_answer", "王芳", 2, Verdict.PRAISE)
    await bureau.fill("opinion_answer", "王芳", 1, Verdict.CRITICISE)
    await bureau.fill("topic_close", "王芳", 1)
