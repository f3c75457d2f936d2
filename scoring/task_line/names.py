"""What those one level below are called: names written in full or in short, and words for several at once."""

from collections.abc import Iterable, Mapping, Sequence

from scoring.chinese.expressions import expression
from scoring.task_line.receivers import Named

_UNIT = expression(r"(?:[大中支]队|派出所|办公室|[科所室处])$")
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


def of_branches(found: Iterable[tuple[int, str, str]]) -> dict[str, Named]:
    """What branches are called, each given by its number, its name and its secretary's."""
    full: dict[str, set[int]] = {}
    short: dict[str, set[int]] = {}
    for number, branch, secretary in found:
        for name in branch_names(branch) | {secretary}:
            full.setdefault(name, set()).add(number)
        for name in short_names(branch):
            short.setdefault(name, set()).add(number)
    singles = {name: Named(tuple(sorted(numbers)), whole=True) for name, numbers in short.items()} | _singles(full)
    return singles | _together(_ALL_BRANCHES, sorted({number for numbers in full.values() for number in numbers}))


def of_people(
    found: Sequence[tuple[int, str]], groups: Mapping[str, list[int]], committee: list[int], leaders: list[int]
) -> dict[str, Named]:
    """What a branch's people are called, each given by number and name, alone and as its groups, committee and leaders."""
    full: dict[str, set[int]] = {}
    for number, name in found:
        full.setdefault(name, set()).add(number)
    names = _singles(full)
    for group, members in groups.items():
        names |= _together(_group_names(group), members)
    names |= _together(_ALL_PEOPLE, [number for number, _ in found])
    return names | _together(_COMMITTEE, committee) | _together(_LEADERS, leaders)


def _singles(found: Mapping[str, set[int]]) -> dict[str, Named]:
    return {name: Named(tuple(sorted(numbers))) for name, numbers in found.items()}


def _together(names: Iterable[str], numbers: Iterable[int]) -> dict[str, Named]:
    meant = tuple(numbers)
    return dict.fromkeys(names, Named(meant, together=True)) if meant else {}


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
