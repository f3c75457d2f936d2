"""The roster is taken over: a word is explained, a number that is new is asked about, and as the file lacks many, a word of its own is
asked for. One person is added, changed, gone and back again."""

from storage.people.directory import Branch
from tests.forms.bureau import NUMBERS

ROSTER = """警号,姓名,支部,党小组,类别,职务,手机号,岗位,入党日期,转正日期
200001,新人,新设支部,,正式党员,,,,,
300010,{name},{branch},,入党积极分子,,13800000010,,,
bad,,{branch},,正式党员,,,,,
200002,另一新人,{branch},,正式党员,支委,,,,
"""


async def fill_in(bureau):
    roster = bureau.file(
        "花名册.csv", ROSTER.format(name=bureau.name("何平"), branch=(await bureau.who("王芳")).branch)
    )
    words = {
        "confirm": ("下一步：核对", "下一步：核对"),
        "explain": ["是新支部", "宣传委员"],
        "same": "下一步",
        "word": "确认导入",
    }
    await bureau.fill("import", "吴干", file=roster, **words)
    new = {"number": "300001", "category": "正式党员", "posts": ["组织委员", "下一步"], "position": "内勤"}
    # Of the same name and day of joining as somebody known: another person.
    new |= {"name": bureau.name("赵敏"), "phone": "没有手机号", "joined": "2012-07-01", "same": ("不是", "不是")}
    new |= {"when": ("以前的某一天", "以后的某一天"), "review": ("改日期", "到日生效")}
    await bureau.fill("person_add", "吴干", 0, **new)
    whom = NUMBERS["何平"]
    what = ("调到别的支部", "职务", "类别", "岗位", "手机号", "更正姓名", "更换警号", "更正入党日期")
    several = {"posts": ["组织委员", "下一步"], "category": "正式党员", "phone": "13900000000", "number": "300002"}
    days = {"when": ("以前的某一天", "以后的某一天"), "review": (*["再改一项"] * (len(what) - 1), "改日期", "到日生效")}
    await bureau.fill("person_change", "吴干", whom, what=what, **several, **days)
    await bureau.fill(
        "person_leave", "吴干", whom, when=("以后的某一天", "以前的某一天"), review=("改日期", "确认离开")
    )
    again = {"kind": "又回来了", "posts": "下一步", "when": ("以后的某一天", "以前的某一天")}
    await bureau.fill("person_back", "吴干", whom, **again, review=("改日期", "确认登记"))
    await bureau.fill("branch_rename", "吴干", 2)
    await bureau.fill(
        "branch_merge", "吴干", 2, into="第一支部", review=("改支部", "改依据", "确认合并"), reason="局党委〔2026〕5号"
    )
    async with bureau.write() as tx:
        tx.add(nobodys := Branch(name=bureau.name("空支部")))
        await tx.flush()
        number = nobodys.id
    await bureau.fill("branch_end", "吴干", number, reason="局党委〔2026〕5号", review=("改依据", "确认撤销"))
    await bureau.fill("post_past", "吴干", NUMBERS["李雷"], post="支部副书记", since="2019-03-01", until="2021-06-30")
