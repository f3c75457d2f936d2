"""What a yearly plan wants of its branch's secretary: to be made, and its lines to be called when their week comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from sqlalchemy import Integer, or_
from sqlmodel import and_, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.yearplan import Outcome
from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, standing
from storage.people.asking import BRANCH, parameter
from storage.yearplan import plans
from storage.yearplan.rows import YearPlan, YearPlanLine

ASKED_MONTHS = 6
"""A plan that is missing is asked for in the first half of its year; later the ledger tells of it."""
_PLAN, _LINE = table_of(YearPlan).c, table_of(YearPlanLine).c
MADE = (
    select(func.count())
    .select_from(table_of(YearPlan))
    .where(
        _PLAN.branch_id == BRANCH,
        _PLAN.year == parameter("plan_year", Integer(), lambda _, now: plans.wanted(now.date())),
    )
    .scalar_subquery()
)
"""Whether the plan is there that is asked for now."""
_NUMBER = _PLAN.year * 12 + _LINE.month
NEAR = (
    select(func.count())
    .select_from(table_of(YearPlan).join(table_of(YearPlanLine), _LINE.plan_id == _PLAN.id))
    .where(
        _PLAN.branch_id == BRANCH,
        _NUMBER.between(
            parameter("plan_month", Integer(), lambda _, now: _month(now.date())),
            parameter("plan_next", Integer(), lambda _, now: _month(_ahead(now.date()))),
        ),
    )
    .scalar_subquery()
)
"""How many lines of the branch's plans are of this month, or of the week that reaches into the next one."""


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _ahead(today: date) -> date:
    return today + timedelta(days=6)


@dataclass(frozen=True)
class Due:
    """A line whose week has come, and that nobody has called yet."""

    branch_id: int
    number: int
    year: int
    outcome: Outcome


def asked_for(today: date) -> int | None:
    """The year whose plan is asked for now, if one is."""
    year = plans.wanted(today)
    return None if year == today.year and today.month > ASKED_MONTHS else year


async def due(session: AsyncSession, branch_ids: Sequence[int], today: date, zone: tzinfo | None) -> list[Due]:
    """Of these branches, the nearest first."""
    found = []
    for year in sorted({today.year, _ahead(today).year}):
        for branch, each in (await plans.of_branches(session, branch_ids, year, today, zone)).items():
            found += [
                Due(branch, row.id or 0, year, outcome)
                for row, outcome in zip(each.lines, each.outcomes, strict=True)
                if is_due(outcome, year, today)
            ]
    return sorted(found, key=lambda each: each.outcome.line.last(each.year))


def is_due(outcome: Outcome, year: int, today: date) -> bool:
    """Whether it is to be called now: its week has come, and its month is not over."""
    if outcome.state.over:
        return False
    return outcome.line.since(year) <= today and _month(today) <= year * 12 + outcome.line.month


async def with_lines(session: AsyncSession, today: date) -> list[int]:
    """The branches in whose plans a line is of this month, or of the week that reaches into the next one."""
    months = {(day.year, day.month) for day in (today, _ahead(today))}
    query = (
        select(YearPlan.branch_id)
        .join(YearPlanLine, col(YearPlanLine.plan_id) == col(YearPlan.id))
        .where(
            col(YearPlan.year).in_({year for year, _ in months}),
            or_(*(and_(col(YearPlan.year) == year, col(YearPlanLine.month) == month) for year, month in months)),
        )
        .distinct()
    )
    return sorted((await session.exec(query)).all())


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Whether each branch has planned the years whose plan was due within the scope."""
    years = [
        year for year in range(scope.first.year, scope.last.year + 1) if scope.first <= plans.due(year) <= scope.last
    ]
    if scope.person_id is not None or not years:
        return []
    names, began = await scope.branches(session), await scope.began(session)
    query = select(YearPlan).where(col(YearPlan.year).in_(years))
    made = {(each.branch_id, each.year): each for each in (await session.exec(query)).all()}
    entries = []
    for year in years:
        last = plans.due(year)
        for branch, name in names.items():
            if scope.branch_id in (None, branch) and scope.today >= plans.opens(year):
                done = scope.day(made[branch, year].made_at) if (branch, year) in made else None
                if done is None and began and last < began:
                    continue
                entries.append(
                    Entry(branch, branch, name, f"{year} 年度计划", last, standing(last, done, scope.today), done)
                )
    return entries
