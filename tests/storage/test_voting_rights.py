"""Who has a vote: a 正式党员 whose rights nothing suspends on the day; looked up anew when something is put to the vote."""

from datetime import date, timedelta

import pytest

from scoring.duties import MeetingKind
from storage import discipline
from storage.ballots.electorate import missing
from storage.ballots.matters import APPRAISAL_RULE, Matter, castable, check_open
from storage.ballots.rows import Ballot, Refused
from storage.ballots.voting import voters_of
from storage.discipline import Decided, Kind
from storage.engine.refusal import allowed
from storage.meetings import planning
from storage.meetings.roll import roll_of
from storage.meetings.rows import Attendance, How, Meeting
from storage.people.directory import Person, PostHeld, who_has_id
from storage.people.posts import Category, Post
from tests.conftest import NOW
from tests.refusing import refuses
from tests.storage.test_ballots import NAMED, SECRET, YES, box, counted, meeting_of, opened, vote

__all__ = ["box"]
TODAY, DAY = date(2026, 11, 24), timedelta(days=1)
LOOKED_AT = Kind.ON_PROBATION


async def decided(database, over, kind=LOOKED_AT, since=TODAY, until=None):
    """By 党员90 of the party-affairs staff."""
    async with database.write() as tx:
        if await tx.get(Person, 90) is None:
            full = Category.FULL_MEMBER.value
            tx.add(Person(id=90, police_no="900000", name="吴干", branch_id=2, category=full))
            await tx.flush()
            tx.add(PostHeld(person_id=90, post=Post.PARTY_STAFF.value))
            await tx.flush()
        staff = await who_has_id(tx, 90)
        return await discipline.enter(tx, staff, over, Decided(kind, since, until, "违纪", "纪〔2026〕3号"), NOW)


async def quorum(database, meeting):
    async with database.read() as session:
        return (await roll_of(session, await session.get(Meeting, meeting))).quorum


@pytest.mark.parametrize(
    ("kind", "since", "until", "entitled"),
    [
        (Kind.ON_PROBATION, TODAY, None, 9),
        (Kind.RIGHTS_SUSPENDED, TODAY, TODAY, 9),
        (Kind.ON_PROBATION, TODAY - DAY, TODAY - DAY, 10),
        (Kind.ON_PROBATION, TODAY + DAY, None, 10),
        (Kind.WARNING, TODAY, None, 10),
        (Kind.SERIOUS_WARNING, TODAY, None, 10),
        (Kind.REMOVED_FROM_POSTS, TODAY, None, 10),
    ],
)
async def test_quorum_and_majority_count_over_those_who_have_a_vote(database, box, kind, since, until, entitled):
    meeting = await meeting_of(database, 10, 5)
    await decided(database, 10, kind, since, until)
    assert (await quorum(database, meeting)).entitled == entitled
    ballot = await opened(database, box, meeting)
    if entitled == 10:
        assert ballot is Refused.NO_QUORUM  # five of ten are not more than half
        return
    assert ballot.entitled == 9
    for person in range(1, 6):
        await vote(database, box, ballot.number, person, YES)
    assert (await counted(database, box, ballot.number)).passed  # five of nine
    async with database.read() as session:
        assert not await allowed(castable(session, ballot.number, 10))


async def test_rights_that_end_after_the_check_in_began_are_gone_when_it_comes_to_the_vote(database, box):
    meeting = await meeting_of(database, 5, 5)
    assert (await quorum(database, meeting)).entitled == 5
    await decided(database, 5)
    ballot = await opened(database, box, meeting, NAMED)
    assert ballot.entitled == 4
    assert await vote(database, box, ballot.number, 5, YES) is Refused.NOT_VOTER
    async with database.read() as session:
        assert not (await session.get(Attendance, (meeting, 5))).entitled


async def test_rights_that_were_given_back_count_again(database, box):
    meeting = await meeting_of(database, 5, 5)
    fact = await decided(database, 5)
    async with database.write() as tx:
        await discipline.end(tx, await who_has_id(tx, 90), fact.number, TODAY, NOW)
    assert (await opened(database, box, meeting, NAMED)).entitled == 5


async def test_who_has_no_vote_need_not_be_on_the_roll(database):
    meeting = await meeting_of(database, 6, 3)
    await decided(database, 6)
    async with database.write() as tx:
        await planning.change_expected(tx, meeting, [1, 2, 3, 4], by=1, reason="", now=NOW)
    async with database.read() as session:
        found = await session.get(Meeting, meeting)
        assert await missing(session, found, await roll_of(session, found)) == ["党员5"]


async def test_a_vote_is_settled_when_a_meeting_is_called_over_the_day_it_is_for(database):
    first = await meeting_of(database, 3, 0)
    await decided(database, 3, until=TODAY)
    async with database.write() as tx:
        rows = []
        for day in (TODAY, TODAY + DAY):
            meeting = await planning.call(
                tx, kinds=frozenset({MeetingKind.GENERAL}), branch_id=1, group_id=None, title="大会",
                starts_at=NOW + (day - TODAY) + timedelta(hours=2), place="会议室", live_url=None, agenda="", chair_id=1,
                expected=[1, 2, 3], now=NOW,
            )  # fmt: skip
            rows.append((await tx.get(Attendance, (meeting.number, 3))).entitled)
    assert first == 1
    assert rows == [False, True]


async def test_probationers_grade_and_are_not_graded(database, box):
    meeting = await meeting_of(database, 3, 3, kinds=frozenset({MeetingKind.APPRAISAL}), probationary=2)
    async with database.write() as tx:
        row = await tx.get(Attendance, (meeting, 4))
        row.how = How.ON_SPOT.value
        tx.add(row)
    ballot = await opened(database, box, meeting, Matter("2026年度民主测评", APPRAISAL_RULE))
    assert isinstance(ballot, Ballot)
    assert (ballot.entitled, ballot.subjects) == (5, [1, 2, 3])
    assert await vote(database, box, ballot.number, 4, 1, 5, 9) is not Refused.NOT_VOTER
    async with database.read() as session:
        assert [row.person_id for row in await voters_of(session, ballot.number)] == [1, 2, 3, 4, 5]
    assert (await counted(database, box, ballot.number)).returned == 1
    # Elsewhere they have no vote.
    assert (await opened(database, box, meeting, NAMED)).entitled == 3


@pytest.mark.parametrize(("present", "refused"), [(2, Refused.NO_QUORUM), (3, None)])
async def test_half_of_those_who_grade_must_be_there(database, present, refused):
    meeting = await meeting_of(database, 4, present, kinds=frozenset({MeetingKind.APPRAISAL}), probationary=2)
    async with database.read() as session:
        with refuses(refused):
            await check_open(session, await who_has_id(session, 1), meeting, APPRAISAL_RULE)


async def test_the_general_vote_of_a_membership_is_not_for_probationers(database, box):
    meeting = await meeting_of(database, 5, 5)
    async with database.write() as tx:
        row = await tx.get(Attendance, (meeting, 6))
        row.how = How.ON_SPOT.value
        tx.add(row)
    ballot = await opened(database, box, meeting, SECRET)
    assert await vote(database, box, ballot.number, 6, YES) is Refused.NOT_VOTER
