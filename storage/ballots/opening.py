"""Putting something to the vote: by the chair, at a meeting that has its quorum, under the rule that the matter has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from scoring.votes import Quorum, quorum
from storage import discipline
from storage.ballots.box import Box
from storage.ballots.rows import (
    GRADES,
    MOST_CANDIDATES,
    MOST_GRADED,
    YES_NO,
    Ballot,
    BallotState,
    BallotVoter,
    Refused,
    WrittenOpinion,
)
from storage.meetings.roll import OnRoll, Roll, day_of, roll_of, settle
from storage.meetings.rows import Attendance, How, Meeting, MeetingState, may_chair
from storage.people import Who, people_of
from storage.posts import Category
from storage.regulations import Regulation, basis, own, vote_rule

GENERAL_RULE, ELECTION_RULE, APPRAISAL_RULE = "quorum_and_vote", "election", "appraisal_poll"
ACCEPTANCE_RULE, FULL_RULE = "acceptance_vote", "full_membership_vote"
CASE_RULES = frozenset({ACCEPTANCE_RULE, FULL_RULE})
"""What a general meeting decides about somebody's membership."""
FEWEST_SECRET = 3
LONGEST_TITLE = 100


@dataclass(frozen=True)
class Matter:
    """What is put to the vote. With candidates it is an election of at most `pick` of them; under the appraisal's rule every
    full member on the roll is graded, also by the 预备党员."""

    title: str
    rule: str = GENERAL_RULE
    about: str = ""
    candidates: tuple[str, ...] = ()
    pick: int = 1


def rule_of(matter: Matter) -> Regulation:
    """The rule that the matter has now."""
    return own()[matter.rule]


def may_vote_now(how: str | None, *, remote: bool) -> bool:
    """Whether that way of taking part lets one vote: on the spot, and by live stream where the rule says so."""
    return how == How.ON_SPOT or (remote and how == How.LIVE)


def entitled_of(roll: Roll, rule: Regulation) -> list[OnRoll]:
    """Those on the roll who take part in a vote under that rule: who has a vote, and where it says so the 预备党员."""
    also = {Category.PROBATIONARY} if rule.flag("probationers") else set()
    return [each for each in roll.everyone if each.entitled or each.category in also]


def graded_of(roll: Roll) -> list[OnRoll]:
    """Those on the roll whom an appraisal grades."""
    return [each for each in roll.everyone if each.category is Category.FULL_MEMBER]


def quorum_of(roll: Roll, rule: Regulation) -> Quorum:
    """Whether enough of those who take part are there for a vote under that rule."""
    entitled = entitled_of(roll, rule)
    remote = rule.flag("remote_vote")
    present = sum(may_vote_now(each.row.how, remote=remote) for each in entitled)
    return quorum(len(entitled), present, vote_rule(rule))


async def missing(session: AsyncSession, meeting: Meeting, roll: Roll) -> list[str]:
    """Who would have a vote at a meeting of that branch (or group) and is not on the roll.

    Leaving somebody out would make the majority smaller than the rule has it.
    """
    if meeting.group_id is None and not meeting.kind_set & {MeetingKind.GENERAL, MeetingKind.APPRAISAL}:
        return []
    known = {each.person_id for each in roll.everyone}
    people = await people_of(session, branch_id=meeting.branch_id, group_id=meeting.group_id)
    full = [who for who in people if who.category is Category.FULL_MEMBER and who.person_id not in known]
    without = await discipline.without_vote(session, [who.person_id for who in full], day_of(meeting))
    return [who.name for who in full if who.person_id not in without]


