"""风险防控 in numbers by branch, for whoever shows how the branches stand."""

from collections import Counter
from zlib import crc32

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.risks import register
from storage.risks.register import PostRisks


async def points_by_branch(session: AsyncSession, branch_id: int | None = None) -> dict[int, dict[str, int]]:
    """Branch (that one, or each) → level (高, 中, 低) → how many risk points its posts have as of now."""
    counts: dict[int, Counter[str]] = {}
    for post in await register.as_of_now(session, branch_id):
        counts.setdefault(post.branch_id, Counter()).update(point.level.value for point in post.points)
    return {branch: dict(count) for branch, count in counts.items()}


def post_mark(post: PostRisks) -> int:
    """A post's name, small enough for a button."""
    return crc32(post.position.encode()) & 0x7FFFFFFF
