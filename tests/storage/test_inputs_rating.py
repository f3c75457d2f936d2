"""The leaders' rating as it is kept: whose it is, when, with which reasons; the median; the ledger."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.inputs import rating
from storage.inputs.rating import Given, Refused
from storage.ledger import Scope, Standing
from storage.people import directory
from storage.people.directory import Branch, Person, PostHeld
from storage.people.posts import Post
from tests.refusing import refuses

NOVEMBER = date(2026, 11, 1)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PEOPLE = [
    (1, "王芳", 1, "正式党员", Post.SECRETARY),
    (2, "李雷", 1, "正式党员", Post.DISCIPLINE),
    (3, "赵敏", 1, "预备党员", None),
    (4, "孙立", 1, "群众", None),
    (5, "周全", 2, "正式党员", Post.SECRETARY),
    (6, "陈新", 1, "正式党员", Post.PUBLICITY),
]


@pytest.fixture
async def house(database):
    async with database.write() as tx:
        tx.add_all([Branch(name="第一支部"), Branch(name="第二支部")])
        await tx.flush()
        for number, name, branch, category, post in PEOPLE:
            tx.add(Person(police_no=f"10000{number}", name=name, branch_id=branch, category=category))
            await tx.flush()
            if post:
                tx.add(PostHeld(person_id=number, post=post.value))
    return database


async def who(session, number):
    return await directory.who_has_id(session, number)


async def give(database, rater, marks, *, now=NOW, month=NOVEMBER, reason="", skip=(), extra=()):
    """That leader gives everybody those marks."""
    async with database.write() as tx:
        me = await who(tx, rater)
        given = [
            Given(each.person_id, marks, reason) for each in await rating.rated_by(tx, me) if each.person_id not in skip
        ]
        return await rating.rate(tx, me, month, [*given, *extra], now=now)


async def test_members_but_oneself_are_rated(house):
    async with house.read() as session:
        rated = [each.name for each in await rating.rated_by(session, await who(session, 1))]
        nobodys = await rating.rated_by(session, await who(session, 3))
        alone = await rating.rated_by(session, await who(session, 5))
    assert rated == ["李雷", "赵敏", "陈新"]
    assert nobodys == alone == []


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"rater": 3}, Refused.NOBODY),
        ({"rater": 5}, Refused.NOBODY),
        ({"extra": [Given(1, (3, 3, 3, 3, 3))]}, Refused.YOURSELF),
        ({"extra": [Given(5, (3, 3, 3, 3, 3))]}, Refused.NOT_YOURS),
        ({"extra": [Given(4, (3, 3, 3, 3, 3))]}, Refused.NOT_YOURS),
        ({"skip": [3]}, Refused.INCOMPLETE),
        ({"marks": (3, 3, 6, 3, 3)}, Refused.INCOMPLETE),
        ({"marks": (3, 3, 5, 3, 3)}, Refused.REASON),
        ({"marks": (1, 3, 3, 3, 3), "reason": " 不好 "}, Refused.REASON),
        ({"now": NOW - timedelta(days=5)}, Refused.CLOSED),
        ({"month": date(2026, 10, 1)}, Refused.CLOSED),
        ({"now": NOW + timedelta(days=12)}, Refused.CLOSED),
    ],
)
async def test_what_is_refused(house, facts, refusal):
    facts = {"rater": 1, "marks": (3, 3, 3, 3, 3), **facts}
    with refuses(refusal):
        await give(house, facts.pop("rater"), facts.pop("marks"), **facts)
    async with house.read() as session:
        assert await rating.of_months(session, NOVEMBER, NOVEMBER) == {}


async def test_the_median_of_the_raters_counts_and_marks_may_be_given_anew(house):
    reason = "连续加班，破获要案"
    assert await give(house, 1, (4, 4, 4, 4, 5), reason=reason) == 3
    assert await give(house, 2, (2, 2, 2, 2, 2)) == 3
    assert await give(house, 6, (3, 3, 3, 3, 3)) == 3
    async with house.read() as session:
        found = await rating.of_months(session, NOVEMBER, date(2026, 11, 30))
        one = await rating.of_months(session, NOVEMBER, NOVEMBER, person_id=3)
        given = [await rating.reason_of(session, row) for row, _ in await rating.about(session, 3, NOVEMBER)]
        mild = await rating.compare(session, await who(session, 1), NOVEMBER)
        harsh = await rating.compare(session, await who(session, 2), NOVEMBER)
    assert found[3, NOVEMBER].medians == (3, 3, 3, 3, 3)
    assert (found[3, NOVEMBER].raters, found[1, NOVEMBER].raters) == (3, 2)
    assert list(one) == [(3, NOVEMBER)]
    assert sorted(given) == ["", "", reason]
    assert harsh.overall < 0 < mild.overall
    await give(house, 1, (3, 3, 3, 3, 3), now=NOW + timedelta(days=1))
    async with house.read() as session:
        assert not any(row.record_id for row, _ in await rating.about(session, 3, NOVEMBER))
        assert len(await rating.about(session, 3, NOVEMBER)) == 3


async def test_the_ledger_says_who_has_rated_and_who_owes(house):
    zone = NOW.tzinfo
    december = Scope(date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 6), zone)
    async with house.read() as session:
        assert await rating.ledger(session, december) == []
    await give(house, 1, (3, 3, 3, 3, 3))
    async with house.read() as session:
        entries = await rating.ledger(session, december)
        mine = await rating.ledger(session, Scope(december.first, december.last, december.today, zone, None, 2))
    stands = {entry.person: entry.standing for entry in entries if "11月" in entry.what}
    assert stands == {"王芳": Standing.DONE, "李雷": Standing.LATE, "陈新": Standing.LATE}
    assert [(entry.person, entry.on) for entry in mine] == [("李雷", date(2026, 12, 5))]