async def why_not_open(session: AsyncSession, me: Who, meeting_id: int, rule: str = GENERAL_RULE) -> Refused | None:
    """Why nothing can be put to the vote under that rule there and now, if so."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None:
        return Refused.GONE
    if not may_chair(me, meeting):
        return Refused.NOT_CHAIR
    if meeting.state != MeetingState.OPEN:
        return Refused.MEETING_NOT_OPEN
    open_ones = select(Ballot.id).where(
        col(Ballot.meeting_id) == meeting_id, col(Ballot.state) == BallotState.OPEN.value
    )
    if (await session.exec(open_ones)).first() is not None:
        return Refused.ANOTHER_OPEN
    if rule in CASE_RULES and MeetingKind.GENERAL not in meeting.kind_set:
        return Refused.NOT_GENERAL
    roll = await roll_of(session, meeting)
    if rule == APPRAISAL_RULE:
        if MeetingKind.APPRAISAL not in meeting.kind_set:
            return Refused.NOT_APPRAISAL
        if not 1 <= len(graded_of(roll)) <= MOST_GRADED:
            return Refused.NOBODY_GRADED
    if await missing(session, meeting, roll):
        return Refused.ROLL_INCOMPLETE
    counted = quorum_of(roll, own()[rule])
    if not counted.met:
        return Refused.NO_QUORUM
    if own()[rule].flag("secret") and counted.present < FEWEST_SECRET:
        return Refused.TOO_FEW
    return None


def why_not(matter: Matter) -> Refused | None:
    """What is wrong with the matter itself."""
    if not 1 <= len(matter.title.strip()) <= LONGEST_TITLE:
        return Refused.BLANK
    if matter.rule == ELECTION_RULE or matter.candidates:
        names = matter.candidates
        if not 2 <= len(names) <= MOST_CANDIDATES or len(set(names)) != len(names):
            return Refused.CANDIDATES
        if not 1 <= matter.pick <= len(names):
            return Refused.CANDIDATES
    return None


async def open_ballot(
    tx: AsyncSession, box: Box, me: Who, meeting_id: int, matter: Matter, *, now: datetime
) -> Ballot | Refused:
    """Put it to the vote. Who may vote is looked up anew and settled now: everyone entitled on the meeting's roll."""
    if refused := why_not(matter) or await why_not_open(tx, me, meeting_id, matter.rule):
        return refused
    rule, meeting = rule_of(matter), await tx.get(Meeting, meeting_id)
    if meeting is None:
        return Refused.GONE
    roll = await settle(tx, meeting)
    voters = entitled_of(roll, rule)
    secret, numbers = rule.flag("secret"), vote_rule(rule)
    # Everybody is graded on every paper, the voter too: a paper that left somebody out would say whose it is.
    graded = graded_of(roll) if matter.rule == APPRAISAL_RULE else []
    options: Sequence[str] = matter.candidates or YES_NO
    if graded:
        options = [f"{each.name}：{grade}" for each in graded for grade in GRADES]
    ballot = Ballot(
        meeting_id=meeting_id,
        about=matter.about,
        title=matter.title.strip(),
        options=list(options),
        pick=matter.pick if matter.candidates else max(1, len(graded)),
        election=bool(matter.candidates),
        subjects=[each.person_id for each in graded] or None,
        secret=secret,
        rule=matter.rule,
        basis=basis(matter.rule),
        quorum=str(numbers.quorum),
        majority=str(numbers.majority),
        of_present=rule.flag("of_present"),
        remote=rule.flag("remote_vote"),
        opened_by=me.person_id,
        opened_at=now,
        box=await box.make() if secret else None,
        entitled=len(voters),
    )
    tx.add(ballot)
    await tx.flush()
    tx.add_all(BallotVoter(ballot_id=ballot.number, person_id=each.person_id) for each in voters)
    await tx.flush()
    if rule.flag("written"):
        await _take_up(tx, ballot, voters)
    return ballot


async def _take_up(tx: AsyncSession, ballot: Ballot, voters: Sequence[OnRoll]) -> None:
    """As a vote begins: count the opinions on it of those who have a vote and are not there."""
    query = select(WrittenOpinion).where(
        col(WrittenOpinion.meeting_id) == ballot.meeting_id, col(WrittenOpinion.about) == ballot.about
    )
    found = {row.person_id: row for row in (await tx.exec(query)).all()} if ballot.about else {}
    away = [each.person_id for each in voters if each.row.how != How.ON_SPOT and each.person_id in found]
    if not away:
        return
    ballot.written = [sum(found[person].choice == place for person in away) for place in range(len(YES_NO))]
    tx.add(ballot)
    for person in away:
        found[person].ballot_id = ballot.number
        tx.add(found[person])
        voter = await tx.get(BallotVoter, (ballot.number, person))
        if voter is not None:
            voter.written = True
            tx.add(voter)
    await tx.flush()


async def may_cast(session: AsyncSession, ballot_id: int, person_id: int) -> Ballot | Refused:
    """The ballot if that person can vote in it now."""
    ballot = await session.get(Ballot, ballot_id)
    if ballot is None:
        return Refused.GONE
    voter = await session.get(BallotVoter, (ballot_id, person_id))
    if voter is None:
        return Refused.NOT_VOTER
    if voter.voted:
        return Refused.VOTED
    if voter.written:
        return Refused.WRITTEN
    if not ballot.is_open:
        return Refused.OVER
    meeting = await session.get(Meeting, ballot.meeting_id)
    if meeting is None or meeting.state != MeetingState.OPEN:
        return Refused.OVER
    here = await session.get(Attendance, (ballot.meeting_id, person_id))
    if here is None or not may_vote_now(here.how, remote=ballot.remote):
        return Refused.NOT_HERE
    return ballot
