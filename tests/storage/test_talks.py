"""Talks as the rules see them: pairs, reach, what others ask of the lists."""

from datetime import date

import pytest

from storage.engine.settings import Options
from storage.people import directory, roster
from storage.people.access import Place
from storage.people.directory import Who
from storage.people.posts import Category, Post
from storage.talks import content, lists
from storage.talks.content import Said
from storage.talks.rows import Pair, Refused, Talk, TalkKind, Way, check_talk, kinds_for, may_talk, pair_of, way_to_read
from tests.conftest import NOW
from tests.refusing import refuses
from tests.storage.test_people_roster import file

ROWS = [
    "100001,李雷,第一支部,,正式党员,支部书记,,,2010-07-01,2011-07-01\n",
    "100002,韩梅,第一支部,,正式党员,组织委员,,,2010-07-01,2011-07-01\n",
    "100003,周正,第一支部,,预备党员,,,,2026-01-05,\n",
    "100004,吴新,第一支部,,正式党员,,,,2010-07-01,2011-07-01\n",
    "100005,郑远,第二支部,,正式党员,,,,2010-07-01,2011-07-01\n",
]


def who(number, *posts, branch=1, category=Category.FULL_MEMBER):
    return Who(number, number, f"{number}", f"甲{number}", branch, "支部", None, category, frozenset(posts))


SECRETARY, COMMITTEE, MEMBER = who(1, Post.SECRETARY), who(2, Post.DISCIPLINE), who(3)
OTHER, OUTSIDER, AWAY = who(4), who(5, category=Category.NON_MEMBER), who(6, branch=2)
STAFF, ABOVE = who(7, Post.PARTY_STAFF, branch=2), who(8, Post.COMMITTEE_SECRETARY, branch=2)
INSPECTOR = who(9, Post.INSPECTOR, branch=2)


@pytest.mark.parametrize(
    ("one", "other", "pair"),
    [
        (SECRETARY, COMMITTEE, Pair.COMMITTEE), (COMMITTEE, MEMBER, Pair.MIXED), (MEMBER, COMMITTEE, Pair.MIXED),
        (MEMBER, OTHER, Pair.MEMBERS), (MEMBER, OUTSIDER, None), (MEMBER, AWAY, None), (ABOVE, MEMBER, None),
    ],
)  # fmt: skip
def test_the_pair_follows_from_the_posts(one, other, pair):
    assert pair_of(one, other) is pair


@pytest.mark.parametrize(
    ("me", "other", "refused"),
    [
        (MEMBER, OTHER, None), (MEMBER, OUTSIDER, Refused.NOBODY), (MEMBER, AWAY, Refused.NOBODY),
        (MEMBER, MEMBER, Refused.YOURSELF), (COMMITTEE, OUTSIDER, None), (COMMITTEE, AWAY, Refused.NOBODY),
        (STAFF, OUTSIDER, None), (ABOVE, MEMBER, None), (INSPECTOR, MEMBER, Refused.NOBODY), (INSPECTOR, AWAY, None),
        (OUTSIDER, MEMBER, Refused.NOBODY),
    ],
)  # fmt: skip
def test_with_whom(me, other, refused):
    assert may_talk(me, other) is (refused is None)
    with refuses(refused):
        check_talk(me, other)


def test_interviews_are_for_committee_members_and_above():
    assert kinds_for(MEMBER, OTHER) == [TalkKind.HEART, TalkKind.VISIT]
    assert kinds_for(COMMITTEE, AWAY) == [TalkKind.HEART, TalkKind.VISIT]
    for me in (SECRETARY, COMMITTEE, STAFF, ABOVE):
        assert kinds_for(me, MEMBER) == list(TalkKind)


BOTH = Options(secretary_reads_talks=True, bureau_secretary_reads_talks=True)


