"""Inviting other branches to a meeting, and their secretaries' answers."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.meetings import joint, planning
from storage.meetings.joint import JointBranch
from storage.meetings.lists import find
from storage.meetings.rows import Meeting, MeetingState, Refused
from storage.people.access import Place, may
from storage.people.directory import Branch, Who
from storage.people.rights import Act


async def invite(tx: AsyncSession, meeting_id: int, branch_ids: Collection[int], by: int, now: datetime) -> set[int]:
    """Those branches are invited and no others; gives those who are asked now. Whoever has agreed stays. Raises Refusal."""
    meeting = await find(tx, meeting_id)
    joint.invitable(meeting)
    known = {row.branch_id: row for row, _ in await joint.invitations(tx, meeting_id)}
    if any(row.agreed and branch not in branch_ids for branch, row in known.items()):
        raise Refusal(Refused.HAS_AGREED)
    for branch, row in known.items():
        if branch not in branch_ids:
            await tx.delete(row)
    asked = {branch for branch in branch_ids if branch not in known or known[branch].agreed is False}
    for branch in sorted(asked):
        if branch == meeting.branch_id or await tx.get(Branch, branch) is None:
            raise Refusal(Refused.NO_BRANCH)
        row = known.get(branch) or JointBranch(meeting_id=meeting_id, branch_id=branch, invited_by=by, invited_at=now)
        row.invited_by, row.invited_at, row.agreed, row.reason = by, now, None, None
        tx.add(row)
    await tx.flush()
    return asked


async def answerable(
    session: AsyncSession, me: Who, meeting_id: int, branch_id: int, now: datetime
) -> tuple[Meeting, JointBranch]:
    """An invitation that this person can answer. Raises Refusal."""
    meeting, row = await found(session, me, meeting_id, branch_id)
    if row.agreed is not None:
        raise Refusal(Refused.ANSWERED)
    if meeting.state != MeetingState.PLANNED or meeting.starts_at <= now:
        raise Refusal(Refused.NOT_PLANNED if meeting.state != MeetingState.CANCELLED else Refused.CANCELLED)
    return meeting, row


async def found(session: AsyncSession, me: Who, meeting_id: int, branch_id: int) -> tuple[Meeting, JointBranch]:
    """An invitation of a branch that this person leads. Raises Refusal."""
    row = await session.get(JointBranch, (meeting_id, branch_id))
    if row is None or not may(me, Act.CALL_MEETING, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_INVITED)
    return await find(session, meeting_id), row


async def agree(tx: AsyncSession, me: Who, meeting_id: int, branch_id: int, now: datetime) -> tuple[Meeting, list[Who]]:
    """The branch takes part: its people are expected too, by the kind of meeting. Gives them. Raises Refusal."""
    meeting, row = await answerable(tx, me, meeting_id, branch_id, now)
    row.agreed, row.answered_by, row.answered_at = True, me.person_id, now
    tx.add(row)
    people = await planning.propose_expected(tx, meeting.kind_set, branch_id, None)
    return meeting, await planning.expect_too(tx, meeting, people)


async def refuse(tx: AsyncSession, me: Who, meeting_id: int, branch_id: int, *, reason: str, now: datetime) -> Meeting:
    """The branch does not take part. Raises Refusal."""
    meeting, row = await answerable(tx, me, meeting_id, branch_id, now)
    row.agreed, row.answered_by, row.answered_at, row.reason = False, me.person_id, now, reason
    tx.add(row)
    await tx.flush()
    return meeting
