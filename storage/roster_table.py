"""Bytes of a CSV or XLSX file → tables of cells. Knows how files are made, and nothing of what a roster means."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

import openpyxl
from openpyxl.utils.datetime import WINDOWS_EPOCH

MAX_BYTES = 5 * 1024 * 1024
TOO_LARGE = f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请删去图片和多余的工作表后再发。"
MAX_ROWS = 20_000
MAX_COLUMNS = 100
DELIMITERS = (",", ";", "\t")

# A sheet of MAX_ROWS rows and ten columns takes about 15 MB of XML; more than this is not a roster.
_MAX_UNPACKED = 40 * 1024 * 1024
# Lines with entries: the people, and the titles and header above them.
_MAX_FILLED = MAX_ROWS + 10
# Sheets formatted far below their last entry hold rows without content: tolerated to this index.
_MAX_INDEX = 200_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_TOO_MANY_ROWS = f"文件超过 {MAX_ROWS} 行，请分成几份，或删去表格下方的空行后再发。"


class RosterUnreadable(Exception):
    """The file as a whole cannot be read; its text is a Chinese sentence that says why and what to do."""


class Special(Enum):
    """A cell whose value the file does not hold."""

    UNCOMPUTED = "formula without a stored result"


Cell = str | int | float | bool | datetime | date | time | timedelta | Special | None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or a CSV read with one delimiter.

    ``rows[i]`` is line i + 1 as a spreadsheet shows it. ``epoch`` is day 0 of its serial dates.
    ``delimiter`` is None for a sheet.
    """

    title: str
    rows: list[list[Cell]]
    epoch: datetime = WINDOWS_EPOCH
    delimiter: str | None = None


def read_tables(name: str, content: bytes) -> list[Table]:
    """Every reading of the file that may be meant: the sheets of a workbook, or a CSV by each delimiter.

    Raises RosterUnreadable.
    """
    if not content.strip():
        raise RosterUnreadable("文件是空的，请检查后重新发送。")
    if len(content) > MAX_BYTES:
        raise RosterUnreadable(TOO_LARGE)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise RosterUnreadable("这个 Excel 文件加了密码，请取消密码、另存为 .xlsx 后再发。")
        raise RosterUnreadable("这是旧版 Office 文件（.xls 等），请用 Excel 或 WPS 另存为 .xlsx 后再发。")
    if content.startswith(b"PK"):
        return _read_workbook(content)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise RosterUnreadable(f"“{name}”不是 CSV 或 XLSX 文件，请另存为 CSV 或 XLSX 后再发。")
    text = _decode(content)
    return [Table(name, _read_csv(text, delimiter), delimiter=delimiter) for delimiter in DELIMITERS]


def _decode(content: bytes) -> str:
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
    text = max(texts, key=lambda each: sum(map(each.count, "\n,;\t")), default=None)
    if text is None or "\0" in text:
        raise RosterUnreadable("认不出文件的编码，请用 Excel 另存为“CSV UTF-8”或 .xlsx 后再发。")
    return text


def _read_csv(text: str, delimiter: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    filled = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            filled += any(cell.strip() for cell in record)
            if filled > _MAX_FILLED or len(rows) >= _MAX_INDEX:
                raise RosterUnreadable(_TOO_MANY_ROWS)
            rows.append(list(record))
    except csv.Error as error:
        raise RosterUnreadable("文件里的引号没有成对，读不下去；请用 Excel 打开检查，另存为 .xlsx 后再发。") from error
    return rows


def _read_workbook(content: bytes) -> list[Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            has_formulas = _inspect(archive)
        values = _sheets(content, data_only=True)
        if has_formulas:
            _mark_uncomputed(values, _sheets(content, data_only=False))
        return values
    except RosterUnreadable:
        raise
    # The library answers broken files with exceptions of every kind, from KeyError to zlib.error.
    except Exception as error:
        raise RosterUnreadable("这个 XLSX 文件已损坏，或不是 XLSX；请用 Excel 或 WPS 打开后另存一份再发。") from error


def _inspect(archive: zipfile.ZipFile) -> bool:
    """Refuse what is locked, no workbook, or too large unpacked; True when a sheet holds formulas."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise RosterUnreadable("这个文件加了密码，请取消密码后再发。")
    if "[Content_Types].xml" not in archive.namelist():
        raise RosterUnreadable("这是压缩包，不是 XLSX 文件；请解压后发送里面的表格。")
    # zipfile never unpacks a part beyond the size it declares, so the declared sizes bound the real ones.
    if sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise RosterUnreadable("这个文件展开后过大，请只保留一个工作表，删去图片和空行后再发。")
    has_formulas = False
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        data = archive.read(part)
        # No office program writes a document type; entities in one can swell without end.
        if any(mark in data for mark in _DOCTYPES):
            raise RosterUnreadable("这个 XLSX 文件里有不该有的内容，请用 Excel 另存一份再发。")
        has_formulas = has_formulas or b"<f>" in data or b"<f " in data
    return has_formulas


def _sheets(content: bytes, *, data_only: bool) -> list[Table]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    try:
        tables = []
        for sheet in book.worksheets:
            rows = list(_bounded(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)))
            tables.append(Table(sheet.title, rows, epoch=book.epoch))
        return tables
    finally:
        book.close()


def _bounded(rows: Iterator[tuple[object, ...]]) -> Iterator[list[Cell]]:
    filled = 0
    for index, row in enumerate(rows):
        last = max((i for i, cell in enumerate(row) if cell is not None), default=-1)
        filled += last >= 0
        if filled > _MAX_FILLED or index >= _MAX_INDEX:
            raise RosterUnreadable(_TOO_MANY_ROWS)
        yield [_known(cell) for cell in row[: last + 1]]


def _known(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | datetime | date | time | timedelta):
        return value
    return str(value)  # array formulas and rich text are objects of the library's own


def _mark_uncomputed(values: list[Table], formulas: list[Table]) -> None:
    """Where a formula stands without its result, say so: an empty cell would lose the entry in silence."""
    for table, other in zip(values, formulas, strict=True):
        for row, source in zip(table.rows, other.rows, strict=False):
            row.extend([None] * (len(source) - len(row)))
            for index, cell in enumerate(source):
                if row[index] is None and cell is not None:
                    row[index] = Special.UNCOMPUTED
