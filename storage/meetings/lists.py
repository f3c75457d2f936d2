"""Lists of meetings: a person's, a branch's month, the published feed; and what a branch owes in a month."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from sqlmodel import and_, case, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring import duties
from scoring.duties import Duty, period_of
from storage.engine.columns import unsought
from storage.engine.refusal import Refusal
from storage.meetings.facts import facts_by_branch
from storage.meetings.joint import held_by
from storage.meetings.rows import (
    AHEAD,
    ENDED,
    Attendance,
    Leave,
    Meeting,
    MeetingState,
    Refused,
    Spoken,
    without_minutes,
)
from storage.meetings.waiting import WRITTEN_WITHIN
from storage.people import going_live
from storage.people.directory import Branch, Who
from storage.people.finding import MOST, Words, bears, reached
from storage.people.rights import Act
from storage.rules.regulations import duty_rules, own

VIDEO_CHAT_WINDOW = timedelta(hours=3)


async def find(session: AsyncSession, meeting_id: int) -> Meeting:
    """One meeting. Raises Refusal."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None:
        raise Refusal(Refused.GONE)
    return meeting


async def standing(session: AsyncSession, meeting_id: int) -> Meeting:
    """One meeting that was not called off. Raises Refusal."""
    meeting = await find(session, meeting_id)
    if meeting.state == MeetingState.CANCELLED:
        raise Refusal(Refused.CANCELLED)
    return meeting


async def expected(session: AsyncSession, meeting_id: int, person_id: int) -> Attendance:
    """The row of one who is expected there. Raises Refusal."""
    row = await session.get(Attendance, (meeting_id, person_id))
    if row is None:
        raise Refusal(Refused.NOT_EXPECTED)
    return row


