"""Many things entered in one message, one a line."""

from collections.abc import Callable
from typing import Any

from handlers.kit.screens.text import clip
from storage.engine.refusal import Refusal

TOLD = 8
"""How many lines that are wrong are told at once."""


def read_lines(text: str, read: Callable[[str], dict[str, Any]], by: str) -> list[dict[str, Any]]:
    """What `read` makes of each line, or (told by line) none; each has a `name`, and stands once by its value of `by`. Raises Refusal."""
    found: dict[object, dict[str, Any]] = {}
    wrong = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = read(line.strip())
        except Refusal as refusal:
            wrong.append(f"第 {number} 行“{clip(line.strip(), 30)}”：{refusal}")
            continue
        if entry[by] in found:
            wrong.append(f"第 {number} 行：{entry['name']}写了两次，请只留一行。")
        found[entry[by]] = entry
    if wrong:
        more = f"\n……共 {len(wrong)} 行" if len(wrong) > TOLD else ""
        raise Refusal("有几行没有看懂，请改好后把全部内容重新发来：\n" + "\n".join(wrong[:TOLD]) + more)
    return list(found.values())
