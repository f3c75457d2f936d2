"""风险防控 in the ledger: each person's self-check of each period, and how the branches deal with signs."""

from datetime import date, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ledger import Entry, Scope, standing
from storage.people import directory
from storage.risks import checks, signs
from storage.risks.rows import CheckState, RiskCheck, Sign
from storage.rules.grades import Level

_NOTES = {CheckState.SUBMITTED: "待确认", CheckState.RETURNED: "已退回"}


async def post_checks(session: AsyncSession, scope: Scope) -> list[Entry]:
    """One entry for each person on the roster and each period that ends in the scope, or runs on beyond it.

    It counts as done on the day it was submitted, once that was confirmed.
    """
    found: list[Entry] = []
    whole = await directory.people_of(
        session, branch_id=scope.branch_id, ids={scope.person_id} if scope.person_id else None
    )
    for first, last in _periods(scope):
        query = select(RiskCheck).where(col(RiskCheck.first_on) == first)
        rows = {row.person_id: row for row in (await session.exec(query)).all()}
        for who in whole:
            row = rows.get(who.person_id)
            confirmed = row is not None and row.state == CheckState.CONFIRMED
            done = row.submitted_on if row is not None and confirmed else None
            found.append(
                Entry(
                    record=row.key if row else 0,
                    branch_id=who.branch_id,
                    branch=who.branch,
                    what=f"{checks.title(first)}岗位风险排查",
                    on=last,
                    done=done,
                    standing=standing(last, done, scope.today),
                    person_id=who.person_id,
                    person=who.name,
                    police_no=who.police_no,
                    note=_NOTES.get(CheckState(row.state), "") if row else "未提交",
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
    query = select(Sign).order_by(col(Sign.grade_on), col(Sign.id))
    if scope.branch_id is not None:
        query = query.where(col(Sign.branch_id) == scope.branch_id)
    names = await directory.branch_names(session)
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
