"""Where somebody's report can go, and who would read it there."""

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import Post
from storage.reports.rows import HEADS, Level, ReportLeg, levels_of

_POSTS = {
    Level.BRANCH: sorted(HEADS),
    Level.STAFF: [Post.PARTY_STAFF],
    Level.BUREAU: [Post.COMMITTEE_SECRETARY],
}


async def readers(session: AsyncSession, level: Level, branch_id: int, author: int) -> list[Who]:
    """Who reads at that level what comes from that branch; a post that waits for a second person does not open it."""
    branch = branch_id if level is Level.BRANCH else None
    found = await directory.people_of(session, branch_id=branch, posts=_POSTS[level])
    return [who for who in found if level in levels_of(who) and who.person_id != author]


async def readers_of(session: AsyncSession, leg: ReportLeg, author: int) -> list[Who]:
    return await readers(session, Level(leg.level), leg.branch_id, author)


async def addressees(session: AsyncSession, me: Who) -> list[tuple[Level, list[Who]]]:
    """One level up: a member's secretary; from a branch's secretary on, the bureau. Each with those who will read it there."""
    found = {level: await readers(session, level, me.branch_id, me.person_id) for level in Level}
    wanted: list[Level] = []
    secretary = Post.SECRETARY in me.posts
    if not secretary and found[Level.BRANCH]:
        wanted.append(Level.BRANCH)
    if secretary or not found[Level.BRANCH]:
        wanted.append(Level.STAFF)
    if secretary or me.posts & {Post.PARTY_STAFF, Post.INSPECTOR}:
        wanted.append(Level.BUREAU)
    return [(level, found[level]) for level in wanted if found[level]]
