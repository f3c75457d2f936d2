"""A lesson with a question and one with a note are published and changed, a note is written, training outside is entered."""

from handlers.study.buttons import OpenPart


async def fill_in(bureau):
    text = bureau.words("党章规定，党的支部委员会由党员大会选举产生。", 3500 // 2)
    options = "\n".join(bureau.words(f"选项{letter}", 100) for letter in "甲乙丙丁")
    content = [*[text] * (10 if bureau.large else 1), "下一步"]
    await bureau.fill("lesson", "王芳", content=content, check="答一道单选题", options=options)
    await bureau.fill("lesson", "王芳", content=[text, "下一步"], check="写收获")
    await bureau.fill("lesson_title", "王芳", 1)
    await bureau.fill("lesson_until", "王芳", 1)
    await bureau.press("李雷", OpenPart(2, 1))
    await bureau.fill("study_note", "李雷", 2)
    branch = ("第一支部", "机关支部", "下一步")
    await bureau.fill("training", "吴干", hours="7.5", branch=branch)
