"""A report is written, answered and passed up."""


async def fill_in(bureau):
    await bureau.fill("report", "王芳")
    await bureau.fill("report_answer", "吴干", 1)
    await bureau.fill("report", "李雷")
    await bureau.fill("report_pass", "王芳", 2)
