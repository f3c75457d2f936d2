"""What those one level below are called: names written in full or in short, and words for several at once."""

import re
from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.tasks.line_names import Named
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import COMMITTEE_POSTS, Post
from storage.tasks import giving
from storage.tasks.giving import Receiver

_UNIT = re.compile(r"(?:[大中支]队|派出所|办公室|[科所室处])$")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_ALL_BRANCHES = (
    "各基层党支部",
    "各党支部",
    "各支部",
    "全体党支部",
    "全体支部",
    "所有党支部",
    "所有支部",
    "全部党支部",
    "全部支部",
    "每个支部",
)
_ALL_PEOPLE = (
    "全体党员同志",
    "全体党员",
    "全体人员",
    "全体民警",
    "全体同志",
    "全体成员",
    "所有党员",
    "所有人员",
    "所有人",
    "各位党员",
    "每名党员",
    "每位党员",
    "每个党员",
    "全支部",
    "全体",
    "大家",
)
_COMMITTEE = ("全体支委", "各支委", "支委们", "支委", "委员")
_LEADERS = ("各党小组长", "各小组长", "党小组长", "小组长")


async def names(session: AsyncSession, me: Who, level: int | None) -> dict[str, Named]:
    """Every name that a line may begin with, and whom it stands for."""
    found = await giving.receivers(session, me, level)
    full: dict[str, set[int]] = {}
    short: dict[str, set[int]] = {}
    together: dict[str, list[int]] = {}
    everyone = [each.number for each in found]
    for each in found:
        full.setdefault(each.who.name if level is None else each.name, set()).add(each.number)
    if level is None:
        for each in found:
            for name in branch_names(each.name):
                full.setdefault(name, set()).add(each.number)
            for name in short_names(each.name):
                short.setdefault(name, set()).add(each.number)
        together |= dict.fromkeys(_ALL_BRANCHES, everyone)
    else:
        for group in await directory.groups_of(session, level):
            members = _having(found, group_id=group.id)
            together |= dict.fromkeys(_group_names(group.name), members)
        together |= dict.fromkeys(_ALL_PEOPLE, everyone)
        together |= dict.fromkeys(_COMMITTEE, _having(found, posts=COMMITTEE_POSTS))
        together |= dict.fromkeys(_LEADERS, _having(found, posts=[Post.GROUP_LEADER]))
    names = {name: Named(tuple(sorted(numbers)), whole=True) for name, numbers in short.items()}
    names |= {name: Named(tuple(sorted(numbers))) for name, numbers in full.items()}
    return names | {name: Named(tuple(numbers), together=True) for name, numbers in together.items() if numbers}


def branch_names(name: str) -> set[str]:
    """刑侦大队党支部, 刑侦大队支部, 刑侦大队; 第3支部 and 一支部 for 第三支部 and 第一支部."""
    bare = name.removesuffix("党支部").removesuffix("支部")
    forms = {f"{each}{word}" for each in (bare, _UNIT.sub("", bare)) if len(each) > 1 for word in ("党支部", "支部")}
    return _numbered({name, *forms} | ({bare} if len(bare) > 2 else set[str]()))


def short_names(name: str) -> set[str]:
    """刑侦 for 刑侦大队党支部, 机关 for 机关党支部: words that may also begin a task, as 刑侦工作."""
    bare = name.removesuffix("党支部").removesuffix("支部")
    short = _UNIT.sub("", bare)
    return {each for each in (bare, short) if len(each) > 1}


def _group_names(name: str) -> set[str]:
    """第一党小组, 第1党小组, 一党小组, 第一小组, 一小组."""
    bare = name.removesuffix("小组").removesuffix("党")
    return _numbered({name, f"{bare}党小组", f"{bare}小组"})


def _numbered(forms: set[str]) -> set[str]:
    forms = forms | {form.translate(_DIGITS) for form in forms}
    return forms | {shorter for form in forms if len(shorter := form.replace("第", "", 1)) > 2}


def _having(found: Iterable[Receiver], *, group_id: int | None = None, posts: Iterable[Post] = ()) -> list[int]:
    wanted = set(posts)
    return [
        each.number
        for each in found
        if each.who.posts & wanted or (group_id is not None and each.who.group_id == group_id)
    ]
