"""The header of a table file: in which sheets and lines it stands, and which columns it names; and the rows below it."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from storage.sheets.cells import BadCell
from storage.sheets.table import Cell, SheetUnreadable, Table

LINES = 15
"""In this many lines a header is looked for."""
_NOTE = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")
_AROUND = "*:：、.。#★"
# Lines below the people: sums, signatures, remarks.
_CLOSING = re.compile(
    r"(?:合计|总计|小计|共计)(?:$|[:：(（\d]).*|共\d+[人名].*|(?:填表|填报|制表|审核|审批|经办|负责|联系|复核|签发)人?(?:$|\(?签[字名章]\)?|[:：]).*"
    r"|(?:备注|说明|注|填表日期|填报日期|填表时间|日期|单位|盖章|单位\(?盖章\)?)[:：].*|[^:：]{0,12}\(?签[字名章]\)?[:：].*"
)
# Below a header: what may stand in a column, in a form to fill in.
_HINT = re.compile(r"\(.*\)|(?i:yyyy.*)|必填|选填|格式.*|示例.*|如[:：].*")
LONGEST_ALONE = 8
"""A line with nothing but a sentence longer than this is a remark."""
_SENTENCE = re.compile(r"[。，,；;、]|^\d+[.、]")

T = TypeVar("T")
Words = Callable[[Cell], str]
"""What a heading means: the name of a column, or its own words where it is none."""


def word_of(cell: Cell) -> str:
    """A heading without what people set around it: spaces, stars, colons, full width."""
    text = unicodedata.normalize("NFKC", cell) if isinstance(cell, str) else ""
    return "".join(text.replace("\ufeff", "").split()).strip(_AROUND)


def meaning(columns: Collection[str], synonyms: Mapping[str, str], like: Mapping[str, re.Pattern[str]]) -> Words:
    """Headings by what they are called elsewhere: `synonyms`, without a note in brackets behind them too, or what is `like` one."""

    def word(cell: Cell) -> str:
        text = word_of(cell)
        bare = _NOTE.sub("", text).strip(_AROUND) or text
        for each in (text, bare):
            if each in columns or each in synonyms:
                return synonyms.get(each, each)
        return next((column for column, pattern in like.items() if pattern.fullmatch(bare)), text)

    return word


@dataclass(frozen=True, slots=True)
class Header:
    """The table that is meant, the index of its header's (last) row, where each known column stands, and the headings that are not known.

    Where several headings mean the same column, `columns` has the one that is called so, or the first; `others` the rest.
    """

    table: Table
    index: int
    columns: dict[str, int]
    ignored: list[str]
    others: dict[str, list[int]]
    heads: tuple[Cell, ...]
    word: Words

    @property
    def width(self) -> int:
        return len(self.heads)


def find(
    tables: Sequence[Table],
    columns: Sequence[str],
    required: Sequence[str],
    *,
    least: int,
    like: str,
    absent: str,
    word: Words = word_of,
) -> Header:
    """The header that names most of the columns, and `least` at least.

    Raises SheetUnreadable: `absent` where there is none, and where several sheets are `like` that, a heading stands twice, or one that
    is required is missing.
    """
    found = headers(tables, columns, least=least, absent=absent, word=word)
    if len(found) > 1:
        names = "、".join(header.table.title for header in found)
        raise SheetUnreadable(f"有几个工作表都像{like}（{names}），请只保留一个后再发。")
    if missing := [each for each in required if each not in found[0].columns]:
        raise SheetUnreadable(f"第 {found[0].index + 1} 行的表头缺少：{'、'.join(missing)}，请补上这些列后再发。")
    return found[0]


def headers(
    tables: Sequence[Table], columns: Sequence[str], *, least: int, absent: str, word: Words = word_of
) -> list[Header]:
    """The header of each sheet that has one, or of a CSV by the delimiter that gives most.

    Raises SheetUnreadable: `absent` where there is none, or where a heading stands twice.
    """
    found = []
    for table in tables:
        best, index, heads = max(
            _candidates(table, columns, word), key=lambda each: (each[0], -each[1]), default=(0, 0, ())
        )
        if best >= least:
            found.append((best, table, index, heads))
    if not found:
        raise SheetUnreadable(absent)
    if any(table.delimiter is not None for _, table, _, _ in found):
        found = [max(found, key=lambda each: each[0])]
    return [_header(table, index, heads, columns, word) for _, table, index, heads in found]


def _candidates(table: Table, columns: Sequence[str], word: Words) -> Iterator[tuple[int, int, tuple[Cell, ...]]]:
    """Each of the first lines as a header, alone and with the line above it: how many columns it names, its index, its headings."""
    lines = table.rows[:LINES]
    for index, row in enumerate(lines):
        yield _known(row, columns, word), index, tuple(row)
        if index and _known(lines[index - 1], columns, word):
            both = _over(lines[index - 1], row, columns, word)
            yield _known(both, columns, word), index, both


def _known(heads: Sequence[Cell], columns: Sequence[str], word: Words) -> int:
    return len({word(cell) for cell in heads} & set(columns))


def _over(upper: Sequence[Cell], lower: Sequence[Cell], columns: Sequence[str], word: Words) -> tuple[Cell, ...]:
    """A header in two lines: 党内情况 over 党内职务 is 党内职务, 联系电话 over nothing is 联系电话, and 入党 over 时间 is 入党时间."""
    found: list[Cell] = []
    group = ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else None
        below = lower[place] if place < len(lower) else None
        group = word_of(above) or group
        joined = f"{group}{word_of(below)}"
        if below is None or not word_of(below):
            found.append(above)
        elif word(below) in columns or word(joined) not in columns:
            found.append(below)
        else:
            found.append(joined)
    return tuple(found)


def _header(table: Table, index: int, heads: tuple[Cell, ...], columns: Sequence[str], word: Words) -> Header:
    places: dict[str, list[int]] = {}
    ignored: list[str] = []
    seen: set[str] = set()
    doubled: list[str] = []
    for place, cell in enumerate(heads):
        name = word(cell)
        if name in columns:
            if word_of(cell) in seen:
                doubled.append(word_of(cell))
            seen.add(word_of(cell))
            # The one that is called so itself comes first.
            places.setdefault(name, []).insert(0 if word_of(cell) == name else len(places[name]), place)
        elif cell is not None and str(cell).strip():
            ignored.append(str(cell).strip())
    if doubled:
        raise SheetUnreadable(f"表头里“{'”“'.join(dict.fromkeys(doubled))}”出现了不止一次，请只保留一列。")
    first = {name: found[0] for name, found in places.items()}
    others = {name: found[1:] for name, found in places.items() if found[1:]}
    return Header(table, index, first, ignored, others, heads, word)


class Row:
    """One row below a header, read cell by cell; what is wrong with a cell is gathered in `problems`."""

    def __init__(self, header: Header, line: int) -> None:
        self.cells = header.table.rows[line - 1]
        self.line = line
        self.problems: list[str] = []
        self._header = header

    def get(self, column: str, read: Callable[[Cell], T]) -> T | None:
        """What `read` makes of the cell; None where the file has no such column, or the cell cannot be used.

        Where several columns mean the same, the first of them that says something.
        """
        before = len(self.problems)
        for place in self.places(column):
            value = self.read(column, place, read)
            if value is not None and value not in ("", ()):
                # What is wrong with another column of the same meaning matters no more.
                del self.problems[before:]
                return value
        del self.problems[before + 1 :]
        return None

    def read(self, column: str, place: int, read: Callable[[Cell], T]) -> T | None:
        """As get(), of one place."""
        try:
            return read(self.cell(place))
        except BadCell as error:
            self.problems.append(f"{column} {error}")
            return None

    def places(self, column: str) -> list[int]:
        """Where that column stands, and those that mean the same."""
        first = self._header.columns.get(column)
        return [] if first is None else [first, *self._header.others.get(column, ())]

    def heading(self, place: int) -> str:
        return word_of(self._header.heads[place])

    def cell(self, place: int) -> Cell:
        return self.cells[place] if place < len(self.cells) else None


def rows_below(header: Header) -> Iterator[Row]:
    """Those in which something stands, under a known heading or an unknown one; without sums, signatures and the header printed anew."""
    known = [word_of(cell) for cell in header.heads]
    for line in range(header.index + 2, len(header.table.rows) + 1):
        row = Row(header, line)
        texts = [text for cell in row.cells if (text := _written(cell))]
        if texts and not _closes(texts) and [word_of(cell) for cell in row.cells] != known:
            yield row


def _written(cell: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()) if cell is not None else ""


def _closes(texts: Sequence[str]) -> bool:
    if all(_HINT.fullmatch(text) for text in texts):
        return True
    alone = len(set(texts)) == 1 and len(texts[0]) > LONGEST_ALONE and _SENTENCE.search(texts[0])
    return bool(alone) or any(_CLOSING.fullmatch(text) for text in texts[:2])
