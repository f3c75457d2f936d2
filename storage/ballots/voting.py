"""Casting a vote once, counting all of them once, and calling a ballot void."""

import json
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.votes import quorum
from storage.ballots.box import Box, KeyLost
from storage.ballots.electorate import may_vote_now
from storage.ballots.matters import castable
from storage.ballots.result import minutes_of, result_of
from storage.ballots.rows import GRADES, Ballot, BallotPaper, BallotReceipt, BallotState, BallotVoter, Refused
from storage.ballots.written import counted_in
from storage.engine.refusal import Refusal
from storage.meetings import minutes
from storage.meetings.roll import roll_of
from storage.meetings.rows import Meeting, may_chair
from storage.people.directory import Who

NO_QUORUM = "到会有表决权的 {} 人，不足 {} 人，表决无效，不算未通过，须重新表决"
KEY_LOST = "票箱的密钥已不在，选票打不开，须重新表决"


def check_choices(ballot: Ballot, choices: Collection[int]) -> None:
    """Raises Refusal for what a paper cannot say. In an election one may choose nobody."""
    if any(not 0 <= choice < len(ballot.options) for choice in choices) or len(set(choices)) != len(choices):
        raise Refusal(Refused.NOTHING_CHOSEN)
    if ballot.graded and sorted(choice // len(GRADES) for choice in choices) != list(range(ballot.pick)):
        raise Refusal(Refused.ALL_GRADES)
    if len(choices) > ballot.pick:
        raise Refusal(Refused.TOO_MANY_CHOSEN)
    if not choices and not ballot.election:
        raise Refusal(Refused.NOTHING_CHOSEN)


async def cast(
    tx: AsyncSession, box: Box, ballot_id: int, person_id: int, *, choices: Collection[int], receipt: str
) -> Ballot:
    """One vote, once. Of a secret ballot nothing is stored that says what it was without the box's key. Raises KeyLost."""
    ballot = await castable(tx, ballot_id, person_id)
    check_choices(ballot, choices)
    chosen = sorted(choices)
    mark: Any = await tx.exec(
        update(BallotVoter)
        .where(
            col(BallotVoter.ballot_id) == ballot_id,
            col(BallotVoter.person_id) == person_id,
            col(BallotVoter.voted).is_(False),
        )
        .values(voted=True, choices=None if ballot.secret else chosen)
    )
    if mark.rowcount != 1:
        raise Refusal(Refused.VOTED)
    if ballot.secret:
        plain = json.dumps([chosen, receipt], separators=(",", ":")).encode()
        sealed = await box.seal(ballot.box or "", ballot_id, plain)
        tx.add(BallotPaper(id=secrets.randbits(62), ballot_id=ballot_id, sealed=sealed))
        await tx.flush()
    return ballot


async def count(tx: AsyncSession, box: Box, me: Who, ballot_id: int, now: datetime) -> Ballot:
    """End the ballot and count it: into the ballot, and with its 依据 into the meeting's minutes.

    After the commit the caller destroys the key (`finish`). Without a quorum any more nothing is opened, and with the key lost
    nobody can count: the ballot is void, which is not a rejection.
    """
    ballot = await _to_end(tx, me, ballot_id)
    voters = await voters_of(tx, ballot_id)
    meeting = await tx.get(Meeting, ballot.meeting_id)
    ballot.present = await _present(tx, ballot, voters, meeting) if meeting else 0
    met = quorum(ballot.entitled, ballot.present, ballot.vote_rule)
    if not met.met:
        return await _end_void(tx, ballot, me, NO_QUORUM.format(ballot.present, met.needed), now)
    try:
        votes, receipts = await _votes(tx, box, ballot, voters)
    except KeyLost:
        return await _end_void(tx, ballot, me, KEY_LOST, now)
    cast_by = sum(voter.voted for voter in voters)
    if len(votes) != cast_by:
        raise RuntimeError(f"{len(votes)} votes of {cast_by} voters")
    ballot.counts = [sum(option in vote for vote in votes) for option in range(len(ballot.options))]
    ballot.returned = len(votes)
    ballot.passed = result_of(ballot).passed
    ballot.state, ballot.closed_at, ballot.closed_by = BallotState.COUNTED.value, now, me.person_id
    tx.add(ballot)
    tx.add_all(
        BallotReceipt(ballot_id=ballot_id, place=place, code=code) for place, code in enumerate(sorted(receipts), 1)
    )
    await tx.exec(delete(BallotPaper).where(col(BallotPaper.ballot_id) == ballot_id))
    await minutes.write(tx, ballot.meeting_id, minutes_of(ballot, await counted_in(tx, ballot_id)), add=True)
    await tx.flush()
    return ballot


async def void(tx: AsyncSession, me: Who, ballot_id: int, reason: str, now: datetime) -> Ballot:
    """End the ballot without counting it; nobody learns how anybody voted. The caller destroys the key (`finish`)."""
    ballot = await _to_end(tx, me, ballot_id)
    return await _end_void(tx, ballot, me, reason, now)


async def finish(box: Box, ballot: Ballot) -> None:
    """After the commit that ended it: the key and the papers go. A kill before this leaves it to the next start."""
    if ballot.box and not ballot.is_open:
        await box.destroy(ballot.box)
        box.drop(ballot.number)


async def tidy(session: AsyncSession, box: Box) -> int:
    """Destroy the keys of ballots that are not open; gives how many."""
    names = await session.exec(select(Ballot.box).where(col(Ballot.state) == BallotState.OPEN.value))
    return await box.keep_only({name for name in names.all() if name})


async def voters_of(session: AsyncSession, ballot_id: int) -> list[BallotVoter]:
    """Everyone entitled to vote in it."""
    query = select(BallotVoter).where(col(BallotVoter.ballot_id) == ballot_id).order_by(col(BallotVoter.person_id))
    return list((await session.exec(query)).all())


async def _to_end(tx: AsyncSession, me: Who, ballot_id: int) -> Ballot:
    ballot = await tx.get(Ballot, ballot_id)
    if ballot is None:
        raise Refusal(Refused.GONE)
    meeting = await tx.get(Meeting, ballot.meeting_id)
    if meeting is None or not may_chair(me, meeting):
        raise Refusal(Refused.NOT_CHAIR)
    if not ballot.is_open:
        raise Refusal(Refused.OVER)
    return ballot


async def _end_void(tx: AsyncSession, ballot: Ballot, me: Who, reason: str, now: datetime) -> Ballot:
    ballot.state, ballot.void_reason = BallotState.VOID.value, reason
    ballot.closed_at, ballot.closed_by = now, me.person_id
    tx.add(ballot)
    await tx.exec(delete(BallotPaper).where(col(BallotPaper.ballot_id) == ballot.number))
    await tx.exec(update(BallotVoter).where(col(BallotVoter.ballot_id) == ballot.number).values(choices=None))
    await minutes.write(tx, ballot.meeting_id, f"【表决】{ballot.title}：作废（{reason}）。", add=True)
    await tx.flush()
    return ballot


async def _votes(
    tx: AsyncSession, box: Box, ballot: Ballot, voters: list[BallotVoter]
) -> tuple[list[set[int]], list[str]]:
    if not ballot.secret:
        return [set(voter.choices or ()) for voter in voters if voter.voted], []
    sealed = (await tx.exec(select(BallotPaper.sealed).where(col(BallotPaper.ballot_id) == ballot.number))).all()
    opened = [json.loads(vote) for vote in await box.open(ballot.box or "", ballot.number, sealed)]
    return [set(chosen) for chosen, _ in opened], [receipt for _, receipt in opened]


async def _present(tx: AsyncSession, ballot: Ballot, voters: list[BallotVoter], meeting: Meeting) -> int:
    """Which of them were there: also somebody who voted and whom the roll has lost since."""
    here = {
        each.person_id
        for each in (await roll_of(tx, meeting)).everyone
        if may_vote_now(each.row.how, remote=ballot.remote)
    }
    return sum(voter.voted or (voter.person_id in here and not voter.written) for voter in voters)
