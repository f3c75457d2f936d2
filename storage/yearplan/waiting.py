"""What a yearly plan wants of its branch's secretary: to be made, and its lines to be called when their week comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from sqlalchemy import ColumnElement, Integer, or_
from sqlmodel import and_, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import last_of_month
from scoring.yearplan import Branch, Line, Outcome, outcomes
from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, standing
from storage.meetings.facts import facts_by_branch
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
    """Of these branches, the nearest first: one question, and where a line's week has come three more."""
    rows: dict[tuple[int, int], list[YearPlanLine]] = {}
    query = select(YearPlan, YearPlanLine).join(YearPlanLine, col(YearPlanLine.plan_id) == col(YearPlan.id))
    near = (await session.exec(query.where(col(YearPlan.branch_id).in_(branch_ids), _near(today)))).all()
    for plan, row in near:
        rows.setdefault((plan.branch_id, plan.year), []).append(row)
    branches = {branch for (branch, year), lines in rows.items() if any(_begun(row.line, year, today) for row in lines)}
    if not branches:
        return []
    last = last_of_month(_ahead(today))
    facts = await facts_by_branch(session, sorted(branches), today.replace(day=1), last, zone)
    found = []
    for (branch, year), lines in rows.items():
        if branch in branches:
            known = facts[branch]
            there = outcomes(
                year, [row.line for row in lines], known.meetings, Branch(known.groups, known.has_committee), today
            )
            found += [
                Due(branch, row.id or 0, year, outcome)
                for row, outcome in zip(lines, there, strict=True)
                if is_due(outcome, year, today)
            ]
    return sorted(found, key=lambda each: each.outcome.line.last(each.year))


def _near(today: date) -> ColumnElement[bool]:
    """Lines of this month, and of the next one where the week reaches into it."""
    months = {(day.year, day.month) for day in (today, _ahead(today))}
    return or_(*(and_(col(YearPlan.year) == year, col(YearPlanLine.month) == month) for year, month in months))


def _begun(line: Line, year: int, today: date) -> bool:
    """Whether its week has come, and its month is not over."""
    return line.since(year) <= today and _month(today) <= year * 12 + line.month


def is_due(outcome: Outcome, year: int, today: date) -> bool:
    """Whether it is to be called now."""
    return not outcome.state.over and _begun(outcome.line, year, today)


async def with_lines(session: AsyncSession, today: date) -> list[int]:
    """The branches in whose plans a line is of this month, or of the week that reaches into the next one."""
    query = (
        select(YearPlan.branch_id)
        .join(YearPlanLine, col(YearPlanLine.plan_id) == col(YearPlan.id))
        .where(col(YearPlan.year).in_({today.year, _ahead(today).year}), _near(today))
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
    names, began = await scope.standing(session), await scope.began(session)
    ends = await scope.ends(session)
    query = select(YearPlan).where(col(YearPlan.year).in_(years))
    made = {(each.branch_id, each.year): each for each in (await session.exec(query)).all()}
    entries = []
    for year in years:
        last = plans.due(year)
        for branch, name in names.items():
            if scope.branch_id in (None, branch) and scope.today >= plans.opens(year):
                done = scope.day(made[branch, year].made_at) if (branch, year) in made else None
                if done is None and ((began and last < began) or last >= ends.get(branch, date.max)):
                    continue
                entries.append(
                    Entry(branch, branch, name, f"{year} 年度计划", last, standing(last, done, scope.today), done)
                )
    return entries
