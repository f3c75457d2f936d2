"""Calling a meeting, changing it, calling it off."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.meetings.rows import Attendance, Meeting, MeetingChange, MeetingState, Refused
from storage.people import Who, people_of
from storage.posts import MEMBERS, Category, Post

_COMMITTEE = {Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.ORGANISATION, Post.PUBLICITY, Post.DISCIPLINE}
_TAUGHT = MEMBERS | {Category.ACTIVIST, Category.PROSPECT}
CHANGEABLE = {"title": "名称", "starts_at": "时间", "place": "地点", "live_url": "直播链接", "agenda": "议程"}
"""What can be changed about a called meeting, and how it is named."""


async def propose_expected(
    session: AsyncSession, kinds: Iterable[MeetingKind], branch_id: int, group_id: int | None
) -> list[Who]:
    """Who should come, by the kind: the committee, the group's members, all members, or members and those being taught."""
    wanted = set(kinds)
    people = await people_of(session, branch_id=branch_id, group_id=group_id)
    if wanted == {MeetingKind.COMMITTEE}:
        return [who for who in people if who.posts & _COMMITTEE]
    categories = _TAUGHT if wanted == {MeetingKind.LECTURE} else MEMBERS
    return [who for who in people if who.category in categories]


async def call(
    tx: AsyncSession,
    *,
    kinds: frozenset[MeetingKind],
    branch_id: int,
    group_id: int | None,
    title: str,
    starts_at: datetime,
    place: str,
    live_url: str | None,
    agenda: str,
    chair_id: int,
    expected: Iterable[int],
    now: datetime,
) -> Meeting | Refused:
    """Store a meeting with its roll. Only people of the branch are put on it."""
    if starts_at <= now:
        return Refused.PAST
    wanted = set(expected)
    people = [who for who in await people_of(tx, branch_id=branch_id) if who.person_id in wanted]
    if not people:
        return Refused.NOBODY
    meeting = Meeting(
        branch_id=branch_id,
        group_id=group_id,
        kinds="+".join(kind.value for kind in MeetingKind if kind in kinds),
        title=title,
        starts_at=starts_at,
        place=place,
        live_url=live_url,
        agenda=agenda,
        chair_id=chair_id,
        called_by=chair_id,
        called_at=now,
        secret=secrets.token_hex(16),
    )
    tx.add(meeting)
    await tx.flush()
    tx.add_all(_row(meeting.number, who) for who in people)
    await tx.flush()
    return meeting


def _row(meeting_id: int, who: Who) -> Attendance:
    entitled = who.category is Category.FULL_MEMBER
    return Attendance(meeting_id=meeting_id, person_id=who.person_id, entitled=entitled)


async def change(
    tx: AsyncSession, meeting_id: int, what: str, new: str | datetime | None, *, by: int, reason: str, now: datetime
) -> Meeting | Refused:
    """Change one of `CHANGEABLE`, with its trace. Raises KeyError for anything else."""
    meeting = await _planned(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    if what == "starts_at" and (not isinstance(new, datetime) or new <= now):
        return Refused.PAST
    old = getattr(meeting, what)
    setattr(meeting, what, new)
    tx.add(meeting)
    tx.add(_trace(meeting, CHANGEABLE[what], old, new, by=by, reason=reason, now=now))
    await tx.flush()
    return meeting


async def change_expected(
    tx: AsyncSession, meeting_id: int, expected: Iterable[int], *, by: int, reason: str, now: datetime
) -> tuple[set[int], set[int]] | Refused:
    """Make the roll hold exactly those people; gives who was added and who was taken off."""
    meeting = await _planned(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    wanted = set(expected)
    if not wanted:
        return Refused.NOBODY
    query = select(Attendance.person_id).where(col(Attendance.meeting_id) == meeting_id)
    known = set((await tx.exec(query)).all())
    gone = known - wanted
    added = [who for who in await people_of(tx, ids=wanted - known) if who.branch_id == meeting.branch_id]
    await tx.exec(
        delete(Attendance).where(col(Attendance.meeting_id) == meeting_id, col(Attendance.person_id).in_(gone))
    )
    tx.add_all(_row(meeting_id, who) for who in added)
    new = len(known) - len(gone) + len(added)
    tx.add(_trace(meeting, "应到人员", f"{len(known)} 人", f"{new} 人", by=by, reason=reason, now=now))
    await tx.flush()
    return {who.person_id for who in added}, gone


async def cancel(tx: AsyncSession, meeting_id: int, *, by: int, reason: str, now: datetime) -> Meeting | Refused:
    """Call it off; everything about it stays readable."""
    meeting = await _planned(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED.value, reason
    tx.add(meeting)
    tx.add(_trace(meeting, "状态", "已召集", "已取消", by=by, reason=reason, now=now))
    await tx.flush()
    return meeting


async def _planned(tx: AsyncSession, meeting_id: int) -> Meeting | Refused:
    meeting = await tx.get(Meeting, meeting_id)
    if meeting is None:
        return Refused.GONE
    if meeting.state == MeetingState.CANCELLED:
        return Refused.CANCELLED
    return meeting if meeting.state == MeetingState.PLANNED else Refused.NOT_PLANNED


def _trace(
    meeting: Meeting, what: str, old: object, new: object, *, by: int, reason: str, now: datetime
) -> MeetingChange:
    def text(value: object) -> str:
        return value.isoformat() if isinstance(value, datetime) else str(value or "")

    return MeetingChange(
        meeting_id=meeting.number, by=by, at=now, what=what, old=text(old), new=text(new), reason=reason
    )
