"""Calling a meeting, changing it, calling it off."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.engine.refusal import Refusal
from storage.meetings import joint, lecturers
from storage.meetings.lists import standing
from storage.meetings.roll import settle
from storage.meetings.rows import AHEAD, Attendance, Meeting, MeetingChange, MeetingState, Refused, kinds_word
from storage.people.branches import calls_auxiliaries
from storage.people.directory import Group, Who, people_of
from storage.people.posts import COMMITTEE_POSTS, MEMBERS, Category
from storage.people.stale import touch

_TAUGHT = MEMBERS | {Category.ACTIVIST, Category.PROSPECT}
CHANGEABLE = {"title": "名称", "starts_at": "时间", "place": "地点", "live_url": "直播链接", "agenda": "议程"}
"""What can be changed about a called meeting, and how it is named."""


async def propose_expected(
    session: AsyncSession, kinds: Iterable[MeetingKind], branch_id: int, group_id: int | None
) -> list[Who]:
    """Who should come, by the kind: the committee, the group's members, all members, or members and those being taught; to a theme
    day or a lecture the auxiliaries too, where the branch says so.

    A meeting of several kinds is for everybody whom one of them is for.
    """
    wanted = set(kinds)
    people = await people_of(session, branch_id=branch_id, group_id=group_id)
    if wanted == {MeetingKind.COMMITTEE}:
        return [who for who in people if who.posts & COMMITTEE_POSTS]
    categories = _TAUGHT if MeetingKind.LECTURE in wanted else MEMBERS
    if wanted <= joint.TOGETHER and await calls_auxiliaries(session, branch_id):
        categories |= {Category.AUXILIARY}
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
    lecturer_id: int | None = None,
) -> Meeting:
    """Store a meeting with its roll, and of a lecture with who gives it. Only people of the branch are put on the roll.

    Raises ValueError without any kind.
    """
    if not kinds:
        raise ValueError("a meeting is of at least one kind")
    if starts_at <= now:
        raise Refusal(Refused.PAST)
    if group_id is not None or MeetingKind.GROUP in kinds:
        group = await tx.get(Group, group_id) if group_id is not None else None
        if group is None or group.branch_id != branch_id:
            raise Refusal(Refused.NO_GROUP)
    wanted = set(expected)
    people = [who for who in await people_of(tx, branch_id=branch_id) if who.person_id in wanted]
    if not people:
        raise Refusal(Refused.NOBODY)
    meeting = Meeting(
        branch_id=branch_id,
        group_id=group_id,
        kinds=kinds_word(kinds),
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
    await _expect(tx, meeting, people)
    if MeetingKind.LECTURE in kinds:
        await lecturers.put(tx, meeting, lecturer_id)
    return meeting


async def _expect(tx: AsyncSession, meeting: Meeting, people: Collection[Who]) -> None:
    tx.add_all(Attendance(meeting_id=meeting.number, person_id=who.person_id, entitled=False) for who in people)
    await touch(tx, (who.person_id for who in people))
    await tx.flush()
    await settle(tx, meeting)


async def expect_too(tx: AsyncSession, meeting: Meeting, people: Collection[Who]) -> list[Who]:
    """Put them on the roll as well; gives those who were not on it."""
    query = select(Attendance.person_id).where(col(Attendance.meeting_id) == meeting.number)
    known = set((await tx.exec(query)).all())
    fresh = [who for who in people if who.person_id not in known]
    await _expect(tx, meeting, fresh)
    return fresh


async def change(
    tx: AsyncSession, meeting_id: int, what: str, new: str | datetime | None, *, by: int, reason: str, now: datetime
) -> Meeting:
    """Change one of `CHANGEABLE`, with its trace; what is so already leaves none. Raises KeyError for anything else."""
    named = CHANGEABLE[what]
    meeting = await _changeable(tx, meeting_id, [MeetingState.PLANNED])
    if what in ("title", "place") and not new:
        raise Refusal(Refused.BLANK)
    if what == "starts_at" and (not isinstance(new, datetime) or new <= now):
        raise Refusal(Refused.PAST)
    old = getattr(meeting, what)
    if old == new:
        return meeting
    setattr(meeting, what, new)
    tx.add(meeting)
    tx.add(_trace(meeting, named, old, new, by=by, reason=reason, now=now))
    await tx.flush()
    return meeting


async def change_expected(
    tx: AsyncSession, meeting_id: int, expected: Iterable[int], *, by: int, reason: str, now: datetime
) -> tuple[set[int], set[int]]:
    """Make the roll hold exactly those people; gives those who were added and those who were taken off.

    Until the end of the meeting: somebody who was forgotten has come and wants to check in. Who came stays on it.
    """
    meeting = await _changeable(tx, meeting_id, AHEAD)
    wanted = set(expected)
    query = select(Attendance.person_id, Attendance.how).where(col(Attendance.meeting_id) == meeting_id)
    ways = dict((await tx.exec(query)).all())
    known = set(ways)
    gone = known - wanted
    here = await joint.branches_of(tx, meeting)
    added = [who for who in await people_of(tx, ids=wanted - known) if who.branch_id in here]
    if gone == known and not added:
        raise Refusal(Refused.NOBODY)
    if any(ways[person] for person in gone):
        raise Refusal(Refused.CAME)
    if not gone and not added:
        return set(), set()
    await tx.exec(
        delete(Attendance).where(col(Attendance.meeting_id) == meeting_id, col(Attendance.person_id).in_(gone))
    )
    await touch(tx, gone)
    await _expect(tx, meeting, added)
    new = len(known) - len(gone) + len(added)
    tx.add(_trace(meeting, "应到人员", f"{len(known)} 人", f"{new} 人", by=by, reason=reason, now=now))
    await tx.flush()
    return {who.person_id for who in added}, gone


async def cancel(tx: AsyncSession, meeting_id: int, *, by: int, reason: str, now: datetime) -> Meeting:
    """Call it off; everything about it stays readable."""
    meeting = await _changeable(tx, meeting_id, [MeetingState.PLANNED])
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED.value, reason
    tx.add(meeting)
    tx.add(_trace(meeting, "状态", "已召集", "已取消", by=by, reason=reason, now=now))
    await tx.flush()
    return meeting


async def _changeable(tx: AsyncSession, meeting_id: int, states: Sequence[MeetingState]) -> Meeting:
    meeting = await standing(tx, meeting_id)
    if meeting.state not in states:
        raise Refusal(Refused.NOT_PLANNED)
    return meeting


def _trace(
    meeting: Meeting, what: str, old: object, new: object, *, by: int, reason: str, now: datetime
) -> MeetingChange:
    def text(value: object) -> str:
        return value.isoformat() if isinstance(value, datetime) else str(value or "")

    return MeetingChange(
        meeting_id=meeting.number, by=by, at=now, what=what, old=text(old), new=text(new), reason=reason
    )
