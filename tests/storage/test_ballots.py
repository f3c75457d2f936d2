"""Ballots that bind: who may vote, once; the count; and nothing left that says how anybody voted."""

import asyncio
import contextlib
import json
import logging
import random
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text
from sqlmodel import select

from scoring.duties import MeetingKind
from scoring.votes import Outcome
from storage.ballots.box import PADDED, Box, receipt
from storage.ballots.electorate import missing
from storage.ballots.lists import check_ended
from storage.ballots.matters import (
    ACCEPTANCE_RULE,
    ELECTION_RULE,
    FULL_RULE,
    Matter,
    castable,
    check_open,
    open_ballot,
)
from storage.ballots.result import result_of
from storage.ballots.rows import Ballot, BallotPaper, BallotReceipt, BallotState, BallotVoter, Refused
from storage.ballots.voting import cast, count, finish, tidy, void, voters_of
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Refusal
from storage.mail import inbox
from storage.meetings import checkin, planning
from storage.meetings.roll import roll_of
from storage.meetings.rows import Attendance, How, Meeting
from storage.people.directory import Branch, Person, PostHeld, who_has_id
from storage.people.posts import Category, Post
from storage.sealed.keyring import Sealed
from tests.conftest import NOW
from tests.refusing import refuses, tried

GENERAL = frozenset({MeetingKind.GENERAL})
SECRET = Matter("接收孙立同志为预备党员", ACCEPTANCE_RULE)
NAMED = Matter("通过年度工作总结")
YES, NO, ABSTAIN = 0, 1, 2


async def meeting_of(database, members, present, kinds=GENERAL, probationary=1):
    """A branch with so many full members, and its open meeting with so many of them on the spot."""
    async with database.write() as tx:
        tx.add(Branch(id=1, name="第一支部"))
        tx.add(Branch(id=2, name="第二支部"))
        await tx.flush()
        for number in range(1, members + probationary + 1):
            category = Category.FULL_MEMBER if number <= members else Category.PROBATIONARY
            tx.add(
                Person(id=number, police_no=f"{number:06}", name=f"党员{number}", branch_id=1, category=category.value)
            )
        await tx.flush()
        tx.add(PostHeld(person_id=1, post=Post.SECRETARY.value))
    async with database.write() as tx:
        meeting = await planning.call(
            tx,
            kinds=kinds,
            branch_id=1,
            group_id=None,
            title="党员大会",
            starts_at=NOW + timedelta(hours=1),
            place="会议室",
            live_url=None,
            agenda="",
            chair_id=1,
            expected=range(1, members + probationary + 1),
            now=NOW,
        )
        await checkin.open_check_in(tx, meeting.number, NOW)
        for person in range(1, present + 1):
            row = await tx.get(Attendance, (meeting.number, person))
            row.how, row.at = How.ON_SPOT.value, NOW
            tx.add(row)
    return meeting.number


async def chair(database):
    async with database.read() as session:
        return await who_has_id(session, 1)


async def done(database, work, *arguments, **named):
    """What it gives, or the word of its refusal."""

    async def within():
        async with database.write() as tx:
            return await work(tx, *arguments, **named)

    return await tried(within())


async def opened(database, box, meeting, matter=SECRET):
    return await done(database, open_ballot, box, await chair(database), meeting, matter, now=NOW)


async def vote(database, box, ballot, person, *choices, code=None):
    return await done(database, cast, box, ballot, person, choices=choices, receipt=code or receipt())


async def counted(database, box, ballot):
    ended = await done(database, count, box, await chair(database), ballot, NOW)
    if isinstance(ended, Ballot):
        await finish(box, ended)
    return ended


@pytest.fixture
def box(tmp_path):
    return Box(tmp_path / "ballots")


async def test_a_secret_ballot_from_opening_to_the_minutes(database, box):
    meeting = await meeting_of(database, 5, 4)
    ballot = await opened(database, box, meeting)
    assert (ballot.secret, ballot.entitled, ballot.options) == (True, 5, ["赞成", "反对", "弃权"])
    codes = {}
    for person, choice in ((1, YES), (2, YES), (3, YES), (4, NO)):
        codes[person] = receipt()
        assert await vote(database, box, ballot.number, person, choice, code=codes[person]) is not None
    done = await counted(database, box, ballot.number)
    assert (done.counts, done.returned, done.present, done.passed) == ([3, 1, 0], 4, 4, True)
    async with database.read() as session:
        listed = [row.code for row in (await session.exec(select(BallotReceipt).order_by(BallotReceipt.place))).all()]
        minutes = (await session.get(Meeting, meeting)).minutes
        assert (await session.exec(select(BallotPaper))).all() == []
    assert listed == sorted(codes.values())
    for words in (
        "接收孙立同志为预备党员",
        "无记名投票",
        "赞成 3 票",
        "至少 3 票",
        "通过",
        "发展党员工作细则",
        "第十九条",
    ):
        assert words in minutes


