"""Discipline facts: in force from their first day to their last, sealed grounds, on the trail."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from storage import discipline
from storage.discipline import Decided, DisciplineFact, Kind, Refused
from storage.people.directory import Branch, Person, PostHeld, who_has_id
from storage.people.posts import Category, Post
from storage.sealed.audit import AuditEntry, Event
from storage.sealed.records import RecordField
from tests.conftest import NOW
from tests.refusing import refuses

PEOPLE = [
    (1, "王芳", Category.FULL_MEMBER, Post.SECRETARY),
    (2, "吴干", Category.FULL_MEMBER, Post.PARTY_STAFF),
    (3, "赵检", Category.FULL_MEMBER, Post.INSPECTOR),
    (4, "李雷", Category.FULL_MEMBER, None),
    (5, "孙立", Category.NON_MEMBER, None),
]
FIRST, LAST = date(2026, 3, 1), date(2027, 2, 28)
DAY = timedelta(days=1)


@pytest.fixture
async def house(database):
    async with database.write() as tx:
        tx.add(Branch(id=1, name="第一支部"))
        await tx.flush()
        for number, name, category, post in PEOPLE:
            tx.add(Person(id=number, police_no=f"10000{number}", name=name, branch_id=1, category=category.value))
            await tx.flush()
            if post:
                tx.add(PostHeld(person_id=number, post=post.value))
    return database


async def enter(
    database, by=2, over=4, kind=Kind.WARNING, since=FIRST, until=LAST, ground="违反工作纪律", document="纪〔2026〕3号"
):
    async with database.write() as tx:
        me = await who_has_id(tx, by)
        return await discipline.enter(tx, me, over, Decided(kind, since, until, ground, document), NOW)


async def standing(database, day, person=4):
    async with database.read() as session:
        return [fact.kind for fact in (await discipline.in_force(session, [person, 1], day)).get(person, [])]


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"by": 1}, Refused.NOT_KEEPER),
        ({"by": 4}, Refused.NOT_KEEPER),
        ({"over": 2}, Refused.OWN),
        ({"over": 5}, Refused.NOT_A_MEMBER),
        ({"over": 99}, Refused.NOT_A_MEMBER),
        ({"until": FIRST - DAY}, Refused.DATES),
        ({"ground": "  "}, Refused.BLANK),
        ({"document": ""}, Refused.BLANK),
    ],
)
async def test_who_enters_what_about_whom(house, facts, refused):
    with refuses(refused):
        await enter(house, **facts)
    async with house.read() as session:
        assert (await session.exec(select(AuditEntry))).all() == []


@pytest.mark.parametrize("by", [2, 3])
async def test_both_ends_of_the_span_count(house, by):
    assert isinstance(await enter(house, by=by), DisciplineFact)
    assert await standing(house, FIRST - DAY) == []
    assert await standing(house, FIRST) == ["警告"]
    assert await standing(house, LAST) == ["警告"]
    assert await standing(house, LAST + DAY) == []
    assert await standing(house, FIRST, person=1) == []


async def test_one_day_is_a_span_and_without_an_end_it_stands(house):
    await enter(house, since=FIRST, until=FIRST)
    await enter(house, kind=Kind.RIGHTS_SUSPENDED, until=None)
    assert await standing(house, FIRST) == ["警告", "停止党员权利"]
    assert await standing(house, date(2036, 1, 1)) == ["停止党员权利"]


async def test_ended_it_is_out_of_force_from_that_day_and_once(house):
    fact = await enter(house, kind=Kind.ON_PROBATION, until=None)
    on = date(2026, 9, 1)

    async def end(by, number, day):
        async with house.write() as tx:
            return await discipline.end(tx, await who_has_id(tx, by), number, day, NOW)

    for by, number, day, refused in (
        (1, fact.number, on, Refused.NOT_KEEPER),
        (4, fact.number, on, Refused.NOT_KEEPER),
        (3, 99, on, Refused.GONE),
        (3, fact.number, FIRST - DAY, Refused.DATES),
    ):
        with refuses(refused):
            await end(by, number, day)
    assert (await end(3, fact.number, on)).ended_by == 3
    with refuses(Refused.ENDED):
        await end(3, fact.number, on)
    assert await standing(house, on - DAY) == ["留党察看"]
    assert await standing(house, on) == []


async def test_what_leaves_the_vote_and_what_takes_it(house):
    for kind in (Kind.WARNING, Kind.SERIOUS_WARNING, Kind.REMOVED_FROM_POSTS):
        await enter(house, kind=kind)
        await enter(house, over=1, kind=kind)
    for over, kind in ((4, Kind.ON_PROBATION), (3, Kind.RIGHTS_SUSPENDED)):
        await enter(house, over=over, kind=kind)
    async with house.read() as session:
        assert await discipline.without_vote(session, [1, 2, 3, 4], FIRST) == {3, 4}
        assert await discipline.without_vote(session, [1, 2, 3, 4], LAST + DAY) == set()


async def test_the_grounds_are_sealed_and_the_person_finds_it_on_the_trail(house):
    fact = await enter(house)
    async with house.read() as session:
        assert await discipline.grounds_of(session, fact) == ("违反工作纪律", "纪〔2026〕3号")
        assert [each.number for each in await discipline.of_person(session, 4)] == [fact.number]
        fields = (await session.exec(select(RecordField))).all()
        assert not any("纪律".encode() in field.sealed or b"2026" in field.sealed for field in fields)
        (entry,) = (await session.exec(select(AuditEntry))).all()
        assert (entry.event, entry.by, entry.over) == (Event.DISCIPLINE_ENTERED, 2, 4)
        assert "违反" not in entry.note
