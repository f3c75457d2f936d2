"""Whose index is no longer what their facts say: marked in the very transaction that changes a fact, whoever writes it.

The marks are set by the session itself when rows of the fact tables are flushed, so that no feature has to think of the index.
"""

from collections.abc import Iterable

from sqlalchemy import event, insert
from sqlalchemy.orm import Session, UOWTransaction
from sqlmodel import Field, SQLModel, col, select

from storage.exams.rows import Sitting, Taker
from storage.health.attendance import Attendance as DutyAttendance
from storage.health.rating import LeaderRating
from storage.meetings.rows import Attendance, Meeting
from storage.people import Person
from storage.risks.rows import RiskCheck
from storage.study.rows import StudyRecord, TrainingPerson
from storage.topics.rows import Opinion

FACTS: tuple[type[SQLModel], ...] = (
    Attendance,
    DutyAttendance,
    LeaderRating,
    RiskCheck,
    Sitting,
    StudyRecord,
    Taker,
    TrainingPerson,
)
"""Tables whose rows are facts about the person in `person_id`; an opinion is one about its author. What is over by the day alone is
seen by the daily run."""
AT_ONCE = 500


class HealthStale(SQLModel, table=True):
    """One person whose open months are to be computed anew."""

    __tablename__ = "health_stale"

    person_id: int = Field(foreign_key="person.id", primary_key=True)


@event.listens_for(Session, "after_flush")
def _mark(session: Session, _context: UOWTransaction) -> None:
    touched = [each for rows in (session.new, session.dirty, session.deleted) for each in rows]
    people: set[int] = {each.person_id for each in touched if isinstance(each, FACTS)}  # type: ignore[attr-defined]
    people |= {each.by for each in touched if isinstance(each, Opinion)}
    over = [each.id for each in touched if isinstance(each, Meeting) and each.id is not None]
    connection = session.connection()
    if over:
        rolls = select(Attendance.person_id).where(col(Attendance.meeting_id).in_(over))
        people |= {person for (person,) in connection.execute(rolls)}
    for chunk in _chunks(people):
        known = select(HealthStale.person_id)
        fresh = select(col(Person.id)).where(col(Person.id).in_(chunk), col(Person.id).not_in(known))
        connection.execute(insert(HealthStale).from_select(["person_id"], fresh))


def _chunks(people: Iterable[int]) -> list[list[int]]:
    listed = sorted(people)
    return [listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE)]
