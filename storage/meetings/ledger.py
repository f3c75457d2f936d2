"""Meetings in the ledger: the branches' recurring duties, each meeting, and who owed or made a make-up."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from scoring.duties import SET_BY, Duty, DutyState, MeetingKind
from storage.ledger import Entry, Scope, Standing, standing
from storage.meetings import lists
from storage.meetings.make_ups import first_material, term
from storage.meetings.roll import quorums
from storage.meetings.rows import ENDED, Attendance, How, Leave, Meeting, MeetingState, without_minutes
from storage.people import directory
from storage.people.directory import Person

_DUTIES = {
    DutyState.DONE: Standing.DONE,
    DutyState.PLANNED: Standing.DUE,
    DutyState.DUE: Standing.DUE,
    DutyState.MISSING: Standing.LATE,
}
_VOTING = {MeetingKind.COMMITTEE, MeetingKind.GENERAL}
_HOW = {How.ON_SPOT.value: "现场签到", How.LIVE.value: "看直播", How.MADE_UP.value: "已补课"}


async def duties(session: AsyncSession, scope: Scope) -> list[Entry]:
    """What each branch owed in periods that end within the scope, or run on beyond it; a person by themself owes none."""
    if scope.person_id is not None:
        return []
    months = _months(scope)
    entries = []
    for branch_id, branch in (await directory.branch_names(session)).items():
        if scope.branch_id not in (None, branch_id) or not months:
            continue
        for duty in await lists.duties_in(session, branch_id, months, scope.today, scope.zone):
            if duty.last <= scope.last or duty.last >= scope.today:
                entries.append(_duty(duty, branch_id, branch))
    return entries


def _months(scope: Scope) -> list[date]:
    """The first days of the scope's months that have begun."""
    months = []
    month = scope.first.replace(day=1)
    while month <= min(scope.last, scope.today):
        months.append(month)
        month = add_months(month, 1)
    return months


def _duty(duty: Duty, branch_id: int, branch: str) -> Entry:
    what = f"{duty.rule.subject}（{duty.group}）" if duty.group else duty.rule.subject
    waiting = f"，{duty.unpublished} 场待公布" if duty.unpublished else ""
    return Entry(
        record=branch_id,
        branch_id=branch_id,
        branch=branch,
        what=f"{what}　{duty.first:%Y-%m}" + ("" if duty.first.month == duty.last.month else f" 至 {duty.last:%m}"),
        on=duty.last,
        done=duty.days[-1] if duty.state is DutyState.DONE else None,
        standing=_DUTIES[duty.state],
        note=f"{SET_BY[duty.rule.set_by]}，{duty.done}/{duty.rule.count}{waiting}",
    )


async def meetings(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each meeting that was not called off; for a person, those that expected them."""
    names = await directory.branch_names(session)
    query = (
        select(Meeting)
        .where(
            col(Meeting.starts_at) >= scope.start,
            col(Meeting.starts_at) < scope.end,
            col(Meeting.state) != MeetingState.CANCELLED.value,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    if scope.branch_id is not None:
        query = query.where(col(Meeting.branch_id) == scope.branch_id)
    mine: dict[int, Attendance] = {}
    if scope.person_id is not None:
        rows = await session.exec(select(Attendance).where(col(Attendance.person_id) == scope.person_id))
        mine = {row.meeting_id: row for row in rows.all()}
    found = [
        meeting for meeting in (await session.exec(query)).all() if scope.person_id is None or meeting.number in mine
    ]
    counted = await _counts(session, scope)
    lacking = {} if mine else await _lacking(session, found)
    return [
        Entry(
            record=meeting.number,
            branch_id=meeting.branch_id,
            branch=names.get(meeting.branch_id, ""),
            what=meeting.title,
            on=scope.day(meeting.starts_at),
            done=scope.day(meeting.starts_at) if meeting.state in ENDED else None,
            standing=_held(meeting, scope),
            note=_own(mine[meeting.number])
            if mine
            else counted.get(meeting.number, "") + lacking.get(meeting.number, ""),
        )
        for meeting in found
    ]


def _held(meeting: Meeting, scope: Scope) -> Standing:
    if meeting.state in ENDED:
        return Standing.DONE
    return Standing.DUE if scope.day(meeting.starts_at) >= scope.today else Standing.LATE


def _own(row: Attendance) -> str:
    if row.how is not None:
        return _HOW[row.how]
    return "请假" if row.leave == Leave.GRANTED else "未参加"


async def _lacking(session: AsyncSession, found: Sequence[Meeting]) -> dict[int, str]:
    """What whoever looks over the branches should see of meetings that are over."""
    over = {meeting.number: meeting for meeting in found if meeting.state in ENDED}
    silent = set((await session.exec(select(Meeting.id).where(col(Meeting.id).in_(over), without_minutes()))).all())
    counted, said = await quorums(session, over), {}
    for number, meeting in over.items():
        short = meeting.kind_set & _VOTING and number in counted and not counted[number].met
        said[number] = ("，⚠️ 未达法定人数" if short else "") + ("，⚠️ 记录未写" if number in silent else "")
    return said


async def _counts(session: AsyncSession, scope: Scope) -> dict[int, str]:
    query = (
        select(Attendance.meeting_id, Attendance.how, Attendance.leave, func.count())
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .where(col(Meeting.starts_at) >= scope.start, col(Meeting.starts_at) < scope.end)
        .group_by(col(Attendance.meeting_id), col(Attendance.how), col(Attendance.leave))
    )
    counts: dict[int, dict[str, int]] = {}
    for meeting_id, how, leave, number in (await session.exec(query)).all():
        kind = _HOW[how] if how else "请假" if leave == Leave.GRANTED else "缺席"
        found = counts.setdefault(meeting_id, {"应到": 0})
        found["应到"] += number
        found[kind] = found.get(kind, 0) + number
    return {key: "，".join(f"{word} {number}" for word, number in found.items()) for key, found in counts.items()}


async def make_ups(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Who made a missed meeting of that time up, or still owes it though it can be made up."""
    names = await directory.branch_names(session)
    material = first_material()
    query = (
        select(Meeting, Attendance, Person, material.c.at)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .join(material, material.c.meeting_id == col(Meeting.id), isouter=True)
        .where(
            col(Meeting.starts_at) >= scope.start,
            col(Meeting.starts_at) < scope.end,
            col(Meeting.state).in_(ENDED),
            col(Attendance.how).is_(None) | (col(Attendance.how) == How.MADE_UP.value),
            col(Person.left_at).is_(None),
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.police_no))
    )
    if scope.branch_id is not None:
        query = query.where(col(Meeting.branch_id) == scope.branch_id)
    if scope.person_id is not None:
        query = query.where(col(Attendance.person_id) == scope.person_id)
    entries = []
    for meeting, row, person, since_at in (await session.exec(query)).all():
        if row.how is None and since_at is None:
            continue
        since = scope.day(since_at) if since_at else scope.day(row.at or meeting.starts_at)
        due = since + term() if since_at else since
        done = scope.day(row.at) if row.how is not None and row.at is not None else None
        entries.append(
            Entry(
                record=meeting.number,
                branch_id=meeting.branch_id,
                branch=names.get(meeting.branch_id, ""),
                what=meeting.title,
                on=due,
                done=done,
                standing=standing(due, done, scope.today),
                person_id=person.id,
                person=person.name,
                police_no=person.police_no,
                note="请假" if row.leave == Leave.GRANTED else "",
            )
        )
    return entries
