import difflib

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from storage.people import roster, roster_compare, roster_imports
from storage.people.directory import Person, branches, people_of, who_has_number
from storage.people.posts import Category, Post
from storage.people.roster_compare import NEAREST, compare, kept_facts
from storage.people.roster_file import COLUMNS, RosterRow, read_roster
from storage.people.roster_imports import ImportedChange
from storage.people.roster_plan import FACTS, MANY, Stop
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
        plan = await compare(session, file(LI, HAN))
    assert [row.name for row in plan.new] == ["李雷", "韩梅"]
    async with database.read() as session:
        assert await people_of(session) == []


async def test_importing_twice_changes_nothing(database):
    first = await take(database, LI, HAN)
    second = await take(database, LI, HAN)
    assert len(first.new) == 2
    assert second.is_empty
    assert second.unchanged == 2


async def test_a_number_that_has_lost_its_zeros_is_nobody_new(database):
    await take(database, LI.replace("100001", "008001"), HAN)
    async with database.read() as session:
        plan = await compare(session, file(LI.replace("100001", "8001"), HAN))
    assert (plan.new, plan.gone) == ([], [])
    assert "名册里是警号 008001" in plan.refused[0].reason


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


def part(columns, *rows):
    """A file with those columns alone."""
    return read_roster("roster.csv", "\n".join([",".join(columns), *(",".join(row) for row in rows)]).encode())


BARE = ("警号", "姓名", "支部", "类别")


async def facts(database):
    async with database.read() as session:
        return {number: known for number, (_, known) in (await kept_facts(session)).items()}


async def taken(database, read):
    async with database.write() as tx:
        return await roster.apply(tx, read, NOW)


async def test_a_column_that_is_not_there_changes_nothing(database):
    await take(database, LI, HAN)
    before = await facts(database)
    plan = await taken(
        database,
        part(BARE, ("100001", "李雷", "第一支部", "正式党员"), ("100002", "韩梅", "第一支部", "预备党员")),
    )
    assert (plan.is_empty, plan.unchanged) == (True, 2)
    assert await facts(database) == before


@given(data=st.data())
def test_only_what_a_file_says_is_changed(data):
    """Whatever columns are left out: of those nothing changes, and of the others only what the cells say."""
    said = set(BARE) | set(data.draw(st.sets(st.sampled_from(COLUMNS))))
    row = RosterRow(2, "100001", "李雷", "第一支部", None, Category.FULL_MEMBER, (), None, None, None, None)
    kept: dict[str, str | None] = {word: f"旧{word}" for word in FACTS} | {
        "支部": "第一支部",
        "类别": "正式党员",
        "职务": "组织委员",
    }
    kept |= {"入党日期": "2010-07-01", "转正日期": "2011-07-01", "警号": "100001"}
    person = Person(id=1, police_no="100001", name="李雷", branch_id=1, category="正式党员")
    change = roster_compare._change(row, frozenset(said), row.police_no, (person, kept))
    assert {word for word in FACTS if change.after[word] != kept[word]} == (said & set(FACTS)) - set(BARE) | {"姓名"}
    assert (Post.ORGANISATION.value in change.lost) == ("职务" in said)


async def test_an_empty_cell_of_a_column_that_is_there_empties(database):
    await take(database, LI, HAN)
    row = ("100001", "李雷", "第一支部", "正式党员", "", "")
    plan = await taken(database, part((*BARE, "职务", "岗位"), row))
    (change,) = plan.changed
    assert change.fields == ("职务", "岗位")
    assert change.lost == ["支部书记", "党小组长"]
    after = (await facts(database))["100001"]
    assert (after["职务"], after["岗位"], after["手机号"], after["党小组"]) == (
        None,
        None,
        "+8613800000001",
        "第一党小组",
    )


async def test_who_holds_a_post_does_not_take_it_into_another_branch_unsaid(database):
    await take(database, LI, HAN)
    moved = ("100001", "李雷", "第二支部", "正式党员")
    plan = await taken(database, part(BARE, moved))
    assert "请加上“职务”一列" in plan.refused[0].reason
    plan = await taken(database, part((*BARE, "职务"), (*moved, "支部书记")))
    assert plan.changed[0].fields == ("职务", "支部", "党小组")
    assert (await facts(database))["100001"]["职务"] == "支部书记"


async def test_a_group_stays_behind_when_somebody_moves(database):
    await take(database, LI, HAN)
    plan = await taken(database, part(BARE, ("100002", "韩梅", "第二支部", "预备党员")))
    assert plan.changed[0].fields == ("支部", "党小组")
    assert (await facts(database))["100002"]["党小组"] is None


async def test_what_a_row_does_not_say_still_has_to_fit(database):
    await take(database, LI)
    head = (*BARE, "转正日期")
    plan = await taken(database, part(head, ("100001", "李雷", "第一支部", "正式党员", "2009-07-01")))
    assert "早于入党日期" in plan.refused[0].reason
    plan = await taken(database, part((*BARE, "党小组"), ("100001", "李雷", "第一支部", "正式党员", "")))
    assert "党小组长却没有党小组" in plan.refused[0].reason


async def test_a_phone_that_a_refused_row_keeps_is_given_to_nobody_else(database):
    await take(database, LI, HAN)
    head = (*BARE, "手机号")
    rows = (
        ("100001", "李雷", "第二支部", "正式党员", "13800000009"),
        ("100002", "韩梅", "第一支部", "预备党员", "13800000001"),
    )
    plan = await taken(database, part(head, *rows))
    assert [refusal.what for refusal in plan.refused] == ["100001 李雷", "100002 韩梅"]
    assert plan.changed == []


