"""What waits for a person in cases, as questions: to decide, to answer, to look in; and their own open case."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from sqlmodel import func, select

from storage.care.rows import Appeal, HealthCase, Review, State
from storage.engine.columns import table_of
from storage.people.access import reach
from storage.people.asking import BRANCH, ME, TODAY, Asked
from storage.people.directory import Who
from storage.people.rights import Act, Reach

_CASE, _REVIEW, _APPEAL = table_of(HealthCase).c, table_of(Review).c, table_of(Appeal).c
_PROPOSED = (
    select(func.count())
    .select_from(table_of(HealthCase))
    .where(_CASE.state == State.PROPOSED.name, _CASE.person_id != ME)
)
_DECISIONS = {
    Reach.BRANCH: _PROPOSED.where(_CASE.branch_id == BRANCH).scalar_subquery(),
    Reach.BUREAU: _PROPOSED.scalar_subquery(),
}
"""How many proposals wait for a decision, as far as one decides; nobody decides about themself."""
_APPEALS = (
    select(func.count())
    .select_from(table_of(Appeal).join(table_of(HealthCase), _CASE.id == _APPEAL.case_id))
    .where(_APPEAL.answered_at.is_(None), _CASE.person_id != ME, _CASE.decided_by.is_distinct_from(ME))
    .scalar_subquery()
)
"""How many appeals wait for somebody whom they do not concern."""
_REVIEWS = (
    select(func.count())
    .select_from(table_of(Review).join(table_of(HealthCase), _CASE.id == _REVIEW.case_id))
    .where(_CASE.helper_id == ME, _CASE.state == State.GRAY.name, _REVIEW.done_at.is_(None), _REVIEW.due_on <= TODAY)
    .scalar_subquery()
)
"""How often the helper is to look in by today."""
_OWN = (
    select(func.count())
    .select_from(table_of(HealthCase))
    .where(_CASE.person_id == ME, _CASE.state.in_([state.name for state in State if state.open]))
    .scalar_subquery()
)
"""Whether a case of one's own is open."""


class Wants(StrEnum):
    """What a case wants of somebody."""

    DECISION = auto()
    ANSWER = auto()
    REVIEW = auto()
    LOOK = auto()


@dataclass(frozen=True)
class Waiting:
    """A case that waits for one person: what for, and until when."""

    case: int
    wants: Wants
    by: date | None = None


def asked(me: Who) -> list[Asked]:
    """What concerns that person."""
    decisions = _DECISIONS.get(reach(me, Act.DECIDE_CASE))
    appeals = [_APPEALS] if reach(me, Act.ANSWER_APPEAL) is Reach.BUREAU else []
    return [_REVIEWS, _OWN, *appeals, *([] if decisions is None else [decisions])]
