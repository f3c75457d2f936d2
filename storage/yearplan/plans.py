"""A branch's plan of a year: proposed, saved whole, and set against what was held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from scoring.yearplan import Branch, Gap, Line, Outcome, gaps, outcomes, place_in_year, proposal
from storage.engine.refusal import Refusal
from storage.meetings.facts import Facts, facts_by_branch
from storage.meetings.rows import Meeting, MeetingState, kinds_word
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.rules.regulations import duty_rules, own
from storage.yearplan.rows import MOST, Kept, Refused, YearPlan, YearPlanLine

RULE = "year_plan"


@dataclass(frozen=True)
class Standing:
    """A plan with what became of its lines, and what the rules still want of it."""

    plan: YearPlan
    lines: list[YearPlanLine]
    outcomes: list[Outcome]
    gaps: list[Gap]


def due(year: int) -> date:
    """By when the year's plan is to be there."""
    return date(year, 1, 1) + timedelta(days=own()[RULE].integer("days") - 1)


def opens(year: int) -> date:
    """From when it is planned."""
    return add_months(date(year, 1, 1), -own()[RULE].integer("months"))


def wanted(today: date) -> int:
    """The year of which the plan is asked now: the next one, once that is planned."""
    return today.year + 1 if today >= opens(today.year + 1) else today.year


def plannable(me: Who, branch_id: int, year: int, today: date) -> None:
    """Raises Refusal where that person cannot plan that year there."""
    if not may(me, Act.CALL_MEETING, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_HERE)
    if year < today.year:
        raise Refusal(Refused.OVER)
    if year > wanted(today):
        since = opens(year)
        raise Refusal(Refused.TOO_EARLY.format(f"{since.year}年{since.month}月{since.day}日"))


async def find(session: AsyncSession, branch_id: int, year: int) -> YearPlan | None:
    query = select(YearPlan).where(col(YearPlan.branch_id) == branch_id, col(YearPlan.year) == year)
    return (await session.exec(query)).first()


async def lines_of(session: AsyncSession, plan_ids: Sequence[int]) -> dict[int, list[YearPlanLine]]:
    """Plan → its lines, in order."""
    found: dict[int, list[YearPlanLine]] = {each: [] for each in plan_ids}
    query = select(YearPlanLine).where(col(YearPlanLine.plan_id).in_(plan_ids)).order_by(col(YearPlanLine.id))
    for row in (await session.exec(query)).all():
        found[row.plan_id].append(row)
    return {plan: sorted(rows, key=lambda row: place_in_year(row.line)) for plan, rows in found.items()}


async def of_branch(
    session: AsyncSession, branch_id: int, year: int, today: date, zone: tzinfo | None
) -> Standing | None:
    return (await of_branches(session, [branch_id], year, today, zone)).get(branch_id)


async def of_branches(
    session: AsyncSession, branch_ids: Sequence[int], year: int, today: date, zone: tzinfo | None
) -> dict[int, Standing]:
    """Branch → its plan of the year, by five questions; one without a plan is left out."""
    query = select(YearPlan).where(col(YearPlan.year) == year, col(YearPlan.branch_id).in_(branch_ids))
    plans = {plan.branch_id: plan for plan in (await session.exec(query)).all()}
    if not plans:
        return {}
    rows = await lines_of(session, [plan.id or 0 for plan in plans.values()])
    facts = await facts_by_branch(session, list(plans), date(year, 1, 1), date(year, 12, 31), zone)
    return {branch: _standing(plan, rows[plan.id or 0], facts[branch], year, today) for branch, plan in plans.items()}


def _standing(plan: YearPlan, rows: list[YearPlanLine], facts: Facts, year: int, today: date) -> Standing:
    branch, lines = _branch(facts), [row.line for row in rows]
    return Standing(
        plan,
        rows,
        outcomes(year, lines, facts.meetings, branch, today),
        gaps(year, lines, duty_rules(own()), branch, today),
    )


def _branch(facts: Facts) -> Branch:
    return Branch(facts.groups, facts.has_committee)


async def proposed(
    session: AsyncSession, branch_id: int, year: int, today: date, zone: tzinfo | None
) -> tuple[list[Line], Branch]:
    """The lines that the rules and last year's meetings propose; and what the branch's duties depend on."""
    facts = (await facts_by_branch(session, [branch_id], date(year - 1, 1, 1), date(year, 12, 31), zone))[branch_id]
    branch = _branch(facts)
    return list(proposal(year, duty_rules(own()), facts.meetings, branch, today)), branch


async def save(
    tx: AsyncSession, me: Who, branch_id: int, year: int, lines: Sequence[Kept], *, seen: datetime | None, now: datetime
) -> YearPlan:
    """The plan as it is from now on; lines that are still there keep their numbers. `seen` is when it had last been saved.

    `now` is in the bureau's zone. Raises Refusal.
    """
    plannable(me, branch_id, year, now.date())
    if not lines:
        raise Refusal(Refused.EMPTY)
    if len(lines) > MOST:
        raise Refusal(Refused.TOO_MANY)
    plan = await find(tx, branch_id, year)
    if (plan.at if plan else None) != seen:
        raise Refusal(Refused.CHANGED)
    if plan is None:
        plan = YearPlan(branch_id=branch_id, year=year, made_at=now, by=me.person_id, at=now)
    plan.by, plan.at = me.person_id, now
    tx.add(plan)
    await tx.flush()
    known = {row.id: row for row in (await lines_of(tx, [plan.id or 0]))[plan.id or 0]}
    kept = {each.number for each in lines if each.number in known}
    await tx.exec(delete(YearPlanLine).where(col(YearPlanLine.id).in_(known.keys() - kept)))
    for each in lines:
        row = known.get(each.number) or YearPlanLine(plan_id=plan.id or 0, month=1, kinds="")
        row.month, row.day, row.kinds = each.line.month, each.line.day, kinds_word(each.line.kinds)
        tx.add(row)
    await tx.flush()
    return plan


def in_year(lines: Sequence[Kept]) -> list[Kept]:
    """In the order of the year."""
    return sorted(lines, key=lambda each: place_in_year(each.line))


async def callable_line(
    session: AsyncSession, me: Who, line_id: int, today: date, zone: tzinfo | None
) -> tuple[YearPlan, YearPlanLine]:
    """The line that is to be called. Raises Refusal."""
    row = await session.get(YearPlanLine, line_id)
    plan = await session.get(YearPlan, row.plan_id) if row else None
    if row is None or plan is None:
        raise Refusal(Refused.GONE)
    if not may(me, Act.CALL_MEETING, Place(branch_id=plan.branch_id)):
        raise Refusal(Refused.NOT_HERE)
    standing = await of_branch(session, plan.branch_id, plan.year, today, zone)
    assert standing is not None  # noqa: S101 - it was found
    state = next(each.state for each, line in zip(standing.outcomes, standing.lines, strict=True) if line.id == row.id)
    if state.over:
        raise Refusal(Refused.CALLED)
    if (plan.year, row.month) < (today.year, today.month):
        raise Refusal(Refused.PAST)
    return plan, row


async def last_of_kind(session: AsyncSession, branch_id: int, kinds: str) -> Meeting | None:
    """The branch's last meeting of these kinds: its hour and place are those of the next one."""
    query = (
        select(Meeting)
        .where(
            col(Meeting.branch_id) == branch_id,
            col(Meeting.kinds) == kinds,
            col(Meeting.state) != MeetingState.CANCELLED.value,
        )
        .order_by(col(Meeting.starts_at).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()
