"""Looking at ballots: a meeting's, what waits for a person, who has voted, the receipts, the ledger."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ballots.electorate import may_vote_now
from storage.ballots.rows import Ballot, BallotReceipt, BallotState, BallotVoter, Refused
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope, Standing
from storage.meetings.rows import Attendance, Meeting, MeetingState, may_chair, place_of
from storage.people.access import may
from storage.people.directory import Person, Who
from storage.people.rights import Act


@dataclass(frozen=True)
class View:
    """A ballot as one person sees it; `mine` is their row if they are entitled."""

    ballot: Ballot
    meeting: Meeting
    mine: BallotVoter | None
    chairs: bool


async def view_of(session: AsyncSession, me: Who, ballot_id: int) -> View:
    """The ballot, for those who may see its meeting. Raises Refusal."""
    ballot = await session.get(Ballot, ballot_id)
    meeting = await session.get(Meeting, ballot.meeting_id) if ballot else None
    if ballot is None or meeting is None:
        raise Refusal(Refused.GONE)
    if not await may_see(session, me, meeting):
        raise Refusal(Refused.NOT_SEEN)
    mine = await session.get(BallotVoter, (ballot_id, me.person_id))
    return View(ballot, meeting, mine, may_chair(me, meeting))


async def may_see(session: AsyncSession, me: Who, meeting: Meeting) -> bool:
    """On the roll, conducting it, or overseeing it."""
    if may_chair(me, meeting) or may(me, Act.SEE_MEETINGS, place_of(meeting)):
        return True
    return await session.get(Attendance, (meeting.number, me.person_id)) is not None


async def of_meeting(session: AsyncSession, meeting_id: int) -> list[Ballot]:
    """Every ballot of a meeting, in order."""
    query = select(Ballot).where(col(Ballot.meeting_id) == meeting_id).order_by(col(Ballot.id))
    return list((await session.exec(query)).all())


async def has_open(session: AsyncSession, meeting_id: int) -> bool:
    """Whether something is being voted on there."""
    query = select(Ballot.id).where(col(Ballot.meeting_id) == meeting_id, col(Ballot.state) == BallotState.OPEN.value)
    return (await session.exec(query)).first() is not None


async def check_ended(session: AsyncSession, meeting_id: int) -> None:
    """Raises Refusal where a ballot keeps the meeting from its end."""
    if await has_open(session, meeting_id):
        raise Refusal(Refused.STILL_OPEN)


async def about(session: AsyncSession, subject: str) -> list[Ballot]:
    """Every counted ballot about a case, the newest last."""
    query = select(Ballot).where(col(Ballot.about) == subject, col(Ballot.state) == BallotState.COUNTED.value)
    return list((await session.exec(query.order_by(col(Ballot.id)))).all())


async def waiting_for(session: AsyncSession, person_id: int) -> list[Ballot]:
    """Where that person can vote now and has not."""
    query = (
        select(Ballot, Attendance.how)
        .join(BallotVoter, col(BallotVoter.ballot_id) == col(Ballot.id))
        .join(Meeting, col(Meeting.id) == col(Ballot.meeting_id))
        .join(
            Attendance,
            (col(Attendance.meeting_id) == col(Meeting.id)) & (col(Attendance.person_id) == person_id),
        )
        .where(
            col(BallotVoter.person_id) == person_id,
            col(BallotVoter.voted).is_(False),
            col(BallotVoter.written).is_(False),
            col(Ballot.state) == BallotState.OPEN.value,
            col(Meeting.state) == MeetingState.OPEN.value,
        )
    )
    return [ballot for ballot, how in (await session.exec(query)).all() if may_vote_now(how, remote=ballot.remote)]


@dataclass(frozen=True)
class Turnout:
    """One of those entitled: whether they are there, whether they have voted, and of a named ballot what."""

    person_id: int
    name: str
    here: bool
    voted: bool
    choices: tuple[int, ...]


async def turnout(session: AsyncSession, ballot: Ballot) -> list[Turnout]:
    """Everyone entitled, in the order of police numbers."""
    query = (
        select(BallotVoter, Person.name, Attendance.how)
        .join(Person, col(Person.id) == col(BallotVoter.person_id))
        .join(
            Attendance,
            (col(Attendance.person_id) == col(BallotVoter.person_id))
            & (col(Attendance.meeting_id) == ballot.meeting_id),
            isouter=True,
        )
        .where(col(BallotVoter.ballot_id) == ballot.number)
        .order_by(col(Person.police_no))
    )
    return [
        Turnout(
            row.person_id,
            name,
            may_vote_now(how, remote=ballot.remote) and not row.written,
            row.voted,
            tuple(sorted(row.choices or ())),
        )
        for row, name, how in (await session.exec(query)).all()
    ]


async def receipts(session: AsyncSession, ballot_id: int) -> list[str]:
    """Every receipt of a counted ballot, in the order of the alphabet."""
    query = select(BallotReceipt.code).where(col(BallotReceipt.ballot_id) == ballot_id)
    return list((await session.exec(query.order_by(col(BallotReceipt.place)))).all())


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each ballot opened in the time: done when it was counted; a void one is left out."""
    if scope.person_id is not None:
        return []
    query = (
        select(Ballot, Meeting.branch_id)
        .join(Meeting, col(Meeting.id) == col(Ballot.meeting_id))
        .where(
            col(Ballot.opened_at) >= scope.start,
            col(Ballot.opened_at) < scope.end,
            col(Ballot.state) != BallotState.VOID.value,
        )
        .order_by(col(Ballot.opened_at), col(Ballot.id))
    )
    if scope.branch_id is not None:
        query = query.where(col(Meeting.branch_id) == scope.branch_id)
    names = await scope.branches(session)
    return [
        Entry(
            record=ballot.number,
            branch_id=branch_id,
            branch=names.get(branch_id, ""),
            what=ballot.title,
            on=scope.day(ballot.opened_at),
            done=scope.day(ballot.closed_at) if ballot.closed_at else None,
            standing=Standing.DUE if ballot.is_open else Standing.DONE,
            note="" if ballot.is_open else ("通过" if ballot.passed else "未通过"),
            undated=True,
        )
        for ballot, branch_id in (await session.exec(query)).all()
    ]
