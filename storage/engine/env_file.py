"""Names in `.env` and the environment that are no settings: a misspelt one would be passed over, and its default would hold."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import parse_stream

NEAR = 0.8
"""How alike two names are, for `difflib`, when one is thought to be the other misspelt."""
NAME = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
"""What is told of a line by its name. Anything else may be a key or a token that slipped there, and goes into no log."""
FILE = Path(".env")
EXAMPLE = ".env.example"


@dataclass
class Unknown:
    """One line for each name that is no setting: `wrong` must be put right first, a `remark` is only told."""

    wrong: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def unknown(known: Collection[str], environment: Mapping[str, str], file: Path = FILE) -> Unknown:
    """What is neither among the `known` names nor, in the environment, far from all of them. Raises OSError."""
    found = Unknown()
    if file.is_dir():
        found.wrong.append(f"{file} 是文件夹：这里要的是一个文本文件（见 {EXAMPLE}）")
    elif file.exists():
        _read(file, known, environment, found)
    names = {name for name in environment if name.upper() not in known}
    found.remarks += [
        f"环境变量 {name} 不是设置项：是不是 {near}？" for name in sorted(names) if (near := _near(name, known))
    ]
    return found


def _read(file: Path, known: Collection[str], environment: Mapping[str, str], found: Unknown) -> None:
    try:
        with file.open(encoding="utf-8-sig") as stream:
            bindings = list(parse_stream(stream))
    except UnicodeDecodeError:
        found.wrong.append(f"{file} 不是 UTF-8 文本：请另存为 UTF-8")
        return
    for each in bindings:
        where = f"{file} 第 {each.original.line} 行"
        if each.error:
            found.wrong.append(f"{where}看不懂：应为 名称=值，值里有空格或 # 时加引号")
        elif each.key and each.key.upper() not in known:
            if begun := _begun(each.key, known):
                found.wrong.append(f"{where}看不懂：{begun} 后面应是半角的 =")
            elif near := _near(each.key, known):
                found.wrong.append(f"{where} {each.key} 不是设置项：是不是 {near}？")
            elif not NAME.fullmatch(each.key):
                found.remarks.append(f"{where}不是设置项，不起作用：应为 名称=值，一项写在一行里")
            elif environment.get(each.key) != each.value:
                within = next((name for name in known if name in each.key), None)
                guess = f"：是不是 {within}？" if within else f"，不起作用（设置项见 {EXAMPLE}）"
                found.remarks.append(f"{where} {each.key} 不是设置项{guess}")


def _begun(text: str, known: Collection[str]) -> str | None:
    """The setting that it begins with where another sign than = follows, as ： or ＝ do."""
    name = re.match(r"\w*", text.upper(), re.ASCII)
    return name[0] if name and name[0] in known else None


def _near(name: str, known: Collection[str]) -> str | None:
    return next(iter(get_close_matches(name.upper(), known, 1, NEAR)), None)
