"""The bank is filled from a file and by a forwarded quiz and looked through; an exam is set, and a make-up for who missed it."""

from handlers.exams.buttons import LoadStarting

QUIZ = {
    "id": "1",
    "question": "党支部党员大会一般多久召开一次？",
    "options": [{"persistent_id": word, "text": word, "voter_count": 0} for word in ("每月", "每季度", "每年")],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "quiz",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
TABLE = "题型,题干,选项A,选项B,答案,主题\n单选,党的最高纪律处分是什么？,开除党籍,撤销党内职务,A,党纪\n单选,没有答案的一问？,甲,乙,,党纪\n"
REST = ("限时", "次数", "合格线", "单选分", "多选分", "判断分")


async def fill_in(bureau):
    await bureau.press("吴干", LoadStarting())
    await bureau.fill("bank_import", "吴干", file=bureau.file("题目.csv", TABLE))
    await bureau.fill("bank_poll", "吴干", text={"poll": QUIZ}, right=["☐ B", "下一步"])
    await bureau.fill("bank_search", "吴干")
    await bureau.fill(
        "exam",
        "吴干",
        topic=("党纪", "下一步"),
        opens="现在",
        closes="7 天后",
        confirm=tuple(f"✏ {word}" for word in REST),
    )
    bureau.later(days=8)
    await bureau.fill("exam_more", "吴干", 1, opens="现在", closes="7 天后")
