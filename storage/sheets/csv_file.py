"""A CSV in any encoding that offices write → one table for each delimiter that may be meant."""

import csv
import io
import re

from storage.sheets.table import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_LINE,
    TOO_MANY_CELLS,
    TOO_MANY_ROWS,
    TOO_WIDE,
    Cell,
    SheetUnreadable,
    Table,
)

DELIMITERS = (",", ";", "\t")
# Sheets formatted far below their last entry are saved with lines of delimiters alone: tolerated to this number.
_MAX_LINES = 200_000
# How systems keep a spreadsheet from dropping zeros: a formula whose result is the text.
_AS_TEXT = re.compile(r'\A\s*="([^"]*)"\s*\Z')


def read_csv(name: str, content: bytes) -> list[Table]:
    """The readings within the bounds. Raises SheetUnreadable when there is none."""
    text = decode(content)
    found, why = [], None
    for delimiter in DELIMITERS:
        try:
            found.append(Table(name, _rows(text, delimiter), delimiter=delimiter))
        except SheetUnreadable as error:
            why = why or error
    if not found:
        raise why or SheetUnreadable(TOO_MANY_ROWS)
    return found


def decode(content: bytes) -> str:
    """Its text, in whichever encoding. Raises SheetUnreadable."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\0" in content:
        candidates = ["utf-16-le", "utf-16-be"]
    else:
        # Chinese text in GBK is almost never valid UTF-8, so the stricter encoding goes first.
        candidates = ["utf-8-sig", "gb18030"]
    texts = []
    for encoding in candidates:
        try:
            texts.append(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    # Without a mark the right byte order is the one in which line ends and delimiters are themselves.
    text = max(texts, key=_signs, default="\0")
    if "\0" in text or (b"\0" in content and not _signs(text)):
        raise SheetUnreadable("认不出文件的编码，请用 Excel 另存为“CSV UTF-8”或 .xlsx 后再发。")
    return text


def _signs(text: str) -> int:
    return sum(map(text.count, "\n,;\t"))


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for index, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            last = max((place for place, cell in enumerate(record, 1) if cell.strip()), default=0)
            cells += last
            if index >= _MAX_LINES or (last and index >= MAX_LINE):
                raise SheetUnreadable(TOO_MANY_ROWS)
            if last > MAX_COLUMNS:
                raise SheetUnreadable(TOO_WIDE)
            if cells > MAX_CELLS:
                raise SheetUnreadable(TOO_MANY_CELLS)
            if last:
                rows += [[] for _ in range(index - len(rows))]
                rows.append([_AS_TEXT.sub(r"\1", cell) for cell in record[:last]])
    except csv.Error as error:
        raise SheetUnreadable(
            "有一格太长，或引号没有成对，读不下去；请用 Excel 打开检查，另存为 .xlsx 后再发。"
        ) from error
    return rows
