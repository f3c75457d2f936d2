"""The grades (等次) of 民主评议党员: decided by the branch committee after the appraisal was counted, told to each person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ballots.rows import GRADES, AppraisalGrade, Ballot, BallotState, Refused
from storage.engine.refusal import Refusal
from storage.meetings import minutes
from storage.meetings.rows import Meeting, MeetingState, may_chair
from storage.people.directory import Person, Who
from storage.rules.regulations import own

EXCELLENT_RULE = "appraisal_excellent"


@dataclass(frozen=True)
class Appraised:
    """One person of a counted appraisal: the votes by grade, and the grade that was decided, if it was."""

    person_id: int
    name: str
    votes: dict[str, int]
    decided: str | None

    @property
    def proposed(self) -> str:
        """The grade with the most votes; of two with as many the lower one; of no votes none ("")."""
        return max(reversed(GRADES), key=lambda grade: self.votes[grade]) if any(self.votes.values()) else ""


async def appraised(session: AsyncSession, ballot: Ballot) -> list[Appraised]:
    """Everybody on the list, in its order."""
    ids = ballot.subjects or []
    named = dict((await session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids)))).all())
    query = select(AppraisalGrade).where(col(AppraisalGrade.ballot_id) == ballot.number)
    grades = {row.person_id: row.grade for row in (await session.exec(query)).all()}
    return [
        Appraised(person, named.get(person, ""), ballot.votes_for(place), grades.get(person))
        for place, person in enumerate(ids)
    ]


async def decidable(session: AsyncSession, me: Who, ballot_id: int) -> Ballot:
    """The counted appraisal whose grades that person may decide, until the meeting is published. Raises Refusal."""
    ballot = await session.get(Ballot, ballot_id)
    meeting = await session.get(Meeting, ballot.meeting_id) if ballot else None
    if ballot is None or meeting is None or not ballot.graded:
        raise Refusal(Refused.GONE)
    if not may_chair(me, meeting):
        raise Refusal(Refused.NOT_CHAIR)
    if ballot.state != BallotState.COUNTED:
        raise Refusal(Refused.NOT_COUNTED)
    if meeting.state == MeetingState.PUBLISHED:
        raise Refusal(Refused.PUBLISHED)
    return ballot


def most_excellent(number: int) -> int:
    """How many of that number may be 优秀 by the rule."""
    return int(number * own()[EXCELLENT_RULE].share("at_most"))


async def decide(tx: AsyncSession, me: Who, ballot_id: int, grades: Mapping[int, str], now: datetime) -> Ballot:
    """The committee's grades, for everybody on the list, and into the minutes. Said again they take the earlier ones' place."""
    ballot = await decidable(tx, me, ballot_id)
    people = await appraised(tx, ballot)
    if {each.person_id for each in people} != set(grades) or not set(grades.values()) <= set(GRADES):
        raise Refusal(Refused.UNDECIDED)
    for person, grade in grades.items():
        await tx.merge(AppraisalGrade(ballot_id=ballot_id, person_id=person, grade=grade, by=me.person_id, at=now))
    counted = Counter(grades.values())
    listed = "，".join(f"{grade} {counted[grade]} 人" for grade in GRADES if counted[grade])
    names = "、".join(each.name for each in people if grades[each.person_id] == GRADES[0])
    line = f"【民主评议】支委会评定：{listed}。" + (f"优秀：{names}。" if names else "")
    await minutes.write(tx, ballot.meeting_id, line, add=True)
    await tx.flush()
    return ballot
