"""The bureau's leaders: marked, some with their lecture given, the committee's 民主生活会 held in January."""

from datetime import datetime, time

from sqlmodel import col, select

from sandbox.bureau.past import Past
from sandbox.bureau.people import ZONE
from scoring.duties import MeetingKind
from storage.leaders.rows import CommitteeLife, LeaderMark
from storage.meetings.lecturers import MeetingLecturer
from storage.meetings.rows import Meeting

DUTY, EVERY = "局领导", 9
"""Of the lectures one in so many is given by a leader."""
OTHERS = 6
"""So many branches' secretaries lead a division: leading cadres too, but not of the committee."""


async def add(past: Past) -> None:
    """Lectures are given by whoever conducts them, or by a leader."""
    staff = past.id_of(past.bureau.holding("党务干部")[0])
    chief = past.id_of(past.bureau.holding("党委书记")[0])
    leaders = [past.id_of(each) for each in past.bureau.people if each.duty == DUTY and each.is_member]
    began = past.at(300)
    past.tx.add_all(LeaderMark(person_id=each, in_committee=True, by=staff, at=began) for each in leaders)
    heads = [past.id_of(team.secretary) for team in past.teams()[:OTHERS]]
    past.tx.add_all(
        LeaderMark(person_id=each, in_committee=False, by=staff, at=began) for each in heads if each not in leaders
    )
    query = select(Meeting).where(col(Meeting.kinds) == MeetingKind.LECTURE.value).order_by(col(Meeting.id))
    for number, meeting in enumerate((await past.tx.exec(query)).all()):
        # The last of the leaders has not lectured yet.
        given = leaders[number // EVERY % max(len(leaders) - 1, 1)] if leaders and number % EVERY == 0 else None
        past.tx.add(MeetingLecturer(meeting_id=meeting.number, person_id=given or meeting.chair_id))
    held = datetime.combine(past.bureau.today.replace(month=1, day=15), time(12), ZONE)
    past.tx.add_all(CommitteeLife(person_id=each, held_at=held, by=staff, at=held) for each in [chief, *leaders])
    await past.tx.flush()
