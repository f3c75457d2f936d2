"""Elections: another name written in, more winners than seats, votes again about the seats that are left, who is left out."""

from datetime import date

import pytest
from sqlmodel import select

from scoring.votes import Outcome
from storage.ballots import electorate
from storage.ballots.matters import ELECTION_RULE, Matter, unfinished
from storage.ballots.result import outcome_of
from storage.ballots.rows import Ballot, BallotPaper, Refused
from storage.meetings.rows import Attendance, How, Meeting
from storage.people.directory import who_has_id
from tests.conftest import NOW
from tests.refusing import refuses
from tests.storage.test_ballots import NAMED, box, counted, meeting_of, opened, vote
from tests.storage.test_voting_rights import decided

__all__ = ["box"]
AGREED = {"ground": "借调外地一年", "agreed_by": "局党委", "agreed_on": date(2026, 11, 20), "now": NOW}


def election(*candidates, pick=1, **more):
    return Matter("选举支部委员", ELECTION_RULE, candidates=candidates, pick=pick, **more)


async def voted(database, box, meeting, matter, papers):
    """A ballot with those papers, from the first person on, counted."""
    ballot = await opened(database, box, meeting, matter)
    assert isinstance(ballot, Ballot), ballot
    for person, chosen in enumerate(papers, 1):
        assert isinstance(await vote(database, box, ballot.number, person, *chosen), Ballot)
    return await counted(database, box, ballot.number)


async def minutes(database, meeting):
    async with database.read() as session:
        return (await session.get(Meeting, meeting)).minutes


async def test_another_name_may_be_written_in_and_is_sealed_as_any(database, box):
    meeting = await meeting_of(database, 5, 5)
    await decided(database, 4)  # cannot be elected
    ballot = await opened(database, box, meeting, election("党员1"))
    assert ballot.options == ["党员1", "党员2", "党员3", "党员5"]
    for person, chosen in ((1, [0]), (2, [3]), (3, [3]), (5, [3])):
        await vote(database, box, ballot.number, person, *chosen)
    async with database.read() as session:
        sealed = (await session.exec(select(BallotPaper.sealed))).all()
    assert len({len(each) for each in sealed}) == 1
    assert not any("党员5".encode() in each for each in sealed)
    done = await counted(database, box, ballot.number)
    assert outcome_of(done) == Outcome((3,), (), 0)
    said = await minutes(database, meeting)
    assert "另选他人 党员5 3 票" in said
    assert "党员3" not in said
    assert "的当选：党员5。" in said


@pytest.mark.parametrize("name", ["党员4", "党员6"])
async def test_who_cannot_be_elected_cannot_stand(database, box, name):
    meeting = await meeting_of(database, 5, 5)
    await decided(database, 4)  # 党员6 is a 预备党员
    assert await opened(database, box, meeting, election("党员1", name)) is Refused.CANNOT_STAND
    assert isinstance(await opened(database, box, meeting, election("党员1", "外支部某人")), Ballot)


async def test_for_one_post_one_candidate_is_right(database, box):
    meeting = await meeting_of(database, 5, 5)
    done = await voted(database, box, meeting, election("党员1"), [[0], [0], [0], [], []])
    assert (done.passed, outcome_of(done).elected) == (True, (0,))


async def test_more_winners_than_seats_are_taken_by_their_votes(database, box):
    meeting = await meeting_of(database, 5, 5)
    papers = [[0, 1], [0, 1], [0, 2], [0, 2], [1, 2]]
    done = await voted(database, box, meeting, election("甲", "乙", "丙", pick=2), papers)
    assert outcome_of(done) == Outcome((0,), (1, 2), 1)
    assert "乙、丙得票相同，剩余 1 名须就他们再次投票" in await minutes(database, meeting)
    async with database.read() as session:
        assert [each.number for each in await unfinished(session, meeting)] == [done.number]
    again = election("乙", "丙", after=done.number, tie=True)
    second = await voted(database, box, meeting, again, [[0], [0], [1], [], []])
    # Two of five are the most; who stood equal is decided by the most votes, and nobody may be written in.
    assert second.options == ["乙", "丙"]
    assert outcome_of(second) == Outcome((0,), (), 0)
    async with database.read() as session:
        assert await unfinished(session, meeting) == []
    assert await opened(database, box, meeting, again) is Refused.AGAIN_GONE