async def stops(database, read):
    async with database.read() as session:
        return (await compare(session, read)).stops


async def test_it_stops_before_a_right_is_lost(database):
    await take(database, LI, HAN)
    assert await stops(database, file(LI, HAN.replace("民警", "科员"))) == []
    assert await stops(database, file(LI.replace("支部书记、", ""), HAN)) == [Stop.LOST_RIGHTS]
    assert await stops(database, file(LI, HAN.replace("预备党员", "群众"))) == [Stop.LOST_RIGHTS]
    assert await stops(database, file(LI, HAN.replace("预备党员", "正式党员"))) == []


async def test_it_stops_before_a_branch_is_made_but_for_the_first(database):
    assert await stops(database, file(LI, HAN)) == []
    await take(database, LI, HAN)
    mistyped = file(LI, HAN.replace("第一支部", "第一党支部"))
    assert await stops(database, mistyped) == [Stop.NEW_BRANCHES]
    async with database.read() as session:
        assert (await compare(session, mistyped)).new_branches == {"第一党支部": ["第一支部"]}


async def test_it_stops_before_more_than_ten_go(database):
    others = [f"2000{n:02d},某{n},第一支部,,群众,,,,,\n" for n in range(MANY + 1)]
    await take(database, LI, *others)
    assert await stops(database, file(LI, others[0])) == []
    assert await stops(database, file(LI)) == [Stop.REMOVALS]


async def undone(database):
    async with database.write() as tx:
        made = await roster_imports.last(tx)
        return await roster.undo(tx, made, NOW, None) if made else None


async def test_the_last_import_is_taken_back_whole(database):
    await take(database, LI, HAN)
    before = await facts(database)
    new = "100003,新人,第二支部,,群众,,,,,\n"
    await take(database, "100001,李雷,第二支部,,群众,,13800000003,,,\n", new)
    plan = await undone(database)
    assert {change.name for change in plan.changed} == {"李雷", "韩梅"}
    after = await facts(database)
    assert {number: after[number] for number in before} == before
    async with database.read() as session:
        # Nobody is deleted: who came by it is proposed for removal, and who was proposed no longer is.
        assert [person.name for person in await roster.proposed_removals(session)] == ["新人"]
    assert await undone(database) is None


async def test_a_branch_that_was_made_by_mistake_goes_with_the_import(database):
    await take(database, LI, HAN)
    await take(database, LI, HAN.replace("第一支部", "第一支布"))
    await undone(database)
    async with database.read() as session:
        assert [branch.name for branch in await branches(session)] == ["第一支部"]


async def test_two_who_have_swapped_phones_have_their_own_again(database):
    await take(database, LI, HAN)
    await take(database, LI.replace("13800000001", "13800000002"), HAN.replace("13800000002", "13800000001"))
    await undone(database)
    found = await facts(database)
    assert (found["100001"]["手机号"], found["100002"]["手机号"]) == ("+8613800000001", "+8613800000002")


async def test_what_has_changed_since_stays(database):
    await take(database, LI, HAN)
    await take(database, LI.replace("教导员", "所长"), HAN.replace("民警", "科员"))
    async with database.write() as tx:
        person = (await tx.exec(select(Person).where(Person.police_no == "100002"))).one()
        person.position = "副科长"
        tx.add(person)
    await undone(database)
    found = await facts(database)
    assert (found["100001"]["岗位"], found["100002"]["岗位"]) == ("教导员", "副科长")


async def test_of_an_import_only_the_last_is_kept_and_no_phone_in_the_clear(database):
    await take(database, LI, HAN)
    await take(database, LI, HAN.replace("民警", "科员"))
    async with database.read() as session:
        (row,) = (await session.exec(select(ImportedChange))).all()
    assert "13800000002" not in row.sealed


async def test_of_somebody_who_leaves_no_phone_is_kept(database):
    await take(database, LI, HAN)
    await take(database, LI)
    async with database.write() as tx:
        (person,) = await roster.proposed_removals(tx)
        tx.add(ImportedChange(import_id=1, person_id=person.id, sealed="13800000002"))
        await tx.flush()
        await roster.decide_removal(tx, person.id, leaves=True, now=NOW)
    async with database.read() as session:
        assert (await session.exec(select(ImportedChange))).all() == []


async def test_a_phone_that_somebody_keeps_is_not_given_back_to_another(database):
    """Who came back by the import is only proposed for removal, and holds what was another's before."""
    await take(database, LI, HAN)
    await take(database, LI)
    async with database.write() as tx:
        (person,) = await roster.proposed_removals(tx)
        await roster.decide_removal(tx, person.id, leaves=True, now=NOW)
    back = HAN.replace("13800000002", "13800000001")
    await take(database, LI.replace("13800000001", "13800000003"), back)
    await undone(database)
    found = await facts(database)
    assert (found["100001"]["手机号"], found["100002"]["手机号"]) == ("+8613800000003", "+8613800000001")


async def test_names_like_a_branchs_are_looked_for_a_few_times_alone(database, monkeypatch):
    """A file with its columns mixed up has as many new branches as rows: the search would hold up everybody."""
    looked = []
    monkeypatch.setattr(difflib, "get_close_matches", lambda name, *_: looked.append(name) or [])
    await take(database, LI)
    mixed = "".join(f"2{n:05d},某{n},王{n}支部,,正式党员,,,,,\n" for n in range(60))
    async with database.read() as session:
        plan = await compare(session, read_roster("r.csv", (HEADER + mixed).encode()))
    assert (len(plan.new_branches), len(looked)) == (60, NEAREST)
    assert list(plan.new_branches.values()).count(None) == 60 - NEAREST
