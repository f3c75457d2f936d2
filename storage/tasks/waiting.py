"""What waits for a person in tasks, as questions: their own parts, and those that wait for their word."""

from datetime import date

from sqlalchemy import exists
from sqlmodel import and_, func, or_, select

from storage.engine.columns import table_of
from storage.people.access import roles
from storage.people.asking import BRANCH, ME, Asked
from storage.people.directory import Who
from storage.people.rights import Role
from storage.tasks.receivers import levels
from storage.tasks.rows import LAGGING, Assignment, State, Task

_PART, _TASK = table_of(Assignment).c, table_of(Task).c
_OWN = _PART.person_id == ME
_LAGS = _PART.state.in_([state.value for state in LAGGING])


def _counted(whose: object) -> Asked:
    lagging = select(func.count()).select_from(table_of(Assignment)).where(whose, _LAGS)  # type: ignore[arg-type]
    return lagging.scalar_subquery()


_PERSONS = _counted(_OWN)
_SECRETARYS = _counted(or_(_OWN, and_(_PART.person_id.is_(None), _PART.branch_id == BRANCH)))
_GIVEN = exists().where(_TASK.id == _PART.task_id, _TASK.cancelled_at.is_(None))
_TO_JUDGE = (
    select(func.count())
    .select_from(table_of(Assignment))
    .where(
        or_(_PART.state == State.HANDED_IN.value, _PART.asked_until > date.min), _PART.state != State.CANCELLED.value
    )
)
_OF_BUREAU = _TO_JUDGE.where(_GIVEN.where(_TASK.branch_id.is_(None))).scalar_subquery()
_OF_BRANCH = _TO_JUDGE.where(_PART.branch_id == BRANCH, _GIVEN.where(_TASK.branch_id == BRANCH)).scalar_subquery()


def owed(me: Who) -> Asked:
    """How many parts that person owes."""
    return _SECRETARYS if Role.SECRETARY in roles(me) else _PERSONS


def to_judge(me: Who) -> list[Asked]:
    """How many parts wait for that person's word, from each place where they give."""
    return [_OF_BUREAU if level is None else _OF_BRANCH for level in levels(me)]