@pytest.mark.parametrize(("in_favour", "passed"), [(5, False), (6, True)])
async def test_more_than_half_of_all_entitled_whoever_is_there(database, box, in_favour, passed):
    meeting = await meeting_of(database, 10, 6)
    ballot = await opened(database, box, meeting, NAMED)
    assert not ballot.secret
    for person in range(1, 7):
        await vote(database, box, ballot.number, person, YES if person <= in_favour else ABSTAIN)
    assert (await counted(database, box, ballot.number)).passed is passed


FULL = Matter("孙立同志按期转正", FULL_RULE)


@pytest.mark.parametrize(
    ("matter", "present", "refused"),
    [
        (NAMED, 4, Refused.NO_QUORUM),
        (NAMED, 5, None),
        (SECRET, 5, Refused.NO_QUORUM),
        (SECRET, 6, None),
        (FULL, 5, Refused.NO_QUORUM),
        (FULL, 6, None),
    ],
)
async def test_half_are_enough_for_a_matter_and_more_than_half_for_a_membership(
    database, box, matter, present, refused
):
    meeting = await meeting_of(database, 10, present)
    outcome = await opened(database, box, meeting, matter)
    assert (outcome if refused else None) is refused
    async with database.read() as session:
        assert bool((await session.exec(select(Ballot))).all()) is (refused is None)
        assert "未通过" not in (await session.get(Meeting, meeting)).minutes


async def test_what_lost_its_quorum_is_void_and_no_rejection(database, box):
    meeting = await meeting_of(database, 10, 6)
    ballot = await opened(database, box, meeting)
    for person in (1, 2, 3):
        await vote(database, box, ballot.number, person, NO)
    async with database.write() as tx:
        row = await tx.get(Attendance, (meeting, 6))
        row.how = None
        tx.add(row)
    done = await counted(database, box, ballot.number)
    assert (done.state, done.passed, done.counts) == (BallotState.VOID, None, None)
    async with database.read() as session:
        assert "不算未通过" in (await session.get(Meeting, meeting)).minutes
        assert (await session.exec(select(BallotPaper))).all() == []


async def test_a_secret_ballot_of_two_would_be_none(database, box):
    meeting = await meeting_of(database, 3, 2)
    assert await opened(database, box, meeting) is Refused.TOO_FEW
    assert isinstance(await opened(database, box, meeting, NAMED), Ballot)


async def test_only_the_chair_of_an_open_meeting_puts_it_to_the_vote_one_at_a_time(database, box):
    meeting = await meeting_of(database, 5, 4)
    async with database.read() as session:
        with refuses(Refused.NOT_CHAIR):
            await check_open(session, await who_has_id(session, 2), meeting)
        with refuses(Refused.GONE):
            await check_open(session, await who_has_id(session, 1), 99)
    await opened(database, box, meeting)
    assert await opened(database, box, meeting, NAMED) is Refused.ANOTHER_OPEN
    async with database.read() as session:
        with refuses(Refused.STILL_OPEN):
            await check_ended(session, meeting)
    await counted(database, box, 1)
    async with database.write() as tx:
        await checkin.close(tx, meeting, NOW)
    assert await opened(database, box, meeting, NAMED) is Refused.MEETING_NOT_OPEN


async def test_the_acceptance_is_for_the_general_meeting(database, box):
    meeting = await meeting_of(database, 5, 5, kinds=frozenset({MeetingKind.THEME_DAY}))
    assert await opened(database, box, meeting) is Refused.NOT_GENERAL


async def test_who_is_left_off_the_roll_still_counts_for_the_majority(database, box):
    meeting = await meeting_of(database, 6, 3)
    async with database.write() as tx:
        await planning.change_expected(tx, meeting, [1, 2, 3, 4], by=1, reason="", now=NOW)
    async with database.read() as session:
        roll = await roll_of(session, await session.get(Meeting, meeting))
        assert await missing(session, await session.get(Meeting, meeting), roll) == ["党员5", "党员6"]
    assert await opened(database, box, meeting) is Refused.ROLL_INCOMPLETE


