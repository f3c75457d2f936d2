from storage import roster
from storage.people import people_of, who_has_number
from storage.posts import Post
from storage.roster_file import read_roster
from tests.conftest import NOW

HEADER = "警号,姓名,支部,党小组,类别,职务,手机号,岗位,入党日期,转正日期\n"
LI = "100001,李雷,第一支部,第一党小组,正式党员,支部书记、党小组长,13800000001,教导员,2010-07-01,2011-07-01\n"
HAN = "100002,韩梅,第一支部,第一党小组,预备党员,,13800000002,民警,2026-01-05,\n"


def file(*rows):
    return read_roster("roster.csv", (HEADER + "".join(rows)).encode())


async def take(database, *rows):
    async with database.write() as tx:
        return await roster.apply(tx, file(*rows), NOW)


async def test_a_comparison_writes_nothing(database):
    async with database.read() as session:
        plan = await roster.compare(session, file(LI, HAN))
    assert [row.name for row in plan.new] == ["李雷", "韩梅"]
    async with database.read() as session:
        assert await people_of(session) == []


async def test_importing_twice_changes_nothing(database):
    first = await take(database, LI, HAN)
    second = await take(database, LI, HAN)
    assert len(first.new) == 2
    assert second.is_empty
    assert second.unchanged == 2


async def test_posts_become_rights(database):
    await take(database, LI)
    async with database.read() as session:
        who = await who_has_number(session, "100001")
    assert who.posts == {Post.SECRETARY, Post.GROUP_LEADER}


async def test_a_bad_row_does_not_hold_up_a_good_one(database):
    plan = await take(database, LI, HAN.replace("预备党员", "党外人士"))
    assert [row.name for row in plan.new] == ["李雷"]
    assert plan.refused[0].line == 3
    assert "类别" in plan.refused[0].reason


async def test_who_vanished_is_proposed_once_and_stays_until_decided(database):
    await take(database, LI, HAN)
    assert [person.name for person in (await take(database, LI)).gone] == ["韩梅"]
    assert (await take(database, LI)).gone == []
    async with database.read() as session:
        assert await who_has_number(session, "100002") is not None
        (waiting,) = await roster.proposed_removals(session)
    async with database.write() as tx:
        await roster.decide_removal(tx, waiting.id, leaves=True, now=NOW)
    async with database.read() as session:
        assert await who_has_number(session, "100002") is None


async def test_a_row_refused_does_not_count_as_vanished(database):
    await take(database, LI, HAN)
    plan = await take(database, LI, HAN.replace("2026-01-05", "2026-13-05"))
    assert plan.gone == []
    assert len(plan.refused) == 1


async def test_who_returns_to_the_file_is_no_longer_proposed(database):
    await take(database, LI, HAN)
    await take(database, LI)
    await take(database, LI, HAN)
    async with database.read() as session:
        assert await roster.proposed_removals(session) == []


async def test_two_people_may_swap_phones(database):
    await take(database, LI, HAN)
    swapped = LI.replace("13800000001", "13800000002"), HAN.replace("13800000002", "13800000001")
    assert len((await take(database, *swapped)).changed) == 2


async def test_a_phone_of_somebody_outside_the_file_is_refused(database):
    await take(database, LI)
    plan = await take(database, HAN.replace("13800000002", "13800000001"))
    assert plan.new == []
    assert "手机号" in plan.refused[0].reason
