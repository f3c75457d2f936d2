"""For whom a notice is: all of a place, or those of it in some branches, groups, posts or categories."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.notices.rows import By, Notice, NoticeSet
from storage.people import directory
from storage.people.access import Place
from storage.people.directory import Branch, Who
from storage.people.posts import BRANCH_POSTS, Category, Post

NAMED = 6
"""As many of a set are named; beyond, it is counted."""
UNITS = {By.BRANCHES: "个支部", By.GROUPS: "个党小组", By.POSTS: "种职务", By.CATEGORIES: "类人员"}


@dataclass(frozen=True)
class Audience:
    """The bureau, a branch or a group, and what those of it are chosen by."""

    branch_id: int | None = None
    group_id: int | None = None
    by: By = By.ALL
    chosen: tuple[int | str, ...] = ()

    @property
    def place(self) -> Place:
        """Where it stands for rights."""
        return Place(branch_id=self.branch_id, group_id=self.group_id)

    def holds(self, who: Who) -> bool:
        """Whether somebody of the place is meant."""
        match self.by:
            case By.BRANCHES:
                return who.branch_id in self.chosen
            case By.GROUPS:
                return who.group_id in self.chosen
            case By.POSTS:
                return any(post.value in self.chosen for post in who.posts)
            case By.CATEGORIES:
                return who.category.value in self.chosen
            case By.ALL:
                return True


def audience_of(notice: Notice, chosen: NoticeSet | None) -> Audience:
    if chosen is None:
        return Audience(notice.branch_id, notice.group_id)
    return Audience(notice.branch_id, notice.group_id, By(chosen.by), tuple(chosen.chosen))


async def receivers(session: AsyncSession, audience: Audience, but: int) -> list[Who]:
    """Everyone on the roster for whom it is, but for who publishes it, in the order of police numbers."""
    everyone = await directory.people_of(session, branch_id=audience.branch_id, group_id=audience.group_id)
    return [who for who in everyone if who.person_id != but and audience.holds(who)]


async def offered(session: AsyncSession, branch_id: int | None, by: By) -> Sequence[tuple[int | str, str]]:
    """What there is to choose from in the bureau or a branch, with its name."""
    match by:
        case By.BRANCHES:
            return list((await directory.present_names(session)).items()) if branch_id is None else []
        case By.GROUPS:
            groups = await directory.groups_of(session, branch_id) if branch_id is not None else []
            return [(group.id or 0, group.name) for group in groups]
        case By.POSTS:
            return [(post.value, post.value) for post in Post if branch_id is None or post in BRANCH_POSTS]
        case By.CATEGORIES:
            return [(each.value, each.value) for each in Category]
        case By.ALL:
            return []


async def in_words(session: AsyncSession, audience: Audience) -> str:
    """第一支部、第二支部；正式党员（全局）."""
    branch = await session.get(Branch, audience.branch_id) if audience.branch_id else None
    place = await directory.name_of_group(session, audience.group_id) or (branch.name if branch else "全局")
    if audience.by is By.ALL:
        return place
    known = dict(await offered(session, audience.branch_id, audience.by))
    names = [known[each] for each in audience.chosen if each in known]
    said = "、".join(names[:NAMED]) + (f"等 {len(names)} {UNITS[audience.by]}" if len(names) > NAMED else "")
    return said if audience.by in (By.BRANCHES, By.GROUPS) else f"{said}（{place}）"