async def test_who_may_vote(database, box):
    meeting = await meeting_of(database, 5, 4, probationary=1)
    async with database.write() as tx:
        for person, how in ((5, How.LIVE), (6, How.ON_SPOT)):
            row = await tx.get(Attendance, (meeting, person))
            row.how = how.value
            tx.add(row)
    ballot = await opened(database, box, meeting)
    number = ballot.number
    assert await vote(database, box, number, 5, YES) is Refused.NOT_HERE  # by live stream: not unless the rule says so
    assert await vote(database, box, number, 6, YES) is Refused.NOT_VOTER  # a probationary member
    assert await vote(database, box, number, 99, YES) is Refused.NOT_VOTER
    assert await vote(database, box, 99, 1, YES) is Refused.GONE
    assert await vote(database, box, number, 1) is Refused.NOTHING_CHOSEN
    assert await vote(database, box, number, 1, 3) is Refused.NOTHING_CHOSEN
    assert await vote(database, box, number, 1, YES, NO) is Refused.TOO_MANY_CHOSEN
    assert isinstance(await vote(database, box, number, 1, YES), Ballot)
    assert await vote(database, box, number, 1, NO) is Refused.VOTED
    async with database.write() as tx:
        row = await tx.get(Attendance, (meeting, 5))
        row.how = How.ON_SPOT.value
        tx.add(row)
    assert isinstance(await vote(database, box, number, 5, YES), Ballot)  # came late
    await counted(database, box, number)
    assert await vote(database, box, number, 2, YES) is Refused.OVER
    assert await counted(database, box, number) is Refused.OVER


async def test_from_afar_only_where_the_ballot_says_so(database, box):
    meeting = await meeting_of(database, 5, 4)
    ballot = await opened(database, box, meeting)
    async with database.write() as tx:
        row = await tx.get(Attendance, (meeting, 5))
        row.how = How.LIVE.value
        kept = await tx.get(Ballot, ballot.number)
        kept.remote = True
        tx.add_all([row, kept])
    assert isinstance(await vote(database, box, ballot.number, 5, YES), Ballot)
    done = await counted(database, box, ballot.number)
    assert done.present == 5


async def test_an_election_counts_against_those_present(database, box):
    meeting = await meeting_of(database, 10, 8)
    matter = Matter("选举支委", ELECTION_RULE, candidates=("甲", "乙", "丙"), pick=2)
    ballot = await opened(database, box, meeting, matter)
    assert ballot.election
    for person in range(1, 9):
        await vote(database, box, ballot.number, person, *((0, 1) if person <= 4 else (0,) if person <= 7 else ()))
    done = await counted(database, box, ballot.number)
    assert done.counts[:3] == [7, 4, 0]
    assert result_of(done).outcome == Outcome((0,), (), 1)  # four of eight are not more than half
    assert done.passed


@pytest.mark.parametrize(
    "matter",
    [
        Matter("选举", ELECTION_RULE, candidates=("甲",), pick=2),
        Matter("选举", ELECTION_RULE, candidates=("甲", "甲")),
        Matter("选举", ELECTION_RULE, candidates=("甲", "乙"), pick=3),
        Matter("选举", ELECTION_RULE),
        Matter("  "),
    ],
)
async def test_a_matter_that_cannot_be_voted_on(database, box, matter):
    meeting = await meeting_of(database, 5, 5)
    assert await opened(database, box, meeting, matter) in (Refused.CANDIDATES, Refused.BLANK)


async def test_a_void_ballot_is_never_counted_and_may_be_held_again(database, box, tmp_path):
    meeting = await meeting_of(database, 5, 5)
    ballot = await opened(database, box, meeting)
    await vote(database, box, ballot.number, 1, YES)
    async with database.write() as tx:
        done = await void(tx, await who_has_id(tx, 1), ballot.number, "事项写错", NOW)
    await finish(box, done)
    assert list((tmp_path / "ballots").iterdir()) == []
    async with database.read() as session:
        assert (await session.exec(select(BallotPaper))).all() == []
        assert (await session.get(Ballot, ballot.number)).counts is None
        assert "作废（事项写错）" in (await session.get(Meeting, meeting)).minutes
    assert isinstance(await opened(database, box, meeting), Ballot)