async def attended(session: AsyncSession, person_id: int) -> list[tuple[Meeting, Attendance]]:
    """The meetings that expected somebody and were not called off, newest first."""
    query = (
        select(Meeting, Attendance)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(col(Attendance.person_id) == person_id, col(Meeting.state) != MeetingState.CANCELLED.value)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    return [(meeting, row) for meeting, row in (await session.exec(query)).all()]


async def taken_part(session: AsyncSession, person_id: int) -> list[tuple[datetime, bool]]:
    """When somebody took part in meetings that are over, in whichever way, oldest first; and whether they conducted it."""
    query = (
        select(Meeting.starts_at, Meeting.chair_id)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(
            col(Attendance.person_id) == person_id,
            col(Attendance.how).is_not(None),
            unsought(col(Meeting.state)).in_([state.value for state in ENDED]),
        )
        .order_by(unsought(col(Meeting.starts_at)))
    )
    return [(at, chair == person_id) for at, chair in (await session.exec(query)).all()]


async def spoken_by(session: AsyncSession, person_id: int) -> list[tuple[Meeting, Spoken]]:
    """What somebody said during meetings, newest first."""
    query = (
        select(Meeting, Spoken)
        .join(Spoken, col(Spoken.meeting_id) == col(Meeting.id))
        .where(col(Spoken.person_id) == person_id)
        .order_by(col(Spoken.id).desc())
    )
    return [(meeting, spoken) for meeting, spoken in (await session.exec(query)).all()]


async def of_person(session: AsyncSession, person_id: int, *, limit: int = 60) -> list[tuple[Meeting, Attendance]]:
    """The meetings that expect a person: open and coming ones first, nearest first, then past ones, latest first."""
    query = (
        select(Meeting, Attendance)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(col(Attendance.person_id) == person_id)
        .order_by(col(Meeting.starts_at).desc())
        .limit(limit)
    )
    found = [(meeting, row) for meeting, row in (await session.exec(query)).all()]
    ahead = [pair for pair in found if pair[0].state in AHEAD]
    return [*reversed(ahead), *(pair for pair in found if pair not in ahead)]


async def undone(session: AsyncSession, person_id: int, now: datetime) -> list[Meeting]:
    """The meetings that a person conducts, oldest first: those not opened although their hour has come, those begun before today
    (`now` in the bureau's zone) and not ended, and those ended in the last `WRITTEN_WITHIN` without minutes."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    unopened = and_(col(Meeting.state) == MeetingState.PLANNED.value, col(Meeting.starts_at) <= now)
    begun = and_(col(Meeting.state) == MeetingState.OPEN.value, col(Meeting.opened_at) < midnight)
    unwritten = and_(col(Meeting.closed_at) > now - WRITTEN_WITHIN, without_minutes())
    query = select(Meeting).where(col(Meeting.chair_id) == person_id, or_(unopened, begun, unwritten))
    return list((await session.exec(query.order_by(col(Meeting.starts_at), col(Meeting.id)))).all())


async def due(session: AsyncSession, person_id: int, now: datetime) -> list[Meeting]:
    """Those that go on or are today and expect a person who is neither there nor on leave; `now` is in the bureau's zone."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    query = (
        select(Meeting)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(
            col(Attendance.person_id) == person_id,
            col(Attendance.how).is_(None),
            col(Attendance.leave).is_distinct_from(Leave.GRANTED.value),
            col(Meeting.state).in_(AHEAD),
            col(Meeting.starts_at) < tomorrow,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return list((await session.exec(query)).all())


async def of_branch(
    session: AsyncSession, branch_id: int, first: date, last: date, zone: tzinfo | None
) -> list[Meeting]:
    """A branch's meetings from the first to the last day, latest first; those held together with others too."""
    start, end = datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)
    query = (
        select(Meeting)
        .where(held_by(branch_id), col(Meeting.starts_at) >= start, col(Meeting.starts_at) < end)
        .order_by(col(Meeting.starts_at).desc())
    )
    return list((await session.exec(query)).all())


async def published(session: AsyncSession, *, offset: int, limit: int) -> tuple[list[tuple[Meeting, str]], int]:
    """Published meetings of all branches with their names, newest first; and how many there are."""
    shown = col(Meeting.published_at).is_not(None)
    total = (await session.exec(select(func.count()).select_from(Meeting).where(shown))).one()
    query = (
        select(Meeting, Branch.name)
        .join(Branch, col(Branch.id) == col(Meeting.branch_id))
        .where(shown)
        .order_by(col(Meeting.published_at).desc(), col(Meeting.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return [(meeting, name) for meeting, name in (await session.exec(query)).all()], total


async def around(session: AsyncSession, branch_id: int, now: datetime) -> Meeting | None:
    """The branch's planned or open meeting of this hour: the nearest one within three hours."""
    query = select(Meeting).where(
        col(Meeting.branch_id) == branch_id,
        col(Meeting.state).in_(AHEAD),
        col(Meeting.starts_at) >= now - VIDEO_CHAT_WINDOW,
        col(Meeting.starts_at) <= now + VIDEO_CHAT_WINDOW,
    )
    found = (await session.exec(query)).all()
    return min(found, key=lambda meeting: abs(meeting.starts_at - now), default=None)


async def live_of(session: AsyncSession, branch_id: int) -> Meeting | None:
    """The branch's meeting whose live stream is on, the one that began last."""
    query = (
        select(Meeting)
        .where(
            col(Meeting.branch_id) == branch_id,
            col(Meeting.state) == MeetingState.OPEN.value,
            col(Meeting.live_since).is_not(None),
            col(Meeting.live_until).is_(None),
        )
        .order_by(col(Meeting.live_since).desc())
    )
    return (await session.exec(query)).first()


async def open_for(session: AsyncSession, person_id: int) -> list[Meeting]:
    """The meetings that are open now and expect that person."""
    query = (
        select(Meeting)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(col(Attendance.person_id) == person_id, col(Meeting.state) == MeetingState.OPEN.value)
        .order_by(col(Meeting.starts_at))
    )
    return list((await session.exec(query)).all())


async def duties_of(
    session: AsyncSession, branch_id: int, month: date, today: date, zone: tzinfo | None
) -> tuple[Duty, ...]:
    """What a branch owes in the periods that contain `month`, each rule by itself."""
    return tuple(await duties_in(session, branch_id, [month], today, zone))


async def duties_in(
    session: AsyncSession, branch_id: int, months: Sequence[date], today: date, zone: tzinfo | None
) -> list[Duty]:
    """What a branch owes in the periods that contain one of those days; a period that several share is there once."""
    began = await going_live.began(session)
    return (await duties_by_branch(session, [branch_id], months, today, zone, began=began))[branch_id]


async def duties_by_branch(
    session: AsyncSession,
    branch_ids: Sequence[int],
    months: Sequence[date],
    today: date,
    zone: tzinfo | None,
    *,
    began: date | None,
) -> dict[int, list[Duty]]:
    """As `duties_in`, of several branches by three questions. What fell due before the bureau `began` with the bot, and was not entered,
    is left out."""
    rules = duty_rules(own())
    periods = [period_of(month, rule.per) for rule in rules for month in months]
    first, last = min(first for first, _ in periods), max(last for _, last in periods)
    owed: dict[int, list[Duty]] = {}
    for branch, facts in (await facts_by_branch(session, branch_ids, first, last, zone)).items():
        found = {
            (duty.rule.key, duty.group, duty.first): duty
            for month in months
            for duty in duties.branch_duties(
                facts.meetings, rules, facts.groups, month, today, has_committee=facts.has_committee
            )
        }
        owed[branch] = [
            duty
            for duty in found.values()
            if not (duty.state is duties.DutyState.MISSING and began and duty.last < began)
        ]
    return owed


async def bearing(session: AsyncSession, me: Who, words: Words) -> Sequence[Meeting]:
    """The meetings that person may see which bear the words, newest first: their own, those of as far as one sees. Of minutes only
    what is published."""
    expected = select(Attendance.meeting_id).where(col(Attendance.person_id) == me.person_id)
    seen = or_(
        reached(me, Act.SEE_MEETINGS, col(Meeting.branch_id)),
        col(Meeting.chair_id) == me.person_id,
        col(Meeting.id).in_(expected),
    )
    published = case((col(Meeting.published_at).is_not(None), col(Meeting.minutes)), else_="")
    said = bears(words, col(Meeting.title), col(Meeting.place), col(Meeting.agenda), published)
    query = select(Meeting).where(seen, said).order_by(col(Meeting.starts_at).desc()).limit(MOST)
    return (await session.exec(query)).all()
