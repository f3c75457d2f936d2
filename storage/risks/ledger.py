"""风险防控 in the ledger: each person's self-check of each period."""

from datetime import date, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import people
from storage.ledger import Entry, Scope, standing
from storage.risks import checks
from storage.risks.rows import CheckState, RiskCheck

_NOTES = {CheckState.SUBMITTED: "待确认", CheckState.RETURNED: "已退回"}


async def post_checks(session: AsyncSession, scope: Scope) -> list[Entry]:
    """One entry for each person on the roster and each period that ends in the scope, or runs on beyond it.

    It counts as done on the day it was submitted, once that was confirmed.
    """
    found: list[Entry] = []
    whole = await people.people_of(
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
