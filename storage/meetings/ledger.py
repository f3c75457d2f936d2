"""Meetings in the ledger: the branches' recurring duties, each meeting, and who owed or made a make-up."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from scoring.duties import SET_BY, Duty, DutyState, MeetingKind
from storage.engine.columns import table_of, unsought
from storage.ledger import Entry, Scope, Standing, standing
from storage.meetings import joint, lists
from storage.meetings.make_ups import term
from storage.meetings.roll import quorum_of
from storage.meetings.rows import (
    ENDED,
    Attachment,
    Attendance,
    How,
    Leave,
    Meeting,
    MeetingState,
    Purpose,
    kinds_of,
    without_minutes,
)
from storage.people.directory import Person
from storage.people.taken import MARK, is_taken

_DUTIES = {
    DutyState.DONE: Standing.DONE,
    DutyState.PLANNED: Standing.DUE,
    DutyState.DUE: Standing.DUE,
    DutyState.MISSING: Standing.LATE,
}
_VOTING = {MeetingKind.COMMITTEE, MeetingKind.GENERAL}
_HOW = {How.ON_SPOT.value: "现场签到", How.LIVE.value: "看直播", How.MADE_UP.value: "已补课"}


class Counted(NamedTuple):
    """How many of a meeting took part in that way."""

    entitled: bool
    how: str | None
    leave: str | None
    number: int


async def duties(session: AsyncSession, scope: Scope) -> list[Entry]:
    """What each branch owed in periods that end within the scope, or run on beyond it; a person by themself owes none."""
    if scope.person_id is not None:
        return []
    months = _months(scope)
    names = {
        number: name for number, name in (await scope.standing(session)).items() if scope.branch_id in (None, number)
    }
    if not months or not names:
        return []
    ends = await scope.ends(session)
    owed = await lists.duties_by_branch(
        session, list(names), months, scope.today, scope.zone, began=await scope.began(session)
    )
    return [
        _duty(duty, branch_id, branch)
        for branch_id, branch in names.items()
        for duty in owed[branch_id]
        if duty.last <= scope.last or duty.last >= scope.today
        if duty.last < ends.get(branch_id, date.max) or duty.state is DutyState.DONE
    ]


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
    names = await scope.branches(session)
    if scope.person_id is not None:
        mine = select(*_TOLD, Attendance.how, Attendance.leave)  # type: ignore[call-overload]  # more columns than its overloads know
        mine = mine.join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        mine = mine.where(*of_scope(scope), col(Attendance.person_id) == scope.person_id).order_by(*_ORDER)
        return [
            _entry(Told(*told), scope, names, _own(how, leave))
            for *told, how, leave in (await session.exec(mine)).all()
        ]
    counted, together = await _counts(session, scope), await _together(session, scope)
    own = await _own_counts(session, together) if together else {}
    query = select(*_TOLD, without_minutes()).where(*of_scope(scope)).order_by(*_ORDER)  # type: ignore[call-overload]  # as above
    found = []
    for *told, silent in (await session.exec(query)).all():
        meeting = Told(*told)
        if meeting.number not in together:
            found.append(_entry(meeting, scope, names, _note(meeting, counted.get(meeting.number, ()), silent=silent)))
            continue
        # One entry for each branch, which counts its own people.
        for branch in (meeting.branch_id, *together[meeting.number]):
            if scope.branch_id in (None, branch):
                note = _note(meeting, own.get((meeting.number, branch), ()), silent=silent)
                found.append(_entry(meeting._replace(branch_id=branch), scope, names, f"联合，{note}"))
    return found


async def _together(session: AsyncSession, scope: Scope) -> Mapping[int, Sequence[int]]:
    """Meetings that are held by several branches, with the others."""
    return await scope.once("together", lambda: joint.within(session, scope.start, scope.end))


class Told(NamedTuple):
    """What the ledger says of a meeting."""

    number: int
    branch_id: int
    title: str
    kinds: str
    starts_at: datetime
    state: str
    taken: bool


_TOLD = (
    *(col(Meeting.id), Meeting.branch_id, Meeting.title, Meeting.kinds, col(Meeting.starts_at), Meeting.state),
    is_taken("meeting", col(Meeting.id)),
)
_ORDER = (col(Meeting.starts_at), col(Meeting.id))


def of_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """The meetings of that time (and branch) that were not called off."""
    here = [] if scope.branch_id is None else [joint.held_by(scope.branch_id)]
    held = col(Meeting.state) != MeetingState.CANCELLED.value
    return [col(Meeting.starts_at) >= scope.start, col(Meeting.starts_at) < scope.end, held, *here]


def _entry(meeting: Told, scope: Scope, names: Mapping[int, str], note: str) -> Entry:
    return Entry(
        record=meeting.number,
        branch_id=meeting.branch_id,
        branch=names.get(meeting.branch_id, ""),
        what=meeting.title,
        on=scope.day(meeting.starts_at),
        done=scope.day(meeting.starts_at) if meeting.state in ENDED else None,
        standing=_held(meeting, scope),
        note="，".join(filter(None, [MARK if meeting.taken else "", note])),
    )


def _held(meeting: Told, scope: Scope) -> Standing:
    if meeting.state in ENDED:
        return Standing.DONE
    return Standing.DUE if scope.day(meeting.starts_at) >= scope.today else Standing.LATE


def _own(how: str | None, leave: str | None) -> str:
    if how is not None:
        return _HOW[how]
    return "请假" if leave == Leave.GRANTED else "未参加"


def _note(meeting: Told, counts: Sequence[Counted], *, silent: bool) -> str:
    """Who came; and what whoever looks over the branches should see of a meeting that is over."""
    found: dict[str, int] = {}
    for each in counts:
        kind = _HOW[each.how] if each.how else "请假" if each.leave == Leave.GRANTED else "缺席"
        found["应到"] = found.get("应到", 0) + each.number
        found[kind] = found.get(kind, 0) + each.number
    said = "，".join(f"{word} {number}" for word, number in found.items())
    if meeting.state not in ENDED:
        return said
    entitled = sum(each.number for each in counts if each.entitled)
    on_spot = sum(each.number for each in counts if each.entitled and each.how == How.ON_SPOT)
    short = (
        not meeting.taken and entitled and kinds_of(meeting.kinds) & _VOTING and not quorum_of(entitled, on_spot).met
    )
    return said + ("，⚠️ 未达法定人数" if short else "") + ("，⚠️ 记录未写" if silent else "")


async def _counts(session: AsyncSession, scope: Scope) -> dict[int, list[Counted]]:
    kinds = (col(Attendance.how), col(Attendance.leave), col(Attendance.entitled))
    query = (
        select(Attendance.meeting_id, *kinds, func.count())  # type: ignore[call-overload]  # more columns than its overloads know
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .where(*of_scope(scope))
        .group_by(col(Attendance.meeting_id), *kinds)
        .order_by(col(Attendance.meeting_id), *kinds)
    )
    counts: dict[int, list[Counted]] = {}
    for meeting_id, how, leave, entitled, number in (await session.exec(query)).all():
        counts.setdefault(meeting_id, []).append(Counted(bool(entitled), how, leave, number))
    return counts


async def _own_counts(session: AsyncSession, meetings: Collection[int]) -> dict[tuple[int, int], list[Counted]]:
    """Of meetings held together: each branch's own people."""
    kinds = (Person.branch_id, col(Attendance.how), col(Attendance.leave), col(Attendance.entitled))
    query = (
        select(Attendance.meeting_id, *kinds, func.count())  # type: ignore[call-overload]  # more columns than its overloads know
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(col(Attendance.meeting_id).in_(meetings))
        .group_by(col(Attendance.meeting_id), *kinds)
        .order_by(col(Attendance.meeting_id), *kinds)
    )
    counts: dict[tuple[int, int], list[Counted]] = {}
    for meeting_id, branch, how, leave, entitled, number in (await session.exec(query)).all():
        counts.setdefault((meeting_id, branch), []).append(Counted(bool(entitled), how, leave, number))
    return counts