@pytest.mark.parametrize(
    ("me", "plain", "opened"),
    [
        (COMMITTEE, Way.OWN, Way.OWN), (MEMBER, Refused.ABOUT_YOU, Refused.ABOUT_YOU),
        (SECRETARY, Refused.EXISTENCE_ONLY, Way.PURPOSE), (ABOVE, Refused.EXISTENCE_ONLY, Way.PURPOSE),
        (INSPECTOR, Way.PURPOSE, Way.PURPOSE), (STAFF, Refused.GONE, Refused.GONE), (OTHER, Refused.GONE, Refused.GONE),
        (AWAY, Refused.GONE, Refused.GONE), (OUTSIDER, Refused.GONE, Refused.GONE),
        (who(10, Post.SECRETARY, branch=2), Refused.GONE, Refused.GONE),
    ],
)  # fmt: skip
def test_who_reads(me, plain, opened):
    talk = Talk(
        id=1,
        kind="谈心谈话",
        by=2,
        by_branch_id=1,
        with_id=3,
        branch_id=1,
        held_on=date(2026, 1, 1),
        record_id=1,
        logged_at=NOW,
    )
    for options, expected in ((Options(), plain), (BOTH, opened)):
        with refuses(expected if isinstance(expected, Refused) else None):
            assert way_to_read(me, talk, options) is expected
    assert Place(branch_id=talk.branch_id)


@pytest.fixture
async def held(database):
    """Talks of each pair, an interview, a visit, and one across branches."""
    async with database.write() as tx:
        await roster.apply(tx, file(*ROWS), NOW)
        everyone = {each.name: each for each in await directory.people_of(tx)}

        async def talk(by, other, kind=TalkKind.HEART, day=date(2026, 11, 1)):
            said = Said(text="话")
            number = everyone[other].person_id
            facts = {"with_id": number, "kind": kind, "held_on": day, "hour": "", "said": said, "follow_up_on": None}
            return await content.log(tx, everyone[by], **facts, now=NOW)

        await talk("李雷", "韩梅", day=date(2026, 3, 1))
        await talk("韩梅", "周正")
        await talk("周正", "吴新", day=date(2025, 12, 31))
        await talk("韩梅", "吴新", TalkKind.PROMPT)
        await talk("韩梅", "吴新", TalkKind.VISIT)
        with refuses(Refused.NOBODY):
            await talk("吴新", "郑远")
        with refuses(Refused.NOT_COMMITTEE):
            await talk("吴新", "周正", TalkKind.WARNING)
        with refuses(Refused.AHEAD):
            await talk("吴新", "周正", day=date(2026, 11, 25))
    return everyone


async def test_the_pairs_of_a_branch_from_day_to_day(database, held):
    async with database.read() as session:
        branch = held["李雷"].branch_id
        year = (await lists.pairs_by_branch(session, date(2026, 1, 1), date(2026, 12, 31)))[branch]
        assert [(each.pair, each.on.month) for each in year] == [(Pair.COMMITTEE, 3), (Pair.MIXED, 11)]
        before = (await lists.pairs_by_branch(session, date(2025, 12, 31), date(2025, 12, 31), branch))[branch]
        assert [(each.pair, each.by, each.other) for each in before] == [
            (Pair.MEMBERS, held["周正"].person_id, held["吴新"].person_id)
        ]
        other = held["郑远"].branch_id
        assert await lists.pairs_by_branch(session, date(2020, 1, 1), date(2030, 1, 1), other) == {}


async def test_whether_an_interview_was_held_since(database, held):
    async with database.read() as session:
        number = held["吴新"].person_id
        assert await lists.held_with(session, number, TalkKind.PROMPT, date(2026, 11, 1))
        assert not await lists.held_with(session, number, TalkKind.PROMPT, date(2026, 11, 2))
        assert not await lists.held_with(session, number, TalkKind.WARNING, date(2020, 1, 1))


async def test_counts_by_branch(database, held):
    async with database.read() as session:
        assert await lists.counts(session, date(2026, 1, 1), date(2026, 12, 31)) == {held["李雷"].branch_id: 4}


async def test_an_opening_without_a_purpose_or_right_opens_nothing(database, held):
    async with database.write() as tx:
        for me, talk, purpose, refused in (
            (INSPECTOR, 1, "", Refused.NO_PURPOSE),
            (STAFF, 1, "看看", Refused.GONE),
            (INSPECTOR, 99, "看看", Refused.GONE),
        ):
            with refuses(refused):
                await content.open_content(tx, me, talk, purpose=purpose, options=Options(), now=NOW)
        for me, refused in ((INSPECTOR, Refused.NOT_LOGGER), (STAFF, Refused.GONE)):
            with refuses(refused):
                await content.add(tx, me, 1, "改写", NOW)
