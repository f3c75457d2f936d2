"""Written opinions: counted for the majority, not among those present; of who has a vote, before the vote begins."""

from datetime import date

import pytest
from sqlmodel import select

from storage.ballots import written
from storage.ballots.matters import ACCEPTANCE_RULE, FULL_RULE, Matter
from storage.ballots.rows import Ballot, Refused, WrittenOpinion
from storage.ballots.voting import void
from storage.meetings import checkin
from storage.meetings.rows import Attendance, How, Meeting
from storage.people.directory import who_has_id
from tests.conftest import NOW
from tests.refusing import refuses
from tests.storage.test_ballots import NAMED, NO, YES, box, chair, counted, done, meeting_of, opened, vote
from tests.storage.test_voting_rights import decided

__all__ = ["box"]
ABOUT = Matter("接收孙立同志为预备党员", ACCEPTANCE_RULE, about="development:1:admitted")
FULL = Matter("孙立同志按期转正", FULL_RULE, about="development:1:full_voted")
PAPER = "AgACAgpaper"


async def write(database, meeting, person, choice=YES, by=None, matter=ABOUT, photo=None, words="同意接收"):
    async with database.read() as session:
        me = await who_has_id(session, by or person)
    said = {"choice": choice, "words": words, "photo": photo, "now": NOW}
    return await done(database, written.hand_in, me, meeting, person, matter, **said)


async def here(database, meeting, person):
    async with database.write() as tx:
        row = await tx.get(Attendance, (meeting, person))
        row.how = How.ON_SPOT.value
        tx.add(row)


@pytest.mark.parametrize("matter", [ABOUT, FULL])
@pytest.mark.parametrize(
    ("papers", "opinions", "passed"),
    [
        (6, [], True),
        (5, [], False),
        (5, [YES], True),  # six of ten are in favour
        (5, [NO], False),
        (4, [YES, YES], True),
        (4, [YES, NO], False),
    ],
)
async def test_they_count_among_the_votes(database, box, matter, papers, opinions, passed):
    meeting = await meeting_of(database, 10, 6)
    for person, choice in enumerate(opinions, 7):
        assert isinstance(await write(database, meeting, person, choice, matter=matter), WrittenOpinion)
    ballot = await opened(database, box, meeting, matter)
    for person in range(1, 7):
        await vote(database, box, ballot.number, person, YES if person <= papers else NO)
    done = await counted(database, box, ballot.number)
    assert (done.passed, done.returned, done.present, done.entitled) == (passed, 6, 6, 10)
    async with database.read() as session:
        minutes = (await session.get(Meeting, meeting)).minutes
    assert ("会前书面意见" in minutes) is bool(opinions)
    if opinions:
        assert f"党员7 {'赞成' if opinions[0] == YES else '反对'}" in minutes
        assert f"赞成 {papers} 票" in minutes


async def test_they_make_no_quorum(database, box):
    meeting = await meeting_of(database, 10, 5)
    for person in (6, 7, 8):
        await write(database, meeting, person)
    assert await opened(database, box, meeting, ABOUT) is Refused.NO_QUORUM
    await here(database, meeting, 9)
    assert isinstance(await opened(database, box, meeting, ABOUT), Ballot)


async def test_who_comes_before_the_vote_votes_and_who_comes_later_has_written(database, box):
    meeting = await meeting_of(database, 10, 6)
    for person in (7, 8):
        await write(database, meeting, person, NO)
    await here(database, meeting, 7)
    ballot = await opened(database, box, meeting, ABOUT)
    assert ballot.written == [0, 1, 0]
    assert isinstance(await vote(database, box, ballot.number, 7, YES), Ballot)
    await here(database, meeting, 8)
    assert await vote(database, box, ballot.number, 8, YES) is Refused.WRITTEN
    done = await counted(database, box, ballot.number)
    assert (done.returned, done.present) == (1, 7)


async def test_one_that_is_handed_in_again_takes_the_earlier_ones_place_until_the_vote(database, box):
    meeting = await meeting_of(database, 10, 6)
    await write(database, meeting, 7, NO)
    await write(database, meeting, 7, YES)
    await write(database, meeting, 8, YES)
    async with database.write() as tx:
        ids = {row.person_id: row.id for row in (await tx.exec(select(WrittenOpinion))).all()}
        with refuses(Refused.GONE):
            await written.take_back(tx, await who_has_id(tx, 7), ids[8])
        assert await written.take_back(tx, await who_has_id(tx, 8), ids[8]) == meeting
    ballot = await opened(database, box, meeting, ABOUT)
    assert ballot.written == [1, 0, 0]
    assert await write(database, meeting, 9) is Refused.WRITTEN_LATE
    async with database.write() as tx:
        with refuses(Refused.WRITTEN_LATE):
            await written.take_back(tx, await who_has_id(tx, 7), ids[7])


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"person": 7, "by": 1}, Refused.NO_PAPER),
        ({"person": 7, "by": 1, "photo": PAPER}, None),
        ({"person": 7, "by": 8, "photo": PAPER}, Refused.NOT_CHAIR),
        ({"person": 2}, Refused.IS_HERE),
        ({"person": 11}, Refused.NOT_VOTER),  # 预备党员
        ({"person": 7, "matter": NAMED}, Refused.NOTHING_WRITTEN),
        ({"person": 7, "words": "是"}, Refused.WRITTEN_LENGTH),
        ({"person": 7, "choice": 3}, Refused.NOTHING_WRITTEN),
    ],
)
async def test_who_hands_in_what(database, facts, refused):
    meeting = await meeting_of(database, 10, 6)
    outcome = await write(database, meeting, **facts)
    assert outcome is refused if refused else isinstance(outcome, WrittenOpinion)


async def test_of_who_has_lost_the_vote_it_does_not_count(database, box):
    meeting = await meeting_of(database, 10, 6)
    await write(database, meeting, 7)
    await decided(database, 7, since=date(2026, 11, 24))
    ballot = await opened(database, box, meeting, ABOUT)
    assert (ballot.entitled, ballot.written) == (9, None)


async def test_a_void_vote_leaves_them_for_the_next(database, box):
    meeting = await meeting_of(database, 10, 6)
    await write(database, meeting, 7)
    first = await opened(database, box, meeting, ABOUT)
    async with database.write() as tx:
        await void(tx, await chair(database), first.number, "写错了", NOW)
    assert (await opened(database, box, meeting, ABOUT)).written == [1, 0, 0]


async def test_after_the_meeting_nothing_is_taken(database):
    meeting = await meeting_of(database, 10, 6)
    async with database.write() as tx:
        await checkin.close(tx, meeting, NOW)
    assert await write(database, meeting, 7) is Refused.WRITTEN_LATE
