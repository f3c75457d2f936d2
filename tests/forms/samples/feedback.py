"""Feedback is given, answered, and said to be unsettled."""


async def fill_in(bureau):
    await bureau.fill("feedback", "李雷")
    await bureau.fill("feedback_answer", "吴干", 1)
    await bureau.fill("feedback_reopen", "李雷", 1)
