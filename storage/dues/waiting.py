"""What is owed of dues, as questions: one's own months that are over, the branch's, and whose rate this year lacks."""

from datetime import date

from sqlmodel import Date, and_, exists, func, or_, select

from storage.dues.rows import Dues, DuesRate, month_of
from storage.engine.columns import table_of
from storage.people.asking import BRANCH, ME, parameter
from storage.people.directory import Person
from storage.people.posts import MEMBERS

_DUES, _RATE, _PERSON = table_of(Dues).c, table_of(DuesRate).c, table_of(Person).c
_MONTH = parameter("dues_month", Date(), lambda _, now: month_of(now.date()))
_YEAR = parameter("dues_year", Date(), lambda _, now: date(now.year, 1, 1))
_OPEN = and_(_DUES.paid_on.is_(None), or_(_DUES.due.is_(None), _DUES.due != 0))
_OVER = select(func.count()).select_from(table_of(Dues)).where(_OPEN, _DUES.month < _MONTH)
MINE = _OVER.where(_DUES.person_id == ME).scalar_subquery()
"""How many of my months that are over are not noted as paid."""
_THERE = exists().where(
    _PERSON.id == _DUES.person_id,
    _PERSON.left_at.is_(None),
    _PERSON.category.in_([each.value for each in MEMBERS]),
)
HERE = _OVER.where(_DUES.branch_id == BRANCH, _THERE).scalar_subquery()
"""The same of all whose dues my branch collects."""
UNRATED = (
    select(func.count())
    .select_from(table_of(Dues))
    .where(
        _DUES.branch_id == BRANCH,
        _DUES.month == _MONTH,
        _THERE,
        ~exists().where(_RATE.person_id == _DUES.person_id, _RATE.since >= _YEAR),
    )
    .scalar_subquery()
)
"""Of how many of the branch nothing was laid down for this year."""
