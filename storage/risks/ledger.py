"""风险防控 in the ledger: each person's self-check of each period, and how the branches deal with signs."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, standing
from storage.risks import checks, signs
from storage.risks.rows import CheckState, RiskCheck, Sign
from storage.rules.grades import Level

_NOTES = {CheckState.SUBMITTED: "待确认", CheckState.RETURNED: "已退回"}


async def post_checks(session: AsyncSession, scope: Scope) -> list[Entry]:
    """One entry for each person on the roster and each period that ends in the scope, or runs on beyond it.

    It counts as done on the day it was submitted, once that was confirmed.
    """
    found: list[Entry] = []
    whole, periods, began = await scope.people(session), _periods(scope), await scope.began(session)
    row = table_of(RiskCheck).c
    query = select(row.id, row.person_id, row.first_on, row.state, row.submitted_on)  # type: ignore[call-overload]  # more columns than its overloads know
    query = query.where(row.first_on.in_([first for first, _ in periods]), scope.whose.of(row.person_id))
    by_period: dict[date, dict[int, Row[Any]]] = {}
    for each in (await session.exec(query)).all():
        by_period.setdefault(each.first_on, {})[each.person_id] = each
    for first, last in periods:
        rows = by_period.get(first, {})
        for who in whole:
            made = rows.get(who.person_id)
            done = made.submitted_on if made is not None and made.state == CheckState.CONFIRMED else None
            if made is None and began and last < began:
                continue
            found.append(
                Entry(
                    record=made.id if made else 0,
                    branch_id=who.branch_id,
                    branch=who.branch,
                    what=f"{checks.title(first)}岗位风险排查",
                    on=last,
                    done=done,
                    standing=standing(last, done, scope.today),
                    person_id=who.person_id,
                    person=who.name,
                    police_no=who.police_no,
                    note=_NOTES.get(CheckState(made.state), "") if made else "未提交",
                )
            )
    return found


def _periods(scope: Scope) -> list[tuple[date, date]]:
    """The periods that end in the scope, and the one that runs."""
    found = []
    first, last = checks.period(scope.first)
    while first <= min(scope.last, scope.today):
        if last <= scope.last or last >= scope.today:
            found.append((first, last))
        first, last = checks.period(last + timedelta(days=1))
    return found


async def handling(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each sign by the day on which it was to be dealt with: that it exists, never about whom; none about the viewer.

    A person by themself has none: it is the branch that deals with them.
    """
    if scope.person_id is not None:
        return []
    longest = timedelta(days=max(signs.days(level) for level in Level))
    query = select(Sign).where(col(Sign.grade_on) >= scope.first - longest, col(Sign.grade_on) <= scope.last)
    query = query.order_by(col(Sign.grade_on), col(Sign.id))
    if scope.branch_id is not None:
        query = query.where(col(Sign.branch_id) == scope.branch_id)
    names = await scope.branches(session)
    found = []
    for row in (await session.exec(query)).all():
        due = row.grade_on + timedelta(days=signs.days(Level(row.level)))
        if row.person_id == scope.viewer or not scope.first <= due <= scope.last:
            continue
        found.append(
            Entry(
                record=row.key,
                branch_id=row.branch_id,
                branch=names.get(row.branch_id, ""),
                what=f"第 {row.key} 号苗头提示（{row.level}）　{row.grade}",
                on=due,
                done=row.closed_on,
                standing=standing(due, row.closed_on, scope.today),
                note=row.outcome or f"{row.age(scope.today)} 天未处理",
            )
        )
    return found
