"""An XLSX → its sheets, in one pass over the XML that never holds more than the bounds allow.

What is counted here could not be counted by a library that builds a row first, and a library gives no cell as people see
it. The XML: ECMA-376 part 1, 18.2 to 18.4 and 18.8.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from storage.sheets.archive import DAMAGED, Archive
from storage.sheets.formats import BUILT_IN, stored
from storage.sheets.table import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_LINE,
    MAX_ROWS,
    Cell,
    Kind,
    SheetUnreadable,
    Stored,
    Table,
)

MAX_SHEETS = 30
LONGEST = 32_767
"""The characters that Excel allows in a cell."""
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_workbook(content: bytes) -> list[Table]:
    """The sheets that are not hidden. Raises SheetUnreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Workbook(Archive(archive)).tables()
    except (SheetUnreadable, MemoryError):
        raise
    # A broken file breaks in every way, from KeyError to zlib.error.
    except Exception as error:
        raise SheetUnreadable(DAMAGED) from error


class _Workbook:
    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.from_1904 = False

    def tables(self) -> list[Table]:
        """Each sheet's table, in the workbook's order."""
        book = next(
            (target for kind, target in self.archive.related("") if kind == "officeDocument"), "xl/workbook.xml"
        )
        related = {name: target for name, target in self.archive.related(book, by="Id")}
        kinds = dict(self.archive.related(book))
        sheets = self._sheets(book)
        strings = self._strings(kinds["sharedStrings"]) if kinds.get("sharedStrings", "") in self.archive.parts else []
        codes = self._codes(kinds["styles"]) if kinds.get("styles", "") in self.archive.parts else []
        return [
            Table(title, _Sheet(self, strings, codes).read(related[reference]), from_1904=self.from_1904)
            for title, reference in sheets
            if related.get(reference) in self.archive.parts
        ]

    def _sheets(self, book: str) -> list[tuple[str, str]]:
        """Title and relation of each sheet that people see; one that is hidden is not what they sent."""
        found: list[tuple[str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "workbookPr":
                self.from_1904 = attributes.get("date1904", "0") in ("1", "true", "on")
            elif tag == "sheet" and attributes.get("state", "visible") == "visible":
                found.append((attributes["name"][:31], attributes["id"]))

        self.archive.parse(book.lower(), start)
        if len(found) > MAX_SHEETS:
            raise SheetUnreadable(f"这个文件有 {len(found)} 个工作表，请只保留要导入的那一个后再发。")
        return found

    def _strings(self, name: str) -> list[str]:
        found: list[str] = []
        pieces: list[str] = []
        guide = 0  # how to say a word is written beside it, and is no part of the text

        def start(tag: str, _attributes: dict[str, str]) -> None:
            nonlocal guide
            if tag == "si":
                pieces.clear()
            guide += tag == "rPh"

        def end(tag: str, text: str) -> None:
            nonlocal guide
            guide -= tag == "rPh"
            if tag == "t" and not guide:
                pieces.append(text)
            elif tag == "si":
                found.append(written("".join(pieces)))

        self.archive.parse(name, start, end)
        return found

    def _codes(self, name: str) -> list[str]:
        """The format code of each style that a cell may have."""
        own: dict[int, str] = {}
        numbers: list[int] = []
        inside = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            if tag == "numFmt" and "formatCode" in attributes:
                own.setdefault(int(attributes["numFmtId"]), attributes["formatCode"][:255])
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                numbers.append(int(attributes.get("numFmtId", 0)))

        def end(tag: str, _text: str) -> None:
            nonlocal inside
            inside = inside and tag != "cellXfs"

        self.archive.parse(name, start, end)
        return [own.get(number) or BUILT_IN.get(number, "General") for number in numbers]


def written(text: str) -> str:
    """A text with the characters that XML cannot hold put back; one too long for a cell is refused."""
    if len(text) > LONGEST:
        raise SheetUnreadable(f"有一格超过 {LONGEST} 个字，不像是表格；请检查后再发。")
    # A half of a surrogate pair is not a character.
    return _ESCAPED.sub(
        lambda each: each[0] if each[1][0] in "dD" and each[1][1] > "7" else chr(int(each[1], 16)), text
    )


@dataclass
class _Sheet:
    """Reads one worksheet. Only cells with something in them are kept."""

    book: _Workbook
    strings: list[str]
    codes: list[str]
    lines: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    line: int = 0
    column: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    value: str | None = None
    formula: bool = False
    pieces: list[str] = field(default_factory=list)
    guide: int = 0

    def read(self, name: str) -> list[list[Cell]]:
        self.book.archive.parse(name, self._start, self._end)
        self._spread()
        rows: list[list[Cell]] = []
        for line, cells in sorted(self.lines.items()):
            rows += [[] for _ in range(line - 1 - len(rows))]
            row: list[Cell] = [None] * (max(cells) + 1)
            for column, cell in cells.items():
                row[column] = cell
            rows.append(row)
        return rows

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.line = int(attributes.get("r", self.line + 1))
            self.column = -1
        elif tag == "c":
            self.line, self.column = place_of(attributes["r"]) if "r" in attributes else (self.line, self.column + 1)
            self.attributes, self.value, self.formula = attributes, None, False
            self.pieces.clear()
        elif tag == "f":
            self.formula = True
        elif tag == "mergeCell" and ":" in attributes.get("ref", ""):
            self.merged.append(attributes["ref"])
        self.guide += tag == "rPh"

    def _end(self, tag: str, text: str) -> None:
        self.guide -= tag == "rPh"
        if tag == "v":
            self.value = text
        elif tag == "t" and not self.guide:
            self.pieces.append(text)
        elif tag == "c" and (cell := self._cell()) not in (None, ""):
            self._keep(self.line, self.column, cell)

    def _keep(self, line: int, column: int, cell: Cell) -> None:
        if line > MAX_LINE or column >= MAX_COLUMNS:
            where = f"单元格 {self.attributes['r']}" if "r" in self.attributes else f"第 {line} 行"
            raise SheetUnreadable(
                f"{where} 里有内容，超出了 {MAX_ROWS} 行、{MAX_COLUMNS} 列；请删去它，或分成几份后再发。"
            )
        self.book.archive.budget.cell(cell)
        self.lines.setdefault(line, {})[column] = cell

    def _cell(self) -> Cell:
        kind, value = self.attributes.get("t", "n"), self.value
        if kind == "inlineStr":
            return written("".join(self.pieces))
        if kind == "str" and value is not None:
            return written(value)
        if not value:
            return Stored(Kind.UNCOMPUTED, "") if self.formula else None
        if kind == "s":
            return self.strings[int(value)]
        if kind == "b":
            return Stored(Kind.TRUTH, "TRUE" if value in ("1", "true") else "FALSE")
        if kind == "e":
            return Stored(Kind.FAULT, value[:20])
        if kind == "d":
            return Stored(Kind.DAY, value[:10])
        style = int(self.attributes.get("s", 0))
        code = self.codes[style] if style < len(self.codes) else "General"
        return stored(float(value), code, from_1904=self.book.from_1904)

    def _spread(self) -> None:
        """What stands in a cell merged over several lines is seen in each of them."""
        for top, bottom, column in self._merges():
            cell = self.lines.get(top, {}).get(column)
            for line in range(top + 1, min(bottom, MAX_LINE) + 1) if cell is not None else ():
                self.book.archive.budget.element()
                if line in self.lines:
                    self._keep(line, column, cell)

    def _merges(self) -> Iterator[tuple[int, int, int]]:
        for reference in islice(self.merged, MAX_CELLS):
            first, _, last = reference.partition(":")
            (top, column), (bottom, _) = place_of(first), place_of(last)
            yield top, bottom, column


def place_of(reference: str) -> tuple[int, int]:
    """Line (from 1) and column (from 0) of a cell such as AB12. Raises ValueError."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
