"""风险防控 in numbers by branch, for whoever shows how the branches stand."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people import directory
from storage.risks import register
from storage.risks.register import PostRisks
from storage.risks.rows import CheckState, RiskCheck


@dataclass(frozen=True)
class CheckCount:
    """How many of a branch's people there are, have submitted a period's self-check, and have had it confirmed."""

    people: int
    submitted: int
    confirmed: int


async def checks_by_branch(session: AsyncSession, first: date) -> dict[int, CheckCount]:
    """Branch → how far the self-checks of the period that begins on that day are."""
    query = select(RiskCheck).where(RiskCheck.first_on == first, col(RiskCheck.state) != CheckState.RETURNED.value)
    rows = {row.person_id: row for row in (await session.exec(query)).all()}
    counts: dict[int, list[int]] = {}
    for who in await directory.people_of(session):
        row = rows.get(who.person_id)
        count = counts.setdefault(who.branch_id, [0, 0, 0])
        count[0] += 1
        count[1] += row is not None
        count[2] += row is not None and row.state == CheckState.CONFIRMED
    return {branch: CheckCount(*count) for branch, count in counts.items()}


async def points_by_branch(session: AsyncSession, branch_id: int | None = None) -> dict[int, dict[str, int]]:
    """Branch (that one, or each) → level (高, 中, 低) → how many risk points its posts have as of now."""
    counts: dict[int, Counter[str]] = {}
    for post in await register.as_of_now(session, branch_id):
        counts.setdefault(post.branch_id, Counter()).update(point.level.value for point in post.points)
    return {branch: dict(count) for branch, count in counts.items()}


def post_mark(post: PostRisks) -> int:
    """A post's name, small enough for a button."""
    return crc32(post.position.encode()) & 0x7FFFFFFF
