"""Comments and plan entries that wait for somebody's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_
from sqlmodel import Integer, cast, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.development.rows import DevelopmentCase, DevelopmentComment, PlanEntry
from storage.engine.columns import table_of
from storage.people.access import may
from storage.people.asking import BRANCH, ME, TODAY, Asked
from storage.people.directory import Person, Who
from storage.people.rights import Act

_COMMENT, _CASE, _ENTRY = table_of(DevelopmentComment).c, table_of(DevelopmentCase).c, table_of(PlanEntry).c


def _open(today: object) -> ColumnElement[bool]:
    """Not answered, in a case under way. A confidential one of today does not count yet, as nothing may tell its hour."""
    told = or_(_COMMENT.person_id.is_not(None), _COMMENT.on < today)
    return _COMMENT.answer.is_(None) & _CASE.ended_at.is_(None) & told


_HOW_MANY = (
    select(func.count())
    .select_from(table_of(DevelopmentComment).join(table_of(DevelopmentCase), _CASE.id == _COMMENT.case_id))
    .where(_open(TODAY), _CASE.person_id != ME)
)
HERE = _HOW_MANY.where(_CASE.branch_id == BRANCH).scalar_subquery()
"""How many comments on the branch's cases are not answered."""
OBJECTIONS = _HOW_MANY.where(_COMMENT.objection.is_(True)).scalar_subquery()
"""How many objections, on all cases."""
PLANNED = select(func.min(_ENTRY.year)).where(_ENTRY.approved_at.is_(None)).scalar_subquery()
"""The first year whose plan has somebody who is not approved; None without."""


def asked(me: Who) -> list[Asked]:
    """What concerns this person: those who run a branch's cases answer every comment, the staff every objection and the plans."""
    return [
        *([HERE] if may(me, Act.RUN_DEVELOPMENT) else []),
        *([OBJECTIONS, PLANNED] if may(me, Act.CONFIRM_CATEGORY) else []),
    ]


@dataclass(frozen=True)
class Unanswered:
    """The comments on one case that wait for the same person."""

    case: int
    name: str
    comments: int
    objections: int


async def unanswered(session: AsyncSession, me: Who, today: date) -> Sequence[Unanswered]:
    """Those that wait for this person, by case."""
    objections = func.sum(cast(_COMMENT.objection, Integer))
    query = (
        select(_CASE.id, col(Person.name), func.count(), objections)
        .select_from(table_of(DevelopmentComment))
        .join(table_of(DevelopmentCase), _CASE.id == _COMMENT.case_id)
        .join(Person, col(Person.id) == _CASE.person_id)
        .where(_open(today), _CASE.person_id != me.person_id)
        .group_by(_CASE.id, col(Person.name))
        .order_by(_CASE.id)
    )
    mine = []
    if may(me, Act.RUN_DEVELOPMENT):
        mine.append(_CASE.branch_id == me.branch_id)
    if may(me, Act.CONFIRM_CATEGORY):
        mine.append(_COMMENT.objection.is_(True))
    return [Unanswered(*row) for row in (await session.exec(query.where(or_(*mine)))).all()]


async def unapproved(session: AsyncSession, year: int) -> int:
    """How many of that year's plan wait for their approval."""
    query = select(func.count()).where(_ENTRY.year == year, _ENTRY.approved_at.is_(None))
    return (await session.exec(query)).one()
