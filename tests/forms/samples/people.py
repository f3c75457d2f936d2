"""The roster is taken over; a word is explained; as the file lacks many, a word of its own is asked for."""

ROSTER = """警号,姓名,支部,党小组,类别,职务,手机号,岗位,入党日期,转正日期
200001,新人,{branch},,正式党员,,,,,
bad,,{branch},,正式党员,,,,,
200002,另一新人,{branch},,正式党员,支委,,,,
"""


async def fill_in(bureau):
    table = ROSTER.format(branch=(await bureau.who("王芳")).branch)
    await bureau.fill("import", "吴干", file=bureau.file("花名册.csv", table), explain="宣传委员", word="确认导入")
