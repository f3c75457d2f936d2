"""What waits for a person in tasks, as questions: their own parts, and those that wait for their word."""

from sqlmodel import and_, func, or_, select

from storage.engine.columns import table_of
from storage.people.access import Role, roles
from storage.people.asking import BRANCH, ME, TODAY, Asked
from storage.people.directory import Who
from storage.tasks.receivers import levels
from storage.tasks.rows import LAGGING, Assignment, State, Task

_PART, _TASK = table_of(Assignment).c, table_of(Task).c
_OWN = _PART.person_id == ME
_LAGS = _PART.state.in_([state.value for state in LAGGING])


def _counted(whose: object) -> tuple[Asked, Asked]:
    lagging = select(func.count()).select_from(table_of(Assignment)).where(whose, _LAGS)  # type: ignore[arg-type]
    return lagging.scalar_subquery(), lagging.where(_PART.due_on < TODAY).scalar_subquery()


_PERSONS = _counted(_OWN)
_SECRETARYS = _counted(or_(_OWN, and_(_PART.person_id.is_(None), _PART.branch_id == BRANCH)))
_HANDED_IN = (
    select(func.count())
    .select_from(table_of(Assignment).join(table_of(Task), _TASK.id == _PART.task_id))
    .where(_PART.state == State.HANDED_IN.value, _TASK.cancelled_at.is_(None))
)
_OF_BUREAU = _HANDED_IN.where(_TASK.branch_id.is_(None)).scalar_subquery()
_OF_BRANCH = _HANDED_IN.where(_TASK.branch_id == BRANCH).scalar_subquery()


def owed(me: Who) -> tuple[Asked, Asked]:
    """How many parts that person owes, and how many of them since before today."""
    return _SECRETARYS if Role.SECRETARY in roles(me) else _PERSONS


def to_judge(me: Who) -> list[Asked]:
    """How many parts wait for that person's word, from each place where they give."""
    return [_OF_BUREAU if level is None else _OF_BRANCH for level in levels(me)]
