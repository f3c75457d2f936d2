"""Putting something to the vote: by the chair, at a meeting that has its quorum, under the rule that the matter has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.ballots.box import Box
from storage.ballots.electorate import Electorate, cannot_stand, electorate, graded_of, may_vote_now, missing, others
from storage.ballots.lists import has_open
from storage.ballots.result import outcome_of
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
from storage.engine.refusal import Refusal
from storage.meetings import joint
from storage.meetings.roll import OnRoll, settle
from storage.meetings.rows import Attendance, How, Meeting, MeetingState, may_chair
from storage.people.directory import Who
from storage.rules.regulations import Regulation, basis, own, vote_rule

GENERAL_RULE, ELECTION_RULE, APPRAISAL_RULE = "quorum_and_vote", "election", "appraisal_poll"
ACCEPTANCE_RULE, FULL_RULE = "acceptance_vote", "full_membership_vote"
CASE_RULES = frozenset({ACCEPTANCE_RULE, FULL_RULE})
"""What a general meeting decides about somebody's membership."""
FEWEST_SECRET = 3
LONGEST_TITLE = 100


@dataclass(frozen=True)
class Matter:
    """What is put to the vote. With candidates it is an election with `pick` seats, about those that the ballot `after` left
    open, if it is set; under the appraisal's rule every full member on the roll is graded, also by the 预备党员."""

    title: str
    rule: str = GENERAL_RULE
    about: str = ""
    candidates: tuple[str, ...] = ()
    pick: int = 1
    after: int | None = None
    tie: bool = False


def rule_of(matter: Matter) -> Regulation:
    """The rule that the matter has now."""
    return own()[matter.rule]


async def check_open(session: AsyncSession, me: Who, meeting_id: int, rule: str = GENERAL_RULE) -> Electorate:
    """Who would vote under that rule there and now. Raises Refusal where nothing can be put to the vote."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None:
        raise Refusal(Refused.GONE)
    if not may_chair(me, meeting):
        raise Refusal(Refused.NOT_CHAIR)
    if meeting.state != MeetingState.OPEN:
        raise Refusal(Refused.MEETING_NOT_OPEN)
    if await has_open(session, meeting_id):
        raise Refusal(Refused.ANOTHER_OPEN)
    if len(await joint.branches_of(session, meeting)) > 1:
        raise Refusal(Refused.JOINT)
    if rule in CASE_RULES and MeetingKind.GENERAL not in meeting.kind_set:
        raise Refusal(Refused.NOT_GENERAL)
    due = await electorate(session, meeting, own()[rule])
    if rule == APPRAISAL_RULE:
        if MeetingKind.APPRAISAL not in meeting.kind_set:
            raise Refusal(Refused.NOT_APPRAISAL)
        if not 1 <= len(graded_of(due.roll)) <= MOST_GRADED:
            raise Refusal(Refused.NOBODY_GRADED)
    if names := await missing(session, meeting, due.roll):
        raise Refusal(Refused.ROLL_INCOMPLETE, names="、".join(names))
    counted = due.quorum
    if not counted.met:
        numbers = {"entitled": counted.entitled, "present": counted.present, "needed": counted.needed}
        raise Refusal(Refused.NO_QUORUM, **numbers)
    if own()[rule].flag("secret") and counted.present < FEWEST_SECRET:
        raise Refusal(Refused.TOO_FEW)
    return due


def check_candidates(names: Sequence[str], seats: int) -> None:
    """Raises Refusal for too few or too many of them, or one twice."""
    if not 1 <= len(names) <= MOST_CANDIDATES or len(set(names)) != len(names) or not 1 <= seats <= len(names):
        raise Refusal(Refused.CANDIDATES)


async def check_standing(session: AsyncSession, meeting_id: int, names: Sequence[str]) -> None:
    """Raises Refusal where one of them cannot be elected."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is not None and (barred := await cannot_stand(session, meeting, names)):
        raise Refusal(Refused.CANNOT_STAND, names="、".join(barred))


async def open_ballot(tx: AsyncSession, box: Box, me: Who, meeting_id: int, matter: Matter, *, now: datetime) -> Ballot:
    """Put it to the vote. Who may vote is looked up anew and settled now: everyone entitled on the meeting's roll."""
    if not 1 <= len(matter.title.strip()) <= LONGEST_TITLE:
        raise Refusal(Refused.BLANK)
    if matter.rule == ELECTION_RULE or matter.candidates:
        check_candidates(matter.candidates, matter.pick)
    due = await check_open(tx, me, meeting_id, matter.rule)
    if matter.after is not None and matter.after not in {each.number for each in await unfinished(tx, meeting_id)}:
        raise Refusal(Refused.AGAIN_GONE)
    await check_standing(tx, meeting_id, matter.candidates)
    rule, meeting = due.rule, due.meeting
    await settle(tx, meeting)
    secret, numbers = rule.flag("secret"), vote_rule(rule)
    # Everybody is graded on every paper, the voter too: a paper that left somebody out would say whose it is.
    graded = graded_of(due.roll) if matter.rule == APPRAISAL_RULE else []
    options: Sequence[str] = matter.candidates or YES_NO
    if matter.candidates and rule.flag("write_in") and not matter.tie:
        options = [*matter.candidates, *await others(tx, meeting, matter.candidates)]
    if graded:
        options = [f"{each.name}：{grade}" for each in graded for grade in GRADES]
    ballot = Ballot(
        meeting_id=meeting_id,
        about=matter.about,
        title=matter.title.strip(),
        options=list(options),
        pick=matter.pick if matter.candidates else max(1, len(graded)),
        election=bool(matter.candidates),
        candidates=len(matter.candidates),
        after=matter.after,
        tie=matter.tie,
        left_out=len(due.left_out),
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
        entitled=len(due.voters),
    )
    tx.add(ballot)
    await tx.flush()
    tx.add_all(BallotVoter(ballot_id=ballot.number, person_id=each.person_id) for each in due.voters)
    await tx.flush()
    if rule.flag("written"):
        await _take_up(tx, ballot, due.voters)
    return ballot


async def unfinished(session: AsyncSession, meeting_id: int) -> list[Ballot]:
    """The counted elections of a meeting whose seats are not all filled, and that were not voted on again yet."""
    query = select(Ballot).where(col(Ballot.meeting_id) == meeting_id, col(Ballot.election)).order_by(col(Ballot.id))
    found = (await session.exec(query)).all()
    again = {each.after for each in found if each.state != BallotState.VOID}
    return [each for each in found if each.number not in again and each.counts is not None and outcome_of(each).left]


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


async def castable(session: AsyncSession, ballot_id: int, person_id: int) -> Ballot:
    """The ballot in which that person can vote now. Raises Refusal."""
    ballot = await session.get(Ballot, ballot_id)
    if ballot is None:
        raise Refusal(Refused.GONE)
    voter = await session.get(BallotVoter, (ballot_id, person_id))
    if voter is None:
        raise Refusal(Refused.NOT_VOTER)
    if voter.voted:
        raise Refusal(Refused.VOTED)
    if voter.written:
        raise Refusal(Refused.WRITTEN)
    meeting = await session.get(Meeting, ballot.meeting_id)
    if not ballot.is_open or meeting is None or meeting.state != MeetingState.OPEN:
        raise Refusal(Refused.OVER)
    here = await session.get(Attendance, (ballot.meeting_id, person_id))
    if here is None or not may_vote_now(here.how, remote=ballot.remote):
        raise Refusal(Refused.NOT_HERE)
    return ballot
