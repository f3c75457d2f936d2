"""A shift roster from CSV or XLSX to checked rows: a person a line with a column a day, or a line for each person and day."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from scoring.shifts import LONGEST, plain_word
from storage.people.roster_cells import police_number
from storage.sheets import cells
from storage.sheets.cells import BadCell
from storage.sheets.header import LINES, Header, Row, find, meaning, rows_below
from storage.sheets.reading import read_tables
from storage.sheets.table import Cell, Kind, RefusedRow, SheetUnreadable, Stored

COLUMNS = ("警号", "姓名", "日期", "班次")
REQUIRED = ("警号", "姓名")
_SYNONYMS = {
    "警员编号": "警号",
    "民警编号": "警号",
    "工号": "警号",
    "人员姓名": "姓名",
    "民警姓名": "姓名",
    "值班日期": "日期",
    "班别": "班次",
    "班种": "班次",
}
_ABSENT = f"前 {LINES} 行里没有找到班次表的表头；要有警号、姓名，再加每天一列（如 12月1日），或者日期、班次两列。"
_NO_DAYS = "表头里没有日期：请每天一列（如 12月1日、2026-12-01），或者用日期、班次两列，每人每天一行。"
_INTO_THE_NEXT = "表头里的日期从 {} 日又到 {} 日，看不出是哪个月：跨月的请写明月份，如 11月30日、12月1日。"
_WEEKDAY = re.compile(r"[(（]?(?:周|星期)[一二三四五六日天][)）]?")
_WHOLE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_ALONE = re.compile(r"(\d{1,2})\s*[日号]?")
_MONTH = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*月|(\d{4})-(\d{1,2})")
_BACK, _FARTHEST = timedelta(days=45), 400


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One line: a person's shifts by day, in the file's words."""

    line: int
    police_no: str
    name: str
    days: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class ShiftFile:
    """The whole file: accepted rows and refused ones, and headers that mean nothing here."""

    rows: list[ShiftRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """Each word once, in the order of the file."""
        return list(dict.fromkeys(word for row in self.rows for word in row.days.values()))


def read_shifts(name: str, content: bytes, today: date) -> ShiftFile:
    """Read a file. Raises SheetUnreadable when the file as a whole cannot be used."""
    tables = read_tables(name, content)
    word = meaning(COLUMNS, _SYNONYMS, {})
    header = find(tables, COLUMNS, REQUIRED, least=len(REQUIRED), like="班次表", absent=_ABSENT, word=word)
    by_rows = {"日期", "班次"} <= header.columns.keys()
    hint = _month_hint(header, name, today)
    columns = {} if by_rows else dict(_day_columns(header, hint, today))
    if not by_rows and not columns:
        raise SheetUnreadable(_NO_DAYS)
    taken = {str(header.heads[place]).strip() for place in columns}
    file = ShiftFile(ignored_columns=[each for each in header.ignored if each not in taken])
    seen: dict[tuple[str, date], int] = {}
    for row in rows_below(header):
        read = _row(row, columns, hint, today, header)
        if isinstance(read, ShiftRow):
            twice = [day for day in read.days if (read.police_no.casefold(), day) in seen]
            if twice:
                first = seen[read.police_no.casefold(), twice[0]]
                reason = f"{twice[0].month}月{twice[0].day}日的班次与第 {first} 行重复，请只保留一处。"
                read = RefusedRow(read.line, f"{read.police_no} {read.name}", reason)
        if isinstance(read, RefusedRow):
            file.refused.append(read)
        elif read.days:
            seen |= {(read.police_no.casefold(), day): read.line for day in read.days}
            file.rows.append(read)
    return file


def _row(
    row: Row, columns: Mapping[int, date], hint: date | None, today: date, header: Header
) -> ShiftRow | RefusedRow:
    police_no, name = row.get("警号", police_number) or "", row.get("姓名", cells.plain) or ""
    days: dict[date, str] = {}
    if columns:
        for place, day in columns.items():
            if shift := row.read(f"{day.month}月{day.day}日的班次", place, _word):
                days[day] = shift
    else:
        on = row.get("日期", lambda cell: _day(cell, hint, today, from_1904=header.table.from_1904))
        shift = row.get("班次", _word)
        if on is not None and shift:
            days[on] = shift
    problems = row.problems
    if missing := [
        word
        for word, value in (("警号", police_no), ("姓名", name))
        if not value and not any(each.startswith(word) for each in problems)
    ]:
        problems.append(f"缺少{'、'.join(missing)}，请补上")
    if problems:
        return RefusedRow(row.line, f"{police_no} {name}".strip(), "；".join(problems) + "。")
    return ShiftRow(row.line, police_no, name, days)


def _word(cell: Cell) -> str:
    text = cells.optional(cell)
    word = plain_word(text) if text else ""
    if len(word) > LONGEST:
        raise BadCell(f"超过 {LONGEST} 个字，请只写班次")
    return word


def _month_hint(header: Header, name: str, today: date) -> date | None:
    """The month of which a file speaks, above its header, in its sheet's or its own name."""
    above = [str(cell) for row in header.table.rows[: header.index] for cell in row if cell is not None]
    for text in (*above, header.table.title, name):
        # When it was made is no month of its shifts.
        if found := _MONTH.search(_WHOLE.sub("", unicodedata.normalize("NFKC", text))):
            year, month = found[1] or found[3], int(found[2] or found[4])
            if 1 <= month <= 12:
                return date(int(year), month, 1) if year else _nearest(month, 1, today)
    return None


def _day_columns(header: Header, hint: date | None, today: date) -> Iterator[tuple[int, date]]:
    """The headings that are days, each once. Raises SheetUnreadable."""
    known, found, before = set(header.columns.values()), dict[date, int](), 0
    for place, head in enumerate(header.heads):
        if place in known or head is None:
            continue
        try:
            day = _day(head, hint, today, from_1904=header.table.from_1904)
        except BadCell:
            continue
        if alone := _ALONE.fullmatch(_text(head)):
            if int(alone[1]) < before:
                raise SheetUnreadable(_INTO_THE_NEXT.format(before, int(alone[1])))
            before = int(alone[1])
        if day in found:
            raise SheetUnreadable(f"表头里 {day.month}月{day.day}日 出现了不止一次，请只保留一列。")
        found[day] = place
        yield place, day


def _day(cell: Cell, hint: date | None, today: date, *, from_1904: bool) -> date:
    """A day as rosters write them: whole, without its year, or its number alone in a month that is known. Raises BadCell."""
    text = _text(cell)
    try:
        if found := _WHOLE.fullmatch(text):
            return _possible(date(int(found[1]), int(found[2]), int(found[3])), today)
        if found := _SHORT.fullmatch(text):
            return _nearest(int(found[1]), int(found[2]), today)
        if (found := _ALONE.fullmatch(text)) and hint is not None:
            return hint.replace(day=int(found[1]))
        if re.fullmatch(r"\d{5}", text) and (serial := cells.day(cell, from_1904=from_1904)):
            return _possible(serial, today)
    except ValueError as error:
        raise BadCell(f"“{text[:20]}”没有这一天，请改正") from error
    raise BadCell(f"“{text[:20]}”看不出是哪一天，请写成 2026-12-01")


def _text(cell: Cell) -> str:
    text = cell.shown if isinstance(cell, Stored) and cell.kind is Kind.DAY else str(cell or "")
    return _WEEKDAY.sub("", unicodedata.normalize("NFKC", text)).strip().removesuffix(".0")


def _possible(day: date, today: date) -> date:
    if abs((day - today).days) > _FARTHEST:
        raise BadCell(f"{day.isoformat()} 离今天太远，请核对年份")
    return day


def _nearest(month: int, day: int, today: date) -> date:
    """Of a month and day without a year. Raises ValueError where no year has it."""
    last: ValueError | None = None
    for year in (today.year, today.year + 1, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError as error:
            last = error
            continue
        if found >= today - _BACK:
            return found
    raise last or ValueError(f"{month}-{day}")


def template(days: Sequence[date], people: Sequence[tuple[str, str]]) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of a file to fill in."""
    headings = [*REQUIRED, *(f"{day.month}月{day.day}日" for day in days)]
    return headings, [[police_no, name] for police_no, name in people]
