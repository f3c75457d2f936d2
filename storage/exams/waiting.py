"""The exams that wait for a person, as questions."""

from sqlalchemy import exists
from sqlmodel import and_, func, or_, select

from storage.engine.columns import table_of
from storage.exams.rows import Exam, Sitting, Taker
from storage.people.asking import ME, NOW

_EXAM, _TAKER, _SITTING = table_of(Exam).c, table_of(Taker).c, table_of(Sitting).c
_TRIED = exists().where(_SITTING.exam_id == _EXAM.id, _SITTING.person_id == ME)
_UNDER_WAY = exists().where(_SITTING.exam_id == _EXAM.id, _SITTING.person_id == ME, _SITTING.handed_in_at.is_(None))
_OPEN = or_(
    and_(_EXAM.opens_at <= NOW, _EXAM.closes_at > NOW),
    and_(_TAKER.extra_opens_at <= NOW, _TAKER.extra_closes_at > NOW),
)
_MINE = (
    select(func.count())
    .select_from(table_of(Exam).join(table_of(Taker), _TAKER.exam_id == _EXAM.id))
    .where(_TAKER.person_id == ME, _EXAM.cancelled_at.is_(None))
)
# As `Mine.waits` has it.
WAITS = _MINE.where(or_(_UNDER_WAY, and_(_OPEN, ~_TRIED))).scalar_subquery()
"""How many are open and not handed in."""
