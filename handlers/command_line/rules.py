"""``rules``: what the bureau has laid over the rules as shipped, key by key, and whether it can be read."""

import argparse
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

from scoring import ranking
from scoring.index import rules as index
from scoring.own_rules import RuleFile, RuleFileError, changes
from storage.development import materials_list, samples
from storage.engine.clock import Clock
from storage.engine.settings import Settings
from storage.risks import catalogue
from storage.rules import regulations
from storage.study import topics

FILES: list[tuple[str, RuleFile, Callable[[], object]]] = [
    ("规定和开关", regulations.RULES, regulations.own),
    ("健康指数的权重和曲线", index.RULES, index.own),
    ("学习排名的权重", ranking.RULES, ranking.own),
    ("岗位风险点的建议", catalogue.RULES, catalogue.own),
    ("微课的主题", topics.RULES, topics.topics),
    ("发展党员的材料清单", materials_list.RULES, materials_list.own),
    ("发展党员的范文", samples.RULES, samples.own),
]
MISSING = "（没有）"


async def run(settings: Settings, _clock: Clock, _arguments: argparse.Namespace) -> None:
    """Raises RuleFileError for the first that is wrong."""
    read_all(settings.data_dir)
    for title, file, _ in FILES:
        if file.own is None:
            print(f"{title}：和发布的一样（要改就写 {settings.data_dir / file.name}）")
            continue
        found = list(changes(file.as_shipped(), file.differing()))
        print(f"{title}：{file.own} 改了 {len(found)} 处")
        for key, shipped, own in found:
            print(f"  {key}：{_shown(shipped)} → {_shown(own)}")


def _shown(value: object) -> str:
    """As it stands in the file, or nearly."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_shown(below)}' for key, below in value.items())} }}"
    return MISSING if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def read_all(folder: Path) -> None:
    """Raises RuleFileError: what holds cannot be read, or a file has a name that nobody asks for."""
    names = [file.name for _, file, _ in FILES]
    for each in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
        if each.name not in names:
            near = get_close_matches(each.name, names, 1)
            raise RuleFileError(f"{each} 不起作用：{f'是不是 {near[0]}？' if near else '只认 ' + '、'.join(names)}")
    for _, _, read in FILES:
        read()
