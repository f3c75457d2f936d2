"""Where the sheets of a roster file say which branch their people belong to."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from storage.sheets.header import Header, Row
from storage.sheets.table import Cell

# A sheet's name that says what sort of table it is, or nothing, rather than whose.
_ANYBODYS = re.compile(
    r"(?i)(?:sheet|工作表|表|页)?\s*[\d一二三(（)）]*|.*(?:名册|名单|信息|采集|汇总|统计|台账|导出|数据|模板).*|党员|人员|全局"
)
_IN_TITLE = re.compile(
    r"(?:^|[:：])(?:.{0,8}支部(?:名称)?[:：])?([^:：]{2,40}?支部)(?:委员会)?(?=党员|人员|干部|全体|花名册|名册|名单|信息|基本|\(|（|$|\d)"
)
_BRANCH = re.compile(r"[^:：]{1,40}(?:支部|支部委员会)(?:[(（]\d+[人名][)）])?")
_NOBODYS = re.compile(r"(?:.*[各全]|所在|所属)(?:党)?支部")


_GONE = re.compile(r"调[出离走]|转出|去世|死亡|离世|辞职|辞退|开除|除名|离职|作废|历史|备份|旧")


def of_the_gone(header: Header) -> bool:
    """Whether a sheet is called after those who are here no more: 已调出人员, 去世."""
    return header.table.delimiter is None and bool(_GONE.search(header.table.title))


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A sheet with a header; `branch` where the sheet itself, or a line above the header, names it."""

    header: Header
    branch: str | None


def named_branch(header: Header) -> str | None:
    """The branch that the sheet's title or a line above its header names."""
    title = header.table.title
    if header.table.delimiter is not None:
        title = title.rsplit(".", 1)[0]
    titles = [text for row in header.table.rows[: header.index] for cell in row[:4] if (text := _text(cell))]
    for text in (title, *titles):
        found = _IN_TITLE.search(text)
        if found and not _NOBODYS.fullmatch(found[1]):
            return found[1]
    return title.strip() if header.table.delimiter is None and not _ANYBODYS.fullmatch(title.strip()) else None


def branch_lines(header: Header) -> Iterator[tuple[int, str]]:
    """The lines between the people that name a branch and nothing else, with that name."""
    for line in range(header.index + 2, len(header.table.rows) + 1):
        if branch := branch_line(Row(header, line)):
            yield line, branch


def branch_line(row: Row) -> str | None:
    """The branch that the row names, where nothing else stands in it."""
    texts = {text for cell in row.cells if (text := _text(cell))}
    if len(texts) != 1:
        return None
    (text,) = texts
    return re.sub(r"[(（]\d+[人名][)）]$", "", text) if _BRANCH.fullmatch(text) else None


def _text(cell: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", cell).split()) if isinstance(cell, str) else ""


def filled_down(header: Header) -> bool:
    """Whether a CSV has lost the merging of its branch's cells: the first row has it, and most of the others have none."""
    place = header.columns.get("支部")
    if place is None or header.table.delimiter is None:
        return False
    rows = [row for row in header.table.rows[header.index + 1 :] if any(_text(cell) for cell in row)]
    named = [bool(_text(row[place])) if place < len(row) else False for row in rows]
    return bool(named) and named[0] and named.count(False) >= max(3, len(named) // 2 + 1)
