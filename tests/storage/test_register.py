"""The register: what was so of a person, from which day until which; whoever writes the present writes it too."""

from datetime import date, timedelta

import pytest
from alembic.script import ScriptDirectory
from sqlmodel import col, delete, select

from storage.engine.migrate import config
from storage.people import confirming, roster, roster_imports
from storage.people.directory import Person, who_has_number
from storage.people.posts import Post
from storage.people.register import Entry, Fact, branches_on, posts_on, tenures
from storage.people.roster_file import read_roster
from tests.conftest import NOW
from tests.storage.test_people_roster import HAN, HEADER, LI
from tests.storage.test_stale import called, writers

TODAY = NOW.date()
OFFICER = "100009,吴干,机关支部,,正式党员,党务干部,,,,\n"
SECOND = "100008,郑查,机关支部,,正式党员,纪检监察,,,,\n"
FACTS = {
    "person": {
        "category", "joined_on", "full_on", "branch_id", "group_id", "name", "police_no", "position", "phone", "left_at",
    },
    "post_held": {"post"},
}  # fmt: skip
SAYS_NOTHING = {
    "storage.people.roster_writing._give_posts": "`write` settles",
    "storage.people.directory.find_again": "whether Telegram reaches somebody is no fact of theirs",
    "storage.people.branches.rename": "a branch's column",
    "storage.inputs.rating.rate": "a rating's column",
    "storage.risks.checks.submit": "a check's column",
}
"""Who writes such a table, or a column of such a name, and changes nothing that the register says."""


@pytest.fixture
async def bureau(database):
    """A first file of the operator's, and a way to take over another one, by 吴干, so many days later."""

    async def take(*rows, days=0, by=1):
        async with database.write() as tx:
            file = read_roster("roster.csv", (HEADER + OFFICER + SECOND + "".join(rows)).encode())
            return await roster.apply(tx, file, NOW + timedelta(days=days), by)

    await take(LI, HAN, by=None)
    return take


async def number_of(session, police_no):
    return (await session.exec(select(Person.id).where(Person.police_no == police_no))).one()


async def entries(database, police_no, fact):
    async with database.read() as session:
        person = await number_of(session, police_no)
        query = select(Entry).where(Entry.person_id == person, Entry.fact == fact.value).order_by(col(Entry.id))
        return (await session.exec(query)).all()


async def spans(database, police_no, fact):
    return [(row.value, row.since, row.until) for row in await entries(database, police_no, fact)]


async def held(database, police_no):
    async with database.read() as session:
        found = await tenures(session, person_id=await number_of(session, police_no))
    return [(each.post.value, each.branch_id, each.since, each.until) for each in found]


async def test_of_the_first_file_nobody_knows_since_when_it_has_been_so(database, bureau):
    assert await held(database, "100001") == [("支部书记", 2, None, None), ("党小组长", 2, None, None)]
    assert await spans(database, "100001", Fact.HERE) == [("", None, None)]
    # What somebody is to the Party begins on a day that the roster has.
    assert await spans(database, "100001", Fact.CATEGORY) == [("正式党员", date(2011, 7, 1), None)]
    async with database.read() as session:
        assert {each.name for each in await posts_on(session, TODAY, 2)} == {"李雷"}
        assert await posts_on(session, TODAY - timedelta(days=1), 2) == []
        assert {each.covers(TODAY - timedelta(days=1)) for each in await tenures(session, branch_id=2)} == {None}


async def test_a_post_passes_from_one_to_another_on_a_day(database, bureau):
    await bureau(LI.replace("支部书记、", ""), HAN.replace("预备党员,,", "预备党员,支部书记,"), days=10)
    day = TODAY + timedelta(days=10)
    async with database.read() as session:
        for when, who in ((day - timedelta(days=1), ["李雷"]), (day, ["韩梅"])):
            found = [each for each in await posts_on(session, when, 2) if each.post is Post.SECRETARY]
            assert [each.name for each in found] == who
    (row,) = await entries(database, "100002", Fact.POST)
    assert (row.by, row.way, row.at) == (1, "花名册文件", NOW + timedelta(days=10))


async def test_who_moves_ends_the_old_branchs_post_and_begins_the_new_ones(database, bureau):
    await bureau(LI.replace("第一支部,第一党小组", "机关支部,第三党小组"), HAN, days=10)
    day = TODAY + timedelta(days=10)
    assert await held(database, "100001") == [
        ("支部书记", 2, None, day), ("党小组长", 2, None, day), ("支部书记", 1, day, None), ("党小组长", 1, day, None),
    ]  # fmt: skip
    async with database.read() as session:
        person = await number_of(session, "100001")
        assert await branches_on(session, day - timedelta(days=1), [person]) == {person: 2}
        assert await branches_on(session, day, [person]) == {person: 1}