async def make_ups(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Who made a missed meeting of that time up, or still owes it though it can be made up."""
    meeting, row, person, file = (table_of(each).c for each in (Meeting, Attendance, Person, Attachment))
    recorded = (
        select(func.min(file.at))
        .where(file.meeting_id == meeting.id, unsought(file.purpose) == Purpose.RECORDING.value)
        .scalar_subquery()
    )
    told = (meeting.id, meeting.branch_id, meeting.title, meeting.starts_at, row.how, row.at, row.leave)
    since_when = (recorded, meeting.published_at)
    query = (
        select(*told, *since_when, person.branch_id, person.id, person.name, person.police_no)  # type: ignore[call-overload]  # more columns than its overloads know
        .join_from(table_of(Meeting), table_of(Attendance), row.meeting_id == meeting.id)
        .join(table_of(Person), person.id == row.person_id)
        .where(
            meeting.starts_at >= scope.start,
            meeting.starts_at < scope.end,
            meeting.state.in_([each.value for each in ENDED]),
            row.how.is_(None) | (row.how == How.MADE_UP.value),
            person.left_at.is_(None),
        )
        .order_by(meeting.starts_at, meeting.id, person.police_no)
    )
    if scope.branch_id is not None:
        query = query.where(joint.held_by(scope.branch_id))
    if scope.person_id is not None:
        query = query.where(row.person_id == scope.person_id)
    names, entries, together = await scope.branches(session), [], await _together(session, scope)
    for number, host, title, began, how, at, leave, recorded_at, published_at, home, *whom in (
        await session.exec(query)
    ).all():
        branch = home if home in together.get(number, ()) else host
        if scope.branch_id not in (None, branch):
            continue
        # Since it can be made up, as `make_ups.owed` has it.
        material = min((each for each in (recorded_at, published_at) if each is not None), default=None)
        if how is None and material is None:
            continue
        since = scope.day(material) if material else scope.day(at or began)
        due = since + term() if material else since
        done = scope.day(at) if how is not None and at is not None else None
        person_id, name, police_no = whom
        entries.append(
            Entry(
                record=number,
                branch_id=branch,
                branch=names.get(branch, ""),
                what=title,
                on=due,
                done=done,
                standing=standing(due, done, scope.today),
                person_id=person_id,
                person=name,
                police_no=police_no,
                note="请假" if leave == Leave.GRANTED else "",
            )
        )
    return entries
