"""Meetings that were on paper are taken over; the bureau's first day is set."""

TABLE = "支部,会议类型,日期,地点,请假人员\n{0},支委会,2026-03-05,三楼会议室,\n{0},茶话会,2026-03-06,,\n"


async def fill_in(bureau):
    branch = (await bureau.who("王芳")).branch
    await bureau.fill("takeover", "王芳", "meetings", file=bureau.file("会议.csv", TABLE.format(branch)))
    await bureau.fill("going_live", "吴干")