async def test_a_phone_is_changed_and_its_number_is_nowhere(database, bureau):
    await bureau(LI.replace("13800000001", "13811111111"), HAN, days=10)
    rows = await entries(database, "100001", Fact.PHONE)
    assert [(row.value, row.since) for row in rows] == [("", None), ("", TODAY + timedelta(days=10))]


async def test_who_leaves_ends_everything_and_begins_anew_on_coming_back(database, bureau):
    await bureau(LI, days=10)
    async with database.write() as tx:
        (person,) = await roster.proposed_removals(tx)
        await roster.decide_removal(tx, person.id, leaves=True, now=NOW + timedelta(days=12), by=1)
    left = TODAY + timedelta(days=12)
    async with database.read() as session:
        rows = (await session.exec(select(Entry).where(Entry.person_id == person.id))).all()
    assert {row.until for row in rows} == {left}
    await bureau(LI, HAN, days=30)
    assert await spans(database, "100002", Fact.HERE) == [("", None, left), ("", TODAY + timedelta(days=30), None)]


async def test_an_import_that_is_taken_back_leaves_nothing(database, bureau):
    async def everything():
        async with database.read() as session:
            rows = (await session.exec(select(Entry).where(col(Entry.person_id).in_([1, 2, 3, 4])))).all()
        return sorted(
            (row.person_id, row.fact, row.value, str(row.since), str(row.until), str(row.branch_id)) for row in rows
        )

    before = await everything()
    await bureau(
        LI.replace("第一支部,第一党小组", "第二支部,第三党小组").replace("13800000001", "13811111111"),
        HAN.replace("预备党员,,", "正式党员,组织委员,"),
        days=10,
    )
    assert await everything() != before
    async with database.write() as tx:
        await roster.undo(tx, await roster_imports.last(tx), NOW + timedelta(days=11), 1)
    assert await everything() == before


async def test_what_changed_after_an_import_stays_when_it_is_taken_back(database, bureau):
    await bureau(LI, HAN.replace("民警", "科员"), days=10)
    async with database.write() as tx:
        row = (await tx.exec(select(Person).where(Person.police_no == "100002"))).one()
        row.position = "副科长"
        tx.add(row)
        await roster.undo(tx, await roster_imports.last(tx), NOW + timedelta(days=11), 1)
    found = [(value, since) for value, since, _ in await spans(database, "100002", Fact.POSITION)]
    assert found[0] == ("民警", None)
    assert [value for value, *_ in found if value == "科员"] == ["科员"]


async def test_a_post_that_the_second_person_refused_ended_on_that_day(database, bureau):
    await bureau(LI, HAN.replace("预备党员,,", "预备党员,支部副书记,"), days=10)
    async with database.write() as tx:
        person = await who_has_number(tx, "100002")
        second = await who_has_number(tx, "100008")
        await confirming.answer(tx, second, person.person_id, NOW + timedelta(days=13), agreed=False)
    since, until = TODAY + timedelta(days=10), TODAY + timedelta(days=13)
    assert await held(database, "100002") == [("支部副书记", 2, since, until)]


def test_every_function_that_writes_the_roster_writes_the_register():
    found = dict(writers(FACTS))
    silent = {name for name, function in found.items() if "settle" not in called(function)}
    assert silent == SAYS_NOTHING.keys()


async def test_the_migration_knows_beginnings_where_the_roster_knows_them(database, bureau):
    """Everybody of before: on the roster, in their branch and posts, since nobody knows when; by an officer's file, since its day."""
    await bureau(LI, HAN, "100003,新人,第一支部,,群众,宣传委员,13800000003,,,\n", days=10)
    await bureau(LI, "100003,新人,第一支部,,群众,宣传委员,13800000003,,,\n", days=20)
    async with database.write() as tx:
        (person,) = await roster.proposed_removals(tx)
        await roster.decide_removal(tx, person.id, leaves=True, now=NOW + timedelta(days=21), by=1)
        await tx.exec(delete(Entry))
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    (made,) = [each.module for each in scripts if each.doc == "register"]
    async with database.engine.begin() as connection:
        await connection.run_sync(made._known_beginnings)
    day = TODAY + timedelta(days=10)
    assert await spans(database, "100003", Fact.HERE) == [("", day, None)]
    assert await held(database, "100003") == [("宣传委员", 2, day, None)]
    assert await held(database, "100001") == [("支部书记", 2, None, None), ("党小组长", 2, None, None)]
    assert await spans(database, "100002", Fact.HERE) == [("", None, TODAY + timedelta(days=21))]
    # What the migration wrote is what is so: the next file finds nothing to add.
    before = await entries(database, "100001", Fact.POST)
    await bureau(LI, "100003,新人,第一支部,,群众,宣传委员,13800000003,,,\n", days=30)
    assert [row.id for row in await entries(database, "100001", Fact.POST)] == [row.id for row in before]