async def test_with_the_key_lost_the_ballot_is_void_and_says_so(database, box, tmp_path):
    meeting = await meeting_of(database, 5, 5)
    ballot = await opened(database, box, meeting)
    await vote(database, box, ballot.number, 1, YES)
    for path in (tmp_path / "ballots").iterdir():
        path.unlink()
    done = await counted(database, Box(tmp_path / "ballots"), ballot.number)
    assert done.state == BallotState.VOID
    assert "密钥" in done.void_reason


async def test_a_process_that_ended_leaves_the_votes_and_the_next_one_counts_them(database, box, tmp_path):
    meeting = await meeting_of(database, 5, 5)
    ballot = await opened(database, box, meeting)
    for person in range(1, 6):
        await vote(database, Box(tmp_path / "ballots"), ballot.number, person, YES)
    # And one that ended between the count and the end of the key leaves it to the next start.
    another = Box(tmp_path / "ballots")
    async with database.write() as tx:
        done = await count(tx, another, await who_has_id(tx, 1), ballot.number, NOW)
    assert done.counts == [5, 0, 0]
    async with database.read() as session:
        assert await tidy(session, Box(tmp_path / "ballots")) == 1
        assert await tidy(session, Box(tmp_path / "ballots")) == 0


async def test_the_key_of_an_open_ballot_stays_at_a_start(database, box, tmp_path):
    ballot = await opened(database, box, await meeting_of(database, 5, 5))
    async with database.read() as session:
        assert await tidy(session, Box(tmp_path / "ballots")) == 0
    assert isinstance(await vote(database, Box(tmp_path / "ballots"), ballot.number, 1, YES), Ballot)


async def test_all_members_at_once_with_everything_twice_count_once(database, box):
    """The whole bureau's 474, each vote sent three times: again as the same update, and as another press of a shaky finger."""
    people = 474 if database.is_sqlite else 60
    meeting = await meeting_of(database, people, people, probationary=0)
    ballot = (await opened(database, box, meeting)).number
    chosen = {person: (YES, NO, ABSTAIN)[person % 7 % 3] for person in range(1, people + 1)}
    async with database.write() as tx:
        await inbox.keep(tx, {update: Sealed("", b"") for update in range(1, 2 * people + 1)}, NOW)

    async def press(update, person):
        try:
            async with database.write(update) as tx:
                return await cast(tx, box, ballot, person, choices=[chosen[person]], receipt=receipt())
        except Refusal as refusal:
            return refusal.word
        except AlreadyTaken:
            return AlreadyTaken

    presses = [(person, person) for person in chosen] * 2 + [(person + people, person) for person in chosen]
    random.Random(7).shuffle(presses)
    outcomes = await asyncio.gather(*(press(*each) for each in presses))
    assert sum(isinstance(each, Ballot) for each in outcomes) == people
    # A refused press takes nothing: when it comes again it is refused again.
    assert outcomes.count(AlreadyTaken) + outcomes.count(Refused.VOTED) == 2 * people
    done = await counted(database, box, ballot)
    wanted = list(chosen.values())
    assert done.counts == [wanted.count(choice) for choice in (YES, NO, ABSTAIN)]
    assert done.returned == people


async def test_two_votes_in_one_transaction_or_a_rolled_back_one(database, box):
    ballot = (await opened(database, box, await meeting_of(database, 5, 5))).number
    async with database.write() as tx:
        await cast(tx, box, ballot, 1, choices=[YES], receipt=receipt())
        with refuses(Refused.VOTED):
            await cast(tx, box, ballot, 1, choices=[NO], receipt=receipt())
    with contextlib.suppress(ZeroDivisionError):
        async with database.write() as tx:
            await cast(tx, box, ballot, 2, choices=[NO], receipt=receipt())
            _ = 1 // 0
    async with database.read() as session:
        assert (await castable(session, ballot, 2)).number == ballot
        with refuses(Refused.VOTED):
            await castable(session, ballot, 1)
    assert (await counted(database, box, ballot)).counts == [1, 0, 0]


# Secrecy, on what really lies on the disk.


def on_disk(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def logged(caplog):
    """Every line that is logged, with every statement and its values; set before the engine looks at the levels."""
    found = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.getMessage())
    levels = {None: logging.DEBUG, "sqlalchemy": logging.INFO}
    for logger, level in levels.items():
        caplog.set_level(level, logger)
    logging.getLogger().addHandler(handler)
    yield found
    logging.getLogger().removeHandler(handler)


