"""Written opinions (书面意见): of those who have a vote, cannot come, and say before the vote how they decide.

发展党员工作细则, 第二十条: such an opinion is counted among the votes. It counts for the majority and not among those present, and it
is no secret. Somebody who comes after all before the vote begins votes there instead.
"""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.ballots.matters import Matter, rule_of
from storage.ballots.rows import YES_NO, Ballot, BallotState, Named, Refused, WrittenOpinion
from storage.engine.refusal import Refusal
from storage.meetings.roll import roll_of
from storage.meetings.rows import AHEAD, Meeting, may_chair
from storage.people.directory import Person, Who

SHORTEST, LONGEST = 2, 300


def takes_written(matter: Matter) -> bool:
    """Whether the rule of the matter counts written opinions."""
    return bool(matter.about) and rule_of(matter).flag("written")


def is_time(meeting: Meeting) -> bool:
    """Whether opinions can be handed in for that meeting, as far as its kind and its state go."""
    return meeting.state in AHEAD and MeetingKind.GENERAL in meeting.kind_set


async def check(session: AsyncSession, me: Who, meeting_id: int, person_id: int, about: str | None = None) -> None:
    """Raises Refusal where that person's opinion cannot be entered by `me`, about that matter or any."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None or not is_time(meeting):
        late = meeting is None or meeting.state not in AHEAD
        raise Refusal(Refused.WRITTEN_LATE if late else Refused.NOTHING_WRITTEN)
    if me.person_id != person_id and not may_chair(me, meeting):
        raise Refusal(Refused.NOT_CHAIR)
    row = (await roll_of(session, meeting)).of(person_id)
    if row is None or not row.entitled:
        raise Refusal(Refused.NOT_VOTER)
    if row.here:
        raise Refusal(Refused.IS_HERE)
    if about is None:
        return
    begun = select(Ballot.id).where(
        col(Ballot.meeting_id) == meeting_id, col(Ballot.about) == about, col(Ballot.state) != BallotState.VOID.value
    )
    if (await session.exec(begun)).first() is not None:
        raise Refusal(Refused.WRITTEN_LATE)


async def hand_in(
    tx: AsyncSession,
    me: Who,
    meeting_id: int,
    person_id: int,
    matter: Matter,
    *,
    choice: int,
    words: str,
    photo: str | None,
    now: datetime,
) -> WrittenOpinion:
    """Keep it, in place of an earlier one about the same matter. What another enters needs a photo of the paper."""
    if not takes_written(matter) or not 0 <= choice < len(YES_NO):
        raise Refusal(Refused.NOTHING_WRITTEN)
    await check(tx, me, meeting_id, person_id, matter.about)
    if me.person_id != person_id and photo is None:
        raise Refusal(Refused.NO_PAPER)
    if not SHORTEST <= len(words.strip()) <= LONGEST:
        raise Refusal(Refused.WRITTEN_LENGTH)
    found = await _find(tx, meeting_id, matter.about, person_id)
    row = found or WrittenOpinion(
        meeting_id=meeting_id, about=matter.about, title=matter.title, person_id=person_id, choice=choice, words="",
        entered_by=me.person_id, at=now,
    )  # fmt: skip
    row.choice, row.words, row.photo, row.entered_by, row.at = choice, words.strip(), photo, me.person_id, now
    tx.add(row)
    await tx.flush()
    return row


async def take_back(tx: AsyncSession, me: Who, opinion_id: int) -> int:
    """One's own, until the vote begins; gives its meeting."""
    row = await tx.get(WrittenOpinion, opinion_id)
    if row is None or row.person_id != me.person_id:
        raise Refusal(Refused.GONE)
    await check(tx, me, row.meeting_id, me.person_id, row.about)
    await tx.delete(row)
    return row.meeting_id


async def of_meeting(session: AsyncSession, meeting_id: int, person_id: int | None = None) -> list[Named]:
    """Every opinion handed in for a meeting, or one person's."""
    query = select(WrittenOpinion, Person.name).join(Person, col(Person.id) == col(WrittenOpinion.person_id))
    query = query.where(col(WrittenOpinion.meeting_id) == meeting_id).order_by(col(WrittenOpinion.id))
    if person_id is not None:
        query = query.where(col(WrittenOpinion.person_id) == person_id)
    return [Named(name, row) for row, name in (await session.exec(query)).all()]


async def counted_in(session: AsyncSession, ballot_id: int) -> list[Named]:
    """Those that a vote has counted."""
    query = select(WrittenOpinion, Person.name).join(Person, col(Person.id) == col(WrittenOpinion.person_id))
    query = query.where(col(WrittenOpinion.ballot_id) == ballot_id).order_by(col(Person.police_no))
    return [Named(name, row) for row, name in (await session.exec(query)).all()]


async def _find(session: AsyncSession, meeting_id: int, about: str, person_id: int) -> WrittenOpinion | None:
    query = select(WrittenOpinion).where(
        col(WrittenOpinion.meeting_id) == meeting_id,
        col(WrittenOpinion.about) == about,
        col(WrittenOpinion.person_id) == person_id,
    )
    return (await session.exec(query)).first()
