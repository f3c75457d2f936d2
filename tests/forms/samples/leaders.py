"""Leading cadres are marked, and the committee's 民主生活会 entered."""


async def fill_in(bureau):
    await bureau.fill("leader_mark", "吴干", person=bureau.name("李雷"))
    await bureau.fill("committee_life", "吴干", day="昨天")
