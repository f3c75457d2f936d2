"""At which level one gives tasks, to whom, and what those are called in a line."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.task_line import names as called
from scoring.task_line.receivers import Named
from storage.people import directory
from storage.people.access import reach, roles
from storage.people.directory import Who
from storage.people.posts import COMMITTEE_POSTS, MEMBERS, Post
from storage.people.rights import Act, Reach, Role


@dataclass(frozen=True)
class Receiver:
    """Somebody one level below: a branch by its secretary (`number` is the branch's), or a person of the giver's own branch."""

    number: int
    name: str
    who: Who

    @property
    def note(self) -> str:
        """What tells two of the same name apart."""
        posts = "、".join(sorted(post.value for post in self.who.posts))
        return f"{posts or self.who.category.value}，警号 {self.who.police_no}"


def levels(me: Who) -> list[int | None]:
    """From where that person gives: None is the bureau, a number their own branch."""
    found: list[int | None] = [None] if reach(me, Act.ASSIGN) is Reach.BUREAU else []
    return [*found, me.branch_id] if Role.SECRETARY in roles(me) else found


async def receivers(session: AsyncSession, me: Who, level: int | None) -> list[Receiver]:
    """Everyone one level below: the branches by their secretaries; or a branch's committee, group leaders and members."""
    if level not in levels(me):
        return []
    if level is None:
        heads = await directory.secretaries(session)
        found = await directory.branches(session)
        return [Receiver(each.id or 0, each.name, heads[each.id or 0]) for each in found if each.id in heads]
    return [
        Receiver(who.person_id, who.name, who)
        for who in await directory.people_of(session, branch_id=level)
        if who.person_id != me.person_id and Post.SECRETARY not in who.posts
        if who.category in MEMBERS or who.posts & (COMMITTEE_POSTS | {Post.GROUP_LEADER})
    ]


async def names(session: AsyncSession, me: Who, level: int | None) -> dict[str, Named]:
    """Every name that a line may begin with, and whom it stands for."""
    found = await receivers(session, me, level)
    if level is None:
        return called.of_branches([(each.number, each.name, each.who.name) for each in found])
    groups = {
        group.name: [each.number for each in found if each.who.group_id == group.id]
        for group in await directory.groups_of(session, level)
    }
    people = [(each.number, each.name) for each in found]
    return called.of_people(people, groups, _holding(found, COMMITTEE_POSTS), _holding(found, {Post.GROUP_LEADER}))


def _holding(found: Iterable[Receiver], posts: Iterable[Post]) -> list[int]:
    wanted = set(posts)
    return [each.number for each in found if each.who.posts & wanted]
