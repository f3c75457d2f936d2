"""What those one level below are called: names written in full or in short, and words for several at once."""

from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.tasks.line import Named
from storage import people
from storage.people import Who
from storage.posts import COMMITTEE_POSTS, Post
from storage.tasks import giving
from storage.tasks.giving import Receiver

_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_ALL_BRANCHES = ("各党支部", "各支部", "全体党支部", "全体支部", "所有党支部", "所有支部", "全部支部")
_ALL_PEOPLE = ("全体党员", "全体人员", "全体同志", "所有党员", "所有人", "全体", "大家")
_COMMITTEE = ("全体支委", "各支委", "支委们", "支委", "委员")
_LEADERS = ("各党小组长", "各小组长", "党小组长", "小组长")


async def names(session: AsyncSession, me: Who, level: int | None) -> dict[str, Named]:
    """Every name that a line may begin with, and whom it stands for."""
    found = await giving.receivers(session, me, level)
    single: dict[str, set[int]] = {}
    together: dict[str, list[int]] = {}
    everyone = [each.number for each in found]
    if level is None:
        for each in found:
            for name in [*_branch_names(each.name), each.who.name]:
                single.setdefault(name, set()).add(each.number)
        together |= dict.fromkeys(_ALL_BRANCHES, everyone)
    else:
        for each in found:
            single.setdefault(each.name, set()).add(each.number)
        for group in await people.groups_of(session, level):
            together[group.name] = _having(found, group_id=group.id)
        together |= dict.fromkeys(_ALL_PEOPLE, everyone)
        together |= dict.fromkeys(_COMMITTEE, _having(found, posts=COMMITTEE_POSTS))
        together |= dict.fromkeys(_LEADERS, _having(found, posts=[Post.GROUP_LEADER]))
    names = {name: Named(tuple(sorted(numbers))) for name, numbers in single.items()}
    return names | {name: Named(tuple(numbers), together=True) for name, numbers in together.items() if numbers}


def _branch_names(name: str) -> set[str]:
    """刑侦大队党支部, 刑侦大队支部, 刑侦大队; and 第3支部 for 第三支部."""
    bare = name.removesuffix("党支部").removesuffix("支部")
    forms = {name, f"{bare}党支部", f"{bare}支部"} | ({bare} if len(bare) > 1 else set[str]())
    return forms | {form.translate(_DIGITS) for form in forms}


def _having(found: Iterable[Receiver], *, group_id: int | None = None, posts: Iterable[Post] = ()) -> list[int]:
    wanted = set(posts)
    return [
        each.number
        for each in found
        if each.who.posts & wanted or (group_id is not None and each.who.group_id == group_id)
    ]
