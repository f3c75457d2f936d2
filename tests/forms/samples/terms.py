"""Staff enter terms; the secretary asks for another day and reports an election; both are refused."""

from datetime import date

from storage.terms import elections
from storage.terms.keeping import Entered, enter


async def fill_in(bureau):
    await bureau.fill("terms", "吴干", terms="局党委 2023-12-10\n")
    async with bureau.write() as tx:
        await enter(tx, await bureau.who("吴干"), [Entered(1, date(2023, 12, 10), 3)], bureau.now)
    reason = bureau.words("班子成员借调专案", 200)
    await bureau.fill("term_change", "王芳", 1, until="2027-06-10", reason=reason)
    await bureau.fill("term_change_refuse", "吴干", 1)
    async with bureau.write() as tx:
        await elections.prepare(tx, await bureau.who("王芳"), 1, bureau.now)
    await bureau.fill("term_candidates", "王芳", 1)
    await bureau.fill("term_result", "王芳", 1)
    await bureau.fill("term_result_refuse", "吴干", 1)
