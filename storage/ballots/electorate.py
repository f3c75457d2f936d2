"""Who takes part in a vote, whether enough of them are there, who is left out of those due, and whom one may write in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from scoring.votes import Quorum, quorum
from storage import discipline
from storage.ballots.rows import LeftOut, Refused
from storage.engine.refusal import Refusal
from storage.meetings.roll import OnRoll, Roll, day_of, roll_of
from storage.meetings.rows import AHEAD, How, Meeting, may_chair
from storage.people.directory import Who, people_of
from storage.people.posts import Category
from storage.rules.regulations import Regulation, vote_rule

LEFT_OUT_RULE = "election_left_out"
LONGEST_GROUND, LONGEST_AGREED = 100, 60


def may_vote_now(how: str | None, *, remote: bool) -> bool:
    """Whether that way of taking part lets one vote: on the spot, and by live stream where the rule says so."""
    return how == How.ON_SPOT or (remote and how == How.LIVE)


def graded_of(roll: Roll) -> list[OnRoll]:
    """Those on the roll whom an appraisal grades."""
    return [each for each in roll.everyone if each.category is Category.FULL_MEMBER]


@dataclass(frozen=True)
class Electorate:
    """Who takes part in a vote under a rule, and who was left out of those due."""

    meeting: Meeting
    roll: Roll
    rule: Regulation
    voters: list[OnRoll]
    left_out: list[OnRoll]

    @property
    def quorum(self) -> Quorum:
        """Whether enough of them are there."""
        remote = self.rule.flag("remote_vote")
        present = sum(may_vote_now(each.row.how, remote=remote) for each in self.voters)
        return quorum(len(self.voters), present, vote_rule(self.rule))


async def electorate(session: AsyncSession, meeting: Meeting, rule: Regulation) -> Electorate:
    """Those on the roll with a vote; where the rule says so the 预备党员 too, and not those who are left out and have not come."""
    roll = await roll_of(session, meeting)
    out = {row.person_id for row in await left_out_of(session, meeting.number)} if rule.flag("leaves_out") else set()
    also = {Category.PROBATIONARY} if rule.flag("probationers") else set()
    due = [each for each in roll.everyone if each.entitled or each.category in also]
    away = [each for each in due if each.person_id in out and not each.here]
    return Electorate(meeting, roll, rule, [each for each in due if each not in away], away)


async def missing(session: AsyncSession, meeting: Meeting, roll: Roll) -> list[str]:
    """Those who would have a vote at a meeting of that branch (or group) and are not on the roll.

    Leaving somebody out would make the majority smaller than the rule has it.
    """
    if meeting.group_id is None and not meeting.kind_set & {MeetingKind.GENERAL, MeetingKind.APPRAISAL}:
        return []
    known = {each.person_id for each in roll.everyone}
    return [who.name for who in await _with_rights(session, meeting) if who.person_id not in known]


async def others(session: AsyncSession, meeting: Meeting, candidates: Collection[str]) -> list[str]:
    """Whom one may write in (另选他人): who can be elected there and does not stand; of two with one name the number is said."""
    found = [who for who in await _with_rights(session, meeting) if who.name not in candidates]
    names = [who.name for who in found]
    return [who.name if names.count(who.name) == 1 else f"{who.name}（{who.police_no}）" for who in found]


async def cannot_stand(session: AsyncSession, meeting: Meeting, candidates: Collection[str]) -> list[str]:
    """Those of the branch among the candidates who cannot be elected: no 正式党员, or without their rights."""
    people = await people_of(session, branch_id=meeting.branch_id, group_id=meeting.group_id)
    rights = {who.name for who in await _with_rights(session, meeting)}
    known = {who.name for who in people}
    return [name for name in candidates if name in known and name not in rights]


async def _with_rights(session: AsyncSession, meeting: Meeting) -> list[Who]:
    people = await people_of(session, branch_id=meeting.branch_id, group_id=meeting.group_id)
    full = [who for who in people if who.category is Category.FULL_MEMBER]
    without = await discipline.without_vote(session, [who.person_id for who in full], day_of(meeting))
    return [who for who in full if who.person_id not in without]


async def left_out_of(session: AsyncSession, meeting_id: int) -> list[LeftOut]:
    """Who is not counted among those due at the elections of a meeting."""
    query = select(LeftOut).where(col(LeftOut.meeting_id) == meeting_id).order_by(col(LeftOut.id))
    return list((await session.exec(query)).all())


async def check_leave_out(session: AsyncSession, me: Who, meeting_id: int, person_id: int | None = None) -> None:
    """Raises Refusal where that person (or anybody) cannot be left out."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None or meeting.state not in AHEAD:
        raise Refusal(Refused.OVER)
    if not may_chair(me, meeting):
        raise Refusal(Refused.NOT_CHAIR)
    if person_id is None:
        return
    row = (await roll_of(session, meeting)).of(person_id)
    if row is None or not row.entitled:
        raise Refusal(Refused.NOT_DUE)
    if row.here:
        raise Refusal(Refused.CAME)


async def leave_out(
    tx: AsyncSession,
    me: Who,
    meeting_id: int,
    person_id: int,
    *,
    ground: str,
    agreed_by: str,
    agreed_on: date,
    now: datetime,
) -> LeftOut:
    """With who agreed to it and when; said again it takes the earlier one's place."""
    await check_leave_out(tx, me, meeting_id, person_id)
    if not ground.strip() or not agreed_by.strip():
        raise Refusal(Refused.NO_CONSENT)
    row = LeftOut(
        meeting_id=meeting_id, person_id=person_id, ground=ground.strip(), agreed_by=agreed_by.strip(),
        agreed_on=agreed_on, entered_by=me.person_id, at=now,
    )  # fmt: skip
    for earlier in await left_out_of(tx, meeting_id):
        if earlier.person_id == person_id:
            await tx.delete(earlier)
    await tx.flush()
    tx.add(row)
    await tx.flush()
    return row


async def take_in(tx: AsyncSession, me: Who, meeting_id: int, person_id: int) -> None:
    """Count them again."""
    await check_leave_out(tx, me, meeting_id)
    for row in await left_out_of(tx, meeting_id):
        if row.person_id == person_id:
            await tx.delete(row)