async def test_too_few_winners_leave_seats_for_a_vote_again(database, box):
    meeting = await meeting_of(database, 5, 5)
    first = await voted(database, box, meeting, election("甲", "乙", pick=2), [[0], [0], [0], [1], [1]])
    assert outcome_of(first) == Outcome((0,), (), 1)
    assert "不足的 1 名须另行选举" in await minutes(database, meeting)
    second = await voted(database, box, meeting, election("乙", after=first.number), [[0], [0], [], [], []])
    assert outcome_of(second) == Outcome((), (), 1)  # two of five are not more than half, however few stand
    async with database.read() as session:
        assert [each.number for each in await unfinished(session, meeting)] == [second.number]


@pytest.mark.parametrize(("present", "left_out", "refused"), [(7, 0, True), (8, 0, False), (7, 1, True), (7, 2, False)])
async def test_who_is_left_out_is_not_among_those_due(database, box, present, left_out, refused):
    """Four fifths of ten are eight, of nine too, of eight seven."""
    meeting = await meeting_of(database, 10, present)
    for person in range(10, 10 - left_out, -1):
        async with database.write() as tx:
            me = await who_has_id(tx, 1)
            await electorate.leave_out(tx, me, meeting, person, **AGREED)
    outcome = await opened(database, box, meeting, election("甲"))
    assert (outcome is Refused.NO_QUORUM) is refused
    if not refused:
        assert (outcome.entitled, outcome.left_out) == (10 - left_out, left_out)
        await counted(database, box, outcome.number)
        assert (f"{left_out} 名党员不计算在应到会人数之内" in await minutes(database, meeting)) is bool(left_out)
    # For elections alone.
    assert (await opened(database, box, meeting, NAMED)).entitled == 10


async def test_who_has_come_counts_after_all(database, box):
    meeting = await meeting_of(database, 5, 4)
    async with database.write() as tx:
        await electorate.leave_out(tx, await who_has_id(tx, 1), meeting, 5, **AGREED)
    async with database.write() as tx:
        row = await tx.get(Attendance, (meeting, 5))
        row.how = How.ON_SPOT.value
        tx.add(row)
    assert (await opened(database, box, meeting, election("甲"))).entitled == 5


@pytest.mark.parametrize(
    ("by", "person", "facts", "refused"),
    [
        (2, 5, {}, Refused.NOT_CHAIR),
        (1, 3, {}, Refused.CAME),
        (1, 6, {}, Refused.NOT_DUE),  # 预备党员
        (1, 5, {"agreed_by": " "}, Refused.NO_CONSENT),
        (1, 5, {"ground": ""}, Refused.NO_CONSENT),
        (1, 5, {}, None),
    ],
)
async def test_the_consent_of_the_superior_is_named(database, by, person, facts, refused):
    meeting = await meeting_of(database, 5, 4)
    async with database.write() as tx:
        with refuses(refused):
            await electorate.leave_out(tx, await who_has_id(tx, by), meeting, person, **(AGREED | facts))


async def test_they_can_be_counted_again(database, box):
    meeting = await meeting_of(database, 5, 4)
    async with database.write() as tx:
        me = await who_has_id(tx, 1)
        await electorate.leave_out(tx, me, meeting, 5, **AGREED)
        with refuses(Refused.NOT_CHAIR):
            await electorate.take_in(tx, await who_has_id(tx, 2), meeting, 5)
        await electorate.take_in(tx, me, meeting, 5)
    assert (await opened(database, box, meeting, election("甲"))).entitled == 5