@pytest.fixture
async def secret_votes(logged, database, box):
    """Nine people have voted, in a known order; what the disk held after each of them."""
    if not database.is_sqlite:
        pytest.skip("reads SQLite's own files")
    # Every page that is ever written stays to be read.
    async with database.read() as session:
        await session.exec(text("PRAGMA wal_autocheckpoint=0"))
    meeting = await meeting_of(database, 9, 9, probationary=0)
    ballot = await opened(database, box, meeting)
    folder = box._folder.parent
    logged.clear()
    seen, codes = [on_disk(folder)], {}
    for person in range(1, 10):
        codes[person] = receipt()
        await vote(database, box, ballot.number, person, YES if person % 3 else NO, code=codes[person])
        seen.append(on_disk(folder))
    return ballot, folder, seen, codes


async def test_what_the_disk_holds_is_the_same_whatever_was_chosen(secret_votes, database, box):
    """Neither choices nor receipts are in any file in the clear, at any moment, and all sealed votes look alike."""
    ballot, _, seen, codes = secret_votes
    for files in seen:
        for name, content in files.items():
            for code in codes.values():
                assert code.encode() not in content, name
    async with database.read() as session:
        papers = (await session.exec(select(BallotPaper))).all()
        voters = await voters_of(session, ballot.number)
    assert {len(paper.sealed) for paper in papers} == {PADDED + 28}
    assert all(voter.choices is None for voter in voters)
    # The rows lie in the order of random numbers.
    assert [paper.id for paper in papers] == sorted(paper.id for paper in papers)
    key = AESGCM(box._keys[ballot.box])
    order = [json.loads(key.decrypt(each.sealed[:12], each.sealed[12:], b"1").rstrip(b"\0"))[1] for each in papers]
    assert order != [codes[person] for person in range(1, 10)]


async def test_after_the_count_no_key_is_left_and_no_vote_opens(secret_votes, database, box):
    ballot, folder, seen, codes = secret_votes
    key = (folder / "ballots" / ballot.box).read_bytes()
    done = await counted(database, box, ballot.number)
    assert done.counts == [6, 3, 0]
    left = on_disk(folder)
    assert not any("ballots" in str(path) for path in folder.rglob("*") if path.is_file())
    wal = next(content for name, content in left.items() if name.endswith("-wal"))
    # The sealed votes are still in the log of pages: it is the key that is gone, and it never was in there.
    assert any(name.endswith("-wal") and len(content) > 100_000 for name, content in left.items())
    for files in (*seen, left):
        for name, content in files.items():
            if name != ballot.box:
                assert key not in content, name
                assert key.hex().encode() not in content, name
    assert not box._keys
    # What is written at the count: receipts in the alphabet's order, and sums.
    found = re.findall(rb"[A-Z2-9]{5}-[A-Z2-9]{5}", wal)
    assert {code.decode() for code in found} == set(codes.values())


async def test_the_log_says_nothing_of_a_vote(secret_votes, logged):
    """Not even one that writes down every statement with its values."""
    _, _, _, codes = secret_votes
    written = "\n".join(logged)
    assert "INSERT INTO ballot_paper" in written
    for word in (*codes.values(), "赞成", "反对", "[0]", "[1]"):
        assert word not in written


async def test_no_moment_is_kept_with_a_vote(database, box):
    ballot = await opened(database, box, await meeting_of(database, 5, 5))
    await vote(database, box, ballot.number, 3, YES)
    async with database.read() as session:
        paper, voter = (await session.exec(select(BallotPaper))).one(), await session.get(BallotVoter, (1, 3))
    assert set(paper.model_dump()) == {"id", "ballot_id", "sealed"}
    assert voter.model_dump() == {"ballot_id": 1, "person_id": 3, "voted": True, "written": False, "choices": None}


def test_a_paper_says_in_a_press_nothing_of_what_it_means():
    one, other = Box(), Box()
    papers = [box.paper(1, person, 3) for box in (one, other) for person in (1, 2)]
    words = [word for paper in papers for word in (*paper.marks, paper.cast, paper.receipt)]
    assert len(set(words)) == len(words)
    assert one.paper(1, 1, 3) is papers[0]
    one.drop(1, 1)
    assert one.held(1, 1) is None
    assert one.held(1, 2) is not None
    one.drop(1)
    assert one.held(1, 2) is None
