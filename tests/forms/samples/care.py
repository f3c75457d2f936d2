"""A case is proposed and declined; another decided on, answered to, looked after, extended, appealed against and lifted."""

from datetime import date

from storage.care import cases
from tests.forms.bureau import NUMBERS


async def proposed(bureau, name):
    async with bureau.write() as tx:
        await cases.propose(tx, NUMBERS[name], 1, date(2026, 10, 1), bureau.now)


async def fill_in(bureau):
    await proposed(bureau, "赵敏")
    await bureau.fill("case_no", "王芳", 1)
    await proposed(bureau, "钱进")
    await bureau.fill("case_say", "钱进", 2)
    await bureau.fill("case_gray", "王芳", 2, 0, helper="李雷", ends="1 个月")
    await bureau.fill("case_appeal", "钱进", 2)
    await bureau.fill("case_keep", "冯纪", 2)
    bureau.later(days=10)
    await bureau.fill("case_look", "李雷", 2)
    await bureau.fill("case_more", "王芳", 2, ends="2 个月")
    await bureau.fill("case_lift", "王芳", 2)
    await bureau.fill("case_gray", "王芳", 0, NUMBERS["赵敏"], helper="李雷", ends="2 个月")
    await bureau.fill("case_appeal", "赵敏", 3)
    await bureau.fill("case_free", "冯纪", 3)
