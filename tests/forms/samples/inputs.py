"""The committee rates its members; the month's attendance is taken over."""

TABLE = "警号,姓名,月份,应出勤天数,出勤天数\n100001,{},2026-10,21,21\n100002,{},2026-10,21,x\n"


async def fill_in(bureau):
    bureau.later(days=7)
    reason = bureau.words("抗洪抢险表现突出，受到群众好评。", 200)
    await bureau.fill("rating", "赵敏", person=(["德5", "下一位"], "其余均为 3"), reason=reason, confirm="提交评分")
    table = TABLE.format(bureau.name("王芳"), bureau.name("李雷"))
    await bureau.fill("attendance", "吴干", file=bureau.file("考勤.csv", table))
